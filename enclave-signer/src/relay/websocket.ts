// A client's upgrade to WebSocket (RFC 6455, section 4.2), at either front door.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { normalAuthority, webSocketNonce } from "@inkan/attestation";
import { asInkanError, InkanError } from "@inkan/link";
import { errorAnswer, responseOf } from "./answer.ts";
import type { Chain } from "./chain.ts";
import type { Relay } from "./relay.ts";
import { targetOf } from "./target.ts";
import { openClient } from "./websocket/client.ts";
import { type Framing, plainFraming, provenFraming } from "./websocket/framing.ts";

/**
 * Takes over a connection, or refuses it with an HTTP answer.
 *
 * @param head Bytes that came behind the request.
 */
export function handleUpgrade(relay: Relay, request: IncomingMessage, socket: Duplex, head: Buffer): void {
  // Until `ws` has it, a reset of the connection is nobody's error.
  const onError = () => socket.destroy();
  socket.on("error", onError);
  try {
    const { chain, framing } = admit(relay, request);
    relay.webSockets.server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off("error", onError);
      openClient(relay, chain, webSocket, socket, framing);
    });
  } catch (thrown) {
    refuse(socket, asInkanError(thrown));
  }
}

type Admitted = { readonly chain: Chain; readonly framing: Framing };

function admit(relay: Relay, request: IncomingMessage): Admitted {
  const target = targetOf(request.url ?? "");
  const authority = normalAuthority(request.headers.host);
  if (target === undefined || authority === undefined) throw new InkanError("INVALID_REQUEST", "bad path or Host");
  const chain = relay.chainsByPath.get(target.path);
  if (chain === undefined) throw new InkanError("CHAIN_UNKNOWN");
  if (relay.webSockets.isFull()) throw new InkanError("OVERLOADED");
  const nonce = nonceOf(relay, request.headers["sec-websocket-protocol"] ?? "");
  if (nonce === undefined) return { chain, framing: plainFraming };
  return { chain, framing: provenFraming(relay.enclave, { authority, path: target.path, nonce }) };
}

/** @returns `undefined`: no proofs are asked for, or none are made here. */
function nonceOf(relay: Relay, offered: string): string | undefined {
  if (offered.length > relay.webSockets.limits.protocolBytesMax)
    throw new InkanError("INVALID_REQUEST", "too many subprotocols");
  const nonce = relay.enclave.config.proof ? webSocketNonce(offered.split(",").map((one) => one.trim())) : undefined;
  if (nonce === "invalid") throw new InkanError("NONCE_INVALID");
  return nonce;
}

function refuse(socket: Duplex, error: InkanError): void {
  const body = responseOf("null", errorAnswer(error));
  socket.end(
    `HTTP/1.1 ${error.entry.http} Refused\r\nconnection: close\r\ncontent-type: application/json\r\ncache-control: no-store, no-transform\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
