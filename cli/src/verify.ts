// `inkan verify`: is this endpoint (or document) what it should be? Exit code 0 only when every check holds.
import { type Expectations, type VerifyReport, verify as verifySubject } from "@inkan/attestation";
import { readExpectationsFile } from "./expectations.ts";
import { parse, UsageError } from "./usage.ts";
import { verifyDocumentFile } from "./verify/document.ts";
import { openExchange } from "./verify/exchange.ts";
import { printVerdict } from "./verify/print.ts";

const help = `usage: inkan verify [--expect FILE] [--json] URL
       inkan verify --document FILE [--at TIME] [--root PEM] [--nonce HEX] [--json]

An endpoint: fetches its attestation with a fresh nonce; checks the document, its measurements against the on-chain registry, its configuration
(PCR16), the TLS key when URL is https, and of a relay the proof of one request.

  --expect FILE    what to expect, from elsewhere than the endpoint ('inkan start' writes .inkan/expectations.json).
                   Without it each such check fails: the endpoint is no witness for itself.
  --document FILE  a COSE_Sign1 attestation document alone
  --at TIME        the time of checking: Unix seconds or ISO 8601 (default: now)
  --root PEM       accept this root in place of AWS's
  --nonce HEX      the nonce that the document must hold
  --json           the verdict as JSON`;

const options = {
  expect: { type: "string" },
  document: { type: "string" },
  at: { type: "string" },
  root: { type: "string" },
  nonce: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

export async function verify(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, options, help, true);
  const [url] = positionals;
  if (positionals.length > 1 || (url === undefined) === (values.document === undefined))
    throw new UsageError(`one URL, or --document FILE\n\n${help}`);
  const verdict =
    values.document === undefined
      ? await verifyEndpoint(
          endpointOf(url ?? ""),
          values.expect === undefined ? undefined : await readExpectationsFile(values.expect),
        )
      : await verifyDocumentFile(values.document, { at: values.at, root: values.root, nonce: values.nonce });
  printVerdict(verdict, values.json);
  return verdict.passed ? 0 : 1;
}

/** With a connection that shows who ended TLS. */
async function verifyEndpoint(url: URL, expected: Expectations | undefined): Promise<VerifyReport> {
  const exchange = openExchange(expected?.certificateAuthority);
  try {
    return await verifySubject(url, expected, { exchange });
  } finally {
    exchange.close();
  }
}

function endpointOf(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol))
    throw new UsageError(`'${text}' is not an http(s) URL`);
  return url;
}
