// One record as bytes: canonical JSON (RFC 8785) of { record, signature }, so that a value has one encoding and its hash one meaning.
// docs/protocol/window-log.md specifies every member.
import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import type { Maxima } from "../slashing-protection/window.ts";
import { LogError } from "./log-error.ts";

export type RecordBody =
  /** Introduces a boot: DER SubjectPublicKeyInfo and attestation document, base64. */
  | { readonly kind: "boot"; readonly spki: string; readonly document: string }
  /** May sign up to here. */
  | { readonly kind: "claim"; readonly maxima: Maxima }
  /** Has signed up to here, and signs nothing more; `retire`: nor does any later boot of the same program and configuration. */
  | { readonly kind: "release" | "retire"; readonly maxima: Maxima }
  /** SHA-256 of the sealed key store's current bytes, lower-case hexadecimal. */
  | { readonly kind: "keys"; readonly digest: string };

export type RecordPlace = {
  readonly group: string;
  readonly n: number;
  /** SHA-256 of the bytes of record n - 1, lower-case hexadecimal; zeros before record 0. */
  readonly previous: string;
};

export type WindowRecord = RecordPlace & { readonly boot: string; readonly body: RecordBody };

export type DecodedRecord = {
  readonly record: WindowRecord;
  readonly signed: Uint8Array;
  /** r ‖ s, 64 bytes, ECDSA P-256 with SHA-256. */
  readonly signature: Uint8Array;
};

export const noPrevious = "0".repeat(64);
const version = 1;
const label = "inkan-window-record-1\n";
const uint64Max = 2n ** 64n - 1n;

/** @param sign Over the label and the canonical text. */
export function encodeRecord(record: WindowRecord, sign: (signed: Uint8Array) => Uint8Array): Uint8Array {
  const { boot, group, n, previous, body } = record;
  const members: JsonObject = { version, boot, group, n, previous, kind: body.kind, ...bodyMembers(body) };
  const text = canonicalJson(members);
  const signature = Buffer.from(sign(signedBytes(text))).toString("hex");
  // `record` stands before `signature`, as canonical order has it.
  return Buffer.from(`{"record":${text},"signature":"${signature}"}`);
}

/** @throws {LogError} `RECORD_MALFORMED` for whatever {@link encodeRecord} does not write. */
export function decodeRecord(bytes: Uint8Array, bytesMax: number): DecodedRecord {
  const value = readJson(bytes, bytesMax);
  const { record, signature } = isObject(value) ? value : {};
  if (!isObject(record) || typeof signature !== "string" || !/^[0-9a-f]{128}$/.test(signature))
    throw new LogError("RECORD_MALFORMED", "not a record and its signature");
  const text = canonicalJson(record);
  if (!Buffer.from(`{"record":${text},"signature":"${signature}"}`).equals(bytes))
    throw new LogError("RECORD_MALFORMED", "not the canonical text");
  return { record: readRecord(record), signed: signedBytes(text), signature: Buffer.from(signature, "hex") };
}

export const hashOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const signedBytes = (text: string): Uint8Array => Buffer.from(label + text);

function readJson(bytes: Uint8Array, bytesMax: number): JsonValue {
  try {
    return parseJson(bytes, { depthMax: 2, bytesMax });
  } catch (cause) {
    throw new LogError("RECORD_MALFORMED", "not strict JSON", { cause });
  }
}

function readRecord(members: JsonObject): WindowRecord {
  const body = readBody(members);
  const { version: said, boot, group, n, previous } = members;
  const isPlaced =
    said === version &&
    isDigest(boot) &&
    isDigest(previous) &&
    typeof group === "string" &&
    /^[a-z0-9][a-z0-9-]{0,127}$/.test(group) &&
    typeof n === "number" &&
    Number.isSafeInteger(n) &&
    n >= 0;
  // Unknown members would be signed words that nobody understood.
  if (!isPlaced || Object.keys(members).length !== 6 + Object.keys(bodyMembers(body)).length)
    throw new LogError("RECORD_MALFORMED", "its members are not those of its kind");
  return { boot, group, n, previous, body };
}

function readBody(members: JsonObject): RecordBody {
  const { kind, spki, document, targetHigh, sourceCap, slotHigh, target, source, slot, digest } = members;
  switch (kind) {
    case "boot":
      return { kind, spki: base64Of(spki), document: base64Of(document) };
    case "claim":
      return { kind, maxima: maximaOf(targetHigh, sourceCap, slotHigh) };
    case "release":
    case "retire":
      return { kind, maxima: maximaOf(target, source, slot) };
    case "keys":
      if (isDigest(digest)) return { kind, digest: digest };
  }
  throw new LogError("RECORD_MALFORMED", "an unknown kind");
}

function bodyMembers(body: RecordBody): JsonObject {
  switch (body.kind) {
    case "boot":
      return { spki: body.spki, document: body.document };
    case "claim": {
      const { target, source, slot } = body.maxima;
      return { targetHigh: decimal(target), sourceCap: decimal(source), slotHigh: decimal(slot) };
    }
    case "release":
    case "retire": {
      const { target, source, slot } = body.maxima;
      return { target: decimal(target), source: decimal(source), slot: decimal(slot) };
    }
    case "keys":
      return { digest: body.digest };
  }
}

/** Numbers of 64 bits don't survive as JSON numbers. */
function decimal(value: bigint): string | null {
  // Written all the same, it would end the log for every boot.
  if (value > uint64Max) throw new RangeError("past 64 bits");
  return value < 0n ? null : value.toString();
}

function maximaOf(target: JsonValue | undefined, source: JsonValue | undefined, slot: JsonValue | undefined): Maxima {
  return { target: integerOf(target), source: integerOf(source), slot: integerOf(slot) };
}

function integerOf(value: JsonValue | undefined): bigint {
  if (value === null) return -1n;
  if (typeof value !== "string" || !/^(0|[1-9]\d{0,19})$/.test(value))
    throw new LogError("RECORD_MALFORMED", "not a decimal number or null");
  const integer = BigInt(value);
  if (integer > uint64Max) throw new LogError("RECORD_MALFORMED", "past 64 bits");
  return integer;
}

function base64Of(value: JsonValue | undefined): string {
  if (typeof value === "string" && value !== "" && Buffer.from(value, "base64").toString("base64") === value)
    return value;
  throw new LogError("RECORD_MALFORMED", "not base64");
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isDigest = (value: JsonValue | undefined): value is string =>
  typeof value === "string" && /^[0-9a-f]{64}$/.test(value);
