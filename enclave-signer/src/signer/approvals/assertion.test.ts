// Attacker: whoever has one operator's passkey on a page of their own, or bytes of an earlier approval, and wants another approval from it.
// Each change is of one part, signed again by the true passkey, so that only the check of that part can refuse it. Where
// @simplewebauthn/server judges the same part, it must say the same: it is the second opinion.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { p256, pointOfSpki } from "@inkan/attestation";
import { verifyAuthenticationResponse } from "@simplewebauthn/server";
import { type AssertionChange, type AssertionJson, makePasskey } from "../../../../test/harness/passkey.ts";
import { judgeAssertion } from "./assertion.ts";
import { p1363OfDer } from "./ecdsa-der.ts";
import { approvalLimits } from "./limits.ts";
import { readRelyingParty } from "./operators.ts";
import { readAssertion } from "./routes.ts";

const relyingPartyId = "approve.example";
const origin = "https://approve.example";
const challenge = new Uint8Array(32).fill(7);
const passkey = makePasskey("ana", relyingPartyId, origin);
const { name, credentialId, publicKey } = passkey;
const relyingParty = readRelyingParty({
  relyingPartyId,
  origins: [origin, "https://other.approve.example"],
  threshold: 1,
  operators: [{ name, credentialId, publicKey }],
  lifeMs: 60_000,
});

const judge = (json: AssertionJson) =>
  judgeAssertion(
    readAssertion(Buffer.from(JSON.stringify(json)), approvalLimits),
    challenge,
    relyingParty,
    approvalLimits,
  );

/** COSE_Key of ES256 (RFC 9053, section 7.1), which the library wants. */
function coseKey(): Uint8Array<ArrayBuffer> {
  const point = pointOfSpki(p256, Buffer.from(publicKey, "base64"))!;
  const head = Buffer.from("a5010203262001215820", "hex");
  return Uint8Array.from([...head, ...point.subarray(1, 33), 0x22, 0x58, 0x20, ...point.subarray(33)]);
}

async function secondOpinion(json: AssertionJson): Promise<boolean> {
  try {
    const { verified } = await verifyAuthenticationResponse({
      response: json,
      expectedChallenge: Buffer.from(challenge).toString("base64url"),
      expectedOrigin: [...relyingParty.origins],
      expectedRPID: relyingPartyId,
      credential: { id: credentialId, publicKey: coseKey(), counter: 0 },
      requireUserVerification: true,
    });
    return verified;
  } catch {
    return false;
  }
}

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const integer = (value: bigint) => {
  const hex = value.toString(16);
  const even = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
  const body = even[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), even]) : even;
  return Buffer.concat([Buffer.of(0x02, body.length), body]);
};
const der = (r: bigint, s: bigint) => {
  const both = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.of(0x30, both.length), both]);
};
const numbers = (signature: Uint8Array) => {
  const both = Buffer.from(p1363OfDer(signature)!).toString("hex");
  return [BigInt(`0x${both.slice(0, 64)}`), BigInt(`0x${both.slice(64)}`)] as const;
};

const clientDataWith = (text: string): AssertionChange => ({
  clientDataText: `{"type":"webauthn.get","challenge":"${Buffer.from(challenge).toString("base64url")}","origin":"${origin}"${text}}`,
});

describe("an operator's honest answer", () => {
  const honest: readonly [string, AssertionChange][] = [
    ["as a browser gives it", {}],
    ["from another origin of the list", { clientData: { origin: "https://other.approve.example" } }],
    [
      "with members that browsers add",
      clientDataWith(',"crossOrigin":false,"other_keys_can_be_added_here":"do not compare"'),
    ],
    ["without crossOrigin, as older browsers give it", clientDataWith("")],
    ["of a device-bound passkey with a counter", { flags: 0x05, counter: 9 }],
    ["with extensions' outputs (an empty map)", { flags: 0x85, behind: Uint8Array.of(0xa0) }],
    [
      "with the other of the two values of s",
      { signature: (bytes) => der(numbers(bytes)[0], order - numbers(bytes)[1]) },
    ],
  ];
  for (const [title, change] of honest)
    test(title, async () => {
      const json = passkey.answer(challenge, change);
      assert.deepEqual(judge(json), { operator: relyingParty.operators.get(credentialId) });
      assert.equal(await secondOpinion(json), true);
    });
});

