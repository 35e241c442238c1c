// A user with keystores from other programs. Attacker: whoever writes a keystore that an operator imports; wants memory, time or a wrong key.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { mixedRandom } from "../../enclave/random.ts";
import { BlsSigningKey } from "../bls.ts";
import { openDerivationPool } from "./derivation-pool.ts";
import { openKeystore, passwordOf, writeKeystore } from "./keystore.ts";
import { readKeystore } from "./keystore-format.ts";
import { keyLimits } from "./limits.ts";

const password = "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑";
const secretHex = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
const pubkey = "9612d7a727c9d0a22e185a1c768478dfe919cada9266988cb32359c11f2b7b27f4ae4040902382ae2910c15e2b420d07";
const salt = "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3";
const iv = "264daa3f303d7259501c93d997d84fe6";
const random = mixedRandom(randomBytes(64));
const pool = openDerivationPool();

type Members = { [name: string]: Members | string | number };
const vector = (kdf: Members, checksum: string, cipher: string): Members => ({
  crypto: {
    kdf: { ...kdf, message: "" },
    checksum: { function: "sha256", params: {}, message: checksum },
    cipher: { function: "aes-128-ctr", params: { iv }, message: cipher },
  },
  description: "of the EIP",
  pubkey,
  path: "m/12381/60/0/0",
  uuid: "64625def-3331-4eea-ab6f-782f3ed16a83",
  version: 4,
});
const scryptVector = () =>
  vector(
    { function: "scrypt", params: { dklen: 32, n: 262144, p: 1, r: 8, salt } },
    "d2217fe5f3e9a1e34581ef8a78f7c9928e436d36dacc5e846690a5581e8ea484",
    "06ae90d55fe0a6e9c5c3bc5b170827b2e5cce3929ed3f116c2811e6366dfe20f",
  );
const pbkdf2Vector = () =>
  vector(
    { function: "pbkdf2", params: { dklen: 32, c: 262144, prf: "hmac-sha256", salt } },
    "8a9f5d9912ed7e75ea794bc5a89bca5f193721d30868ade6f73043c6ea6febf1",
    "cee03fde2af33149775b7223e7845e4fb2c8ae1792e5f99fe9ecf474cc8c16ad",
  );
const withMember = (path: string, value: Members | string | number | undefined): string => {
  const changed = pbkdf2Vector();
  const names = path.split(".");
  const last = names.pop() ?? "";
  const at = names.reduce((members, name) => members[name] as Members, changed);
  if (value === undefined) delete at[last];
  else at[last] = value;
  return JSON.stringify(changed);
};
const open = (text: string, text2 = password) => openKeystore(readKeystore(text), text2, pool);
const secretOf = (key: BlsSigningKey) => key.use((bytes) => Buffer.from(bytes).toString("hex"));

describe("the vectors of EIP-2335", () => {
  for (const [name, make] of [
    ["scrypt", scryptVector],
    ["pbkdf2", pbkdf2Vector],
  ] as const)
    test(name, async () => {
      const key = await open(JSON.stringify(make()));
      assert.equal(secretOf(key), secretHex);
      assert.equal(key.publicKeyHex, `0x${pubkey}`);
    });

  test("the password: NFKD, no control characters, UTF-8", () => {
    const hexOf = (text: string) => passwordOf(text).use((bytes) => Buffer.from(bytes).toString("hex"));
    assert.equal(hexOf(password), "7465737470617373776f7264f09f9491");
    assert.equal(hexOf("\u0000te\u001fst\u007f\u0080\u009f\u00a0pass"), Buffer.from("test pass").toString("hex"));
    assert.throws(() => passwordOf("x".repeat(keyLimits.passwordBytesMax + 1)), { code: "PASSWORD_INVALID" });
  });
});

