// The payload of an attestation document (attestation_process.md, section 3.2.2): its fields, types and sizes.
import { toHex } from "./bytes.ts";
import type { CborMap, CborValue } from "./cbor.ts";
import { decodeCbor } from "./cbor.ts";
import { AttestationError } from "./errors.ts";
import type { AttestationLimits } from "./limits.ts";

/** A decoded document. Decoded is not verified: only a report with `accepted` says that. Byte strings are views. */
export type AttestationDocument = {
  readonly moduleId: string;
  readonly digest: "SHA384";
  /** Milliseconds since 1970, by the hypervisor's clock. */
  readonly timestampMs: number;
  /** Locked PCRs alone: index 0 to 31, 48 bytes each. */
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  /** DER of the certificate whose key signed the document. */
  readonly certificate: Uint8Array;
  /** DER, the root first. */
  readonly cabundle: readonly Uint8Array[];
  /** `undefined`: absent or null. Zero bytes are present, and empty. The same holds for the two below. */
  readonly publicKey: Uint8Array | undefined;
  readonly userData: Uint8Array | undefined;
  readonly nonce: Uint8Array | undefined;
};

const fieldNames = [
  "module_id",
  "digest",
  "timestamp",
  "pcrs",
  "certificate",
  "cabundle",
  "public_key",
  "user_data",
  "nonce",
] as const;
export type FieldName = (typeof fieldNames)[number];
/** The payload's top map, known to hold no other key than these. */
export type Fields = ReadonlyMap<FieldName, CborValue>;

/**
 * Decodes the payload's map. It may be of indefinite length, as AWS writes it since June 2025; key order is free.
 *
 * @throws {AttestationError} `PAYLOAD_SIZE`, `PAYLOAD_NOT_A_MAP`, `CBOR_*`.
 */
export function decodePayload(payload: Uint8Array, limits: AttestationLimits): CborMap {
  if (payload.length < 1 || payload.length > limits.payloadBytesMax)
    throw new AttestationError("PAYLOAD_SIZE", `${payload.length} bytes, limit ${limits.payloadBytesMax}`);
  const value = decodeCbor(payload, limits, { indefiniteTopMap: true });
  if (!(value instanceof Map)) throw new AttestationError("PAYLOAD_NOT_A_MAP");
  return value;
}

/**
 * NitroTPM documents come from the same PKI with `nitrotpm_pcrs` in place of `pcrs`: a normal virtual machine's boot, no enclave.
 *
 * @throws {AttestationError} `NITROTPM`
 */
export function requireEnclave(map: CborMap): void {
  if (map.has("nitrotpm_pcrs")) throw new AttestationError("NITROTPM", "the field nitrotpm_pcrs");
  const moduleId = map.get("module_id");
  if (typeof moduleId === "string" && /-tpm[0-9a-f]{16}$/.test(moduleId))
    throw new AttestationError("NITROTPM", "a module_id that ends in -tpm…");
}

/**
 * No other field than the nine: a new one would mean a new kind of document, as `nitrotpm_pcrs` did.
 *
 * @throws {AttestationError} `FIELD_UNKNOWN`
 */
export function requireKnownFields(map: CborMap): Fields {
  const known: readonly (string | number)[] = fieldNames;
  let unknown = 0;
  for (const key of map.keys()) if (!known.includes(key)) unknown++;
  if (unknown > 0) throw new AttestationError("FIELD_UNKNOWN", `${unknown} unknown of ${map.size}`);
  return map as Fields;
}

/** Printable ASCII, so that it can be shown to a person as it is. @throws {AttestationError} */
export function moduleId(fields: Fields, limits: AttestationLimits): string {
  const value = mandatory(fields, "module_id");
  if (typeof value !== "string") throw wrongType("module_id", "text");
  if (value.length > limits.moduleIdBytesMax || !/^[\x21-\x7e]+$/.test(value)) throw new AttestationError("MODULE_ID");
  return value;
}

/** @throws {AttestationError} */
export function digest(fields: Fields): "SHA384" {
  const value = mandatory(fields, "digest");
  if (typeof value !== "string") throw wrongType("digest", "text");
  if (value !== "SHA384") throw new AttestationError("DIGEST");
  return value;
}

