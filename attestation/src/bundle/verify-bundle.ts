// A bundle, judged offline: nothing is asked of anybody, and what has to be believed is named. Of the chain that is one block hash, of the
// hardware AWS's root (or the one that the expectations name); of time, what the block says.
import { equalBytes, fromHex, toHex } from "../bytes.ts";
import { proveChainFacts } from "../chain-facts/chain-facts.ts";
import { type BlockHeader, ChainStateError, decodeBlockHeader } from "../chain-state/index.ts";
import type { Eip1193Provider } from "../http-provider.ts";
import { verifyProof } from "../proof/index.ts";
import { RegistryError } from "../registry-error.ts";
import type { Report } from "../report.ts";
import { factChecks, factsQuestion } from "../verdict/chain-checks.ts";
import { type Declared, declaredOf, operatorText } from "../verdict/declared.ts";
import { documentChecks, documentWarnings, expectedPcrs, rootsOf } from "../verdict/document-checks.ts";
import { enclaveSubject } from "../verdict/enclave-subject.ts";
import { saidChecks } from "../verdict/expectation-checks.ts";
import type { Expectations } from "../verdict/expectations.ts";
import { type Verdict, type VerdictCheck, verdictOf, type Warning } from "../verdict/verdict.ts";
import { check, checkOf } from "../verdict/verdict-checks.ts";
import { verifyDocument } from "../verify.ts";
import { type BundledExchange, decodeBundle, type EvidenceBundle } from "./bundle.ts";
import { BundleError } from "./errors.ts";

export type BundleSettings = {
  /** The hash of the bundle's block, from whom you trust: 32 bytes, or `0x` and hexadecimal digits. */
  readonly blockHash?: Uint8Array | string | undefined;
  /** In its place: somebody's node, believed to say whether the chain has that block. */
  readonly provider?: Eip1193Provider | undefined;
};

export type BundleReport = Verdict & {
  /** What it holds, for showing: `undefined` where it could not be read. */
  readonly bundle: EvidenceBundle | undefined;
  readonly document: Report["document"];
  /** The time that the report is about, by the block: Unix seconds. */
  readonly at: number | undefined;
};

/** How far document and answer may be from the block. Ethereum finalizes within 20 minutes. */
const apartSecondsMax = 3_600;

/**
 * Verifies a bundle against expectations, and reports every check. It does not throw on any bytes.
 *
 * @example
 * const report = await verifyEvidence(text, expected, { blockHash: "0x…" });
 * if (!report.passed) throw new Error(report.code);
 */
export async function verifyEvidence(
  text: string | Uint8Array,
  expected: Expectations,
  settings: BundleSettings = {},
): Promise<BundleReport> {
  const required = "version 1, canonical, no other member";
  let bundle: EvidenceBundle;
  let header: BlockHeader;
  try {
    bundle = decodeBundle(text);
    header = decodeBlockHeader(bundle.chain.header);
  } catch (thrown) {
    const code = thrown instanceof BundleError || thrown instanceof ChainStateError ? thrown.code : "BUNDLE_MALFORMED";
    const seen = thrown instanceof Error ? thrown.message : "malformed";
    const refused = verdictOf([check("bundle", false, { required, seen, code })], []);
    return { ...refused, bundle: undefined, document: undefined, at: undefined };
  }

  const declared = declaredOf(bundle.attestation.configuration);
  const at = Number(header.timestamp);
  const report = await documentReport(bundle, expected, at);
  const documentAt = Math.floor((report.document?.timestampMs ?? 0) / 1000);
  const checks = [
    check("bundle", true, { required, seen: `version 1, ${text.length} characters` }),
    ...documentChecks(report),
    ...saidChecks({ ...declared, operator: operatorText(declared) }, expected),
    ...(bundle.exchange === undefined ? [] : [originCheck(bundle.exchange, declared)]),
    await blockCheck(header, settings),
    timeCheck(documentAt, at),
    ...(await stateChecks(bundle, header, { report, declared, expected })),
    ...(bundle.exchange === undefined
      ? withoutAnswer(declared)
      : await answerChecks(bundle.exchange, bundle.attestation.responseKey, documentAt)),
  ];
  return {
    ...verdictOf(checks, [...documentWarnings(report), limitsOf(bundle)]),
    bundle,
    document: report.document,
    at,
  };
}

/** By the document's own time: whether that is the block's, another check says. */
async function documentReport({ attestation }: EvidenceBundle, expected: Expectations, at: number): Promise<Report> {
  const options = {
    roots: rootsOf(expected),
    nonce: attestation.nonce,
    nonceSignature: attestation.nonceSignature,
    purpose: "challenge",
    origin: expected.origin,
    configuration: attestation.configuration,
    pcrs: expectedPcrs(expected),
    keys: { response: attestation.responseKey },
  } as const;
  const { document } = await verifyDocument(attestation.document, { at });
  return verifyDocument(attestation.document, {
    ...options,
    at: document === undefined ? at : Math.floor(document.timestampMs / 1000),
  });
}

function originCheck({ request: { authority } }: BundledExchange, { origins }: Declared): VerdictCheck {
  return check("url-origin", origins.includes(`https://${authority}`) || origins.includes(`http://${authority}`), {
    required: origins.join(" or "),
    seen: authority,
    code: "ORIGIN_MISMATCH",
  });
}

