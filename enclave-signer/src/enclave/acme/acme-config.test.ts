// Operator, who writes the configuration: what can't work, or was not meant, is refused before anything is measured.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readConfig } from "../read-config.ts";

const address = `0x${"11".repeat(20)}`;
const authority = {
  kind: "acme",
  directory: "https://ca.example/directory",
  termsOfServiceAgreed: true,
  caaIdentities: ["ca.example"],
};
const configuration = (tls: object) => ({
  ...{ version: 1, role: "relay", origin: "https://rpc.example", operator: address, frontDoors: ["enclave"] },
  registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
  chains: [{ name: "eth", chainId: 1, upstreams: [{ name: "a", url: "https://a.example" }] }],
  tls,
});
const read = (tls: object) => readConfig(Buffer.from(JSON.stringify(configuration(tls))), "relay");
const withAuthority = (changed: object, names = ["rpc.example"]) =>
  read({ names, certificateAuthority: { ...authority, ...changed } });

describe("the configuration of an ACME server", () => {
  test("is measured with its defaults", () => {
    const { config } = withAuthority({});
    assert.deepEqual(config.tls?.certificateAuthority, {
      ...authority,
      ...{ contacts: [], externalAccount: null, profile: null, pins: [], roots: [] },
    });
  });

  const binding = { keyId: "k", hmacKey: "A".repeat(43) };
  test("takes contacts, an external account and a profile", () => {
    withAuthority({ contacts: ["mailto:a@b.example"], externalAccount: binding, profile: "shortlived" });
  });

  for (const [what, changed] of [
    ["an unknown member", { url: "https://ca.example" }],
    ["a directory without TLS", { directory: "http://ca.example/directory" }],
    ["terms that nobody agreed to", { termsOfServiceAgreed: false }],
    ["no name for CAA", { caaIdentities: [] }],
    ["a name for CAA with a parameter", { caaIdentities: ["ca.example; accounturi=x"] }],
    ["a contact that is no URL", { contacts: ["a@b.example"] }],
    ["an HMAC key that is not Base64url", { externalAccount: { ...binding, hmacKey: "+".repeat(43) } }],
    ["a profile with other characters", { profile: "a b" }],
  ] as const)
    test(`${what} is refused`, () => assert.throws(() => withAuthority(changed), { code: "CONFIG_INVALID" }));

  for (const name of [
    "127.0.0.1",
    "::1",
    "*.example",
    "RPC.example",
    "rpc..example",
    "rpc.example.",
    "-a.example",
    "a_b.example",
    "",
  ])
    test(`'${name}' is no name that TLS-ALPN-01 proves`, () => {
      assert.throws(() => withAuthority({}, ["rpc.example", name]), { code: "CONFIG_INVALID" });
    });

  test("names are given once; control: two names", () => {
    assert.throws(() => withAuthority({}, ["rpc.example", "rpc.example"]), { code: "CONFIG_INVALID" });
    withAuthority({}, ["rpc.example", "xn--bcher-kva.example"]);
  });

  test("is the relay's alone", () => {
    const signer = { ...configuration({ names: ["a.example"], certificateAuthority: authority }), role: "signer" };
    const { chains: _chains, frontDoors: _doors, ...rest } = signer;
    assert.throws(() => readConfig(Buffer.from(JSON.stringify(rest)), "signer"), { code: "CONFIG_INVALID" });
  });
});
