// The reference pages are held to the code: each table is generated from it, and must be what stands in the page.
// After a change: `node test/reference.test.ts --write`.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  bundleRefusalTable,
  chainStateErrorTable,
  proofRefusalTable,
  refusalTable,
  registryErrorTable,
  verdictRefusalTable,
  warningTable,
} from "@inkan/attestation";
import { errorTable } from "@inkan/link";
import { compilePolicy } from "../enclave-signer/src/relay/policy/decide.ts";
import { defaultMethods } from "../enclave-signer/src/relay/policy/default-methods.ts";
import { methodRules } from "../enclave-signer/src/relay/policy/methods/index.ts";
import { refusalTable as signerRefusalTable } from "../enclave-signer/src/signer/refusal.ts";

const pages: Readonly<Record<string, () => string>> = {
  "docs/reference/errors.md": errorsPage,
  "docs/reference/methods.md": methodsPage,
  "docs/reference/refusals.md": refusalsPage,
  "docs/reference/signer-refusals.md": signerRefusalsPage,
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
  const source = "../../attestation/src";
  const table = (codes: Readonly<Record<string, string>>) =>
    `| code | meaning |\n| --- | --- |\n${Object.entries(codes)
      .map(([code, sentence]) => `| \`${code}\` | ${sentence} |`)
      .join("\n")}\n`;
  return `# Why evidence is refused

Generated from the tables in [\`attestation/src/\`](${source}): the \`code\` of a failed check in a report, or of an error that is thrown.

## An attestation document

[\`errors.ts\`](${source}/errors.ts)

${table(refusalTable)}
## An endpoint, and what it says of itself

[\`verdict/verdict-checks.ts\`](${source}/verdict/verdict-checks.ts)

${table(verdictRefusalTable)}
Warnings fail no check, and nobody may overlook them ([\`verdict/verdict.ts\`](${source}/verdict/verdict.ts)):

${table(warningTable)}
## The proof of an answer

[\`proof/errors.ts\`](${source}/proof/errors.ts)

${table(proofRefusalTable)}
## A bundle of evidence

[\`bundle/errors.ts\`](${source}/bundle/errors.ts)

${table(bundleRefusalTable)}
## Reading a registry

[\`registry-error.ts\`](${source}/registry-error.ts). Nothing may be concluded about a program then.

${table(registryErrorTable)}
## Chain state with proofs

[\`chain-state/errors.ts\`](${source}/chain-state/errors.ts). Neither a value nor its absence may be concluded then.

${table(chainStateErrorTable)}`;
}

function methodsPage(): string {
  const names = (methods: Iterable<string>) =>
    [...methods]
      .sort()
      .map((method) => `- \`${method}\``)
      .join("\n");
  const decide = compilePolicy({ allow: ["*"], deny: [] });
  const never = ["admin_peers", "engine_getPayloadV4", "miner_start", "personal_sign"];
  assert.ok(
    never.every((method) => decide(method).kind === "deny"),
    "the page says that nothing opens these",
  );
  return `# Methods

Generated from [\`enclave-signer/src/relay/policy/\`](../../enclave-signer/src/relay/policy). A method is decided in this order:

1. It is in the chain's \`methods.deny\` (a name, or a prefix that ends in \`*\`): \`METHOD_NOT_FOUND\`. A denial wins over everything.
2. It has a rule of its own: answered in the enclave, or sent with care (below).
3. It is allowed by default (below): it goes to an upstream.
4. It begins with \`admin_\`, \`engine_\`, \`miner_\` or \`personal_\`: \`METHOD_NOT_FOUND\`, whatever the configuration says. These belong to whoever runs a node.
5. It is in the chain's \`methods.allow\`, and looks like a method (\`namespace_name\`, no free text): it goes to an upstream.
6. Anything else: \`METHOD_NOT_FOUND\`. A method that nobody thought of may be a node's own business.

Not allowed by default, for an operator to open: \`debug_\` and \`trace_\` (one call may cost a node seconds), \`txpool_\` (other people's transactions).

## With a rule of their own

${names(methodRules.keys())}

\`eth_chainId\`, \`net_version\`, \`net_listening\`, \`web3_clientVersion\`, \`web3_sha3\` and \`eth_accounts\` (\`[]\`) are answered here, so no upstream learns that they were asked. Methods that need a user's key are refused: an upstream's answer would come from
*its* keys. Filters have ids of the enclave's own. \`eth_subscribe\` needs a WebSocket. \`eth_sendRawTransaction\` is sent once, and the hash that comes back is compared with the one computed here.

## Allowed by default

${names(defaultMethods)}
`;
}

function signerRefusalsPage(): string {
  const rows = Object.entries(signerRefusalTable).map(
    ([code, { http, jsonRpc, message }]) => `| \`${code}\` | ${http} | ${jsonRpc} | ${message} |`,
  );
  return `# Why the signer does not sign

Generated from [\`enclave-signer/src/signer/refusal.ts\`](../../enclave-signer/src/signer/refusal.ts). HTTP statuses are Web3Signer's own, JSON-RPC codes op-signer's (-32010 to -32013). Nothing was signed when one of these comes back.

| code | HTTP | \`error.code\` | message |
| --- | --- | --- | --- |
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
