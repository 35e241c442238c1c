// The configuration is measured: its canonical bytes (RFC 8785) are extended into PCR16 before anything else happens.
import { concatBytes } from "./bytes.ts";
import { sha384 } from "./hash.ts";

const zeroPcr = new Uint8Array(48);

/** ExtendPCR of the NSM: SHA-384(old || data), 48 bytes. */
export function extendPcr(old: Uint8Array, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return sha384(concatBytes(old, data));
}

/**
 * PCR16 of an enclave that was started with a configuration: SHA-384(0^48 || SHA-384(configBytes)).
 *
 * @param configBytes Canonical JSON in UTF-8, exactly as the enclave shows it; it is hashed, not parsed.
 */
export async function configPcr16(configBytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return extendPcr(zeroPcr, await sha384(configBytes));
}
