// The hypervisor's time, out of a document that the enclave's own NSM has just made. Strict all the same: a document that reads
// otherwise than AWS's means that this is not the NSM that we know.
import { attestationLimits, decodeCbor } from "@inkan/attestation";

/**
 * @param document COSE_Sign1, straight from the NSM.
 * @returns Unix milliseconds.
 * @throws {Error} When there is no timestamp where AWS puts it.
 */
export function documentTimestampMs(document: Uint8Array): number {
  const envelope = decodeCbor(document, attestationLimits);
  const payload = Array.isArray(envelope) ? envelope[2] : undefined;
  const fields =
    payload instanceof Uint8Array ? decodeCbor(payload, attestationLimits, { indefiniteTopMap: true }) : undefined;
  const timestamp = fields instanceof Map ? fields.get("timestamp") : undefined;
  if (typeof timestamp !== "number" || timestamp <= 0) throw new Error("the NSM's document has no timestamp");
  return timestamp;
}
