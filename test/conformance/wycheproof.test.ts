// An attacker with Google's collection of broken ECDSA signatures, against the check that documents, certificates and proofs go through.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";
import type { Curve } from "@inkan/attestation";
import { fromHex, p256, p384, pointOfSpki, toHex, verifyEcdsa } from "@inkan/attestation";

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

const curves: Readonly<Record<string, Curve>> = { "secp256r1 SHA-256": p256, "secp384r1 SHA-384": p384 };
const folder = join(
  process.env.INKAN_SHARED ?? join(import.meta.dirname, "..", "..", "..", "shared"),
  "vectors",
  "wycheproof",
);
const skip = existsSync(folder) ? false : `no vectors at ${folder} (INKAN_SHARED)`;
if (skip) console.log(`SKIPPED: ${skip}`);

describe("Wycheproof", { skip }, () => {
  for (const file of globSync("*.json", { cwd: folder }).sort()) {
    const { testGroups } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Vectors;
    const curveOf = ({ publicKey, sha }: Vectors["testGroups"][number]) => curves[`${publicKey.curve} ${sha}`];
    const ours = /p1363/.test(file) && testGroups.every((group) => curveOf(group) !== undefined);

    test(basename(file), {
      skip: ours ? false : "another curve, hash or encoding than this package verifies",
    }, async () => {
      const counts = { valid: 0, invalid: 0, acceptable: 0 };
      for (const group of testGroups) {
        const curve = curveOf(group)!;
        const point = pointOfSpki(curve, fromHex(group.publicKeyDer)!);
        assert.ok(point !== undefined, "the key is read from its SubjectPublicKeyInfo");
        assert.equal(toHex(point), group.publicKey.uncompressed);
        for (const { tcId, comment, msg, sig, result } of group.tests) {
          const verified = await verifyEcdsa(curve, point, fromHex(msg)!, fromHex(sig)!);
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
