// A client's upgrade to WebSocket (RFC 6455, section 4.2), at either front door.
import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { normalAuthority } from "@inkan/attestation";
import { asInkanError, InkanError } from "@inkan/link";
import { errorAnswer, responseOf } from "./answer.ts";
import type { Chain } from "./chain.ts";
import type { FrontDoor, Relay } from "./relay.ts";
import { targetOf } from "./target.ts";
import { openClient } from "./websocket/client.ts";
import { plainFraming } from "./websocket/framing.ts";

/**
 * Takes over a connection, or refuses it with an HTTP answer.
 *
 * @param head Bytes that came behind the request.
 */
export function handleUpgrade(
  relay: Relay,
  _door: FrontDoor,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  // Until `ws` has it, a reset of the connection is nobody's error.
  const onError = () => socket.destroy();
  socket.on("error", onError);
  try {
    const { chain } = admit(relay, request);
    relay.webSockets.server.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off("error", onError);
      openClient(relay, chain, webSocket, socket, plainFraming);
    });
  } catch (thrown) {
    refuse(socket, asInkanError(thrown));
  }
}

type Admitted = { readonly chain: Chain; readonly path: string; readonly authority: string };

function admit(relay: Relay, request: IncomingMessage): Admitted {
  const target = targetOf(request.url ?? "");
  const authority = normalAuthority(request.headers.host);
  if (target === undefined || authority === undefined) throw new InkanError("INVALID_REQUEST", "bad path or Host");
  const chain = relay.chainsByPath.get(target.path);
  if (chain === undefined) throw new InkanError("CHAIN_UNKNOWN");
  if (relay.webSockets.isFull()) throw new InkanError("OVERLOADED");
  const offered = request.headers["sec-websocket-protocol"];
  if (offered !== undefined && offered.length > relay.webSockets.limits.protocolBytesMax)
    throw new InkanError("INVALID_REQUEST", "too many subprotocols");
  return { chain, path: target.path, authority };
}

function refuse(socket: Duplex, error: InkanError): void {
  const body = responseOf("null", errorAnswer(error));
  socket.end(
    `HTTP/1.1 ${error.entry.http} Refused\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
