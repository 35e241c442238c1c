// The enclave's way out: takes HTTP CONNECT (RFC 9110 section 9.3.6) from the link, opens TCP to the targets of the enclave's
// configuration only, and pipes blindly: TLS ends in the enclave.
import net from "node:net";
import { type Address, asInkanError, InkanError, type Listener, listen, takeHead } from "@inkan/link";
import type { GatewayLimits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";
import { pipeBlindly } from "./pipe.ts";

export type EgressTerms = {
  readonly address: Address;
  /** `host:port`, lower case. */
  readonly targets: ReadonlySet<string>;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
};

export function openEgress({ address, targets, limits, metrics }: EgressTerms): Promise<Listener> {
  return listen(
    address,
    (stream) => {
      metrics.opened("egress");
      stream.once("close", () => metrics.closed("egress"));
      serve(stream).catch((thrown: unknown) => {
        const { code } = asInkanError(thrown);
        metrics.refused("egress", code);
        if (stream.destroyed) return;
        stream.on("error", () => stream.destroy());
        const status = code === "EGRESS_REFUSED" ? "403 Forbidden" : "502 Bad Gateway";
        stream.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`, () => stream.destroy());
      });
    },
    { connectionsMax: limits.egressStreamsMax },
  );

  async function serve(stream: net.Socket): Promise<void> {
    const target = await takeHead(stream, {
      deadlineMs: limits.egressHeadDeadlineMs,
      bytesMax: limits.egressHeadBytesMax,
      take: takeTarget,
      refuse: (why, cause) => new InkanError("EGRESS_FAILED", why, { cause }),
    });
    if (!targets.has(target)) throw new InkanError("EGRESS_REFUSED");

    const gone = new AbortController();
    const leave = () => gone.abort();
    stream.on("error", leave).once("close", leave);
    const upstream = await dial(target, limits.egressConnectDeadlineMs, gone.signal);
    stream.off("close", leave);
    metrics.answered("egress", 200);
    stream.write("HTTP/1.1 200 Connection established\r\n\r\n");
    pipeBlindly(stream, upstream, limits.pipeIdleMs);
  }
}

/** The authority of `CONNECT host:port HTTP/1.1`; the fields behind it say nothing that counts here. */
function takeTarget(received: Buffer): { head: string; rest: Uint8Array } | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const target = /^CONNECT ([^\s]{1,300}) HTTP\/1\.1\r\n/.exec(received.toString("latin1", 0, end + 2))?.[1];
  if (target === undefined) throw new InkanError("EGRESS_REFUSED", "not a CONNECT request");
  return { head: target.toLowerCase(), rest: received.subarray(end + 4) };
}

function dial(target: string, deadlineMs: number, signal: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const colon = target.lastIndexOf(":");
    const host = target.slice(0, colon).replace(/^\[(.*)\]$/, "$1");
    const socket = net.connect({ host, port: Number(target.slice(colon + 1)), noDelay: true, allowHalfOpen: true });
    const release = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onAbort);
      socket.off("error", fail);
    };
    const fail = (cause?: unknown) => {
      release();
      socket.on("error", () => {}).destroy();
      reject(new InkanError("EGRESS_FAILED", undefined, { cause }));
    };
    const onAbort = () => fail();
    const timer = setTimeout(fail, deadlineMs);
    signal.addEventListener("abort", onAbort, { once: true });
    socket.once("error", fail).once("connect", () => {
      release();
      resolve(socket);
    });
  });
}
