// The NSM's device: bytes in, bytes out. What they mean, and that one request goes at a time, is the caller's.
import { bindings } from "./load.ts";

/** Of the driver, inclusive. */
export const nsmDeviceLimits = { requestBytesMax: 0x1000, responseBytesMax: 0x3000 } as const;

export type NsmDevice = {
  /** Runs on one of Node's own threads. Rejects with an errno's name as `code`, `EMSGSIZE` for instance. */
  request(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** No request may be under way. */
  close(): void;
};

/**
 * @param path A character device: `/dev/nsm`.
 * @throws {NativeError} `NATIVE_UNAVAILABLE`; an Error with an errno's name as `code`.
 */
export function openNsmDevice(path: string): NsmDevice {
  const native = bindings();
  const fd = native.nsmOpen(path);
  return {
    request: async (bytes) => new Uint8Array(await native.nsmRequest(fd, bytes)),
    close: () => native.closeDescriptor(fd),
  };
}
