// User: a validator's operator who moves keys between clients. Every case of eth-clients/slashing-protection-interchange-tests is run on the
// real records, both ways in which they can import. As `records` they are exactly the suite's complete strategy; as `watermark`, which is how
// the signer imports, they sign all that its minimal strategy signs, and nothing that its complete strategy refuses.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { after, describe, test } from "node:test";
import { readInterchange } from "../../enclave-signer/src/signer/slashing-protection/interchange.ts";
import type { Decision } from "../../enclave-signer/src/signer/slashing-protection/protection.ts";
import { openRecords, type SigningRecords } from "../../enclave-signer/src/signer/slashing-protection/records.ts";
import { sharedMaterial } from "../harness/shared-material.ts";

type Attempt = {
  readonly pubkey: string;
  readonly slot?: string;
  readonly source_epoch?: string;
  readonly target_epoch?: string;
  readonly signing_root?: string;
  /** By the minimal strategy. */
  readonly should_succeed: boolean;
  readonly should_succeed_complete?: boolean;
};

type Step = {
  readonly should_succeed: boolean;
  /** An implementation may refuse such an import and end the case. This one takes it, and must then do all that the step says. */
  readonly contains_slashable_data: boolean;
  readonly interchange: unknown;
  readonly blocks: readonly Attempt[];
  readonly attestations: readonly Attempt[];
};

type Case = { readonly name: string; readonly genesis_validators_root: string; readonly steps: readonly Step[] };

const { path: folder, skip } = sharedMaterial("vectors/slashing-protection");
const files = skip ? [] : globSync("**/*.json", { cwd: folder }).filter((file) => !/(^|\/)schema\.json$/.test(file));

describe("slashing-protection-interchange-tests", { skip }, () => {
  const counts = { files: 0, imports: 0, attempts: 0, signed: 0 };
  after(() => {
    console.log(
      `EIP-3076 interchange: ${counts.files} files in both ways of importing, ${counts.imports} imports, ${counts.attempts} attempts to sign, ${counts.signed} signed`,
    );
    assert.ok(counts.files > 0, `no file in ${folder}`);
  });

  for (const file of files.sort())
    test(`EIP-3076 interchange: ${basename(file)}`, () => {
      const { genesis_validators_root, steps } = JSON.parse(readFileSync(join(folder, file), "utf8")) as Case;
      assert.ok(steps.length > 0, "the case has no step");
      for (const as of ["records", "watermark"] as const) {
        const records = openRecords();
        for (const [at, step] of steps.entries()) {
          const imported = importOf(step, genesis_validators_root, records, as);
          assert.equal(imported, step.should_succeed, `step ${at}: import as ${as}`);
          counts.imports++;
          if (imported) counts.signed += runAttempts(records, step, as);
          counts.attempts += step.blocks.length + step.attestations.length;
        }
      }
      counts.files++;
    });
});

function importOf(step: Step, root: string, records: SigningRecords, as: "records" | "watermark"): boolean {
  try {
    records.import(readInterchange(JSON.stringify(step.interchange), root), { as });
    return true;
  } catch (thrown) {
    assert.equal((thrown as { code?: string }).code, "GENESIS_VALIDATORS_ROOT_MISMATCH");
    return false;
  }
}

/** @returns How many were signed. */
function runAttempts(records: SigningRecords, { blocks, attestations }: Step, as: "records" | "watermark"): number {
  let signed = 0;
  for (const attempt of [...blocks, ...attestations]) {
    const decision = decide(records, attempt);
    const isSigned = typeof decision === "string";
    const complete = attempt.should_succeed_complete ?? attempt.should_succeed;
    // A watermark may refuse what only the complete strategy allows: it is at least as careful as that, and as useful as the minimal one.
    const mustBeSigned = as === "records" ? complete : attempt.should_succeed;
    const shown = `as ${as}, ${JSON.stringify(attempt)}: ${JSON.stringify(decision)}`;
    if (mustBeSigned) assert.ok(isSigned, shown);
    if (!complete) assert.ok(!isSigned, shown);
    if (isSigned) signed++;
  }
  return signed;
}

function decide(records: SigningRecords, attempt: Attempt): Decision {
  const { pubkey, slot, source_epoch, target_epoch, signing_root = `0x${"00".repeat(32)}` } = attempt;
  const duty =
    slot !== undefined
      ? ({ kind: "block", slot: BigInt(slot) } as const)
      : ({ kind: "attestation", sourceEpoch: BigInt(source_epoch!), targetEpoch: BigInt(target_epoch!) } as const);
  return records.decide(pubkey, duty, Buffer.from(signing_root.slice(2), "hex"));
}
