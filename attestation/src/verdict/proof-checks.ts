// One live request, and whether its answer is proven by the attested key.
import { encodeBase64Url } from "../proof/base64.ts";
import { acceptSignatureField, type ProofReport, type ReadEvidence, verifyProof } from "../proof/index.ts";
import type { HttpAnswer, HttpExchange } from "./http-exchange.ts";
import type { VerdictCheck } from "./verdict.ts";
import { check } from "./verdict-checks.ts";

/** What was sent, and what came back, as it was judged. */
export type ShownExchange = {
  readonly request: {
    readonly method: "POST";
    readonly authority: string;
    readonly path: string;
    readonly body: Uint8Array;
    /** In `Accept-Signature`. */
    readonly nonce: string;
  };
  readonly answer: HttpAnswer;
  readonly proof: ProofReport;
};

/** A call that says nothing about anybody. */
export const plainRequest = '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}';
const nonceBytes = 24;

export async function proofChecks(
  exchange: HttpExchange,
  url: URL,
  { responseKey }: ReadEvidence,
  { request: text, now }: { readonly request: string; readonly now: () => number },
): Promise<{ readonly checks: readonly VerdictCheck[]; readonly exchange: ShownExchange | undefined }> {
  const nonce = encodeBase64Url(crypto.getRandomValues(new Uint8Array(nonceBytes)));
  const headers = { "content-type": "application/json", "accept-signature": acceptSignatureField(nonce) };
  try {
    const answer = await exchange.send("POST", url, headers, text);
    const request = {
      method: "POST",
      authority: url.host,
      path: url.pathname,
      body: new TextEncoder().encode(text),
      nonce,
    } as const;
    const report = await verifyProof({
      request,
      response: answer,
      keySpki: responseKey,
      now: Math.floor(now()),
      expectedNonce: nonce,
    });
    return {
      checks: report.checks.map((each) => ({ ...each, id: `proof-${each.id}`, group: "proof" })),
      exchange: { request, answer, proof: report },
    };
  } catch (thrown) {
    const seen = thrown instanceof Error ? thrown.message : "failed";
    return {
      checks: [check("proof", false, { required: "an answer with a proof", seen, code: "NO_ANSWER" })],
      exchange: undefined,
    };
  }
}
