// The enclave that a verdict is about, as the contracts name it.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { isZero } from "../bytes.ts";
import type { AttestationDocument } from "../document.ts";
import { sha256 } from "../hash.ts";
import { registryMeasurementId } from "../registry-status.ts";

export type EnclaveSubject = {
  readonly pcrs: readonly [Uint8Array, Uint8Array, Uint8Array];
  /** keccak256(PCR0 ‖ PCR1 ‖ PCR2). */
  readonly measurementId: Uint8Array;
  /** keccak256(PCR8), zeros for an image that is not signed. */
  readonly pcr8Hash: Uint8Array;
  /** `undefined` where PCR16 is not locked. */
  readonly pcr16: Uint8Array | undefined;
  /** keccak256(PCR16), of nothing where it is not locked. */
  readonly pcr16Hash: Uint8Array;
  /** The response key, DER SubjectPublicKeyInfo; empty where the document carries none. */
  readonly spki: Uint8Array;
  /** Its SHA-256. */
  readonly keyId: Uint8Array;
};

/** @param responseKey As the evidence shows it; default: the document's `public_key`. */
export async function enclaveSubject(
  document: AttestationDocument | undefined,
  responseKey: Uint8Array | undefined,
): Promise<EnclaveSubject | undefined> {
  if (document === undefined) return undefined;
  const [pcr0, pcr1, pcr2, pcr8, pcr16] = [0, 1, 2, 8, 16].map((index) => document.pcrs.get(index));
  if (pcr0 === undefined || pcr1 === undefined || pcr2 === undefined) return undefined;
  const spki = responseKey ?? document.publicKey ?? new Uint8Array();
  return {
    pcrs: [pcr0, pcr1, pcr2],
    measurementId: registryMeasurementId(pcr0, pcr1, pcr2),
    pcr8Hash: pcr8 === undefined || isZero(pcr8) ? new Uint8Array(32) : keccak_256(pcr8),
    pcr16,
    pcr16Hash: keccak_256(pcr16 ?? new Uint8Array()),
    spki,
    keyId: await sha256(spki),
  };
}
