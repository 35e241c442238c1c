// Attacker: a server that has TLS for KMS's name and is no KMS (a stolen certificate, a wrong root), or a KMS that does not look at documents. What it
// answers is well-formed, and must not be taken for an answer to the request.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { ciphertextForRecipient } from "../../../../cli/src/kms-stand-in/ciphertext-for-recipient.ts";
import { type ParentEgress, startParentEgress } from "../../../../test/harness/parent-egress.ts";
import { openKms } from "./kms-client.ts";

const keyArn = "arn:inkan-stand-in:kms:local-1:000000000000:key/1";
const secret = Buffer.alloc(32, 7);
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
type Answer = { readonly status?: number; readonly body: object };

describe("an answer that is none of KMS's", () => {
  let egress: ParentEgress;
  let respond: (publicKey: Uint8Array) => Answer;
  let port = 0;
  const server = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const { Recipient } = JSON.parse(Buffer.concat(pieces).toString());
      // The "document" of this test is the public key itself.
      const { status = 200, body } = respond(Buffer.from(Recipient.AttestationDocument, "base64"));
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
    });
  });
  before(async () => {
    egress = await startParentEgress();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as AddressInfo).port;
  });
  after(async () => {
    server.close();
    await egress.close();
  });
  const ask = () =>
    openKms({
      config: { kind: "kms", keyArn, endpoint: `http://127.0.0.1:${port}`, roots: [], pins: [] },
      egress: egress.address,
      credentials: async () => ({
        ...{ accessKeyId: "AKIATESTTESTTEST", secretAccessKey: "secret", sessionToken: "token" },
        expiration: new Date(Date.now() + 3_600_000),
      }),
      attest: async (publicKey) => publicKey,
      clockOffsetMs: 0,
    }).generateDataKey({ group: "default" });
  const sound = (publicKey: Uint8Array, more: object = {}, plain: Uint8Array = secret) => ({
    body: {
      ...{ KeyId: keyArn, CiphertextBlob: base64(Buffer.alloc(64, 1)) },
      CiphertextForRecipient: base64(ciphertextForRecipient(plain, publicKey)),
      ...more,
    },
  });

  test("control: one that is", async () => {
    respond = (publicKey) => sound(publicKey);
    assert.equal((await ask()).dataKey.equals(secret), true);
  });

  for (const [what, answer, code] of [
    [
      "in the clear",
      () => ({ body: { KeyId: keyArn, CiphertextBlob: "AAAA", Plaintext: base64(secret) } }),
      "KMS_ANSWER_INVALID",
    ],
    ["in the clear besides", (key: Uint8Array) => sound(key, { Plaintext: base64(secret) }), "KMS_ANSWER_INVALID"],
    ["of another key", (key: Uint8Array) => sound(key, { KeyId: `${keyArn}2` }), "KMS_WRONG_KEY"],
    ["of 16 bytes", (key: Uint8Array) => sound(key, {}, Buffer.alloc(16)), "KMS_ANSWER_INVALID"],
    ["without a wrapped key", (key: Uint8Array) => sound(key, { CiphertextBlob: undefined }), "KMS_ANSWER_INVALID"],
    [
      "with a wrapped key that is too long",
      (key: Uint8Array) => sound(key, { CiphertextBlob: base64(Buffer.alloc(7_000)) }),
      "KMS_ANSWER_INVALID",
    ],
    ["with no CMS in it", (key: Uint8Array) => sound(key, { CiphertextForRecipient: "AAAA" }), "CMS_MALFORMED"],
    ["a refusal", () => ({ status: 400, body: { __type: "AccessDeniedException" } }), "KMS_REFUSED"],
    ["a failure", () => ({ status: 500, body: { __type: "KMSInternalException" } }), "KMS_UNAVAILABLE"],
  ] as const)
    test(`${what} is ${code}`, async () => {
      respond = answer;
      await assert.rejects(ask(), { code });
    });
});