describe("an answer with one part changed", () => {
  const stricter = "ours alone";
  const cases: readonly [title: string, change: AssertionChange, refused: string, opinion?: typeof stricter][] = [
    ["a registration", { clientData: { type: "webauthn.create" } }, "TYPE"],
    ["another challenge", { clientData: { challenge: Buffer.alloc(32, 8).toString("base64url") } }, "CHALLENGE"],
    ["the challenge with padding", { clientData: { challenge: Buffer.alloc(32, 7).toString("base64") } }, "CHALLENGE"],
    ["another origin", { clientData: { origin: "https://approve.example.evil" } }, "ORIGIN"],
    ["an origin with a slash", { clientData: { origin: `${origin}/` } }, "ORIGIN"],
    ["an origin's subdomain that isn't listed", { clientData: { origin: "https://x.approve.example" } }, "ORIGIN"],
    ["inside a frame of another site", { clientData: { crossOrigin: true } }, "CROSS_ORIGIN", stricter],
    ["crossOrigin that is no boolean", { clientData: { crossOrigin: "false" } }, "CROSS_ORIGIN", stricter],
    ["a top origin", { clientData: { crossOrigin: true, topOrigin: "https://evil.example" } }, "CROSS_ORIGIN"],
    ["a top origin that is null", { clientData: { topOrigin: null } }, "CROSS_ORIGIN", stricter],
    ["another relying party", { relyingPartyId: "example" }, "RELYING_PARTY"],
    ["nobody present", { flags: 0x04 }, "USER_PRESENCE"],
    ["nobody verified", { flags: 0x01 }, "USER_VERIFICATION"],
    ["backed up, but not eligible", { flags: 0x15 }, "BACKUP_STATE"],
    ["attested credential data, which has no place here", { flags: 0x45 }, "AUTHENTICATOR_DATA"],
    ["bytes behind the counter", { behind: Uint8Array.of(0xa0) }, "AUTHENTICATOR_DATA"],
    ["extensions announced, none there", { flags: 0x85 }, "AUTHENTICATOR_DATA"],
    ["extensions without end", { flags: 0x85, behind: new Uint8Array(2_000) }, "AUTHENTICATOR_DATA"],
    ["a member twice", clientDataWith(`,"origin":"https://evil.example"`), "CLIENT_DATA"],
    ["a member twice, spelt otherwise", clientDataWith(`,"\\u006frigin":"${origin}"`), "CLIENT_DATA", stricter],
    ["client data that is a list", { clientDataText: "[]" }, "CLIENT_DATA"],
    ["client data that is no JSON", { clientDataText: "{" }, "CLIENT_DATA"],
    ["client data without end", clientDataWith(`,"pad":"${"x".repeat(3_000)}"`), "CLIENT_DATA", stricter],
    ["a signature with a zero too many", { signature: loose }, "SIGNATURE", stricter],
    [
      "a signature with bytes behind",
      { signature: (bytes) => Buffer.concat([bytes, Buffer.of(0)]) },
      "SIGNATURE",
      stricter,
    ],
    ["a signature cut short", { signature: (bytes) => bytes.subarray(0, -1) }, "SIGNATURE"],
    ["a signature as r || s", { signature: (bytes) => p1363OfDer(bytes)! }, "SIGNATURE"],
    ["r and s exchanged", { signature: (bytes) => der(numbers(bytes)[1], numbers(bytes)[0]) }, "SIGNATURE"],
    ["zeros", { signature: () => Buffer.from("3006020100020100", "hex") }, "SIGNATURE"],
    ["s plus the order", { signature: (bytes) => der(numbers(bytes)[0], numbers(bytes)[1] + order) }, "SIGNATURE"],
  ];
  for (const [title, change, refused, opinion] of cases)
    test(`${title}: ${refused}`, async () => {
      const json = passkey.answer(challenge, change);
      assert.deepEqual(judge(json), { refused });
      if (opinion === undefined) assert.equal(await secondOpinion(json), false, "the second opinion differs");
    });

  test("the bytes changed after the signature: SIGNATURE", async () => {
    const json = passkey.answer(challenge);
    const other = passkey.answer(challenge, { counter: 1 });
    const mixed = { ...json, response: { ...json.response, authenticatorData: other.response.authenticatorData } };
    assert.deepEqual(judge(mixed), { refused: "SIGNATURE" });
    assert.equal(await secondOpinion(mixed), false);
  });

  test("the answer of a passkey that is no operator's", () => {
    assert.deepEqual(judge(makePasskey("eve", relyingPartyId, origin).answer(challenge)), {
      refused: "CREDENTIAL_UNKNOWN",
    });
    const posing = {
      ...makePasskey("eve", relyingPartyId, origin).answer(challenge),
      id: credentialId,
      rawId: credentialId,
    };
    assert.deepEqual(judge(posing), { refused: "SIGNATURE" });
  });

  test("base64url with padding or bits that stand for nothing", () => {
    const json = passkey.answer(challenge);
    const { authenticatorData } = json.response;
    for (const spelt of [`${authenticatorData}=`, `${authenticatorData.slice(0, -1)}B`, `${authenticatorData} `])
      assert.deepEqual(judge({ ...json, response: { ...json.response, authenticatorData: spelt } }), {
        refused: "ENCODING",
      });
  });
});

/** The same numbers with a needless leading zero: BER, but not DER. */
function loose(bytes: Buffer): Buffer {
  const rLength = bytes[3]!;
  const r = bytes.subarray(4, 4 + rLength);
  const rest = bytes.subarray(4 + rLength);
  return Buffer.concat([Buffer.of(0x30, bytes[1]! + 1, 0x02, rLength + 1, 0), r, rest]);
}

test("every bit of an honest answer counts", () => {
  const json = passkey.answer(challenge, { flags: 0x05 });
  let flipped = 0;
  for (const member of ["authenticatorData", "clientDataJSON", "signature"] as const) {
    const bytes = Buffer.from(json.response[member], "base64url");
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      const verdict = judge({ ...json, response: { ...json.response, [member]: changed.toString("base64url") } });
      assert.ok("refused" in verdict, `${member}, bit ${bit}`);
      flipped++;
    }
  }
  assert.ok(flipped > 1_000);
  assert.ok("operator" in judge(json), "control");
});
