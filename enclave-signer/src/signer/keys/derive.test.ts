// An operator who brings a mnemonic from another program, and expects the same keys.
import assert from "node:assert/strict";
import { createHash, hkdfSync } from "node:crypto";
import { describe, test } from "node:test";
import { mnemonicToSeedSync } from "@scure/bip39";
import { deriveSigningKey, parseDerivationPath, signingPath } from "./derive.ts";

const seed = Buffer.from(
  "c55257c360c07c72029aebc1b53c05ed0362ada38ead3e3e9efa3708e53495531f09a6987599d18264c1e1c92f2cf141630c7a3c4ab7c81b2f001698e7463b04",
  "hex",
);
const mnemonic = `${"abandon ".repeat(11)}about`;
const master = 6083874454709270928345386274498605044986640685124978867557563392430687146096n;
const child = 20397789859736650942317412262472558107875392172444076792671091975210932703118n;
const order = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;

const numberOf = (path: string, from: Uint8Array = seed) =>
  deriveSigningKey(from, path).use((bytes) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`));

/** EIP-2333 once more, from its text and with node:crypto alone: shows the steps that blst keeps to itself. */
function compressedLamport(parent: bigint, index: number): Buffer {
  const salt = Buffer.alloc(4);
  salt.writeUInt32BE(index);
  const parentBytes = Buffer.from(parent.toString(16).padStart(64, "0"), "hex");
  const chunks = [parentBytes, parentBytes.map((byte) => ~byte)].flatMap((keyMaterial) => {
    const all = Buffer.from(hkdfSync("sha256", keyMaterial, salt, "", 255 * 32));
    return Array.from({ length: 255 }, (_, at) => all.subarray(at * 32, at * 32 + 32));
  });
  const hashes = chunks.map((chunk) => createHash("sha256").update(chunk).digest());
  return createHash("sha256").update(Buffer.concat(hashes)).digest();
}

function hkdfModR(keyMaterial: Uint8Array): bigint {
  const salt = createHash("sha256").update("BLS-SIG-KEYGEN-SALT-").digest();
  const okm = hkdfSync("sha256", Buffer.concat([keyMaterial, Buffer.alloc(1)]), salt, Uint8Array.of(0, 48), 48);
  return BigInt(`0x${Buffer.from(okm).toString("hex")}`) % order;
}

describe("EIP-2333", () => {
  test("the mnemonic's seed, the master and the child of the reference", () => {
    assert.deepEqual(Buffer.from(mnemonicToSeedSync(mnemonic, "TREZOR")), seed);
    assert.equal(numberOf("m"), master);
    assert.equal(numberOf("m/0"), child);
  });

  test("the compressed lamport key between the two, and the same by a second implementation", () => {
    assert.equal(
      compressedLamport(master, 0).toString("hex"),
      "dd635d27d1d52b9a49df9e5c0c622360a4dd17cba7db4e89bce3cb048fb721a5",
    );
    assert.equal(hkdfModR(seed), master);
    assert.equal(hkdfModR(compressedLamport(master, 0)), child);
    for (const index of [1, 3600, 0xffff_ffff])
      assert.equal(numberOf(`m/${index}`), hkdfModR(compressedLamport(master, index)));
  });

  test("a seed below 32 bytes is refused", () => {
    assert.throws(() => deriveSigningKey(seed.subarray(0, 31), "m"), { code: "SEED_INVALID" });
    assert.throws(() => deriveSigningKey(new Uint8Array(257), "m"), { code: "SEED_INVALID" });
  });
});

describe("EIP-2334", () => {
  test("the signing key of validator 0", () => {
    const key = deriveSigningKey(seed, signingPath(0));
    assert.equal(
      key.use((bytes) => Buffer.from(bytes).toString("hex")),
      "032e6c3c7359223e127e9479afc521c4342f8903bc29ae01b671bcbcc98be0f6",
    );
    assert.equal(
      key.publicKeyHex,
      "0xb37247817d65f235d0053fa179be32aa86e37f0ddb05586146f0e3e9c418c06c6aec0c0ba3799b3e1357870caf7b4aa7",
    );
  });

  test("paths with apostrophes, gaps, signs, leading zeros or too many levels are refused", () => {
    assert.deepEqual(parseDerivationPath("m/12381/3600/4294967295/0"), [12381, 3600, 4294967295, 0]);
    for (const path of [
      ...["", "m/", "/m/0", "m//0", "m/0'", "m/12381'/3600", "M/0", "m/00", "m/-1", "m/4294967296", "m/1e3", "m/0 "],
      `m${"/0".repeat(9)}`,
      `m/${"0".repeat(1e6)}`,
    ])
      assert.throws(() => parseDerivationPath(path), { code: "DERIVATION_PATH_INVALID" }, path.slice(0, 40));
  });
});
