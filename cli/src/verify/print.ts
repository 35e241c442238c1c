// A verdict for a person's eyes, or as JSON for a program.
import type { Verdict, VerdictCheck } from "@inkan/attestation";

const marks = {
  passed: "ok  ",
  failed: "FAIL",
  "not-checked": "----",
  "not-asked": "    ",
  "not-possible": "    ",
} as const;

export function printVerdict({ passed, code, checks, warnings }: Verdict, json: boolean): void {
  if (json) {
    console.log(JSON.stringify({ passed, code, checks, warnings }, null, 2));
    return;
  }
  for (const { text } of warnings) console.log(`!! ${text}`);
  for (const check of checks.filter(({ outcome }) => outcome !== "not-asked")) console.log(lines(check));
  for (const { text } of warnings) console.log(`!! ${text}`);
  const failed = checks.filter(({ outcome }) => outcome === "failed" || outcome === "not-checked");
  console.log(
    passed
      ? `\nall ${checks.filter((check) => check.passed).length} checks hold`
      : `\nDO NOT TRUST IT: ${failed.length} of ${checks.length} checks do not hold`,
  );
}

function lines({ outcome, title, required, seen, code, source }: VerdictCheck): string {
  const head = `${marks[outcome]}  ${title}`;
  if (outcome === "passed") return `${head}: ${seen}`;
  return `${head}${code === undefined ? "" : ` (${code})`}\n        required  ${required}\n        seen      ${seen}\n        rule      ${source}`;
}
