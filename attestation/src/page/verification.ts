// One verification as the page holds it: the checks, and what they were made of.
import { awsRootG1 } from "../aws-root.ts";
import { fromHex, toHex } from "../bytes.ts";
import { httpProvider } from "../http-provider.ts";
import { parseJson } from "../json/index.ts";
import { decodePem } from "../pem.ts";
import { boundedFetch, type Fetch } from "../proof/bounded-fetch.ts";
import { type ReadEvidence, readEvidence } from "../proof/evidence.ts";
import { readMeasurement } from "../registry.ts";
import type { Report } from "../report.ts";
import { verifyDocument } from "../verify.ts";
import type { Expectations } from "./expectations.ts";
import { pageLimits } from "./limits.ts";

export type PageCheck = {
  readonly id: string;
  readonly title: string;
  readonly required: string;
  readonly seen: string;
  readonly outcome: "passed" | "failed" | "not-checked" | "not-asked";
  readonly code?: string | undefined;
  readonly source: string;
};

export type Verification = {
  readonly url: URL;
  /** Unix seconds, by this machine's clock. */
  readonly at: number;
  readonly checks: readonly PageCheck[];
  /** As the endpoint answered, for keeping. */
  readonly evidenceBytes: Uint8Array | undefined;
  readonly evidence: ReadEvidence | undefined;
  readonly report: Report | undefined;
  readonly chains: readonly ServedChain[];
};

/** Of the configuration that the endpoint showed. */
export type ServedChain = {
  readonly name: string;
  readonly chainId: number;
  readonly upstreams: readonly { readonly name: string; readonly url: string }[];
};

const outside = "Inkan: what to expect comes from outside the party under test";

export async function verifyEndpoint(
  url: URL,
  expected: Expectations | undefined,
  { fetch, at }: { readonly fetch: Fetch; readonly at: number },
): Promise<Verification> {
  const nonce = crypto.getRandomValues(new Uint8Array(32));
  const check = {
    id: "evidence",
    title: "the endpoint shows its attestation",
    required: "200 and evidence of a known form",
    source: "Inkan: docs/protocol/attestation.md",
  };
  const nothing = { url, at, evidenceBytes: undefined, evidence: undefined, report: undefined, chains: [] };
  let body: Uint8Array;
  let evidence: ReadEvidence;
  try {
    const about = `${url.origin}/attestation?nonce=${toHex(nonce)}`;
    const bounds = { timeoutMs: pageLimits.evidenceMsMax, bytesMax: pageLimits.evidenceBytesMax };
    const answer = await boundedFetch(fetch, about, { headers: { accept: "application/json" } }, bounds);
    if (answer.status !== 200)
      return {
        ...nothing,
        checks: [made(false, { ...check, seen: `HTTP ${answer.status}`, code: "EVIDENCE_UNAVAILABLE" })],
      };
    body = answer.body;
    evidence = readEvidence(body);
  } catch (thrown) {
    const seen = thrown instanceof Error ? thrown.message : "failed";
    return { ...nothing, checks: [made(false, { ...check, seen, code: "EVIDENCE_UNAVAILABLE" })] };
  }
  const root = expected?.acceptedRoot;
  const pcr16 = expected === undefined ? undefined : fromHex(expected.pcr16);
  const report = await verifyDocument(evidence.document, {
    at,
    maxAgeSeconds: 120,
    roots: root === undefined ? [awsRootG1] : [awsRootG1, { name: root.name, der: decodePem(root.certificate)! }],
    nonce,
    nonceSignature: evidence.nonceSignature,
    purpose: "challenge",
    origin: expected?.origin ?? evidence.origins[0],
    configuration: evidence.configuration,
    pcrs: pcr16 === undefined ? undefined : new Map([[16, pcr16]]),
    keys: { response: evidence.responseKey, tls: evidence.tlsKey },
  });
  const checks = [
    made(true, { ...check, seen: `aws-nitro-enclave, role ${evidence.role}` }),
    ...report.checks,
    ...expectationChecks(evidence, expected),
    urlOrigin(url, evidence),
    await registryCheck(report, evidence, expected),
  ];
  return { url, at, checks, evidenceBytes: body, evidence, report, chains: chainsOf(evidence.configuration) };
}

const made = (passed: boolean, check: Omit<PageCheck, "outcome">): PageCheck => ({
  ...check,
  outcome: passed ? "passed" : "failed",
});

