// `verify`: is this endpoint, or this document, what it should be? One report for people and for programs, in Node and in browsers.
import { awsRootG1 } from "../aws-root.ts";
import { toHex } from "../bytes.ts";
import type { CaaLookup } from "../caa/index.ts";
import type { AttestationDocument } from "../document.ts";
import type { Eip1193Provider } from "../http-provider.ts";
import { type Fetch, type ReadEvidence, readEvidence } from "../proof/index.ts";
import { type Root, verifyDocument } from "../verify.ts";
import { caaChecks } from "./caa-checks.ts";
import { chainChecks } from "./chain-checks.ts";
import { signerWarnings } from "./configuration-warnings.ts";
import { connectionWarnings, frontDoorCheck, urlOriginCheck } from "./connection-checks.ts";
import { custodyChecks } from "./custody-checks.ts";
import { documentChecks, documentWarnings, expectedPcrs, rootsOf } from "./document-checks.ts";
import { enclaveSubject } from "./enclave-subject.ts";
import { expectationChecks } from "./expectation-checks.ts";
import type { Expectations } from "./expectations.ts";
import { fetchExchange, type HttpExchange } from "./http-exchange.ts";
import { plainRequest, proofChecks, type ShownExchange } from "./proof-checks.ts";
import { servedChains } from "./served-chains.ts";
import { type Verdict, type VerdictCheck, verdictOf } from "./verdict.ts";
import { check } from "./verdict-checks.ts";
import { windowLogText } from "./window-log.ts";

/** A verdict, and what it was made of: for showing. Nothing of it is worth more than `passed` says. */
export type VerifyReport = Verdict & {
  /** The time of checking, Unix seconds by the verifier's clock. */
  readonly at: number;
  readonly document: AttestationDocument | undefined;
  readonly evidence: ReadEvidence | undefined;
  /** What the endpoint was asked with. */
  readonly nonce: Uint8Array | undefined;
  /** The live request and its answer. A signer is asked none: its clients have certificates. */
  readonly exchange: ShownExchange | undefined;
};

export type VerifySettings = {
  /** Default: the platform's. */
  readonly fetch?: Fetch | undefined;
  /** In place of `fetch`: an exchange that also shows who ended TLS. */
  readonly exchange?: HttpExchange | undefined;
  /** The verifier's own clock, Unix seconds. Default: the platform's. */
  readonly now?: (() => number) | undefined;
  /** The registry's chain, in place of the expected RPC URL. */
  readonly provider?: Eip1193Provider | undefined;
  /** The verifier's resolver of CAA records. Without one they are not checked, and a warning says so. */
  readonly caa?: CaaLookup | undefined;
  /** The JSON-RPC call that is sent to a relay. Default: `eth_blockNumber`. */
  readonly request?: string | undefined;
  /** Of a document alone: the nonce that it must hold. An endpoint is asked with a fresh one. */
  readonly nonce?: Uint8Array | undefined;
  /** Of a document alone, without expectations: roots in place of AWS's. */
  readonly roots?: readonly Root[] | undefined;
};

const nonceBytes = 32;
/** A document that is not fresh is at most 60 s old by the budget; the rest is for clocks and the way. */
const documentAgeSecondsMax = 120;

/**
 * Verifies an endpoint (an http or https URL) or an attestation document (its bytes), and reports every check. It throws only for what the
 * caller got wrong.
 *
 * @param expected From elsewhere than the endpoint. An endpoint without expectations never passes: it is no witness for itself. A document
 * without them is judged alone: who signed it, not whether its program is one to trust.
 * @throws {ExpectationsError} When the accepted root is not one PEM certificate. @throws {TypeError} For a URL that is none.
 *
 * @example
 * const report = await verify("https://rpc.example/eth", readExpectations(json));
 * for (const { title, required, seen, outcome } of report.checks) show(title, required, seen, outcome);
 * if (!report.passed) throw new Error(report.code);
 */
export async function verify(
  subject: string | URL | Uint8Array,
  expected?: Expectations | undefined,
  settings: VerifySettings = {},
): Promise<VerifyReport> {
  return subject instanceof Uint8Array
    ? verifyBytes(subject, expected, settings)
    : verifyUrl(endpointOf(subject), expected, settings);
}

