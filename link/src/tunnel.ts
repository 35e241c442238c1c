// The enclave's way out: HTTP CONNECT (RFC 9110 section 9.3.6) to the egress, which pipes blindly. TLS inside is the caller's.
// The egress belongs to the parent: its answer is hostile bytes, bounded, and believed in nothing but "try to speak TLS now".
import net from "node:net";
import type { Address } from "./address.ts";
import { connect } from "./connect.ts";
import { InkanError } from "./errors.ts";
import { takeHead } from "./head.ts";
import { linkLimits } from "./limits.ts";

export type Target = { readonly host: string; readonly port: number };

/**
 * Opens a stream to `target` through the egress.
 *
 * @param target A DNS name or an IP address (IPv6 without brackets), and a port.
 * @throws {InkanError} `EGRESS_REFUSED` (the egress does not allow the target, or it is none), `EGRESS_FAILED` (all else: no egress, late, cancelled, no answer of HTTP).
 *
 * @example
 * const socket = await openTunnel(parseAddress("unix:/run/inkan/egress.sock"), { host: "eth.example", port: 443 }, { deadlineMs: 5_000 });
 * const secure = tls.connect({ socket, servername: "eth.example" });
 */
export async function openTunnel(
  egress: Address,
  target: Target,
  terms: { readonly deadlineMs: number; readonly signal?: AbortSignal | undefined },
): Promise<net.Socket> {
  const authority = formatTarget(target);
  const startedMs = performance.now();
  const socket = await connect(egress, terms).catch((cause: unknown) => {
    throw new InkanError("EGRESS_FAILED", "the egress cannot be reached", { cause });
  });
  socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`);
  const status = await takeHead(socket, {
    deadlineMs: terms.deadlineMs - (performance.now() - startedMs),
    signal: terms.signal,
    bytesMax: linkLimits.tunnelHeadBytesMax,
    take: takeStatus,
    refuse: (why, cause) => new InkanError("EGRESS_FAILED", `the egress did not answer: ${why}`, { cause }),
  });
  if (status === 200) return socket;

  socket.on("error", () => {}).destroy();
  if (status === 403) throw new InkanError("EGRESS_REFUSED");
  throw new InkanError("EGRESS_FAILED");
}

/**
 * `host:port` as CONNECT takes it, IPv6 in brackets.
 *
 * @throws {InkanError} `EGRESS_REFUSED`: a host with anything else than a name's or an address's characters could end the request line.
 */
export function formatTarget({ host, port }: Target): string {
  const isName = host.length <= linkLimits.targetHostBytesMax && /^[A-Za-z0-9_]([A-Za-z0-9._-]*)$/.test(host);
  if (!(isName || net.isIPv6(host)) || !Number.isInteger(port) || port < 1 || port > 65_535)
    throw new InkanError("EGRESS_REFUSED", "not a host and a port");
  return net.isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

function takeStatus(received: Buffer): { head: number; rest: Uint8Array } | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  if (end + 4 > linkLimits.tunnelHeadBytesMax) throw new InkanError("EGRESS_FAILED", "the egress answered at length");
  const statusLine = /^HTTP\/1\.1 (\d{3})(?: [^\r\n]*)?\r\n/.exec(received.toString("latin1", 0, end + 2));
  if (statusLine === null) throw new InkanError("EGRESS_FAILED", "the egress did not answer in HTTP/1.1");
  return { head: Number(statusLine[1]), rest: received.subarray(end + 4) };
}
