// What a client has not taken yet, in bytes. A client that reads too slowly is cut off, rather than memory filled.
import { WebSocket } from "ws";
import type { Relay } from "../relay.ts";
import { closeCode } from "./limits.ts";

export type Outgoing = {
  /** @param bytesMax Bytes that may be unsent before this frame; with more the client is closed, and the frame dropped. */
  send(frame: Uint8Array, bytesMax: number): void;
  unsentBytes(): number;
};

/** @param drained Called whenever something was taken. */
export function openOutgoing(
  relay: Relay,
  socket: WebSocket,
  close: (code: number, reason: string) => void,
  drained: () => void,
): Outgoing {
  return {
    unsentBytes: () => socket.bufferedAmount,
    send(frame, bytesMax) {
      if (socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > bytesMax) return close(closeCode.policy, "the client reads too slowly");
      const holding = relay.held.hold();
      // Past the share of memory of all clients, those that take nothing go first; who takes all at once holds nothing.
      if (!holding.take(frame.length) && socket.bufferedAmount > 0)
        return close(closeCode.tryLater, "at capacity, try again later");
      socket.send(frame, { binary: false }, () => {
        holding.release();
        drained();
      });
    },
  };
}
