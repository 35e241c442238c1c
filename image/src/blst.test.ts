// A validator: the image signs with blst's C sources behind a binding of ours, development with @chainsafe/blst. A difference of one byte
// between them would be a signature that no node takes.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { pathToFileURL } from "node:url";
import type * as Blst from "@chainsafe/blst";
import { ImageError } from "./build-error.ts";
import { nativeEntries, nativeModules } from "./native-parts.ts";
import { nodeRuntime } from "./node-runtime.ts";

const folder = mkdtempSync(join(tmpdir(), "inkan-blst-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The very module that is bundled, over the very file that is put into the ramdisk. */
async function imagesBlst(): Promise<typeof Blst | undefined> {
  try {
    const entries = await nativeEntries("signer", (await nodeRuntime()).headers);
    const compiled = entries.find(({ path }) => path === "lib/blst.node");
    assert.ok(compiled?.kind === "file");
    const file = join(folder, "blst.node");
    writeFileSync(file, compiled.bytes);
    const code = nativeModules["@chainsafe/blst"]!;
    writeFileSync(join(folder, "blst.mjs"), `const INKAN_BLST_FILE = ${JSON.stringify(file)};\n${code}`);
    return (await import(pathToFileURL(join(folder, "blst.mjs")).href)) as typeof Blst;
  } catch (thrown) {
    if (thrown instanceof ImageError && ["TOOL_FAILED", "INPUT_UNAVAILABLE"].includes(thrown.code)) return undefined;
    throw thrown;
  }
}

const ours = await imagesBlst();
const theirs = createRequire(import.meta.url)("@chainsafe/blst") as typeof Blst;
const skip = ours === undefined ? "skipped: needs gcc, g++ and the image's inputs" : false;
const scalar = () => randomBytes(32).fill(0, 0, 1);
const same = (a: Uint8Array, b: Uint8Array) =>
  assert.equal(Buffer.from(a).toString("hex"), Buffer.from(b).toString("hex"));

describe("blst of the image beside @chainsafe/blst", { skip }, () => {
  test("keys and signatures are the same bytes, 100 times", () => {
    for (let round = 0; round < 100; round++) {
      const secret = scalar();
      const message = randomBytes(32);
      const [a, b] = [ours!.SecretKey.fromBytes(secret), theirs.SecretKey.fromBytes(secret)];
      same(a.toBytes(), b.toBytes());
      for (const compress of [true, false]) {
        same(a.toPublicKey().toBytes(compress), b.toPublicKey().toBytes(compress));
        same(a.sign(message).toBytes(compress), b.sign(message).toBytes(compress));
      }
      assert.equal(a.toPublicKey().toHex(), b.toPublicKey().toHex());
    }
  });

  test("derivation by EIP-2333 is the same", () => {
    const seed = randomBytes(32);
    const walk = ({ SecretKey }: typeof Blst) =>
      [12381, 3600, 0, 0, 4_294_967_295].reduce(
        (key, index) => key.deriveChildEip2333(index),
        SecretKey.deriveMasterEip2333(seed),
      );
    same(walk(ours!).toBytes(), walk(theirs).toBytes());
  });

  test("each verifies the other's, and nothing else", () => {
    const message = randomBytes(32);
    const secrets = [scalar(), scalar(), scalar()];
    const made = (library: typeof Blst) => {
      const keys = secrets.map((secret) => library.SecretKey.fromBytes(secret));
      return {
        key: library.aggregatePublicKeys(keys.map((key) => key.toPublicKey())).toBytes(),
        signature: library.aggregateSignatures(keys.map((key) => key.sign(message))).toBytes(),
      };
    };
    const [a, b] = [made(ours!), made(theirs)];
    same(a.key, b.key);
    same(a.signature, b.signature);
    const { PublicKey, Signature, verify } = ours!;
    const key = PublicKey.fromBytes(b.key, true);
    const signature = Signature.fromBytes(b.signature, true);
    assert.equal(verify(message, key, signature, true, true), true); // control
    assert.equal(verify(randomBytes(32), key, signature), false);
    assert.equal(verify(message, ours!.SecretKey.fromBytes(scalar()).toPublicKey(), signature), false);
  });

  for (const [what, give] of [
    ["zero as a secret key", ({ SecretKey }: typeof Blst) => SecretKey.fromBytes(new Uint8Array(32))],
    [
      "the group's order as a secret key",
      ({ SecretKey }: typeof Blst) =>
        SecretKey.fromBytes(Buffer.from("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", "hex")),
    ],
    ["31 bytes as a secret key", ({ SecretKey }: typeof Blst) => SecretKey.fromBytes(new Uint8Array(31).fill(1))],
    ["47 bytes as a public key", ({ PublicKey }: typeof Blst) => PublicKey.fromBytes(new Uint8Array(47).fill(0x80))],
    [
      "48 bytes without the flag of compression",
      ({ PublicKey }: typeof Blst) => PublicKey.fromBytes(new Uint8Array(48).fill(1)),
    ],
    [
      "the point at infinity as a checked key",
      ({ PublicKey }: typeof Blst) => PublicKey.fromBytes(Buffer.concat([Buffer.of(0xc0), Buffer.alloc(47)]), true),
    ],
    ["95 bytes as a signature", ({ Signature }: typeof Blst) => Signature.fromBytes(new Uint8Array(95).fill(0x80))],
  ] as const)
    test(`both refuse ${what}`, () => {
      assert.throws(() => give(ours!));
      assert.throws(() => give(theirs));
    });
});
