// What the relay puts before each message of a WebSocket whose client asked for proofs: docs/protocol/websocket-proof.md.
import { encodeBase64 } from "./base64.ts";
import {
  isWebSocketNonce,
  sessionBytes,
  signedMessage,
  unsignedLine,
  webSocketNoncePrefix,
  webSocketProtocol,
  wholeMessage,
} from "./proof-line.ts";

export type WebSocketProofsOptions = {
  /** Of the upgrade request, from {@link normalAuthority}. */
  readonly authority: string;
  /** Of the upgrade request, without the query. */
  readonly path: string;
  /** From {@link webSocketNonce}. */
  readonly nonce: string;
  readonly keyid: string;
  /** ECDSA P-256 with SHA-256, 64 bytes r || s. */
  readonly sign: (message: Uint8Array) => Uint8Array;
  readonly sha256: (message: Uint8Array) => Uint8Array;
};

export type WebSocketMessage = {
  /** UTF-8 of the JSON text; of no bytes for a heartbeat. */
  readonly payload: Uint8Array;
  /** Unix seconds. Must not go back on one connection. */
  readonly created: number;
  /** For an answer: SHA-256 of the client's message, 32 bytes. */
  readonly requestSha256?: Uint8Array | undefined;
  /** For a notification: `params.subscription`. */
  readonly subscription?: string | undefined;
};

export type WebSocketProofs = {
  /**
   * The next message, to be sent as a *text* frame, in the order of the calls and before any other: the next one holds its hash.
   * What can't be sent any more ends the connection.
   *
   * @throws {ProofError} `VALUE_UNSAFE`
   */
  message(message: WebSocketMessage): Uint8Array<ArrayBuffer>;
};

/**
 * The proofs of one connection. Send a heartbeat as soon as it is open, and then whenever `proofLimits.heartbeatSeconds` passed without
 * another message.
 *
 * @example
 * const proofs = openWebSocketProofs({ authority, path: "/eth", nonce, keyid, sign, sha256 });
 * socket.send(proofs.message({ payload: new Uint8Array(), created }), { binary: false }); // the opening heartbeat
 * socket.send(proofs.message({ payload: answer, created, requestSha256 }), { binary: false });
 */
export function openWebSocketProofs(options: WebSocketProofsOptions): WebSocketProofs {
  const { authority, path, nonce, keyid, sign, sha256 } = options;
  let seq = 0;
  let prev = encodeBase64(sha256(sessionBytes(authority, path, nonce)));
  return {
    message({ payload, created, requestSha256, subscription }) {
      const req = requestSha256 === undefined ? undefined : encodeBase64(requestSha256);
      const line = unsignedLine(seq, prev, req, subscription, created, keyid);
      const message = wholeMessage(line, sign(signedMessage(line, payload)), payload);
      seq++;
      prev = encodeBase64(sha256(message));
      return message;
    },
  };
}

/**
 * The nonce of a client that asks for proofs.
 *
 * @param offered The subprotocols of `Sec-WebSocket-Protocol`, taken apart at the commas, without white space around them.
 * @returns `undefined` when proofs were not asked for: select no subprotocol and send plain JSON-RPC. `"invalid"` when they were, with no nonce or
 * more than one, or one that is not base64url of 16 to 64 bytes: refuse the upgrade with 400.
 */
export function webSocketNonce(offered: Iterable<string>): string | "invalid" | undefined {
  const protocols = [...offered];
  if (!protocols.includes(webSocketProtocol)) return undefined;
  const nonces = protocols.filter((protocol) => protocol.startsWith(webSocketNoncePrefix));
  const nonce = nonces[0]?.slice(webSocketNoncePrefix.length);
  return nonces.length === 1 && nonce !== undefined && isWebSocketNonce(nonce) ? nonce : "invalid";
}
