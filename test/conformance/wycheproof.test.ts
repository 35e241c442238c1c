// An attacker with Google's collection of broken ECDSA signatures, against the check that documents, certificates and proofs go through,
// and against libsecp256k1, which the signer signs with.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import type { Curve } from "@inkan/attestation";
import { fromHex, p256, p384, pointOfSpki, toHex, verifyEcdsa } from "@inkan/attestation";
import { verify as nobleVerify } from "@noble/secp256k1";
import libsecp256k1 from "secp256k1/bindings.js";
import { sharedMaterial } from "../harness/shared-material.ts";

type Vectors = {
  readonly testGroups: readonly {
    readonly publicKey: { readonly curve: string; readonly uncompressed: string };
    readonly publicKeyDer: string;
    readonly sha: string;
    readonly tests: readonly Vector[];
  }[];
};
type Vector = {
  readonly tcId: number;
  readonly comment: string;
  readonly msg: string;
  readonly sig: string;
  readonly result: "valid" | "invalid" | "acceptable";
};

type Check = (group: Vectors["testGroups"][number]) => ((test: Vector) => Promise<boolean> | boolean) | undefined;

const curves: Readonly<Record<string, Curve>> = { "secp256r1 SHA-256": p256, "secp384r1 SHA-384": p384 };

/** Documents, certificates and proofs: raw r ‖ s. */
const ours: Check = (group) => {
  const curve = curves[`${group.publicKey.curve} ${group.sha}`];
  if (curve === undefined) return undefined;
  const point = pointOfSpki(curve, fromHex(group.publicKeyDer)!);
  assert.ok(point !== undefined, "the key is read from its SubjectPublicKeyInfo");
  assert.equal(toHex(point), group.publicKey.uncompressed);
  return ({ msg, sig }) => verifyEcdsa(curve, point, fromHex(msg)!, fromHex(sig)!);
};

/** The signer's: strict DER, and s in the lower half alone, as Bitcoin and Ethereum have it. @noble/secp256k1 must say the same. */
const signers: Check = (group) => {
  if (group.publicKey.curve !== "secp256k1" || group.sha !== "SHA-256") return undefined;
  const point = Buffer.from(group.publicKey.uncompressed, "hex");
  return ({ msg, sig }) => {
    const digest = createHash("sha256").update(msg, "hex").digest();
    let rs: Uint8Array;
    try {
      rs = libsecp256k1.signatureImport(Buffer.from(sig, "hex"));
    } catch {
      return false;
    }
    const verified = libsecp256k1.ecdsaVerify(rs, digest, point);
    assert.equal(nobleVerify(rs, digest, point, { prehash: false, lowS: true }), verified, "two implementations agree");
    return verified;
  };
};

const { path: folder, skip } = sharedMaterial("vectors/wycheproof");

describe("Wycheproof", { skip }, () => {
  for (const file of globSync("*.json", { cwd: folder }).sort()) {
    const { testGroups } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Vectors;
    const check = /p1363/.test(file) ? ours : /secp256k1.*bitcoin/.test(file) ? signers : undefined;

    test(basename(file), {
      skip: check === undefined ? "another curve, hash or encoding than is verified here" : false,
    }, async () => {
      const counts = { valid: 0, invalid: 0, acceptable: 0 };
      for (const group of testGroups) {
        const verify = check?.(group);
        assert.ok(verify !== undefined, "a curve and hash of ours");
        for (const vector of group.tests) {
          const { tcId, comment, result } = vector;
          const verified = await verify(vector);
          if (result !== "acceptable") assert.equal(verified, result === "valid", `${file} ${tcId}: ${comment}`);
          counts[result]++;
        }
      }
      console.log(
        `wycheproof: ${file}: ${counts.valid} valid, ${counts.invalid} invalid, ${counts.acceptable} acceptable`,
      );
      assert.ok(counts.valid > 0 && counts.invalid > 0, "both kinds were run");
    });
  }
});
