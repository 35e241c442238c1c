// Opens one stream to the other side. One connection per stream: the kernel's flow control is the flow control.
import type { Socket } from "node:net";
import type { Address } from "./address.ts";
import { connectHybrid } from "./transport/hybrid.ts";
import { type ConnectTerms, connectUnix } from "./transport/unix.ts";
import { connectVsock } from "./transport/vsock.ts";

export type { ConnectTerms };

/**
 * Opens a stream. It has no `error` listener: put one on at once.
 *
 * @throws {InkanError} `LINK_CONNECT_FAILED` (nobody there, or cancelled), `LINK_DEADLINE`, `TRANSPORT_UNSUPPORTED`.
 *
 * @example
 * const socket = await connect(parseAddress("unix:/run/inkan/relay-http.sock"), { deadlineMs: 1_000 });
 */
export async function connect(address: Address, terms: ConnectTerms): Promise<Socket> {
  switch (address.kind) {
    case "unix":
      return connectUnix(address.path, terms);
    case "hybrid":
      return connectHybrid(address.path, address.port, terms);
    case "vsock":
      return connectVsock(address.cid, address.port, terms);
  }
}
