// User: somebody with a shell and no software of ours. The claim is that openssl and WebCrypto can check a proof.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

type Vector = { readonly signatureBase: string; readonly response: { readonly headers: [string, string][] } };
const { key, vectors } = JSON.parse(
  readFileSync(new URL("../../vectors/proof/positive.json", import.meta.url), "utf8"),
) as { key: { spki: string }; vectors: Vector[] };
const spki = Buffer.from(key.spki, "base64");
const rawSignature = (vector: Vector) => {
  const field = vector.response.headers.find(([name]) => name === "signature")![1];
  return Buffer.from(field.slice("inkan=:".length, -1), "base64");
};
const opensslPresent = spawnSync("openssl", ["version"]).status === 0;

test("WebCrypto verifies every base as it stands, and none with a byte changed", async () => {
  const algorithm = { name: "ECDSA", namedCurve: "P-256" };
  const publicKey = await crypto.subtle.importKey("spki", spki, algorithm, false, ["verify"]);
  const verify = (signature: Buffer, base: string) =>
    crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, publicKey, new Uint8Array(signature), Buffer.from(base));
  for (const vector of vectors) {
    assert.equal(await verify(rawSignature(vector), vector.signatureBase), true);
    assert.equal(await verify(rawSignature(vector), vector.signatureBase.replace("req", "reQ")), false);
  }
});

test("openssl verifies the same", { skip: opensslPresent ? false : "openssl is not installed" }, () => {
  const folder = mkdtempSync(join(tmpdir(), "inkan-proof-"));
  try {
    writeFileSync(join(folder, "key.der"), spki);
    for (const vector of vectors) {
      writeFileSync(join(folder, "base"), vector.signatureBase);
      writeFileSync(join(folder, "changed"), vector.signatureBase.replace("req", "reQ"));
      writeFileSync(join(folder, "signature.der"), derSignature(rawSignature(vector)));
      const verify = (name: string) =>
        spawnSync(
          "openssl",
          ["dgst", "-sha256", "-verify", "key.der", "-keyform", "DER", "-signature", "signature.der", name],
          { cwd: folder },
        );
      assert.match(verify("base").stdout.toString(), /Verified OK/);
      assert.notEqual(verify("changed").status, 0);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** r || s as SEQUENCE { INTEGER, INTEGER }: openssl takes nothing else. */
function derSignature(raw: Buffer): Buffer {
  const integer = (bytes: Buffer) => {
    const from = bytes.findIndex((byte) => byte !== 0);
    const digits = bytes.subarray(from);
    const value = digits[0]! >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits;
    return Buffer.concat([Buffer.of(0x02, value.length), value]);
  };
  const both = Buffer.concat([integer(raw.subarray(0, 32)), integer(raw.subarray(32))]);
  return Buffer.concat([Buffer.of(0x30, both.length), both]);
}
