// The Nitro Security Module: one interface over its API (aws-nitro-enclaves-nsm-api, src/api/mod.rs). Which provider stands behind it
// is known to `open.ts` alone.
import type { Secret } from "../secret.ts";

/** The error names of the NSM API. */
export const nsmErrorNames = [
  ...(["InvalidArgument", "InvalidIndex", "InvalidResponse", "ReadOnlyIndex"] as const),
  ...(["InvalidOperation", "BufferTooSmall", "InputTooLarge", "InternalError"] as const),
] as const;

/** Those, and what may go wrong on the way to a device: too many requests wait, no answer in time, or the driver failed. */
export type NsmErrorCode = (typeof nsmErrorNames)[number] | "DeviceBusy" | "DeviceTimeout" | "DeviceFailed";

/** Match on `code`. */
export class NsmError extends Error {
  readonly code: NsmErrorCode;
  override readonly name = "NsmError";

  constructor(code: NsmErrorCode, message: string, options?: { cause?: unknown }) {
    super(`NSM ${code}: ${message}`, options);
    this.code = code;
  }
}

export type NsmDescription = {
  readonly versionMajor: number;
  readonly versionMinor: number;
  readonly versionPatch: number;
  readonly moduleId: string;
  readonly maxPcrs: number;
  /** Ascending. */
  readonly lockedPcrs: readonly number[];
  readonly digest: "SHA384";
};

/** Absent members appear as CBOR null in the document; a zero-length one is present and empty. */
export type AttestationRequest = {
  /** At most 512 bytes. */
  readonly userData?: Uint8Array;
  /** At most 512 bytes. */
  readonly nonce?: Uint8Array;
  /** At most 1024 bytes. */
  readonly publicKey?: Uint8Array;
};

/** Where a key that seals comes from, when it is the machine itself. */
export type SealingSource = {
  /** Stands in every sealed blob, and in what operators read. */
  readonly provider: string;
  /**
   * 32 bytes that the same program with the same configuration gets again on this machine, and no other.
   *
   * @throws `InvalidOperation` before PCR16 is locked.
   */
  dataKey(): Promise<Secret>;
};

/** All methods throw {@link NsmError}. The device takes one request at a time. */
export type Nsm = {
  /** Only a simulated NSM has it: the real one derives no keys, and its sealing key comes from KMS. */
  readonly sealing?: SealingSource;
  describeNsm(): Promise<NsmDescription>;
  /** @param index 0..31, else `InvalidIndex`. */
  describePcr(index: number): Promise<{ readonly lock: boolean; readonly data: Uint8Array }>;
  /**
   * PCR = SHA-384(PCR ‖ data).
   *
   * @returns The new value, 48 bytes.
   * @throws `ReadOnlyIndex` when the PCR is locked, `InvalidIndex`, `InputTooLarge`.
   */
  extendPcr(index: number, data: Uint8Array): Promise<Uint8Array>;
  /** @throws `ReadOnlyIndex` when it is locked already. */
  lockPcr(index: number): Promise<void>;
  /** Locks PCRs 0 to `range` - 1. Locked ones among them stay locked. */
  lockPcrs(range: number): Promise<void>;
  /** @returns A COSE_Sign1 attestation document. */
  attestation(request: AttestationRequest): Promise<Uint8Array>;
  /** At least 32 bytes; AWS gives 256. */
  getRandom(): Promise<Uint8Array>;
};

/** What the NSM accepts, inclusive. */
export const nsmLimits = {
  pcrs: 32,
  /** PCRs 0..15 are locked before the first instruction of the enclave. */
  pcrsLockedAtBoot: 16,
  userDataBytesMax: 512,
  nonceBytesMax: 512,
  publicKeyBytesMax: 1024,
  requestBytesMax: 0x1000,
  responseBytesMax: 0x3000,
} as const;
