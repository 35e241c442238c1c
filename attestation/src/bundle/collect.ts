// What a verification saw, and what the chain holds of it, in one file that proves it years later.
import { readChainFacts } from "../chain-facts/chain-facts.ts";
import { agreedBlock } from "../chain-state/agreed-block.ts";
import { type Eip1193Provider, httpProvider } from "../http-provider.ts";
import { factsQuestion } from "../verdict/chain-checks.ts";
import { declaredOf } from "../verdict/declared.ts";
import { enclaveSubject } from "../verdict/enclave-subject.ts";
import type { Expectations } from "../verdict/expectations.ts";
import type { ShownExchange } from "../verdict/proof-checks.ts";
import type { VerifyReport } from "../verdict/verify.ts";
import { type BundledExchange, encodeBundle } from "./bundle.ts";
import { BundleError } from "./errors.ts";

/**
 * Collects a bundle from a report of an endpoint, whether it passed or not: the bundle is judged by whoever reads it.
 *
 * The block is the one that `expected.registry` says: without witnesses the latest of the RPC URL, which may be undone. Ask for `finalized` when
 * the bundle is to last.
 *
 * @param provider In place of the expected RPC URL; it has to know `eth_getProof`.
 * @returns Canonical JSON.
 * @throws {BundleError} `NOTHING_TO_COLLECT`. @throws {ChainStateError | RegistryError} When the chain's state could not be proven.
 *
 * @example
 * const report = await verify(url, expected);
 * await writeFile("evidence.json", await collectEvidence(report, expected));
 */
export async function collectEvidence(
  { evidence, document, nonce, exchange }: VerifyReport,
  expected: Expectations,
  provider?: Eip1193Provider,
): Promise<string> {
  const subject = await enclaveSubject(document, evidence?.responseKey);
  if (evidence === undefined || nonce === undefined || subject === undefined)
    throw new BundleError("NOTHING_TO_COLLECT");

  const { registry } = expected;
  const providers = [
    provider ?? httpProvider(registry.rpcUrl),
    ...(registry.witnesses ?? []).map((url) => httpProvider(url)),
  ];
  const tag = registry.block ?? (registry.witnesses === undefined ? "latest" : "finalized");
  const agreeing = Math.floor(providers.length / 2) + 1;
  const { header, namedBy } = await agreedBlock(providers, { chainId: registry.chainId, tag, agreeing });
  const question = { ...factsQuestion(subject, expected), operator: declaredOf(evidence.configuration).operator };
  const { contracts } = await readChainFacts(providers[namedBy[0]!]!, header, question);
  return encodeBundle({
    attestation: {
      document: evidence.document,
      nonce,
      nonceSignature: evidence.nonceSignature,
      responseKey: evidence.responseKey,
      configuration: evidence.configuration,
    },
    chain: { chainId: registry.chainId, header: header.encoded, contracts },
    exchange: exchange === undefined ? undefined : bundled(exchange),
  });
}

function bundled({ request: { authority, path, body, nonce }, answer }: ShownExchange): BundledExchange {
  const field = (name: string) => answer.headers.find(([each]) => each.toLowerCase() === name)?.[1] ?? "";
  return {
    request: { authority, path, body, nonce },
    answer: {
      status: answer.status,
      contentType: field("content-type"),
      contentDigest: field("content-digest"),
      inkanContext: field("inkan-context"),
      signatureInput: field("signature-input"),
      signature: field("signature"),
      body: answer.body,
    },
  };
}
