// Memory that is never swapped, in no core dump, empty in a forked child, and overwritten when it is given back.
import { bindings, isBuiltWithNative, isNativeAvailable } from "./load.ts";

/** Of one secret. */
export const secretBytesMax = 1_048_576;

/**
 * Zeros in locked memory. Given back by {@link freeSecret}, or when nobody refers to it any more. In development, where there is no add-on it
 * is ordinary memory, and where the limit of locked memory (RLIMIT_MEMLOCK) is reached it is not locked; in an image both throw.
 *
 * @param length 1 to {@link secretBytesMax}.
 * @throws {NativeError} `NATIVE_UNAVAILABLE`; an Error with `code` `ENOMEM`, `EPERM` or `EAGAIN` at the limit of locked memory.
 */
export const allocateSecret = (length: number): Uint8Array<ArrayBuffer> =>
  hasLocks() ? new Uint8Array(bindings().secretAllocate(length)) : new Uint8Array(length);

/** Overwrites it at once; for whoever still has it, it has no bytes any more. The engine gives the memory back some time later. */
export function freeSecret(bytes: Uint8Array<ArrayBuffer>): void {
  bytes.fill(0);
  if (hasLocks()) bindings().secretFree(bytes.buffer);
}

/** What is locked now, for secrets and the rest of their pages: 0 without the add-on. */
export const lockedSecretBytes = (): number => (isNativeAvailable() ? bindings().secretLockedBytes() : 0);

/** In an image, always: its absence then throws. */
const hasLocks = (): boolean => isBuiltWithNative || isNativeAvailable();