function expectationChecks(evidence: ReadEvidence, expected: Expectations | undefined): PageCheck[] {
  const compare = (id: string, title: string, required: string | undefined, seen: string) =>
    made(required === seen, {
      id,
      title,
      required: required ?? "a value from outside",
      seen: required === undefined ? `taken from the endpoint itself: ${seen}` : seen,
      code: required === seen ? undefined : required === undefined ? "NOTHING_EXPECTED" : "EXPECTATION_MISMATCH",
      source: outside,
    });
  const registry = ({ chainId, pcrRegistry }: ReadEvidence["registry"]) =>
    `chain ${chainId}, ${pcrRegistry.toLowerCase()}`;
  return [
    compare("expected-role", "the role is the expected one", expected?.role, evidence.role),
    compare(
      "expected-registry",
      "the registry is the expected one",
      expected && registry(expected.registry),
      registry(evidence.registry),
    ),
    ...(expected === undefined
      ? [
          compare("expected-origin", "the origin is the expected one", undefined, "the URL's"),
          compare("expected-pcr16", "the configuration is the expected one", undefined, "PCR16"),
        ]
      : []),
  ];
}

function urlOrigin(url: URL, { origins }: ReadEvidence): PageCheck {
  const passed = origins.includes(url.origin);
  return made(passed, {
    id: "url-origin",
    title: "the URL is one that this enclave serves",
    required: origins.slice(0, 9).join(" or "),
    seen: url.origin,
    code: passed ? undefined : "ORIGIN_MISMATCH",
    source: "Inkan: origin and alternativeOrigins of the measured configuration",
  });
}

async function registryCheck(
  { document }: Report,
  evidence: ReadEvidence,
  expected: Expectations | undefined,
): Promise<PageCheck> {
  const check = {
    id: "registry",
    title: "the registry has these measurements in force",
    required: "in force",
    source: "PcrRegistry on chain",
  };
  const [pcr0, pcr1, pcr2] = [0, 1, 2].map((index) => document?.pcrs.get(index));
  if (expected === undefined)
    return made(false, {
      ...check,
      required: "an RPC URL of the registry's chain from outside",
      seen: `taken from the endpoint itself: ${evidence.registry.pcrRegistry}`,
      code: "NOTHING_EXPECTED",
    });
  if (pcr0 === undefined || pcr1 === undefined || pcr2 === undefined)
    return made(false, { ...check, seen: "the document has no measurements", code: "NOT_CHECKED" });
  try {
    const { chainId, pcrRegistry, rpcUrl } = expected.registry;
    const found = await readMeasurement(httpProvider(rpcUrl), { chainId, address: pcrRegistry, pcr0, pcr1, pcr2 });
    const passed = found.status === "in-force" && found.role === evidence.role;
    const when =
      found.status === "revoked" ? ` since ${new Date(found.revokedAt * 1000).toISOString()}: ${found.reason}` : "";
    return made(passed, {
      ...check,
      seen: `${found.status}${when} (PCR0 ${toHex(pcr0).slice(0, 16)}…)`,
      code: passed ? undefined : "MEASUREMENT_NOT_IN_FORCE",
    });
  } catch (thrown) {
    const seen = thrown instanceof Error ? thrown.message : "the registry could not be read";
    return made(false, { ...check, seen, code: "REGISTRY_UNAVAILABLE" });
  }
}

/** For showing only. What is not of the form is left out. */
function chainsOf(configuration: string): ServedChain[] {
  try {
    const { chains } = parseJson(configuration, { bytesMax: pageLimits.evidenceBytesMax, depthMax: 16 }) as {
      readonly chains?: unknown;
    };
    if (!Array.isArray(chains)) return [];
    return chains.slice(0, pageLimits.chainsMax).flatMap((chain: Partial<ServedChain> | null) => {
      const { name, chainId, upstreams } = chain ?? {};
      if (typeof name !== "string" || !/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) return [];
      if (!Number.isSafeInteger(chainId) || Number(chainId) < 1 || !Array.isArray(upstreams)) return [];
      const named = upstreams
        .slice(0, pageLimits.upstreamsMax)
        .filter((upstream) => typeof upstream?.name === "string" && URL.canParse(String(upstream.url)));
      return [
        {
          name,
          chainId: Number(chainId),
          upstreams: named.map(({ name: own, url }) => ({ name: own, url: String(url) })),
        },
      ];
    });
  } catch {
    return [];
  }
}
