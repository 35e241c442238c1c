// ReceiptVerifier for TypeScript: from an exchange as it was fetched to the call's arguments, and the contract's answer in the words of
// docs/protocol/proof.md. Nothing is judged here: what the contract would not see, it could not refuse.
import { type Address, type Hex, hexToString, toHex } from "viem";
import { receiptVerifierAbi, receiptVerifierBytecode } from "../abi/receipt-verifier.ts";
import type { ContractReader } from "./contract-calls.ts";
import { type Creation, creationOf } from "./deploy.ts";

/** What was sent and what came back, bytes and fields as they travelled. */
export type FetchedExchange = {
  readonly request: {
    readonly method: string;
    /** Lower case, default port left out: `new URL(url).host`. */
    readonly authority: string;
    /** Without the query: `new URL(url).pathname`. */
    readonly path: string;
    readonly body: Uint8Array;
  };
  readonly response: {
    readonly status: number;
    /** A `Headers`, or pairs. */
    readonly headers: Iterable<readonly [string, string]>;
    readonly body: Uint8Array;
  };
  /** The response key, DER SubjectPublicKeyInfo, uncompressed: 91 bytes. */
  readonly keySpki: Uint8Array;
};

/** The contract's `Exchange`, as viem encodes it. */
export type ReceiptExchange = ReturnType<typeof receiptExchange>;

/** The contract's `Refusal`, in its order. */
export const receiptRefusals = [
  "NONE",
  "KEY_INVALID",
  "FIELD_TOO_LONG",
  "SIGNATURE_INPUT_MALFORMED",
  "TAG_MISMATCH",
  "KEYID_MISMATCH",
  "FROM_THE_FUTURE",
  "TOO_OLD",
  "LIFETIME_INVALID",
  "EXPIRED",
  "CONTENT_DIGEST_MALFORMED",
  "CONTENT_DIGEST_MISMATCH",
  "CONTEXT_MALFORMED",
  "REQUEST_MISMATCH",
  "SIGNATURE_MALFORMED",
  "VALUE_UNSAFE",
  "SIGNATURE_INVALID",
  "OPERATOR_MISMATCH",
  "ENCLAVE_NOT_VALID",
] as const;
export type ReceiptRefusal = Exclude<(typeof receiptRefusals)[number], "NONE">;

export type Receipt = {
  readonly keyId: Hex;
  /** Unix seconds by the enclave's clock. */
  readonly created: bigint;
  readonly expires: bigint;
  /** The client's, if it sent one. */
  readonly nonce: string | undefined;
  readonly source: "upstream" | "cache" | "local";
  readonly level: "relayed" | "agreed" | "proven";
  readonly block: bigint | undefined;
  readonly ageSeconds: bigint;
};

/** The exchange can't be written as the contract's arguments: a field is absent or there twice, or the key is none. */
export class ReceiptError extends Error {
  override readonly name = "ReceiptError";
  readonly code: "PROOF_MISSING" | "FIELD_MISSING" | "FIELD_REPEATED" | "KEY_INVALID";

  constructor(code: ReceiptError["code"], seen: string) {
    super(seen);
    this.code = code;
  }
}

const proofFields = ["content-type", "content-digest", "inkan-context", "signature-input", "signature"] as const;
// SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING without unused bits, 04 }: RFC 5480.
const spkiPrefix = "0x3059301306072a8648ce3d020106082a8648ce3d03010703420004";
const spkiBytes = 91;

/**
 * The contract's arguments.
 *
 * @throws {ReceiptError} For what has no place in them; everything else is the contract's to judge.
 *
 * @example
 * const exchange = receiptExchange({ request, response: { status: response.status, headers: response.headers, body }, keySpki });
 * await wallet.writeContract({ address: yours, abi: yourAbi, functionName: "claim", args: [exchange] });
 */
