// Where the other side of the link is, as text: `unix:/path`, `vsock:cid:port`, `hybrid:/path:port`.
import { InkanError } from "./errors.ts";

/** `sun_path` of unix(7) holds 108 bytes with its ending zero. */
const socketPathBytesMax = 107;
/** vsock(7): context identifiers and ports are 32 bits; the highest of each is "any". */
const anyNumber = 0xffff_ffff;

export type Address =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "vsock"; readonly cid: number; readonly port: number }
  /** A Unix socket that takes `CONNECT <port>\n`, as Firecracker and vhost-device-vsock have. */
  | { readonly kind: "hybrid"; readonly path: string; readonly port: number };

/**
 * Reads an address of the link.
 *
 * @throws {InkanError} `ADDRESS_MALFORMED`.
 *
 * @example
 * parseAddress("unix:/run/inkan/relay-http.sock"); // { kind: "unix", path: "/run/inkan/relay-http.sock" }
 * parseAddress("vsock:16:8545");                   // { kind: "vsock", cid: 16, port: 8545 }
 * parseAddress("hybrid:/run/enclave.vsock:8545");  // { kind: "hybrid", path: "/run/enclave.vsock", port: 8545 }
 */
export function parseAddress(text: string): Address {
  const unix = /^unix:(\/.*)$/s.exec(text);
  if (unix) return { kind: "unix", path: socketPath(unix[1]!) };

  const vsock = /^vsock:(\d{1,10}):(\d{1,10})$/.exec(text);
  if (vsock) return { kind: "vsock", cid: number32(vsock[1]!, anyNumber), port: number32(vsock[2]!, anyNumber - 1) };

  const hybrid = /^hybrid:(\/.*):(\d{1,10})$/s.exec(text);
  if (hybrid) return { kind: "hybrid", path: socketPath(hybrid[1]!), port: number32(hybrid[2]!, anyNumber - 1) };

  throw new InkanError("ADDRESS_MALFORMED");
}

/** The text that {@link parseAddress} reads back as the same address. */
export function formatAddress(address: Address): string {
  switch (address.kind) {
    case "unix":
      return `unix:${address.path}`;
    case "vsock":
      return `vsock:${address.cid}:${address.port}`;
    case "hybrid":
      return `hybrid:${address.path}:${address.port}`;
  }
}

function socketPath(path: string): string {
  const bytes = new TextEncoder().encode(path).length;
  if (bytes > socketPathBytesMax)
    throw new InkanError(
      "ADDRESS_MALFORMED",
      `the path of a Unix socket has ${bytes} bytes, limit ${socketPathBytesMax}`,
    );
  // A zero byte would end the path for the kernel, or, in front, name a socket outside the file system and its permissions.
  if (path.includes("\0")) throw new InkanError("ADDRESS_MALFORMED");
  return path;
}

function number32(digits: string, max: number): number {
  const value = Number(digits);
  if (value > max) throw new InkanError("ADDRESS_MALFORMED", `${digits} is beyond ${max}`);
  return value;
}
