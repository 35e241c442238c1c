// An endpoint from the outside in: who ends TLS, what the NSM says, what the chain allows, and whether an answer is proven.
import { randomBytes } from "node:crypto";
import {
  awsRootG1,
  type ReadEvidence as Evidence,
  httpProvider,
  type Report,
  readEvidence,
  readMeasurement,
  toHex,
  verifyDocument,
  verifyProof,
} from "@inkan/attestation";
import type { Expectations } from "../expectations.ts";
import { type Check, made, type Verdict, verdictOf } from "./check.ts";
import { rootOf, warningsOf } from "./document.ts";
import { type Exchange, openExchange } from "./exchange.ts";
import { signerWarnings } from "./signer.ts";

const nonceBytes = 32;
/** A document that is not fresh is at most 60 s old by the budget; the rest is for clocks and the way. */
const documentAgeSecondsMax = 120;

const outside = "Inkan: what to expect comes from outside the party under test";

export async function verifyEndpoint(url: URL, expected: Expectations | undefined): Promise<Verdict> {
  const exchange = openExchange(expected?.certificateAuthority);
  try {
    const nonce = new Uint8Array(randomBytes(nonceBytes));
    const fetched = await fetchEvidence(exchange, url, nonce);
    if ("failed" in fetched) return verdictOf([fetched.failed], []);
    const { evidence } = fetched;
    const report = await verifyDocument(evidence.document, {
      at: Math.floor(Date.now() / 1000),
      maxAgeSeconds: documentAgeSecondsMax,
      roots:
        expected?.acceptedRoot === undefined
          ? [awsRootG1]
          : [awsRootG1, rootOf(expected.acceptedRoot.name, expected.acceptedRoot.certificate)],
      nonce,
      nonceSignature: evidence.nonceSignature,
      purpose: "challenge",
      origin: expected?.origin ?? evidence.origins[0],
      configuration: evidence.configuration,
      pcrs: expected === undefined ? undefined : new Map([[16, new Uint8Array(Buffer.from(expected.pcr16, "hex"))]]),
      keys: {
        response: evidence.responseKey,
        tls: exchange.tls() === undefined || evidence.frontDoor === "host" ? undefined : exchange.tls()?.spki,
      },
    });
    const checks = [
      made(true, {
        id: "evidence",
        title: "the endpoint shows its attestation",
        required: "GET /attestation",
        seen: `aws-nitro-enclave, role ${evidence.role}`,
        source: "Inkan: docs/protocol/attestation.md",
      }),
      ...report.checks,
      ...expectationChecks(evidence, expected),
      urlOrigin(url, evidence),
      frontDoor(url, evidence, exchange),
      await registryCheck(report, evidence, expected),
      // A signer answers its clients over TLS that it ended itself, whose key is checked above.
      ...(evidence.role === "signer" ? [] : await proofChecks(exchange, url, evidence)),
    ];
    const ofRole = evidence.role === "signer" ? signerWarnings(evidence.configuration) : [];
    return verdictOf(checks, [...warningsOf(report), ...doorWarnings(evidence), ...ofRole]);
  } finally {
    exchange.close();
  }
}

async function fetchEvidence(
  exchange: Exchange,
  url: URL,
  nonce: Uint8Array,
): Promise<{ readonly evidence: Evidence } | { readonly failed: Check }> {
  const about = new URL(`/attestation?nonce=${Buffer.from(nonce).toString("hex")}`, url);
  const check = {
    id: "evidence",
    title: "the endpoint shows its attestation",
    required: "200 and evidence of a known form",
    source: "Inkan: docs/protocol/attestation.md",
  };
  try {
    const { status, body } = await exchange.send("GET", about, { accept: "application/json" });
    if (status !== 200)
      return { failed: made(false, { ...check, seen: `HTTP ${status}`, code: "EVIDENCE_UNAVAILABLE" }) };
    return { evidence: readEvidence(body) };
  } catch (thrown) {
    return {
      failed: made(false, {
        ...check,
        seen: thrown instanceof Error ? thrown.message : "failed",
        code: "EVIDENCE_UNAVAILABLE",
      }),
    };
  }
}

