// A sequencer operator who copies from docs/guides/sequencer.md: what stands there is what the programs take.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { signerConfig } from "../enclave-signer/src/enclave/signer-config.ts";
import { opSignerLimits } from "../enclave-signer/src/signer/op-signer/limits.ts";
import { sequencerGuardLimits } from "../enclave-signer/src/signer/op-signer/sequencer-guard/limits.ts";
import { refusalTable } from "../enclave-signer/src/signer/refusal.ts";

const root = join(import.meta.dirname, "..");
const guide = readFileSync(join(root, "docs/guides/sequencer.md"), "utf8");

test("the configuration parses, once addresses and certificates are whole", () => {
  const [, example = ""] = /```json\n([\s\S]*?)```/.exec(guide) ?? [];
  const whole = example.replace(/0x([0-9a-f]{4})…/g, (_, start: string) => `0x${start.padEnd(40, "0")}`);
  const parsed = signerConfig
    .pick({ clients: true, sequencers: true, transactions: true })
    .parse(JSON.parse(whole) as unknown);
  assert.equal(parsed.sequencers[0]?.mode, "payload");
  for (const [member, value] of Object.entries({ ...parsed.sequencers[0], rewindRequires: "approval" }))
    if (guide.includes(`| \`${member}\` |`))
      assert.match(guide, new RegExp(`\\| \`${member}\` \\| \`?${value}\`? \\|`), member);
});

test("the shim has every flag that the guide sets", () => {
  const args = [join(root, "cli/src/main.ts"), "sequencer-shim", "--help"];
  const { stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const [, command = ""] = /(inkan sequencer-shim [\s\S]*?)\n\n/.exec(guide) ?? [];
  const flags = [...command.matchAll(/--[a-z-]+/g)].map(([flag]) => flag);
  assert.equal(flags.length, 7);
  for (const flag of flags) assert.ok(stdout.includes(flag), flag);
});

test("each refusal has the code and the number that the table has, bounds are the program's", () => {
  const rows = [...guide.matchAll(/^\| `([A-Z_]+)` \| (-\d+) \|/gm)];
  assert.ok(rows.length >= 7);
  for (const [, code = "", jsonRpc] of rows)
    assert.equal(refusalTable[code as keyof typeof refusalTable]?.jsonRpc, Number(jsonRpc), code);
  const { numbersPerClaim, numbersAheadOfTimeMax, signedEvidenceMax, refusedEvidencePerNumberMax } =
    sequencerGuardLimits;
  for (const text of [
    `a window of ${numbersPerClaim} numbers`,
    `more than ${numbersAheadOfTimeMax.toLocaleString("en")} blocks ahead`,
    `${signedEvidenceMax} of each, ${refusedEvidencePerNumberMax} refused of one number`,
    `at most ${opSignerLimits.payloadBytesMax / 1_048_576} MiB, as gossip`,
  ])
    assert.ok(guide.includes(text), text);
});
