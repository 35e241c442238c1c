// A verdict for a person's eyes, or as JSON for a program.
import type { Check, Verdict } from "./check.ts";

const marks = { passed: "ok  ", failed: "FAIL", "not-checked": "----", "not-asked": "    " } as const;

export function printVerdict(verdict: Verdict, json: boolean): void {
  if (json) {
    console.log(JSON.stringify(verdict, null, 2));
    return;
  }
  for (const warning of verdict.warnings) console.log(`!! ${warning}`);
  for (const check of verdict.checks.filter(({ outcome }) => outcome !== "not-asked")) console.log(lines(check));
  for (const warning of verdict.warnings) console.log(`!! ${warning}`);
  const failed = verdict.checks.filter(({ outcome }) => outcome === "failed" || outcome === "not-checked");
  console.log(
    verdict.passed
      ? `\nall ${verdict.checks.filter(({ passed }) => passed).length} checks hold`
      : `\nDO NOT TRUST IT: ${failed.length} of ${verdict.checks.length} checks do not hold`,
  );
}

function lines({ outcome, title, required, seen, code, source }: Check): string {
  const head = `${marks[outcome]}  ${title}`;
  if (outcome === "passed") return `${head}: ${seen}`;
  return `${head}${code === undefined ? "" : ` (${code})`}\n        required  ${required}\n        seen      ${seen}\n        rule      ${source}`;
}
