// One endpoint, its attested key, and answers of which none is let through unproven. Everything else of a client stands on this.
import { acceptSignatureField } from "./accept-signature.ts";
import { type AttestedKey, attestOrigin, type EnclaveExpectations } from "./attested-key.ts";
import { encodeBase64Url } from "./base64.ts";
import { boundedFetch, type Fetch, type Fetched } from "./bounded-fetch.ts";
import type { ProofContext } from "./context.ts";
import { ProofError } from "./errors.ts";
import { proofLimits } from "./limits.ts";
import type { ProofReport } from "./proof-report.ts";
import { verifyProof } from "./verify-proof.ts";

export type ProvenOptions = {
  readonly expectations: EnclaveExpectations;
  /** Default: the platform's. */
  readonly fetch?: Fetch | undefined;
  /** The client's own clock, Unix seconds. Default: the platform's. */
  readonly now?: (() => number) | undefined;
  /** For one exchange, attestation apart. Default 30,000. */
  readonly timeoutMs?: number | undefined;
  /** Default 32 MiB. */
  readonly answerBytesMax?: number | undefined;
  /** Of a proof. Default 60. */
  readonly maxAgeSeconds?: number | undefined;
  /** Default 60. */
  readonly clockSkewSeconds?: number | undefined;
  /** After so many seconds the enclave is asked for new evidence. Default 600. */
  readonly attestationSecondsMax?: number | undefined;
};

export type ProvenAnswer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly context: ProofContext;
  readonly report: ProofReport;
};

export type ProvenExchange = {
  readonly url: URL;
  /**
   * Posts JSON and returns its proven answer, whatever its status. It is sent once: nothing here repeats a request.
   *
   * @throws {ProofError} With the code of whatever did not hold. No byte of the answer comes with it.
   */
  post(body: Uint8Array<ArrayBuffer>, signal?: AbortSignal): Promise<ProvenAnswer>;
  /** The key in force: attests first where there is none yet, or the last evidence is too old. */
  key(): Promise<AttestedKey>;
};

const nonceBytes = 24;

/**
 * @param address Of the chain at an endpoint: `https://rpc.example/eth`. Without query, fragment, user and password.
 * @throws {ProofError} `REQUEST_UNSUPPORTED`
 */
export function openProvenExchange(address: string | URL, options: ProvenOptions): ProvenExchange {
  const url = new URL(address);
  if (
    !/^https?:$/.test(url.protocol) ||
    url.search !== "" ||
    url.hash !== "" ||
    url.username !== "" ||
    url.password !== ""
  )
    throw new ProofError(
      "REQUEST_UNSUPPORTED",
      "wanted an http or https URL without query, fragment, user and password",
    );
  const { expectations, fetch = globalThis.fetch, now = () => Date.now() / 1000 } = options;
  const { timeoutMs = proofLimits.timeoutMsDefault, answerBytesMax = proofLimits.answerBytesMaxDefault } = options;
  const { attestationSecondsMax = proofLimits.attestationSecondsMaxDefault } = options;
  let current: AttestedKey | undefined;
  let attesting: Promise<AttestedKey> | undefined;

  const attest = () => {
    const bounds = { timeoutMs, bytesMax: proofLimits.evidenceBytesMax };
    attesting ??= attestOrigin(url.origin, expectations, { fetch, now, bounds })
      .then((key) => (current = key))
      .finally(() => (attesting = undefined));
    return attesting;
  };
  const key = async () => {
    const age = current === undefined ? Number.POSITIVE_INFINITY : now() - current.attestedAt;
    // A clock that went back makes no evidence younger.
    return current !== undefined && age >= -1 && age <= attestationSecondsMax ? current : attest();
  };
  const verify = ({ spki }: AttestedKey, nonce: string, body: Uint8Array, response: Fetched) =>
    verifyProof({
      request: { method: "POST", authority: url.host, path: url.pathname, body },
      response,
      keySpki: spki,
      now: now(),
      expectedNonce: nonce,
      maxAgeSeconds: options.maxAgeSeconds,
      clockSkewSeconds: options.clockSkewSeconds,
    });

  return {
    url,
    key,
    async post(body, signal) {
      const attested = await key();
      const nonce = encodeBase64Url(crypto.getRandomValues(new Uint8Array(nonceBytes)));
      const headers = { "content-type": "application/json", "accept-signature": acceptSignatureField(nonce) };
      const bounds = { timeoutMs, bytesMax: answerBytesMax, signal };
      const response = await boundedFetch(fetch, url.href, { method: "POST", headers, body }, bounds);

      let report = await verify(attested, nonce, body, response);
      if (report.code === "KEYID_MISMATCH") {
        // The enclave may have started anew. The same answer is judged by the key of fresh evidence; the request is not sent again.
        const renewed = current === attested || current === undefined ? await attest() : current;
        report = await verify(renewed, nonce, body, response);
      }
      if (!report.accepted || report.context === undefined)
        throw new ProofError(report.code ?? "INTERNAL", undefined, { cause: report });
      const contentType = response.headers.get("content-type") ?? "";
      return { status: response.status, contentType, body: response.body, context: report.context, report };
    },
  };
}
