// COSE_Sign1 (RFC 9052, section 4.2) as AWS uses it: ES384 alone, no unprotected header, signed over the bytes as received.
import { concatBytes, equalBytes } from "./bytes.ts";
import { decodeCbor } from "./cbor.ts";
import { head } from "./cbor-encode.ts";
import { isSignatureInRange, p384 } from "./ecdsa.ts";
import { AttestationError } from "./errors.ts";
import type { AttestationLimits } from "./limits.ts";

/** The four members as received. All are views of the document. */
export type CoseSign1 = {
  readonly protectedHeader: Uint8Array;
  readonly unprotectedEntries: number;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
};

const tagByte = 0xd2; // tag 18, COSE_Sign1; "may" stand in front, and in no genuine document does
const es384Header = Uint8Array.of(0xa1, 0x01, 0x38, 0x22); // {1: -35}, the only encoding of the only accepted content
const context = new TextEncoder().encode("Signature1");

/**
 * Takes the envelope apart: `[protected, unprotected, payload, signature]`, tag 18 in front or none, nothing behind.
 *
 * @throws {AttestationError} `COSE_MALFORMED`, `COSE_TAG`, `CBOR_*`.
 */
export function decodeCoseSign1(document: Uint8Array, limits: AttestationLimits): CoseSign1 {
  const first = document[0] ?? 0;
  if (first >> 5 === 6 && first !== tagByte) throw new AttestationError("COSE_TAG", `the first byte is ${first}`);
  const value = decodeCbor(first === tagByte ? document.subarray(1) : document, limits);
  if (!Array.isArray(value)) throw new AttestationError("COSE_MALFORMED", "not an array");
  if (value.length !== 4) throw new AttestationError("COSE_MALFORMED", `an array of ${value.length}`);
  const [protectedHeader, unprotected, payload, signature] = value;
  if (
    !(protectedHeader instanceof Uint8Array) ||
    !(unprotected instanceof Map) ||
    !(payload instanceof Uint8Array) ||
    !(signature instanceof Uint8Array)
  )
    throw new AttestationError("COSE_MALFORMED", "not [bytes, map, bytes, bytes]");
  return { protectedHeader, unprotectedEntries: unprotected.size, payload, signature };
}

/**
 * Emulated security modules write zeros where a hypervisor signs. Such a document has nobody who made it, so that there is no chain to judge.
 *
 * @throws {AttestationError} `DOCUMENT_UNSIGNED`
 */
export function requireSigned({ signature }: CoseSign1): void {
  if (signature.every((byte) => byte === 0))
    throw new AttestationError("DOCUMENT_UNSIGNED", `${signature.length} bytes, all zero`);
}

/** @throws {AttestationError} `COSE_ALGORITHM`, `COSE_UNPROTECTED`. An algorithm from the message chooses nothing: it is compared. */
export function requireEs384({ protectedHeader, unprotectedEntries }: CoseSign1): void {
  if (!equalBytes(protectedHeader, es384Header)) throw new AttestationError("COSE_ALGORITHM");
  if (unprotectedEntries !== 0) throw new AttestationError("COSE_UNPROTECTED", `${unprotectedEntries} entries`);
}

/** @throws {AttestationError} `COSE_SIGNATURE_FORMAT`. */
export function requireSignatureFormat({ signature }: CoseSign1): void {
  if (signature.length !== 2 * p384.bytes)
    throw new AttestationError("COSE_SIGNATURE_FORMAT", `${signature.length} bytes`);
  if (!isSignatureInRange(p384, signature)) throw new AttestationError("COSE_SIGNATURE_FORMAT", "r or s out of range");
}

/** The Sig_structure (RFC 9052, section 4.4), no external data: what the enclave's hypervisor signed. */
export function signedBytes({ protectedHeader, payload }: CoseSign1): Uint8Array<ArrayBuffer> {
  const noExternalData = head(2, 0);
  return concatBytes(
    head(4, 4),
    head(3, context.length),
    context,
    head(2, protectedHeader.length),
    protectedHeader,
    noExternalData,
    head(2, payload.length),
    payload,
  );
}
