// Metrics have three places: the code that counts, the page that explains, the dashboard that draws. They are held to each other here.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { openSignerMetrics } from "../enclave-signer/src/signer/metrics.ts";

const read = (file: string) => readFileSync(join(import.meta.dirname, "..", file), "utf8");

const metrics = openSignerMetrics("0.0.0", () => 0);
metrics.answered("/upcheck", 200);
metrics.signedAsOpSigner({ what: "transaction", client: "batcher", refused: "TRANSACTION_UNAUTHORIZED" });
metrics.signedAsOpSigner({ what: "blockpayload", client: "node", refused: undefined });
const text = metrics.text({
  ...{ keysLoaded: 1, waiting: 2, permitted: 3, prevented: 4, logRecords: 5, isStopped: false, exclusivity: "none" },
  clockOffsetMs: -7,
});
const families = new Set([...text.matchAll(/^# TYPE (\S+) /gm)].map(([, name]) => name ?? ""));
const samples = new Set([...text.matchAll(/^([a-z_0-9]+)[{ ]/gm)].map(([, name]) => name ?? ""));

/** What the first column of the page's table names, without labels. */
const explained = [...read("docs/reference/metrics.md").matchAll(/^\| (`[^|]+) \|/gm)].flatMap(([, cell = ""]) =>
  [...cell.matchAll(/`([a-z][a-z0-9_]+)(?:\{[^}]*\})?`/g)].map(([, name]) => name ?? ""),
);

type Panels = { readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[] };
const expressions = (JSON.parse(read("docker/grafana/signer.json")) as Panels).panels.flatMap(({ targets = [] }) =>
  targets.map(({ expr }) => expr),
);
const drawn = expressions.flatMap(
  (expr) => expr.match(/\b(?:inkan|signing|signer|eth2|http|process)_[a-z0-9_]+/g) ?? [],
);

describe("metrics of the signer", () => {
  test("the page explains each one that the code has, and no other", () => {
    assert.ok(families.size > 10, "control: the code's text was read");
    assert.deepEqual(explained.toSorted(), [...families].toSorted());
  });

  test("the dashboard draws only what the code has", () => {
    assert.ok(drawn.length > 0, "control: the dashboard was read");
    assert.deepEqual(
      drawn.filter((name) => !samples.has(name) && !families.has(name)),
      [],
    );
  });

  test("op-signer's counters have op-signer's labels, and a refusal counts under its code", () => {
    assert.match(
      text,
      /^signer_signtransaction_total\{client="batcher",status="error",error="TRANSACTION_UNAUTHORIZED"\} 1$/m,
    );
    assert.match(text, /^signer_signblockpayload_total\{client="node",status="success",error=""\} 1$/m);
  });
});
