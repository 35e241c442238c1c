// User: an operator who made a mistake in the approvals' part of the configuration, and would learn of it on the day of the exit.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { describe, test } from "node:test";
import { makePasskey } from "../../../test/harness/passkey.ts";
import { readConfig } from "./read-config.ts";

const address = `0x${"11".repeat(20)}`;
const operatorOf = (name: string) => {
  const { credentialId, publicKey } = makePasskey(name, "example", "https://approve.example");
  return { name, credentialId, publicKey };
};
const [ana, ben] = [operatorOf("ana"), operatorOf("ben")];
const sound = {
  relyingPartyId: "approve.example",
  origins: ["https://approve.example"],
  threshold: 2,
  operators: [ana, ben],
};
const read = (approvals: unknown, ethereum: unknown = null) =>
  readConfig(
    Buffer.from(
      JSON.stringify({
        version: 1,
        role: "signer",
        origin: "https://signer.example",
        registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
        operator: address,
        approvals,
        ethereum,
      }),
    ),
    "signer",
  );
const otherCurve = generateKeyPairSync("ec", { namedCurve: "P-384" })
  .publicKey.export({ type: "spki", format: "der" })
  .toString("base64");
const flipped = Buffer.from(ana.publicKey, "base64");
flipped[90]! ^= 1;

describe("the operators of a signer's configuration", () => {
  test("are read; a page may lie on a subdomain, and on localhost without TLS", () => {
    read(sound);
    read({ ...sound, origins: ["https://a.approve.example", "https://approve.example:8443"] });
    read({ ...sound, relyingPartyId: "localhost", origins: ["http://localhost:8549"] });
  });

  const cases: readonly [title: string, approvals: unknown, path: RegExp][] = [
    ["more approvals than operators", { ...sound, threshold: 3 }, /approvals\.threshold/],
    [
      "one passkey for two",
      { ...sound, operators: [ana, { ...ben, credentialId: ana.credentialId }] },
      /operators\[1\]\.credentialId/,
    ],
    [
      "one key for two",
      { ...sound, operators: [ana, { ...ben, publicKey: ana.publicKey }] },
      /operators\[1\]\.publicKey/,
    ],
    ["one name for two", { ...sound, operators: [ana, { ...ben, name: "ana" }] }, /operators\[1\]\.name/],
    [
      "a key of another curve",
      { ...sound, operators: [ana, { ...ben, publicKey: otherCurve }] },
      /operators\[1\]\.publicKey/,
    ],
    [
      "a key that is no point",
      { ...sound, operators: [ben, { ...ana, publicKey: flipped.toString("base64") }] },
      /operators\[1\]\.publicKey/,
    ],
    ["a page without TLS", { ...sound, origins: ["http://approve.example"] }, /origins\[0\]/],
    ["a page of another domain", { ...sound, origins: ["https://evilapprove.example"] }, /origins\[0\]/],
    ["an origin with a path", { ...sound, origins: ["https://approve.example/"] }, /origins\[0\]/],
  ];
  for (const [title, approvals, path] of cases)
    test(`${title}: refused`, () => {
      assert.throws(() => read(approvals), { message: path });
    });
});

test("a proof of the fee recipient is demanded only where there is a list", () => {
  const chain = {
    genesisValidatorsRoot: `0x${"00".repeat(32)}`,
    genesisTime: 0,
    forks: [{ name: "fulu", version: "0x06000000", epoch: 0 }],
  };
  read(null, { ...chain, feeRecipients: [address], feeRecipientProofRequired: true });
  assert.throws(() => read(null, { ...chain, feeRecipientProofRequired: true }), {
    message: /feeRecipientProofRequired/,
  });
});
