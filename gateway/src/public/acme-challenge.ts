// Whoever validates a name (RFC 8737) connects to the door of that name, and means the relay that ordered the certificate. Which one that is only
// the relays know, so a challenge is offered to one after the other: the first that answers its ClientHello with a handshake has it; the others
// answer with an alert or close.
import type net from "node:net";
import { type Address, connect, formatAddress, proxyHeader } from "@inkan/link";
import type { GatewayLimits } from "../limits.ts";
import type { Routes } from "./passthrough.ts";

/** RFC 8446, section 5.1. */
const recordHandshake = 22;

/** The relay in service first; each once. */
export function challengeCandidates(inService: Address, { challenged = [] }: Routes): readonly Address[] {
  return [...new Map([inService, ...challenged].map((address) => [formatAddress(address), address])).values()];
}

export type OfferTerms = {
  readonly pseudonym: Uint8Array;
  /** The ClientHello, and what came with it. */
  readonly received: Uint8Array;
  readonly limits: GatewayLimits;
  readonly signal: AbortSignal;
};

/** @returns A stream that has the ClientHello, and whose first bytes are still to be read; `undefined` when none answers. */
export async function firstToAnswer(
  candidates: readonly Address[],
  { pseudonym, received, limits, signal }: OfferTerms,
): Promise<net.Socket | undefined> {
  for (const address of candidates) {
    const terms = { deadlineMs: limits.relayConnectDeadlineMs, signal, halfOpen: true };
    const relay = await connect(address, terms).catch(() => undefined);
    if (relay === undefined) continue;
    relay.on("error", () => relay.destroy());
    relay.write(proxyHeader(pseudonym));
    relay.write(received);
    if ((await firstByte(relay, limits.challengeAnswerDeadlineMs, signal)) === recordHandshake) return relay;
    relay.destroy();
  }
  return undefined;
}

/** The first byte, which stays in the stream; `undefined` when none comes. */
function firstByte(socket: net.Socket, deadlineMs: number, signal: AbortSignal): Promise<number | undefined> {
  return new Promise((resolve) => {
    const settle = (byte: number | undefined) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", onNothing);
      socket.off("readable", onReadable).off("end", onNothing).off("close", onNothing);
      resolve(byte);
    };
    const onNothing = () => settle(undefined);
    const onReadable = () => {
      const chunk: Buffer | null = socket.read();
      if (chunk === null) return;
      socket.unshift(chunk);
      settle(chunk[0]);
    };
    const timer = setTimeout(onNothing, deadlineMs);
    signal.addEventListener("abort", onNothing, { once: true });
    socket.on("readable", onReadable).once("end", onNothing).once("close", onNothing);
  });
}
