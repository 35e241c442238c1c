// What `GET /attestation` answers; the form is specified in `docs/protocol/attestation.md`.
import { encodeCbor } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import { enclaveLimits } from "../limits.ts";

/** Whether HTTP, or the TLS below it, ends in the gateway (`host`) or in the enclave. */
export type FrontDoor = "enclave" | "host";

export type Evidence = {
  readonly version: 1;
  readonly type: "aws-nitro-enclave";
  readonly role: "relay" | "signer";
  readonly frontDoor: FrontDoor;
  /** COSE_Sign1. */
  readonly document: Uint8Array;
  /** The caller's. */
  readonly nonce: Uint8Array;
  /** DER SubjectPublicKeyInfos. */
  readonly keys: { readonly response: Uint8Array; readonly tls: Uint8Array | null };
  /** Canonical JSON: what PCR16 measures. */
  readonly configuration: string;
  readonly registry: { readonly chainId: number; readonly pcrRegistry: string; readonly enclaveRegistry: string };
  /** Null when the document holds the nonce itself. */
  readonly nonceSignature: Uint8Array | null;
  /** Of a signer that seals with a key of KMS: what it last saw of that key, and the response key's signature over it and the nonce. */
  readonly custody?: { readonly report: string; readonly signature: Uint8Array } | undefined;
  /** The account that certificates are asked for with, once it is open, and the response key's signature over it and the nonce. */
  readonly acmeAccount?: { readonly uri: string; readonly signature: Uint8Array } | undefined;
};

/** JSON: byte strings in Base64, the nonce in lower-case hexadecimal. */
export function evidenceJson(evidence: Evidence): string {
  const { document, nonce, keys, nonceSignature, custody, acmeAccount } = evidence;
  return JSON.stringify({
    version: evidence.version,
    type: evidence.type,
    role: evidence.role,
    frontDoor: evidence.frontDoor,
    document: base64(document),
    nonce: Buffer.from(nonce).toString("hex"),
    keys: { response: base64(keys.response), tls: keys.tls === null ? null : base64(keys.tls) },
    configuration: evidence.configuration,
    registry: evidence.registry,
    nonceSignature: nonceSignature === null ? null : base64(nonceSignature),
    ...(custody === undefined ? {} : { custody: { report: custody.report, signature: base64(custody.signature) } }),
    ...(acmeAccount === undefined
      ? {}
      : { acmeAccount: { uri: acmeAccount.uri, signature: base64(acmeAccount.signature) } }),
  });
}

/** Deterministic CBOR with the same members. */
export function evidenceCbor(evidence: Evidence): Uint8Array {
  const { keys, registry, custody, acmeAccount, ...others } = evidence;
  return encodeCbor(
    new Map([
      ...Object.entries({
        ...others,
        keys: new Map(Object.entries(keys)),
        registry: new Map(Object.entries(registry)),
        ...(custody === undefined ? {} : { custody: new Map(Object.entries(custody)) }),
        ...(acmeAccount === undefined ? {} : { acmeAccount: new Map(Object.entries(acmeAccount)) }),
      }),
    ]),
  );
}

/**
 * The nonce of a query: hexadecimal when it has only such digits and an even number of them, otherwise base64url without padding.
 *
 * @throws {InkanError} `NONCE_INVALID`
 *
 * @example
 * parseNonce("00112233445566778899aabbccddeeff"); // 16 bytes
 */
export function parseNonce(text: string | null | undefined): Uint8Array {
  const { nonceBytesMin, nonceBytesMax } = enclaveLimits;
  if (text === null || text === undefined || text.length > 2 * nonceBytesMax || !/^[A-Za-z0-9_-]+$/.test(text))
    throw new InkanError("NONCE_INVALID");
  const isHex = text.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(text);
  const bytes = Buffer.from(text, isHex ? "hex" : "base64url");
  // Base64url with stray bits in its last digit would be a second spelling of the same nonce.
  if (!isHex && bytes.toString("base64url") !== text) throw new InkanError("NONCE_INVALID");
  return requireNonce(new Uint8Array(bytes), nonceBytesMin, nonceBytesMax);
}

export function requireNonce(
  nonce: Uint8Array,
  min: number = enclaveLimits.nonceBytesMin,
  max: number = enclaveLimits.nonceBytesMax,
): Uint8Array {
  if (nonce.length < min || nonce.length > max) throw new InkanError("NONCE_INVALID");
  return nonce;
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
