// PcrRegistry's `status(bytes32)`: its call and its answer, in the Solidity contract ABI (docs.soliditylang.org, "Contract ABI
// Specification"). Only this one shape is read, strictly: an RPC endpoint's bytes decide here whether an enclave is believed.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, fromHex, isZero, toBigInt, toHex } from "./bytes.ts";
import { RegistryError } from "./registry-error.ts";

export type MeasurementRole = "relay" | "signer";

/**
 * Times are Unix seconds. `pending` also after `readyAt`, until somebody activates it; `readyAt` is `undefined` while too few rebuilders
 * agree, and where a release was revoked before they did.
 */
export type RegistryStatus =
  | { readonly status: "unknown" }
  | { readonly status: "in-force"; readonly role: MeasurementRole; readonly readyAt: number }
  | { readonly status: "pending"; readonly role: MeasurementRole; readonly readyAt: number | undefined }
  | {
      readonly status: "revoked";
      readonly role: MeasurementRole;
      readonly readyAt: number | undefined;
      readonly revokedAt: number;
      /** From when it must not be relied on; at most `revokedAt`. */
      readonly revokedSince: number;
      /** The owner's or guardian's words; control characters replaced. */
      readonly reason: string;
    };

const word = 32;
const pcrBytes = 48;
const reasonBytesMax = 256;
/** The first four bytes of keccak256("status(bytes32)"). */
const selector = keccak_256(new TextEncoder().encode("status(bytes32)")).subarray(0, 4);

/** In the order of the contract's enumerations. */
const states = ["unknown", "pending", "in-force", "revoked"] as const;
const roles = ["relay", "signer"] as const;

/**
 * The registry's id of three PCRs: keccak256(PCR0 || PCR1 || PCR2).
 *
 * @throws {RegistryError} `MEASUREMENT_INVALID` when one is not 48 bytes.
 */
export function registryMeasurementId(pcr0: Uint8Array, pcr1: Uint8Array, pcr2: Uint8Array): Uint8Array {
  for (const [index, pcr] of [pcr0, pcr1, pcr2].entries())
    if (pcr.length !== pcrBytes) throw new RegistryError("MEASUREMENT_INVALID", `PCR${index} has ${pcr.length}`);
  return keccak_256(concatBytes(pcr0, pcr1, pcr2));
}

/** The data of the call, `0x` and hexadecimal digits. */
export function statusCall(id: Uint8Array): string {
  return `0x${toHex(concatBytes(selector, id))}`;
}

/**
 * Reads what the call returned: state, role, readyAt, revokedAt, revokedSince, and where the reason is, a word each; then the reason's
 * length and bytes.
 *
 * @throws {RegistryError} `REGISTRY_ANSWER_INVALID` for anything that the contract cannot have answered, contradictions included.
 */
export function readStatus(data: unknown): RegistryStatus {
  const bytes = typeof data === "string" && data.startsWith("0x") ? fromHex(data) : undefined;
  if (bytes === undefined || bytes.length < 7 * word) throw invalid("too short, or not hexadecimal");

  const state = states[integerAt(bytes, 0)];
  const role = roles[integerAt(bytes, 1)];
  const readyAt = integerAt(bytes, 2);
  const revokedAt = integerAt(bytes, 3);
  const revokedSince = integerAt(bytes, 4);
  if (state === undefined || role === undefined) throw invalid("no such state or role");
  const reason = reasonAt(bytes);

  if ((state === "revoked") !== revokedAt > 0 || (state === "revoked") !== reason.length > 0)
    throw invalid("state and revocation contradict each other");
  if (revokedSince > revokedAt) throw invalid("revoked since a time after the revocation");
  if (readyAt === 0 ? state === "in-force" : state === "unknown")
    throw invalid("state and notice period contradict each other");
  if (state === "unknown") return { status: state };
  if (state === "in-force") return { status: state, role, readyAt };
  const ready = readyAt === 0 ? undefined : readyAt;
  if (state === "pending") return { status: state, role, readyAt: ready };
  return { status: state, role, readyAt: ready, revokedAt, revokedSince, reason };
}

function integerAt(bytes: Uint8Array, index: number): number {
  const value = toBigInt(bytes.subarray(index * word, (index + 1) * word));
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid("an integer is beyond 2^53 - 1");
  return Number(value);
}

function reasonAt(bytes: Uint8Array): string {
  const length = integerAt(bytes, 6);
  if (integerAt(bytes, 5) !== 6 * word || length > reasonBytesMax) throw invalid("the reason is not where it belongs");
  const start = 7 * word;
  const padded = Math.ceil(length / word) * word;
  if (bytes.length !== start + padded || !isZero(bytes.subarray(start + length)))
    throw invalid("wrong length or padding");
  const text = new TextDecoder().decode(bytes.subarray(start, start + length));
  // It is printed on terminals and pages: no escape sequences, no line that looks like one of the report's own.
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}

function invalid(what: string): RegistryError {
  return new RegistryError("REGISTRY_ANSWER_INVALID", what);
}