async function blockCheck(header: BlockHeader, { blockHash, provider }: BundleSettings): Promise<VerdictCheck> {
  const seen = `block ${header.number} of ${isoTime(Number(header.timestamp))}, 0x${toHex(header.hash)}`;
  if (blockHash !== undefined) {
    const trusted = typeof blockHash === "string" ? fromHex(blockHash) : blockHash;
    return check("trusted-block", trusted !== undefined && equalBytes(trusted, header.hash), {
      required: trusted === undefined ? "a hash" : `0x${toHex(trusted)}, which you trust`,
      seen,
      code: "BLOCK_MISMATCH",
    });
  }
  if (provider === undefined)
    return check("trusted-block", false, {
      required: "the hash of a block, from outside",
      seen: `taken from the bundle itself: ${seen}`,
      code: "NOTHING_EXPECTED",
    });
  const required = "the chain has this block, by one endpoint's word";
  try {
    const params = [`0x${header.number.toString(16)}`, false];
    const block = (await provider.request({ method: "eth_getBlockByNumber", params })) as { hash?: unknown } | null;
    const has = typeof block?.hash === "string" && block.hash.toLowerCase() === `0x${toHex(header.hash)}`;
    return check("trusted-block", has, { required, seen, code: "BLOCK_MISMATCH" });
  } catch (thrown) {
    const code = thrown instanceof RegistryError ? thrown.code : "RPC_UNREACHABLE";
    return check("trusted-block", false, { required, seen: "the endpoint did not say", code });
  }
}

function timeCheck(documentAt: number, at: number): VerdictCheck {
  return check("times", Math.abs(documentAt - at) <= apartSecondsMax, {
    required: `document and block at most ${apartSecondsMax} s apart`,
    seen: `document ${isoTime(documentAt)}, block ${isoTime(at)}`,
    code: "TIMES_APART",
  });
}

async function stateChecks(
  { chain, attestation }: EvidenceBundle,
  header: BlockHeader,
  {
    report,
    declared,
    expected,
  }: { readonly report: Report; readonly declared: Declared; readonly expected: Expectations },
): Promise<readonly VerdictCheck[]> {
  const required = `proofs against block ${header.number}, of chain ${expected.registry.chainId}`;
  const subject = await enclaveSubject(report.document, attestation.responseKey);
  if (subject === undefined) {
    const seen = "the document has no measurements";
    return [checkOf("chain-state", "not-checked", { required, seen, code: "NOT_CHECKED" })];
  }
  if (chain.chainId !== expected.registry.chainId)
    return [check("chain-state", false, { required, seen: `chain ${chain.chainId}`, code: "CHAIN_ID_MISMATCH" })];
  try {
    const question = { ...factsQuestion(subject, expected), operator: declared.operator };
    const facts = proveChainFacts(header.stateRoot, chain.contracts, question);
    const seen = `${chain.contracts.map(({ storageProofs }) => storageProofs.length).join(", ")} slots of ${chain.contracts.length} contracts`;
    const acceptance = expected.operator === undefined ? undefined : facts.acceptance;
    const terms = { role: expected.role, at: Number(header.timestamp), expected };
    return [check("chain-state", true, { required, seen }), ...factChecks({ ...facts, acceptance }, subject, terms)];
  } catch (thrown) {
    const known = thrown instanceof ChainStateError || thrown instanceof RegistryError;
    const seen = thrown instanceof Error ? thrown.message : "not proven";
    return [check("chain-state", false, { required, seen, code: known ? thrown.code : "PROOF_MALFORMED" })];
  }
}

async function answerChecks(
  { request, answer }: BundledExchange,
  keySpki: Uint8Array,
  documentAt: number,
): Promise<VerdictCheck[]> {
  const { checks } = await verifyProof({
    request: { method: "POST", authority: request.authority, path: request.path, body: request.body },
    response: {
      status: answer.status,
      headers: [
        ["content-type", answer.contentType],
        ["content-digest", answer.contentDigest],
        ["inkan-context", answer.inkanContext],
        ["signature-input", answer.signatureInput],
        ["signature", answer.signature],
      ],
      body: answer.body,
    },
    keySpki,
    now: documentAt,
    expectedNonce: request.nonce,
    maxAgeSeconds: apartSecondsMax,
    clockSkewSeconds: apartSecondsMax,
  });
  return checks.map((each) => ({ ...each, id: `proof-${each.id}`, group: "proof" }));
}

/** A signer is asked nothing; a relay's bundle without an answer is one that somebody took it out of. */
function withoutAnswer({ role }: Declared): VerdictCheck[] {
  return role === "signer"
    ? []
    : [check("proof", false, { required: "an answer with a proof", seen: "none", code: "NO_ANSWER" })];
}

function limitsOf({ exchange }: EvidenceBundle): Warning {
  const answer =
    exchange === undefined
      ? "It holds no answer: a signer is asked none."
      : "The answer is what this enclave said, not what is true on its chain.";
  return {
    code: "BUNDLE_LIMITS",
    text: `It speaks of its block's time only: what was revoked later it cannot know, and whether a certificate of the document's chain had been revoked it does not prove. ${answer}`,
  };
}

const isoTime = (seconds: number) => new Date(seconds * 1000).toISOString();