describe("a keystore that is not what it says", () => {
  test("a wrong password, and a changed byte of ciphertext, salt or checksum", async () => {
    await assert.rejects(open(JSON.stringify(pbkdf2Vector()), "testpassword"), { code: "KEYSTORE_PASSWORD_WRONG" });
    for (const path of ["crypto.checksum.message", "crypto.cipher.message"])
      await assert.rejects(open(withMember(path, "ab".repeat(32))), { code: "KEYSTORE_PASSWORD_WRONG" });
    await assert.rejects(open(withMember("crypto.kdf.params.salt", "ab".repeat(32))), {
      code: "KEYSTORE_PASSWORD_WRONG",
    });
  });

  test("another public key than the secret's; none at all is the EIP's own choice; 0x and capitals are spelling", async () => {
    const other = BlsSigningKey.take(Buffer.alloc(32, 7)).publicKeyHex.slice(2);
    await assert.rejects(open(withMember("pubkey", other)), { code: "KEYSTORE_PUBKEY_MISMATCH" });
    // The checksum does not cover the iv: another one gives another secret, which the public key finds.
    await assert.rejects(open(withMember("crypto.cipher.params.iv", `00${iv.slice(2)}`)), {
      code: /KEYSTORE_PUBKEY_MISMATCH|SECRET_INVALID/,
    });
    for (const spelt of [undefined, `0x${pubkey}`, pubkey.toUpperCase()])
      assert.equal(secretOf(await open(withMember("pubkey", spelt))), secretHex);
  });

  const unsupported: readonly (readonly [string, Members | string | number | undefined])[] = [
    ["version", 3],
    ["version", undefined],
    ["crypto", undefined],
    ["crypto.kdf.function", "argon2id"],
    ["crypto.kdf.params.prf", "hmac-sha1"],
    ["crypto.kdf.params.dklen", 16],
    ["crypto.kdf.params.c", 0],
    ["crypto.kdf.params.c", 1.5],
    ["crypto.kdf.params.c", "1000"],
    ["crypto.kdf.params.salt", ""],
    ["crypto.kdf.params.salt", "ab".repeat(keyLimits.saltBytesMax + 1)],
    ["crypto.kdf.params.salt", "abc"],
    ["crypto.checksum.function", "md5"],
    ["crypto.checksum.message", "ab".repeat(31)],
    ["crypto.cipher.function", "aes-256-gcm"],
    ["crypto.cipher.params.iv", "00"],
    ["crypto.cipher.message", "00"],
    ["pubkey", "00"],
    ["path", "m/\u0007"],
  ];
  for (const [path, value] of unsupported)
    test(`${path}: ${JSON.stringify(value)?.slice(0, 40) ?? "missing"}`, () => {
      assert.throws(() => readKeystore(withMember(path, value)), { code: "KEYSTORE_UNSUPPORTED" });
    });

  test("text that is no strict JSON", () => {
    for (const text of ["", "{", "[]x", '{"version":4,"version":4}', " ".repeat(keyLimits.keystoreBytesMax + 1)])
      assert.throws(() => readKeystore(text), { code: "KEYSTORE_NOT_JSON" });
    assert.throws(() => readKeystore("[]"), { code: "KEYSTORE_UNSUPPORTED" });
  });
});

describe("a keystore that asks for too much", () => {
  const scrypt = (n: number, r: number, p: number) =>
    withMember("crypto.kdf", { function: "scrypt", params: { dklen: 32, n, r, p, salt }, message: "" });

  test("memory, time and iterations are refused from the text alone", () => {
    for (const text of [
      scrypt(524_288, 8, 1), // 512 MiB
      scrypt(2, 0xffff_ffff, 1),
      scrypt(2 ** 31, 1, 1),
      scrypt(262_144, 8, 3),
      scrypt(2, 1, 0xffff_ffff),
      withMember("crypto.kdf.params.c", keyLimits.pbkdf2IterationsMax + 1),
    ])
      assert.throws(() => readKeystore(text), { code: "KEYSTORE_TOO_COSTLY" });
    assert.doesNotThrow(() => readKeystore(scrypt(262_144, 8, 2)), "control: twice the EIP's own is taken");
    assert.doesNotThrow(() => readKeystore(withMember("crypto.kdf.params.c", keyLimits.pbkdf2IterationsMax)));
  });

  test("parameters that scrypt does not have are refused", async () => {
    assert.throws(() => readKeystore(scrypt(3, 8, 1)), { code: "KEYSTORE_UNSUPPORTED" });
    assert.throws(() => readKeystore(scrypt(1, 8, 1)), { code: "KEYSTORE_UNSUPPORTED" });
    await assert.rejects(open(scrypt(262_144, 1, 1)), { code: "KEYSTORE_UNSUPPORTED" }); // RFC 7914: n < 2^(16·r)
  });

  test("derivations run at once up to the number and the memory of the pool, in order, and all end", async () => {
    const seen: number[] = [];
    const bounded = openDerivationPool({ atOnceMax: 3, memoryBytesMax: 2 * 128 * 1024 * 8 });
    const derivation = { function: "scrypt", n: 1024, r: 8, p: 1, salt: new Uint8Array(8) } as const;
    const done = Array.from({ length: 12 }, async () => {
      const derived = bounded.derive(derivation, new Uint8Array(1));
      seen.push(bounded.running);
      return (await derived).length;
    });
    assert.deepEqual(await Promise.all(done), Array(12).fill(32));
    assert.equal(Math.max(...seen), 2, "memory for two");
    assert.equal(bounded.running, 0);
    const failing = bounded.derive({ ...derivation, n: 65_536, r: 1 }, new Uint8Array(1));
    await assert.rejects(failing, { code: "KEYSTORE_UNSUPPORTED" });
    assert.equal((await bounded.derive(derivation, new Uint8Array(1))).length, 32, "a failure gives its place back");
  });
});

describe("an exported keystore", () => {
  for (const derivation of ["pbkdf2", "scrypt"] as const)
    test(`${derivation}: opens again, and says no secret`, async () => {
      const key = BlsSigningKey.take(Buffer.from(secretHex, "hex"));
      const text = await writeKeystore(key, password, { path: "m/12381/3600/0/0/0", derivation, random, pool });
      assert.equal(secretOf(await open(text)), secretHex);
      assert.ok(!text.includes(secretHex));
      const members = JSON.parse(text);
      assert.match(members.uuid, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      assert.equal(members.pubkey, pubkey);
      assert.equal(members.crypto.kdf.function, derivation);
      assert.ok(!inspect(key, { showHidden: true, depth: 9 }).includes(secretHex));
    });
});