/** What could only be taken from the endpoint itself is no evidence: it fails, and says so. */
function expectationChecks(evidence: Evidence, expected: Expectations | undefined): Check[] {
  const compare = (id: string, title: string, required: string | undefined, seen: string) =>
    made(required === seen, {
      id,
      title,
      required: required ?? "a value from outside (--expect FILE)",
      seen: required === undefined ? `taken from the endpoint itself: ${seen}` : seen,
      code: required === seen ? undefined : required === undefined ? "NOTHING_EXPECTED" : "EXPECTATION_MISMATCH",
      source: outside,
    });
  const registry = ({ chainId, pcrRegistry, enclaveRegistry }: Evidence["registry"]) =>
    `chain ${chainId}, measurements ${pcrRegistry.toLowerCase()}, enclaves ${enclaveRegistry.toLowerCase()}`;
  return [
    compare("expected-role", "the role is the expected one", expected?.role, evidence.role),
    compare(
      "expected-registry",
      "the registry is the expected one",
      expected === undefined ? undefined : registry(expected.registry),
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

/** The document names one origin; the measured configuration says under which others its enclave is reached. */
function urlOrigin(url: URL, { origins }: Evidence): Check {
  const passed = origins.includes(url.origin);
  return made(passed, {
    id: "url-origin",
    title: "the URL is one that this enclave serves",
    required: origins.join(" or "),
    seen: url.origin,
    code: passed ? undefined : "ORIGIN_MISMATCH",
    source: "Inkan: origin and alternativeOrigins of the measured configuration",
  });
}

/** Which door this is, and whether the key that ended TLS is the enclave's. */
function frontDoor(url: URL, { frontDoor: door, tlsKey }: Evidence, exchange: Exchange): Check {
  const check = { id: "front-door", title: "who ends the connection", source: "Inkan: design, two front doors" };
  const shown = exchange.tls();
  if (url.protocol === "http:")
    return made(door === "host", {
      ...check,
      required: "host: HTTP without TLS ends in the gateway",
      seen: `${door}: the gateway reads requests and answers`,
    });
  if (door !== "enclave")
    return made(shown?.authorized === true, {
      ...check,
      required: "TLS by an accepted certificate authority",
      seen: `${door}: TLS ends outside the enclave, ${shown?.authorized ? "with an accepted certificate" : shown?.why}`,
    });
  const same = shown !== undefined && tlsKey !== undefined && Buffer.compare(shown.spki, tlsKey) === 0;
  return made(same, {
    ...check,
    required: "enclave: the certificate's key is the one in the attestation document",
    seen: same
      ? `enclave: the same key; ${shown.authorized ? "its certificate is accepted" : `its certificate is not accepted by this machine (${shown.why}), which the key makes good`}`
      : "another key ended TLS",
    code: same ? undefined : "KEY_MISMATCH",
  });
}

async function registryCheck(
  { document }: Report,
  evidence: Evidence,
  expected: Expectations | undefined,
): Promise<Check> {
  const check = {
    id: "registry",
    title: "the registry has these measurements in force",
    required: "in force",
    source: "PcrRegistry on chain",
  };
  if (expected === undefined)
    return made(false, {
      ...check,
      required: "an RPC URL of the registry's chain from outside (--expect FILE)",
      seen: `taken from the endpoint itself: ${evidence.registry.pcrRegistry}`,
      code: "NOTHING_EXPECTED",
    });
  const [pcr0, pcr1, pcr2] = [0, 1, 2].map((index) => document?.pcrs.get(index));
  if (pcr0 === undefined || pcr1 === undefined || pcr2 === undefined)
    return made(false, { ...check, seen: "the document has no measurements", code: "NOT_CHECKED" });
  try {
    const { chainId, pcrRegistry, rpcUrl } = expected.registry;
    const question = { chainId, address: pcrRegistry, pcr0, pcr1, pcr2 };
    const measurement = await readMeasurement(httpProvider(rpcUrl), question);
    const shown = [pcr0, pcr1, pcr2].map((pcr, index) => `PCR${index} ${toHex(pcr).slice(0, 16)}…`).join(", ");
    const when =
      measurement.status === "revoked"
        ? ` since ${new Date(measurement.revokedAt * 1000).toISOString()}: ${measurement.reason}`
        : "";
    const passed = measurement.status === "in-force" && measurement.role === evidence.role;
    return made(passed, {
      ...check,
      seen: `${measurement.status}${when} (${shown})`,
      code: passed ? undefined : "MEASUREMENT_NOT_IN_FORCE",
    });
  } catch (thrown) {
    return made(false, {
      ...check,
      seen: thrown instanceof Error ? thrown.message : "the registry could not be read",
      code: "REGISTRY_UNAVAILABLE",
    });
  }
}

async function proofChecks(exchange: Exchange, url: URL, { responseKey }: Evidence): Promise<readonly Check[]> {
  const nonce = randomBytes(nonceBytes).toString("base64url");
  const body = '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}';
  try {
    const {
      status,
      headers,
      body: answer,
    } = await exchange.send(
      "POST",
      url,
      { "content-type": "application/json", "accept-signature": `inkan=();nonce="${nonce}"` },
      body,
    );
    const report = await verifyProof({
      request: { method: "POST", authority: url.host, path: url.pathname, body: new TextEncoder().encode(body) },
      response: { status, headers: pairs(headers), body: answer },
      keySpki: responseKey,
      now: Math.floor(Date.now() / 1000),
      expectedNonce: nonce,
    });
    return report.checks.map((check) => ({ ...check, id: `proof-${check.id}` }));
  } catch (thrown) {
    return [
      made(false, {
        id: "proof",
        title: "an answer is proven",
        required: "an answer with a proof",
        seen: thrown instanceof Error ? thrown.message : "failed",
        code: "NO_ANSWER",
        source: "Inkan: docs/protocol/proof.md",
      }),
    ];
  }
}

function doorWarnings({ frontDoor: door }: Evidence): string[] {
  return door === "host"
    ? [
        "HTTP ends in the gateway at this door: whoever runs it reads your requests and your address. The enclave's door is the https one.",
      ]
    : [];
}

function pairs(headers: Record<string, string | string[] | undefined>): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, Array.isArray(value) ? value.join(", ") : value] as [string, string]],
  );
}
