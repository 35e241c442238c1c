// A user with keystores of geth or ethers. Attacker: whoever writes a keystore that an operator imports; wants memory, time or a wrong key.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { decryptKeystoreJson, encryptKeystoreJson } from "ethers";
import { mixedRandom } from "../../enclave/random.ts";
import { Secp256k1SigningKey } from "../secp256k1.ts";
import { openAccountKeystore, writeAccountKeystore } from "./account-keystore.ts";
import { openDerivationPool } from "./derivation-pool.ts";

const random = mixedRandom(randomBytes(64));
const pool = openDerivationPool();
const secret = "7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d";
const address = "008aeeda4d805471df9b2a5b0f38a0c3bcba786b";
const keyOf = () => Secp256k1SigningKey.take(Buffer.from(secret, "hex"));
const secretOf = (key: Secp256k1SigningKey) => key.use((bytes) => Buffer.from(bytes).toString("hex"));

/** Of the definition's own page, "Test vectors". Its second one asks scrypt for n = 2^18 with r = 1, which RFC 7914 and OpenSSL don't allow. */
const pbkdf2Vector = () => ({
  crypto: {
    cipher: "aes-128-ctr",
    cipherparams: { iv: "6087dab2f9fdbbfaddc31a909735c1e6" },
    ciphertext: "5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46",
    kdf: "pbkdf2",
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: "hmac-sha256",
      salt: "ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd",
    },
    mac: "517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2",
  },
  id: "3198bc9c-6672-5ab3-d995-4942343ae5b6",
  version: 3,
});
const open = (keystore: unknown, password = "testpassword") =>
  openAccountKeystore(typeof keystore === "string" ? keystore : JSON.stringify(keystore), password, pool);

describe("Web3 Secret Storage, version 3", () => {
  test("the definition's vector opens", async () => {
    const key = await open(pbkdf2Vector());
    assert.deepEqual([secretOf(key), key.address], [secret, `0x${address}`]);
    assert.equal((await open({ ...pbkdf2Vector(), address })).address, `0x${address}`);
  });

  test("ethers reads what is written here, and the other way round, with a password that has more than ASCII", async () => {
    const password = "pässwörd 🔑";
    for (const derivation of ["scrypt", "pbkdf2"] as const) {
      const text = await writeAccountKeystore(keyOf(), password, { derivation, random, pool });
      const read = await decryptKeystoreJson(text, password);
      assert.deepEqual([read.privateKey, read.address.toLowerCase()], [`0x${secret}`, `0x${address}`]);
      assert.equal(secretOf(await open(text, password)), secret);
    }
    const account = { address: `0x${address}`, privateKey: `0x${secret}` };
    const theirs = await encryptKeystoreJson(account, password, { scrypt: { N: 1024, r: 8, p: 1 } });
    assert.equal(secretOf(await open(theirs.replace('"Crypto"', '"crypto"'), password)), secret);
  });

  test("a wrong password, another address, and what is not of the format are refused", async () => {
    const vector = pbkdf2Vector();
    const changed = (part: object) => ({ ...vector, crypto: { ...vector.crypto, ...part } });
    for (const [keystore, password, code] of [
      [vector, "testpasswort", "KEYSTORE_PASSWORD_WRONG"],
      [{ ...vector, address: "11".repeat(20) }, "testpassword", "KEYSTORE_PUBKEY_MISMATCH"],
      [changed({ ciphertext: "00".repeat(32) }), "testpassword", "KEYSTORE_PASSWORD_WRONG"],
      [changed({ cipher: "aes-128-cbc" }), "testpassword", "KEYSTORE_UNSUPPORTED"],
      [changed({ kdf: "scrypt" }), "testpassword", "KEYSTORE_UNSUPPORTED"],
      [changed({ kdfparams: { ...vector.crypto.kdfparams, c: 2 ** 31 } }), "testpassword", "KEYSTORE_TOO_COSTLY"],
      [{ ...vector, version: 1 }, "testpassword", "KEYSTORE_UNSUPPORTED"],
      ["{", "testpassword", "KEYSTORE_NOT_JSON"],
      [vector, "x".repeat(2_000), "PASSWORD_INVALID"],
    ] as const)
      await assert.rejects(open(keystore, password), { code }, code);
    await open(vector); // control
  });
});
