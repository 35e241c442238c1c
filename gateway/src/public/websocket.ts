// WebSocket (RFC 6455) where HTTP ends in the gateway: the opening handshake is written anew with five fields, then bytes pass both
// ways unread. Extensions are not passed on, so none is ever agreed.
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { type Address, asInkanError, connect, InkanError, takeHead } from "@inkan/link";
import type { GatewayLimits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import { pipeBlindly } from "../pipe.ts";
import { authorityOf, chainPathOf } from "../strip.ts";
import { refusalMessage } from "./answer.ts";

export type WebSocketTerms = {
  readonly relay: Address;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
};

/** @returns Takes over an upgrade from node:http: the request, its socket, and what came behind the request. */
export function webSocketUpgrade({ relay, limits, metrics }: WebSocketTerms) {
  return (request: IncomingMessage, client: Socket, head: Buffer): void => {
    const gone = new AbortController();
    client.on("error", () => client.destroy());
    client.once("close", () => gone.abort());
    client.setTimeout(0);
    pass(request, client, head, gone.signal).catch((thrown: unknown) => {
      const { code } = asInkanError(thrown);
      metrics.refused("websocket", code);
      client.end(refusalMessage(code), () => client.destroy());
    });
  };

  async function pass(request: IncomingMessage, client: Socket, head: Buffer, signal: AbortSignal): Promise<void> {
    const handshake = rewriteHandshake(request, limits);
    const startedMs = performance.now();
    const upstream = await connect(relay, { deadlineMs: limits.relayConnectDeadlineMs, signal, halfOpen: true }).catch(
      (cause: unknown) => {
        throw new InkanError("ENCLAVE_UNAVAILABLE", undefined, { cause });
      },
    );
    upstream.write(handshake);
    const answer = await takeHead(upstream, {
      deadlineMs: limits.webSocketHandshakeDeadlineMs - (performance.now() - startedMs),
      signal,
      bytesMax: limits.webSocketHeadBytesMax,
      take: takeAnswer,
      // Nothing but a handshake was sent: whatever happened to it, no call was.
      refuse: (_why, cause) => new InkanError("ENCLAVE_UNAVAILABLE", undefined, { cause }),
    });
    metrics.answered("websocket", answer.status);
    metrics.opened("websocket");
    client.once("close", () => metrics.closed("websocket"));
    client.write(answer.text);
    if (head.length > 0) client.unshift(head);
    pipeBlindly(client, upstream, limits.pipeIdleMs);
  }
}

/** The opening handshake with nothing of the client's but path, host, key, version and subprotocols (RFC 6455 section 4.1). */
function rewriteHandshake(request: IncomingMessage, limits: GatewayLimits): string {
  const path = chainPathOf(request.url ?? "");
  const authority = authorityOf(request.headers.host, limits);
  const { upgrade, "sec-websocket-key": key, "sec-websocket-version": version } = request.headers;
  const protocol = request.headers["sec-websocket-protocol"];
  const isHandshake =
    request.method === "GET" &&
    upgrade?.toLowerCase() === "websocket" &&
    version === "13" &&
    /^[A-Za-z0-9+/]{22}==$/.test(key ?? "");
  if (!isHandshake) throw new InkanError("INVALID_REQUEST", "not an opening handshake of WebSocket, version 13");
  if (protocol !== undefined && !isProtocolList(protocol, limits))
    throw new InkanError("INVALID_REQUEST", "the Sec-WebSocket-Protocol field is not usable");
  const lines = [
    `GET ${path} HTTP/1.1`,
    `Host: ${authority}`,
    "Connection: Upgrade",
    "Upgrade: websocket",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}

/** RFC 9110 tokens, separated by commas. */
const isProtocolList = (field: string, limits: GatewayLimits) =>
  field.length <= limits.webSocketProtocolBytesMax &&
  /^[\w!#$%&'*+.^`|~-]+(?:[ \t]*,[ \t]*[\w!#$%&'*+.^`|~-]+)*$/.test(field);

function takeAnswer(received: Buffer): { head: { status: number; text: string }; rest: Uint8Array } | undefined {
  const end = received.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const text = received.toString("latin1", 0, end + 4);
  const status = /^HTTP\/1\.1 (\d{3})[ \r]/.exec(text)?.[1];
  if (status === undefined) throw new InkanError("ENCLAVE_UNAVAILABLE");
  return { head: { status: Number(status), text }, rest: received.subarray(end + 4) };
}
