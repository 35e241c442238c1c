// Attacker: whoever gets bytes before the add-on that are no key, no signer or no message, and hopes for memory that is not theirs.
// User: the response key, which signs millions of answers with one signer.
import assert from "node:assert/strict";
import {
  createHash,
  type ECKeyPairKeyObjectOptions,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
} from "node:crypto";
import { describe, test } from "node:test";
import { bindings, isNativeAvailable } from "./load.ts";
import { openP256 } from "./p256.ts";

const skip = isNativeAvailable() ? false : "skipped: needs gcc when `npm ci` runs (apt install gcc libc6-dev)";

const p256 = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const sec1 = (pair: ReturnType<typeof p256>) => pair.privateKey.export({ type: "sec1", format: "der" });

describe("P-256 by the add-on", { skip }, () => {
  const pair = p256();
  const der = sec1(pair);
  const own: (message: Uint8Array) => Uint8Array = skip === false ? openP256(der) : () => assert.fail();
  const verifies = (message: Uint8Array, signature: Uint8Array, { publicKey } = pair) =>
    verify("sha256", message, publicKey, signature);

  test("messages of each length around a block, empty ones and a megabyte, in turns between two keys", () => {
    const other = p256();
    const others = openP256(sec1(other));
    for (const length of [0, 1, 55, 56, 63, 64, 65, 127, 128, 4_096, 1_048_576]) {
      const message = randomBytes(length);
      assert.ok(verifies(message, own(message)), `${length} bytes`);
      assert.ok(verifies(message, others(message), other), `${length} bytes, the other key`);
      assert.ok(!verifies(message, others(message)), "control: the other's does not verify under the first");
    }
  });

  test("each signature has a nonce of its own, also over one message", () => {
    const message = Buffer.from("an answer");
    // r, which its nonce makes: behind SEQUENCE and INTEGER with their lengths.
    const r = (signature: Uint8Array) => Buffer.from(signature.subarray(4, 4 + signature[3]!)).toString("hex");
    assert.equal(new Set(Array.from({ length: 500 }, () => r(own(message)))).size, 500);
  });

  test("a signature stays what it was when the next ones are made", () => {
    const signatures = Array.from({ length: 300 }, (_, index) => own(Buffer.from(`${index}`)));
    signatures.forEach((signature, index) => {
      assert.ok(verifies(Buffer.from(`${index}`), signature), `signature ${index}`);
    });
  });

  test("overwriting the DER afterwards changes nothing", () => {
    const bytes = sec1(pair);
    const signer = openP256(bytes);
    bytes.fill(0);
    const message = randomBytes(20);
    assert.ok(verifies(message, signer(message)));
  });

  test("a view into a larger buffer is signed, not the buffer", () => {
    const buffer = randomBytes(200);
    const view = buffer.subarray(40, 90);
    assert.ok(verifies(Buffer.from(view), own(view)));
  });

  describe("is no key", () => {
    const curve = (namedCurve: string, options: Partial<ECKeyPairKeyObjectOptions> = {}) =>
      generateKeyPairSync("ec", { namedCurve, ...options }).privateKey.export({ type: "sec1", format: "der" });
    const zero = Buffer.from(der);
    zero.fill(0, 7, 39);
    const order = Buffer.from(der);
    order.set(Buffer.from("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", "hex"), 7);
    const cases: Record<string, Uint8Array> = {
      nothing: new Uint8Array(0),
      "another curve of that length": curve("secp256k1"),
      "P-384": curve("P-384"),
      RSA: generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ type: "pkcs1", format: "der" }),
      "a public key": pair.publicKey.export({ type: "spki", format: "der" }),
      "cut short": der.subarray(0, der.length - 1),
      "a byte too many": Buffer.concat([der, Buffer.of(0)]),
      "the scalar 0": zero,
      "the curve's order": order,
      "another key's point": Buffer.concat([der.subarray(0, -65), sec1(p256()).subarray(-65)]),
      "far too long": Buffer.concat([der, Buffer.alloc(5_000)]),
    };
    for (const [name, bytes] of Object.entries(cases))
      test(name, () => {
        assert.throws(() => openP256(bytes), { name: "TypeError", code: "ERR_INVALID_ARG_VALUE" });
        // OpenSSL's queue of errors is what node:crypto would read next.
        assert.doesNotThrow(() => sign("sha256", Buffer.from("afterwards"), pair.privateKey));
      });
    test("control: the key that these were made from", () => assert.doesNotThrow(() => openP256(der)));
  });

  test("the C side takes no other signer, message or place for a signature", () => {
    const { p256Open, p256Sign } = bindings();
    const signer = p256Open(der);
    const [message, place] = [Buffer.from("a"), Buffer.alloc(72)];
    const refused = (code: string, ...args: unknown[]) =>
      assert.throws(() => (p256Sign as (...args: unknown[]) => void)(...args), { code });
    for (const wrong of [undefined, {}, 7, new Uint8Array(8), () => signer])
      refused("ERR_INVALID_ARG_TYPE", wrong, message, place);
    for (const wrong of [undefined, "a", [1], new Uint16Array(2), new DataView(new ArrayBuffer(4)), new ArrayBuffer(4)])
      refused("ERR_INVALID_ARG_TYPE", signer, wrong, place);
    for (const wrong of [Buffer.alloc(71), Buffer.alloc(73), new Uint8Array(0)])
      refused("ERR_OUT_OF_RANGE", signer, message, wrong);
    refused("ERR_INVALID_ARG_TYPE", signer, message, new Uint32Array(18));
    refused("ERR_INVALID_ARG_COUNT", signer, message);
    assert.deepEqual(place, Buffer.alloc(72), "nothing was written where a call was refused");
    const length = p256Sign(signer, message, place);
    assert.ok(verifies(message, place.subarray(0, length)), "control");
  });

  test("detached memory is no bytes", () => {
    const bytes = new Uint8Array(16);
    structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
    assert.ok(verifies(new Uint8Array(0), own(bytes)));
  });

  test("10,000 signers come and go", () => {
    const message = createHash("sha256").update("many").digest();
    for (let index = 0; index < 10_000; index++) {
      const signature = openP256(der)(message);
      if (index % 1_000 === 0) assert.ok(verifies(message, signature));
    }
  });
});
