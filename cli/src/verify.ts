// `inkan verify`: is this endpoint (or document, or bundle of evidence) what it should be? Exit code 0 only when every check holds.
import { type Expectations, type VerifyReport, verify as verifySubject } from "@inkan/attestation";
import { readExpectationsFile } from "./expectations.ts";
import { parse, UsageError } from "./usage.ts";
import { saveBundle, verifyBundleFile } from "./verify/bundle.ts";
import { openCaaLookup } from "./verify/caa-lookup.ts";
import { verifyDocumentFile } from "./verify/document.ts";
import { openExchange } from "./verify/exchange.ts";
import { printVerdict } from "./verify/print.ts";

const help = `usage: inkan verify [--expect FILE] [--save FILE] [--dns ADDRESS] [--json] URL
       inkan verify --bundle FILE --expect FILE [--block HASH | --online] [--json]
       inkan verify --document FILE [--at TIME] [--root PEM] [--nonce HEX] [--json]

An endpoint: fetches its attestation with a fresh nonce; checks the document, its release, operator and key against the contracts on chain, its
configuration (PCR16), the TLS key when URL is https, and of a relay the proof of one request.

  --expect FILE    what to expect, from elsewhere than the endpoint ('inkan start' writes .inkan/expectations.json).
                   Without it each such check fails: the endpoint is no witness for itself.
  --save FILE      also save what was seen, and what the chain holds of it with proofs, as a bundle that verifies offline
  --dns ADDRESS    the resolver that is asked for CAA records, IP address and port (default: the system's); 'none': nobody is asked
  --bundle FILE    such a bundle, in place of an endpoint; nobody is asked
  --block HASH     the hash of its block, from whom you trust; without it the bundle fails
  --online         in place of --block: ask the RPC URL of the expectations whether the chain has that block
  --document FILE  a COSE_Sign1 attestation document alone
  --at TIME        the time of checking: Unix seconds or ISO 8601 (default: now)
  --root PEM       accept this root in place of AWS's
  --nonce HEX      the nonce that the document must hold
  --json           the verdict as JSON`;

const options = {
  expect: { type: "string" },
  save: { type: "string" },
  dns: { type: "string" },
  bundle: { type: "string" },
  block: { type: "string" },
  online: { type: "boolean", default: false },
  document: { type: "string" },
  at: { type: "string" },
  root: { type: "string" },
  nonce: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

export async function verify(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, options, help, true);
  const subjects = [...positionals, values.document, values.bundle].filter((each) => each !== undefined);
  if (subjects.length !== 1) throw new UsageError(`one URL, or --document FILE, or --bundle FILE\n\n${help}`);
  const expected = values.expect === undefined ? undefined : await readExpectationsFile(values.expect);
  if (expected === undefined && (values.save !== undefined || values.bundle !== undefined))
    throw new UsageError("--save and --bundle want --expect FILE");

  if (values.bundle !== undefined && expected !== undefined) {
    const verdict = await verifyBundleFile(values.bundle, expected, { block: values.block, online: values.online });
    printVerdict(verdict, values.json);
    return verdict.passed ? 0 : 1;
  }
  const verdict =
    values.document === undefined
      ? await verifyEndpoint(endpointOf(positionals[0] ?? ""), expected, values.dns)
      : await verifyDocumentFile(values.document, { at: values.at, root: values.root, nonce: values.nonce });
  printVerdict(verdict, values.json);
  const saved =
    values.save === undefined || expected === undefined || (await saveBundle(values.save, verdict, expected));
  return verdict.passed && saved ? 0 : 1;
}

/** With a connection that shows who ended TLS. */
async function verifyEndpoint(
  url: URL,
  expected: Expectations | undefined,
  dns: string | undefined,
): Promise<VerifyReport> {
  const exchange = openExchange(expected?.certificateAuthority);
  try {
    return await verifySubject(url, expected, { exchange, caa: openCaaLookup(dns) });
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
