// Random signatures and random damage: P384Verifier says exactly what OpenSSL says. INKAN_P384_CASES asks for more of them.
//
// The signatures are made here, with OpenSSL's multiples of the base point, so that R is known: hints are then made in a quarter of the time. What
// is damaged, and one valid signature of sixteen, gets its hints as anybody's would.
import assert from "node:assert/strict";
import { createECDH, createHash, createPublicKey, randomBytes, randomInt, verify } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { p384, p384Hints, p384HintsOfDigest, spkiOfPoint, toBigInt, toHex } from "@inkan/attestation";
import { type P384Chain, type Signed, startP384Chain } from "../harness/p384-verifier.ts";

const cases = Number(process.env.INKAN_P384_CASES ?? 300);
const batch = 20;
const { n } = p384;

type Multiple = { readonly scalar: bigint; readonly point: Uint8Array };

/** A random multiple of the base point, x || y. */
function randomMultiple(): Multiple {
  const ecdh = createECDH("secp384r1");
  const point = ecdh.generateKeys();
  return { scalar: toBigInt(ecdh.getPrivateKey()), point: Uint8Array.from(point.subarray(1)) };
}

const x = (point: Uint8Array) => toBigInt(point.subarray(0, 48));
const y = (point: Uint8Array) => toBigInt(point.subarray(48));
const bytes48 = (value: bigint) => Buffer.from(value.toString(16).padStart(96, "0"), "hex");
const digest = (message: Uint8Array) => toBigInt(createHash("sha384").update(message).digest());

function inverseModN(a: bigint): bigint {
  let [r0, r1, t0, t1] = [n, a, 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1];
  }
  return ((t0 % n) + n) % n;
}

/** FIPS 186-5, section 6.4.1, or its twin with n - s. */
function signed(key: Multiple, message: Uint8Array, asTwin: boolean): Signed & { readonly R: Uint8Array } {
  const nonce = randomMultiple();
  const r = x(nonce.point) % n;
  const s = ((digest(message) + r * key.scalar) * inverseModN(nonce.scalar)) % n;
  assert.ok(r !== 0n && s !== 0n);
  const R = asTwin ? Buffer.concat([nonce.point.subarray(0, 48), bytes48(p384.p - y(nonce.point))]) : nonce.point;
  const signature = Uint8Array.from(Buffer.concat([bytes48(r), bytes48(asTwin ? n - s : s)]));
  return { message, signature, publicKey: key.point, R };
}

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const bit = randomInt(8 * copy.length);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

/** Each takes a valid signature. `undefined`: OpenSSL decides. */
const damages: Readonly<Record<string, { damage(signed: Signed): Signed; expected: boolean | undefined }>> = {
  untouched: { damage: (signed) => signed, expected: true },
  message: { damage: (signed) => ({ ...signed, message: flipped(signed.message) }), expected: false },
  r: {
    damage: (signed) => ({
      ...signed,
      signature: Uint8Array.from([...flipped(signed.signature.subarray(0, 48)), ...signed.signature.subarray(48)]),
    }),
    expected: undefined,
  },
  s: {
    damage: (signed) => ({
      ...signed,
      signature: Uint8Array.from([...signed.signature.subarray(0, 48), ...flipped(signed.signature.subarray(48))]),
    }),
    expected: undefined,
  },
  swapped: {
    damage: (signed) => ({
      ...signed,
      signature: Uint8Array.from([...signed.signature.subarray(48), ...signed.signature.subarray(0, 48)]),
    }),
    expected: undefined,
  },
  key: { damage: (signed) => ({ ...signed, publicKey: flipped(signed.publicKey) }), expected: false },
  otherKey: { damage: (signed) => ({ ...signed, publicKey: randomMultiple().point }), expected: false },
  random: { damage: (signed) => ({ ...signed, signature: Uint8Array.from(randomBytes(96)) }), expected: undefined },
};

function opensslSays({ message, signature, publicKey }: Signed): boolean {
  const point = Uint8Array.of(4, ...publicKey);
  try {
    const key = createPublicKey({ key: Buffer.from(spkiOfPoint(p384, point)), format: "der", type: "spki" });
    return verify("sha384", message, { key, dsaEncoding: "ieee-p1363" }, signature);
  } catch {
    return false; // a point that is not on the curve
  }
}

describe("P384Verifier beside OpenSSL", () => {
  let chain: P384Chain;
  before(async () => {
    chain = await startP384Chain();
  });
  after(() => chain?.stop());

  test(`${cases} signatures`, { timeout: 12 * 3_600_000 }, async () => {
    const names = Object.keys(damages);
    const counts = { accepted: 0, refused: 0 };
    let key = randomMultiple();

    async function question(index: number) {
      if (index % 16 === 0) key = randomMultiple();
      // Three of four are good ones: those use all of the code.
      const damaged = index % 4 === 3;
      const name = damaged ? names[(index >> 2) % names.length]! : "untouched";
      const { damage, expected } = damages[name]!;
      const good = signed(key, Uint8Array.from(randomBytes(1 + randomInt(300))), index % 2 === 1);
      const { message, signature, publicKey } = damage(good);
      const [r, s] = [signature.subarray(0, 48), signature.subarray(48)].map(toBigInt) as [bigint, bigint];
      const hints =
        damaged || index % 16 === 0
          ? await p384Hints(message, signature, publicKey)
          : p384HintsOfDigest(digest(message), r, s, point(publicKey), point(good.R));
      return { signed: { message, signature, publicKey }, hints, name, expected };
    }

    for (let done = 0; done < cases; ) {
      const size = Math.min(batch, cases - done);
      const questions = await Promise.all(Array.from({ length: size }, (_, at) => question(done + at)));
      const answers = await chain.verifyAll(questions);
      for (const [at, { signed, name, expected }] of questions.entries()) {
        const told = () =>
          `${name}: message ${toHex(signed.message)} signature ${toHex(signed.signature)} key ${toHex(signed.publicKey)}`;
        assert.equal(answers[at], opensslSays(signed), told());
        if (expected !== undefined) assert.equal(answers[at], expected, told());
        counts[answers[at] ? "accepted" : "refused"]++;
      }
      done += size;
      if (done % 10_000 < size) console.log(`p384: ${done} signatures so far`);
    }
    console.log(`p384: ${counts.accepted} accepted and ${counts.refused} refused, as OpenSSL`);
    assert.equal(counts.accepted + counts.refused, cases);
    assert.ok(counts.accepted > 0 && counts.refused > 0, "both kinds were run");
  });
});

const point = (bytes: Uint8Array) => ({ x: x(bytes), y: y(bytes) });
