// Attacker: the parent, which sees every signature and wants the key, or a signature that it can't place.
// User: a verifier with WebCrypto, openssl or the precompile of EIP-7951, all of which take r ‖ s or DER of exactly this form.
import assert from "node:assert/strict";
import { createHash, createPublicKey, randomBytes, verify, webcrypto } from "node:crypto";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { isNativeAvailable, openP256 } from "@inkan/native";
import { generateP256, generateSec1, privateKeyOf } from "./p256.ts";
import { mixedRandom } from "./random.ts";
import { createResponseKey, fixedLength, nodeSigner } from "./response-key.ts";

const random = mixedRandom(randomBytes(64));
const key = createResponseKey(random);

describe("a response key", () => {
  test("signs what WebCrypto verifies, text as UTF-8; another byte does not verify", async () => {
    const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
    const publicKey = await webcrypto.subtle.importKey("spki", key.spki.slice(), algorithm, false, ["verify"]);
    const text = "印鑑";
    const verifies = (bytes: Uint8Array) =>
      webcrypto.subtle.verify(algorithm, publicKey, key.sign(text).slice(), bytes.slice());
    assert.equal(await verifies(Buffer.from(text)), true);
    assert.equal(await verifies(Buffer.from("印鑒")), false);
  });

  const sec1 = generateSec1(random);
  const publicKey = sec1.use((der) => createPublicKey(privateKeyOf(der)));
  for (const [name, signer] of Object.entries({ "by the add-on": openP256, "without it": nodeSigner }))
    test(`2,000 signatures ${name} are 64 bytes that verify: short and long integers are aligned alike`, (t) => {
      if (signer === openP256 && !isNativeAvailable())
        return t.skip("skipped: needs gcc when `npm ci` runs (apt install gcc libc6-dev)");
      const sign = sec1.use(signer);
      for (let index = 0; index < 2_000; index++) {
        const data = Buffer.from(`answer ${index}`);
        const signature = fixedLength(sign(data));
        assert.equal(signature.length, 64);
        assert.ok(verify("sha256", data, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature));
      }
    });

  test("integers of 1, 31, 32 and 33 bytes of DER end where they should", () => {
    const integer = (bytes: number[]) => [0x02, bytes.length, ...bytes];
    const whole = (r: number[], s: number[]) =>
      Uint8Array.of(0x30, r.length + s.length + 4, ...integer(r), ...integer(s));
    const short = [7];
    const nearly = new Array(31).fill(0x11);
    const full = new Array(32).fill(0x22);
    const signed = [0, ...new Array(32).fill(0xee)];
    for (const r of [short, nearly, full, signed])
      for (const s of [short, nearly, full, signed]) {
        const hex = (bytes: number[]) => Buffer.from(bytes.slice(-32)).toString("hex").padStart(64, "0");
        assert.equal(Buffer.from(fixedLength(whole(r, s))).toString("hex"), hex(r) + hex(s));
      }
  });

  test("its keyid is the SHA-256 of its SPKI, and nothing of the private key is within reach", () => {
    assert.equal(key.keyid, createHash("sha256").update(key.spki).digest("hex"));
    assert.deepEqual(Object.keys(key).sort(), ["keyid", "sign", "spki"]);
    assert.doesNotMatch(inspect(key, { depth: 9, showHidden: true }), /PrivateKey|BEGIN/);
  });

  test("two keys differ, and a generated key pair belongs together", () => {
    assert.notEqual(createResponseKey(random).keyid, key.keyid);
    const { privateKey, spki } = generateP256(random);
    assert.deepEqual(
      createPublicKey(privateKey).export({ format: "jwk" }),
      createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" }).export({ format: "jwk" }),
    );
  });
});
