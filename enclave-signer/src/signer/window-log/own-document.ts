// What our own NSM's document says of us. It is believed without a check: the hypervisor is trusted, and nobody stands between.
import { attestationLimits, decodeCbor, type Measurement } from "@inkan/attestation";

export type OwnDocument = {
  readonly measurement: Measurement;
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  /** PCR0 to PCR2 are zero: the parent sees our memory, and nothing here protects anything. */
  readonly isDebug: boolean;
  /** DER of the root certificate. */
  readonly root: Uint8Array;
};

/** @throws {Error} When it reads otherwise than AWS's. */
export function readOwnDocument(document: Uint8Array): OwnDocument {
  const envelope = decodeCbor(document, attestationLimits);
  const payload = Array.isArray(envelope) ? envelope[2] : undefined;
  const fields =
    payload instanceof Uint8Array ? decodeCbor(payload, attestationLimits, { indefiniteTopMap: true }) : undefined;
  const cabundle = fields instanceof Map ? fields.get("cabundle") : undefined;
  const root = Array.isArray(cabundle) ? cabundle[0] : undefined;
  const entries = fields instanceof Map ? fields.get("pcrs") : undefined;
  if (!(root instanceof Uint8Array) || !(entries instanceof Map))
    throw new Error("the NSM's document has no PCRs or root");
  const pcrs = new Map<number, Uint8Array>();
  for (const [index, value] of entries)
    if (typeof index === "number" && value instanceof Uint8Array) pcrs.set(index, value);
  const pcr = (index: number) => {
    const value = pcrs.get(index);
    if (value === undefined) throw new Error(`the NSM's document lacks PCR${index}`);
    return value;
  };
  const measurement = { name: "own image", pcr0: pcr(0), pcr1: pcr(1), pcr2: pcr(2) };
  return { measurement, pcrs, root, isDebug: [0, 1, 2].every((index) => pcr(index).every((byte) => byte === 0)) };
}