/** @throws {AttestationError} */
export function timestampMs(fields: Fields): number {
  const value = mandatory(fields, "timestamp");
  if (typeof value !== "number") throw wrongType("timestamp", "an integer");
  if (value <= 0) throw new AttestationError("TIMESTAMP", `${value}`);
  return value;
}

/**
 * AWS's text allows 32, 48 or 64 bytes each; the digest is SHA384, so 48 is the only length that can be compared.
 *
 * @throws {AttestationError}
 */
export function pcrs(fields: Fields, limits: AttestationLimits): ReadonlyMap<number, Uint8Array> {
  const value = mandatory(fields, "pcrs");
  if (!(value instanceof Map)) throw wrongType("pcrs", "a map");
  if (value.size < 1 || value.size > limits.pcrsMax) throw new AttestationError("PCR_COUNT", `${value.size} entries`);
  const values = new Map<number, Uint8Array>();
  for (const [index, pcr] of value as CborMap) {
    if (typeof index !== "number" || index < 0 || index > limits.pcrIndexMax)
      throw new AttestationError("PCR_INDEX", typeof index === "number" ? `index ${index}` : "an index that is text");
    if (!(pcr instanceof Uint8Array)) throw wrongType(`PCR${index}`, "bytes");
    if (pcr.length !== 48) throw new AttestationError("PCR_LENGTH", `PCR${index} has ${pcr.length} bytes`);
    values.set(index, pcr);
  }
  for (const index of [0, 1, 2])
    if (!values.has(index)) throw new AttestationError("PCR_MISSING", `PCR${index} is absent`);
  return values;
}

/** @throws {AttestationError} */
export function certificate(fields: Fields, limits: AttestationLimits): Uint8Array {
  return certificateBytes(mandatory(fields, "certificate"), "certificate", limits);
}

/** @throws {AttestationError} */
export function cabundle(fields: Fields, limits: AttestationLimits): Uint8Array[] {
  const value = mandatory(fields, "cabundle");
  if (!Array.isArray(value)) throw wrongType("cabundle", "an array");
  if (value.length < 1 || value.length > limits.cabundleCertificatesMax)
    throw new AttestationError("CABUNDLE_COUNT", `${value.length} certificates`);
  return value.map((member, at) => certificateBytes(member, `cabundle[${at}]`, limits));
}

/** @throws {AttestationError} `FIELD_TYPE`, `PUBLIC_KEY_SIZE`, `USER_DATA_SIZE`, `NONCE_SIZE`. */
export function optionalBytes(
  fields: Fields,
  name: "public_key" | "user_data" | "nonce",
  limits: AttestationLimits,
): Uint8Array | undefined {
  const value = fields.get(name);
  if (value === undefined || value === null) return undefined;
  if (!(value instanceof Uint8Array)) throw wrongType(name, "bytes or null");
  const [max, code] = {
    public_key: [limits.publicKeyBytesMax, "PUBLIC_KEY_SIZE"] as const,
    user_data: [limits.userDataBytesMax, "USER_DATA_SIZE"] as const,
    nonce: [limits.nonceBytesMax, "NONCE_SIZE"] as const,
  }[name];
  if (value.length > max) throw new AttestationError(code, `${value.length} bytes, limit ${max}`);
  return value;
}

/** For a report: the first bytes of a PCR. */
export function shortPcr(pcr: Uint8Array | undefined): string {
  return pcr === undefined ? "absent" : `${toHex(pcr.subarray(0, 8))}…`;
}

function certificateBytes(value: CborValue, name: string, limits: AttestationLimits): Uint8Array {
  if (!(value instanceof Uint8Array)) throw wrongType(name, "bytes");
  if (value.length < 1 || value.length > limits.certificateBytesMax)
    throw new AttestationError(
      "CERTIFICATE_SIZE",
      `${name} has ${value.length} bytes, limit ${limits.certificateBytesMax}`,
    );
  return value;
}

function mandatory(fields: Fields, name: FieldName): CborValue {
  const value = fields.get(name);
  if (value === undefined || value === null) throw new AttestationError("FIELD_MISSING", `${name} is absent`);
  return value;
}

function wrongType(name: string, wanted: string): AttestationError {
  return new AttestationError("FIELD_TYPE", `${name} is not ${wanted}`);
}