export function receiptExchange({ request, response, keySpki }: FetchedExchange) {
  const fields = takeFields(response.headers);
  const spki = toHex(keySpki);
  if (keySpki.length !== spkiBytes || !spki.startsWith(spkiPrefix))
    throw new ReceiptError("KEY_INVALID", "not an uncompressed P-256 SubjectPublicKeyInfo");
  return {
    request: { ...request, body: toHex(request.body) },
    answer: { status: response.status, contentType: fields["content-type"], body: toHex(response.body) },
    proof: {
      contentDigest: fields["content-digest"],
      inkanContext: fields["inkan-context"],
      signatureInput: fields["signature-input"],
      signature: fields.signature,
    },
    key: { x: `0x${spki.slice(-128, -64)}` as Hex, y: `0x${spki.slice(-64)}` as Hex },
  };
}

function takeFields(headers: Iterable<readonly [string, string]>): Record<(typeof proofFields)[number], string> {
  const values = new Map<string, string>();
  for (const [anyCase, value] of headers) {
    const name = proofFields.find((known) => known === anyCase.toLowerCase());
    if (name === undefined) continue;
    if (values.has(name)) throw new ReceiptError("FIELD_REPEATED", `${name} occurs twice`);
    values.set(name, value);
  }
  if (!values.has("signature") && !values.has("signature-input"))
    throw new ReceiptError("PROOF_MISSING", "the answer carries no proof");
  const missing = proofFields.find((name) => !values.has(name));
  if (missing !== undefined) throw new ReceiptError("FIELD_MISSING", `${missing} is absent`);
  return Object.fromEntries(values) as Record<(typeof proofFields)[number], string>;
}

/**
 * The verifier for a registry, and where it stands. Its constructor reverts on a chain without the P-256 precompile (EIP-7951), and where
 * the registry is not yet deployed.
 */
export const receiptVerifierCreation = (enclaveRegistry: Address): Creation =>
  creationOf({ abi: receiptVerifierAbi, bytecode: receiptVerifierBytecode, args: [enclaveRegistry] });

/**
 * Asks the contract.
 *
 * @param question `operator`: whose enclave is believed. `maxAgeSeconds`: the answer must be fresh, and the enclave valid now; without it,
 * valid when it signed is enough, however long ago.
 * @returns The receipt, or the first reason in the order of docs/protocol/proof.md.
 * @throws What viem throws when the chain cannot be asked, or has no P-256 precompile.
 */
export async function checkReceipt(
  reader: Pick<ContractReader, "readContract">,
  verifier: Address,
  exchange: ReceiptExchange,
  question: { readonly operator: Address; readonly maxAgeSeconds?: number },
): Promise<{ readonly receipt: Receipt } | { readonly refused: ReceiptRefusal }> {
  const contract = { address: verifier, abi: receiptVerifierAbi } as const;
  const { operator, maxAgeSeconds } = question;
  const [refusal, receipt] =
    maxAgeSeconds === undefined
      ? await reader.readContract({ ...contract, functionName: "check", args: [exchange, operator] })
      : await reader.readContract({
          ...contract,
          functionName: "checkFresh",
          args: [exchange, operator, BigInt(maxAgeSeconds)],
        });
  return readReceiptAnswer(refusal, receipt);
}

type RawReceipt = {
  readonly keyId: Hex;
  readonly created: bigint;
  readonly expires: bigint;
  readonly hasNonce: boolean;
  readonly nonce: Hex;
  readonly source: number;
  readonly level: number;
  readonly hasBlock: boolean;
  readonly blockNumber: bigint;
  readonly ageSeconds: bigint;
};

/** What `check` and `checkFresh` return. */
export function readReceiptAnswer(
  refusal: number,
  raw: RawReceipt,
): { readonly receipt: Receipt } | { readonly refused: ReceiptRefusal } {
  const refused = receiptRefusals[refusal];
  const source = (["upstream", "cache", "local"] as const)[raw.source];
  const level = (["relayed", "agreed", "proven"] as const)[raw.level];
  if (refused === undefined || source === undefined || level === undefined)
    throw new RangeError("the contract at this address is no ReceiptVerifier of this version");
  if (refused !== "NONE") return { refused };
  const { keyId, created, expires, ageSeconds } = raw;
  const nonce = raw.hasNonce ? hexToString(raw.nonce) : undefined;
  const block = raw.hasBlock ? raw.blockNumber : undefined;
  return { receipt: { keyId, created, expires, nonce, source, level, block, ageSeconds } };
}
