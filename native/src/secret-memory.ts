// Memory that is never swapped, in no core dump, empty in a forked child, and overwritten when it is given back.
import { bindings } from "./load.ts";

/** Of one secret. */
export const secretBytesMax = 1_048_576;

/**
 * Zeros in locked memory. Given back by {@link freeSecret}, or when nobody refers to it any more.
 *
 * @param length 1 to {@link secretBytesMax}.
 * @throws {NativeError} `NATIVE_UNAVAILABLE`; an Error with `code` `ENOMEM`, `EPERM` or `EAGAIN` at the limit of locked memory (RLIMIT_MEMLOCK).
 */
export const allocateSecret = (length: number): Uint8Array<ArrayBuffer> =>
  new Uint8Array(bindings().secretAllocate(length));

/** Overwrites it at once; for whoever still has it, it has no bytes any more. */
export const freeSecret = (bytes: Uint8Array<ArrayBuffer>): void => bindings().secretFree(bytes.buffer);

/** What is locked now, for secrets and the rest of their pages. */
export const lockedSecretBytes = (): number => bindings().secretLockedBytes();
