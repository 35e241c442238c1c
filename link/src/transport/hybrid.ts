// Hybrid vsock (Firecracker, docs/vsock.md; vhost-device-vsock, README): on the host's side, a virtual machine's vsock ports are
// Unix sockets. Connecting: to `path`, then `CONNECT <port>\n`, answered by `OK <host's port>\n`. Listening: at `path_<port>`.
import type net from "node:net";
import { InkanError } from "../errors.ts";
import { takeHead } from "../head.ts";
import { linkLimits } from "../limits.ts";
import { type ConnectTerms, connectUnix, listenUnix } from "./unix.ts";

const newline = 0x0a;

/** @throws {InkanError} `LINK_CONNECT_FAILED`, `LINK_DEADLINE`. */
export async function connectHybrid(path: string, port: number, terms: ConnectTerms): Promise<net.Socket> {
  const startedMs = performance.now();
  const socket = await connectUnix(path, terms);
  socket.write(`CONNECT ${port}\n`);
  await takeHead(socket, {
    deadlineMs: terms.deadlineMs - (performance.now() - startedMs),
    signal: terms.signal,
    bytesMax: linkLimits.hybridLineBytesMax,
    take: takeOk,
    refuse: (why, cause) => new InkanError(why === "late" ? "LINK_DEADLINE" : "LINK_CONNECT_FAILED", why, { cause }),
  });
  return socket;
}

/** @throws {InkanError} `LINK_CONNECT_FAILED`. */
export function listenHybrid(path: string, port: number, server: net.Server): Promise<void> {
  return listenUnix(`${path}_${port}`, server);
}

function takeOk(received: Buffer): { head: true; rest: Uint8Array } | undefined {
  const end = received.indexOf(newline);
  if (end < 0) return undefined;
  // The number is the port that the host's side was given, not the one that was asked for: it says nothing.
  if (end >= linkLimits.hybridLineBytesMax || !/^OK \d{1,10}$/.test(received.toString("latin1", 0, end)))
    throw new InkanError("LINK_CONNECT_FAILED", "the hybrid socket did not answer OK");
  return { head: true, rest: received.subarray(end + 1) };
}
