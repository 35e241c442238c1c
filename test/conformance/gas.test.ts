// Whoever pays for a registration: it costs what the snapshot says, and one of a chain that was never seen fits one transaction.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type GasReport, measureGas, snapshotFile } from "../../bench/gas.ts";
import { fixturesSkip as skip } from "../harness/attestation-fixtures.ts";

/** What is promised, in gas. */
const bounds = {
  coldRegistration: 16_700_000,
  warmRegistration: 4_500_000,
  certificate: 3_000_000,
  p384: 2_000_000,
  sha384: 1_200_000,
} as const;
/** The registry's part is measured with fresh keys: a few bytes more or less. */
const registryTolerance = 0.02;

const snapshot = JSON.parse(readFileSync(snapshotFile, "utf8")) as GasReport;

test("gas is within its bounds, and what the snapshot says", { skip }, async () => {
  const measured = await measureGas();
  assert.ok(measured !== undefined);
  const { document, gas, registry } = measured;
  console.log(`gas: ${JSON.stringify(gas)}, the registry ${registry} (${document})`);
  for (const [figure, bound] of Object.entries(bounds)) {
    const seen = gas[figure as keyof typeof bounds];
    assert.ok(seen > 0 && seen <= bound, `${figure}: ${seen}, bound ${bound}`);
  }
  assert.ok(gas.coldRegistration + registry <= bounds.coldRegistration, `with the registry: ${registry} more`);

  if (snapshot.document !== document) return console.log("another document than the snapshot's: not compared");
  assert.deepEqual(gas, snapshot.gas, "run: npm run gas -- --write, and correct docs/performance.md");
  assert.ok(Math.abs(registry / snapshot.registry - 1) <= registryTolerance, `the registry: ${registry}`);
});

test("docs/performance.md has the snapshot's figures", () => {
  const page = readFileSync(join(import.meta.dirname, "../../docs/performance.md"), "utf8");
  const rows = page
    .slice(page.indexOf("## Verifying a document on chain"))
    .split("\n")
    .filter((line) => line.startsWith("|"));
  for (const [figure, gas] of Object.entries(snapshot.gas))
    assert.ok(
      rows.some((row) => row.split("|")[2]?.trim().startsWith(gas.toLocaleString("en-US"))),
      `${figure}: ${gas}`,
    );
});
