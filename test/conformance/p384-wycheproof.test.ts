// An attacker with Google's collection of broken ECDSA signatures, against P384Verifier on a chain.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fromHex, p384HintBytes, p384Hints } from "@inkan/attestation";
import { type P384Chain, startP384Chain } from "../harness/p384-verifier.ts";
import { sharedMaterial } from "../harness/shared-material.ts";

type Vectors = {
  readonly testGroups: readonly {
    readonly publicKey: { readonly curve: string; readonly uncompressed: string };
    readonly sha: string;
    readonly tests: readonly {
      readonly tcId: number;
      readonly comment: string;
      readonly msg: string;
      readonly sig: string;
      readonly result: "valid" | "invalid" | "acceptable";
    }[];
  }[];
};

const { path: folder, skip } = sharedMaterial("vectors/wycheproof");

describe("Wycheproof through P384Verifier", { skip }, () => {
  let chain: P384Chain;
  before(async () => {
    chain = await startP384Chain();
  });
  after(() => chain?.stop());

  const files = globSync("ecdsa_secp384r1_sha384_p1363*.json", { cwd: folder }).sort();
  test("there are files", () => assert.ok(files.length > 0));

  for (const file of files)
    test(file, async () => {
      const { testGroups } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Vectors;
      const counts = { valid: 0, invalid: 0, acceptable: 0 };
      for (const { publicKey, sha, tests } of testGroups) {
        assert.deepEqual([publicKey.curve, sha], ["secp384r1", "SHA-384"]);
        const key = fromHex(publicKey.uncompressed)!.subarray(1);
        for (const { tcId, comment, msg, sig, result } of tests) {
          const signed = { message: fromHex(msg)!, signature: fromHex(sig)!, publicKey: key };
          const hints = await p384Hints(signed.message, signed.signature, key);
          const verified = await chain.verify(signed, hints);
          assert.equal(typeof verified, "boolean", `${file} ${tcId}: ${comment}: ${verified}`);
          if (result !== "acceptable") assert.equal(verified, result === "valid", `${file} ${tcId}: ${comment}`);
          if (result === "valid") assert.equal(hints.length, p384HintBytes);
          counts[result]++;
        }
      }
      console.log(`wycheproof on chain: ${file}: ${counts.valid} valid, ${counts.invalid} invalid`);
      assert.ok(counts.valid > 0 && counts.invalid > 0, "both kinds were run");
    });
});
