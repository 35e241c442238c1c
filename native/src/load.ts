// Finds and loads the compiled add-on, once, at its first use.
import { join } from "node:path";
import { openAddOn } from "./add-on-file.ts";
import { NativeError } from "./errors.ts";

declare const signer: unique symbol;
/** Of no use but to `p256Sign`. */
export type P256Signer = { readonly [signer]: never };

/** What the C side exports; see the comments there. Each throws an Error with an errno's name as `code`. */
export type Bindings = {
  permitVsock(): void;
  vsockSocketsOpened(): number;
  vsockConnect(cid: number, port: number): number;
  vsockIsConnected(fd: number): boolean;
  vsockListen(cid: number, port: number, backlog: number): number;
  placeholderSocket(): number;
  replaceDescriptor(target: number, source: number): void;
  closeDescriptor(fd: number): void;
  nsmOpen(path: string): number;
  nsmRequest(fd: number, request: Uint8Array): Promise<ArrayBuffer>;
  secretAllocate(length: number): ArrayBuffer;
  secretFree(memory: ArrayBuffer): void;
  secretPermitUnlocked(): void;
  secretLockedBytes(): number;
  p256Open(der: Uint8Array): P256Signer;
  p256Sign(signer: P256Signer, message: Uint8Array, der: Uint8Array): number;
};

/** Set when a bundle is built (esbuild's `define`): where the image has the add-on. No environment and no flag can say otherwise. */
declare const INKAN_NATIVE_FILE: string | undefined;

/** Whether this program was built for one place of the add-on, and so must not go on without it. */
export const isBuiltWithNative = typeof INKAN_NATIVE_FILE === "string";

/** The compiled file: the image's, or what `native/script/build.ts` made. */
export const nativeFile: string =
  typeof INKAN_NATIVE_FILE === "string" ? INKAN_NATIVE_FILE : join(import.meta.dirname, "../build/inkan.node");

let loaded: Bindings | NativeError | undefined;

/** @throws {NativeError} `NATIVE_UNAVAILABLE`, the same each time. */
export function bindings(): Bindings {
  loaded ??= load();
  if (loaded instanceof NativeError) throw loaded;
  return loaded;
}

export function isNativeAvailable(): boolean {
  try {
    bindings();
    return true;
  } catch {
    return false;
  }
}

function load(): Bindings | NativeError {
  try {
    const opened = openAddOn(nativeFile) as Bindings;
    // In an image no secret is had but in locked memory.
    if (!isBuiltWithNative) opened.secretPermitUnlocked();
    return opened;
  } catch (thrown) {
    if (thrown instanceof NativeError) return thrown;
    throw thrown;
  }
}
