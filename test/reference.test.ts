// The reference pages are held to the code: each table is generated from it, and must be what stands in the page.
// After a change: `node test/reference.test.ts --write`.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { refusalTable } from "@inkan/attestation";
import { errorTable } from "@inkan/link";

const pages: Readonly<Record<string, () => string>> = {
  "docs/reference/errors.md": errorsPage,
  "docs/reference/refusals.md": refusalsPage,
};
const path = (page: string) => join(import.meta.dirname, "..", page);

function errorsPage(): string {
  const rows = Object.entries(errorTable).map(
    ([code, { http, jsonRpc, outcome, message }]) => `| \`${code}\` | ${http} | ${jsonRpc} | ${outcome} | ${message} |`,
  );
  return `# Errors

Generated from [\`link/src/errors.ts\`](../../link/src/errors.ts). An error answer is
\`{"jsonrpc":"2.0","id":…,"error":{"code":-32002,"message":"…","data":{"code":"UPSTREAM_LOST","outcome":"unknown"}}}\`: match on \`error.data.code\`.

HTTP tells of the exchange, JSON-RPC of the call: a well-formed call that fails is 200, because wallets drop the body of anything but 2xx. Outcome \`not-sent\`: nothing left towards an upstream, repeating is safe.
\`unknown\`: it may have been carried out; look before you repeat. An upstream's own error (a revert, a nonce too low) passes through as it came and is none of these.

| \`error.data.code\` | HTTP | \`error.code\` | outcome | default message |
| --- | --- | --- | --- | --- |
${rows.join("\n")}
`;
}

function refusalsPage(): string {
  const rows = Object.entries(refusalTable).map(([code, sentence]) => `| \`${code}\` | ${sentence} |`);
  return `# Why a document is refused

Generated from [\`attestation/src/errors.ts\`](../../attestation/src/errors.ts): the \`code\` of a failed check in a report.

| code | meaning |
| --- | --- |
${rows.join("\n")}
`;
}

if (process.argv.includes("--write"))
  for (const [page, generate] of Object.entries(pages)) writeFileSync(path(page), generate());

describe("reference pages", () => {
  for (const [page, generate] of Object.entries(pages))
    test(`${page} says what the code does`, () =>
      assert.equal(readFileSync(path(page), "utf8"), generate(), "run: node test/reference.test.ts --write"));
});