async function verifyUrl(
  url: URL,
  expected: Expectations | undefined,
  settings: VerifySettings,
): Promise<VerifyReport> {
  const { now = platformNow, request = plainRequest, provider } = settings;
  const exchange = settings.exchange ?? fetchExchange(settings.fetch ?? globalThis.fetch);
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const { evidence, evidenceCheck } = await fetchEvidence(exchange, url, nonce);
  const at = Math.floor(now());
  if (evidence === undefined)
    return {
      ...verdictOf([evidenceCheck], []),
      at,
      document: undefined,
      evidence: undefined,
      nonce,
      exchange: undefined,
    };

  const shown = evidence.frontDoor === "host" ? undefined : exchange.tls?.();
  const report = await verifyDocument(evidence.document, {
    at,
    maxAgeSeconds: documentAgeSecondsMax,
    roots: rootsOf(expected),
    nonce,
    nonceSignature: evidence.nonceSignature,
    purpose: "challenge",
    origin: expected?.origin ?? evidence.origins[0],
    configuration: evidence.configuration,
    pcrs: expected === undefined ? undefined : expectedPcrs(expected),
    // Where this machine sees who ended TLS, the document must vouch for that key; else for the key that the evidence shows.
    keys: { response: evidence.responseKey, tls: exchange.tls === undefined ? evidence.tlsKey : shown?.spki },
  });
  const proof =
    evidence.role === "signer"
      ? { checks: [], exchange: undefined }
      : await proofChecks(exchange, chainUrl(url, evidence), evidence, { request, now });
  const subject = await enclaveSubject(report.document, evidence.responseKey);
  const chain = await chainChecks(subject, evidence.role, expected, { provider, at });
  const custody = evidence.role === "signer" ? await custodyChecks(evidence, at) : { checks: [], warnings: [] };
  const caa = await caaChecks(evidence, nonce, settings.caa);
  const checks = [
    evidenceCheck,
    ...documentChecks(report),
    ...expectationChecks(evidence, expected),
    urlOriginCheck(url, evidence),
    frontDoorCheck(url, evidence, exchange),
    ...custody.checks,
    ...caa.checks,
    ...chain.checks,
    ...proof.checks,
  ];
  const warnings = [
    ...documentWarnings(report),
    ...connectionWarnings(url, evidence, exchange),
    ...caa.warnings,
    ...chain.warnings,
    ...(evidence.role === "signer" ? signerWarnings(evidence.configuration) : []),
    ...custody.warnings,
  ];
  return { ...verdictOf(checks, warnings), at, document: report.document, evidence, nonce, exchange: proof.exchange };
}

async function verifyBytes(
  bytes: Uint8Array,
  expected: Expectations | undefined,
  { now = platformNow, nonce, roots, provider }: VerifySettings,
): Promise<VerifyReport> {
  const at = Math.floor(now());
  const report = await verifyDocument(bytes, {
    at,
    roots: expected === undefined ? (roots ?? [awsRootG1]) : rootsOf(expected),
    nonce,
    origin: expected?.origin,
    pcrs: expected === undefined ? undefined : expectedPcrs(expected),
  });
  const chain =
    expected === undefined
      ? { checks: [], warnings: [] }
      : await chainChecks(await enclaveSubject(report.document, undefined), undefined, expected, { provider, at });
  return {
    ...verdictOf([...documentChecks(report), ...chain.checks], [...documentWarnings(report), ...chain.warnings]),
    at,
    document: report.document,
    evidence: undefined,
    nonce,
    exchange: undefined,
  };
}

async function fetchEvidence(
  exchange: HttpExchange,
  url: URL,
  nonce: Uint8Array,
): Promise<{ readonly evidence: ReadEvidence | undefined; readonly evidenceCheck: VerdictCheck }> {
  const refused = (seen: string) => ({
    evidence: undefined,
    evidenceCheck: check("evidence", false, {
      required: "200 and evidence of a known form",
      seen,
      code: "EVIDENCE_UNAVAILABLE",
    }),
  });
  try {
    const about = new URL(`/attestation?nonce=${toHex(nonce)}`, url);
    const { status, body } = await exchange.send("GET", about, { accept: "application/json" });
    if (status !== 200) return refused(`HTTP ${status}`);
    const evidence = readEvidence(body);
    const windowLog = evidence.role === "signer" ? windowLogText(evidence.configuration) : undefined;
    const log = windowLog === undefined ? "" : `, window log: ${windowLog}`;
    const seen = `aws-nitro-enclave, role ${evidence.role}${log}`;
    return { evidence, evidenceCheck: check("evidence", true, { required: "GET /attestation", seen }) };
  } catch (thrown) {
    return refused(thrown instanceof Error ? thrown.message : "failed");
  }
}

/** An origin alone means the first chain that the configuration names. */
function chainUrl(url: URL, { configuration }: ReadEvidence): URL {
  const [first] = servedChains(configuration);
  return url.pathname === "/" && first !== undefined ? new URL(`/${first.name}`, url) : url;
}

function endpointOf(address: string | URL): URL {
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol)) throw new TypeError("wanted an http or https URL");
  return url;
}

const platformNow = () => Date.now() / 1000;
