// Whoever gets at the memory of a signer after keys went in or out: of a password, of what was derived from it, and of a secret nothing may be left.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { mixedRandom } from "../../enclave/random.ts";
import { Secret } from "../../enclave/secret.ts";
import { BlsSigningKey } from "../bls.ts";
import { Secp256k1SigningKey } from "../secp256k1.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { type ChecksumOf, decryptKey, encryptKey, newUuid } from "./keystore-encryption.ts";
import type { KeyDerivation } from "./keystore-format.ts";

const random = mixedRandom(new Uint8Array(64).fill(1));
const checksumOf: ChecksumOf = (derived, ciphertext) =>
  createHash("sha256").update(derived.subarray(16, 32)).update(ciphertext).digest();
const derivation: KeyDerivation = { function: "pbkdf2", c: 1, salt: new Uint8Array(32) };
const lending = (secret: Uint8Array) => ({ use: <T>(work: (bytes: Uint8Array) => T) => work(secret) });
const bytesOf = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
const isZero = (bytes: Uint8Array) => bytes.every((byte) => byte === 0);
/** Locked memory that was given back has no length any more; without the add-on it is overwritten. */
const isGone = (bytes: Uint8Array | undefined) => bytes !== undefined && (bytes.length === 0 || isZero(bytes));

/** Derives something from any password, and keeps what it gave. */
const watchedPool = () => {
  const given: Buffer[] = [];
  const pool: DerivationPool = {
    running: 0,
    derive: async (_, password) => {
      const derived = createHash("sha256").update(password).digest();
      given.push(derived);
      return derived;
    },
  };
  return { pool, given };
};
const passwordOf = (text: string) => Secret.take(Buffer.from(text));
const isWiped = (secret: Secret) => {
  try {
    secret.use(() => {});
    return false;
  } catch {
    return true;
  }
};

/** @returns What `decryptKey` wants of a secret under the password "right". */
const encrypted = async (secret: Uint8Array) => {
  const written = await encryptKey(lending(secret), checksumOf, passwordOf("right"), {
    ...{ derivation: "pbkdf2", random, pool: watchedPool().pool },
  });
  const parts = { derivation, iv: bytesOf(written.iv), ciphertext: bytesOf(written.ciphertext) };
  return { parts, checksum: bytesOf(written.checksum) };
};

describe("what is left of a keystore", () => {
  const secret = new Uint8Array(32).fill(7);

  test("that was opened: the key alone", async () => {
    const { parts, checksum } = await encrypted(secret);
    const { pool, given } = watchedPool();
    const password = passwordOf("right");
    let seen: Uint8Array | undefined;
    const key = await decryptKey(parts, checksum, checksumOf, password, pool, (bytes) => {
      seen = bytes;
      return Uint8Array.from(bytes);
    });
    assert.deepEqual(key, secret);
    assert.deepEqual([isWiped(password), given.map(isZero), isGone(seen)], [true, [true], true]);
  });

  test("whose password was wrong: nothing", async () => {
    const { parts, checksum } = await encrypted(secret);
    const { pool, given } = watchedPool();
    const password = passwordOf("wrong");
    const opening = decryptKey(parts, checksum, checksumOf, password, pool, () => assert.fail("there is no key"));
    await assert.rejects(opening, { code: "KEYSTORE_PASSWORD_WRONG" });
    assert.deepEqual([isWiped(password), given.map(isZero)], [true, [true]]);
  });

  test("whose key could not be derived: nothing", async () => {
    const { parts, checksum } = await encrypted(secret);
    const password = passwordOf("right");
    const pool: DerivationPool = { running: 0, derive: () => Promise.reject(new Error("no memory")) };
    await assert.rejects(
      decryptKey(parts, checksum, checksumOf, password, pool, () => {}),
      { message: "no memory" },
    );
    assert.ok(isWiped(password));
  });

  test("that was written: its text", async () => {
    const { pool, given } = watchedPool();
    const password = passwordOf("right");
    await encryptKey(lending(secret), checksumOf, password, { derivation: "scrypt", random, pool });
    assert.deepEqual([isWiped(password), given.map(isZero), isZero(secret)], [true, [true], false]);
  });

  for (const [curve, take] of [
    ["BLS12-381", (bytes: Uint8Array) => BlsSigningKey.take(bytes)],
    ["secp256k1", (bytes: Uint8Array) => Secp256k1SigningKey.take(bytes)],
  ] as const)
    for (const fill of [0, 0xff])
      test(`whose secret is no key of ${curve} (all ${fill}): nothing`, async () => {
        const { parts, checksum } = await encrypted(new Uint8Array(32).fill(fill));
        let seen: Uint8Array | undefined;
        const opening = decryptKey(parts, checksum, checksumOf, passwordOf("right"), watchedPool().pool, (bytes) => {
          seen = bytes;
          return take(bytes);
        });
        await assert.rejects(opening, { code: "SECRET_INVALID" });
        assert.ok(isGone(seen));
      });
});

describe("what is written", () => {
  const written = (kind: "scrypt" | "pbkdf2") =>
    encryptKey(lending(new Uint8Array(32).fill(7)), checksumOf, passwordOf("right"), {
      ...{ derivation: kind, random, pool: watchedPool().pool },
    });

  test("has EIP-2335's own parameters", async () => {
    const { salt: _, ...scrypt } = (await written("scrypt")).kdfparams;
    assert.deepEqual(scrypt, { dklen: 32, n: 262_144, r: 8, p: 1 });
    const { salt: __, ...pbkdf2 } = (await written("pbkdf2")).kdfparams;
    assert.deepEqual(pbkdf2, { dklen: 32, c: 262_144, prf: "hmac-sha256" });
  });

  test("has another salt and initialization vector each time", async () => {
    const [one, other] = [await written("scrypt"), await written("scrypt")];
    assert.match(String(one.kdfparams.salt), /^[0-9a-f]{64}$/);
    assert.match(one.iv, /^[0-9a-f]{32}$/);
    assert.notEqual(one.kdfparams.salt, other.kdfparams.salt);
    assert.notEqual(one.iv, other.iv);
    assert.notEqual(one.ciphertext, other.ciphertext);
  });

  test("has an identifier of version 4, variant 10", () => {
    for (let round = 0; round < 64; round++)
      assert.match(newUuid(random), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
