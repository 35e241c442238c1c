// An upstream WebSocket that carries subscriptions, and its head: every carrier follows `newHeads`, because it takes the head to know
// up to which block the logs were told, should the carrier be lost.
import { type JsonValue, parseJson } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { CallBudget } from "../call.ts";
import type { UpstreamWebSocket } from "../upstream/web-socket-connection.ts";
import { type Head, readHead } from "./heads.ts";

/** What a head's text says; `text` is as the upstream sent it. */
export type HeadListener = (head: Head, text: Uint8Array) => void;

export type Carrier = {
  readonly socket: UpstreamWebSocket;
  /** Newest head that this upstream told or was asked for. */
  tip(): Head;
  /** @returns Ends it. */
  onHead(listener: HeadListener): () => void;
  /** Feeds that it carries, or that are about to be. */
  users: number;
};

/** Bounds on JSON that is read, not passed on. */
export const readLimits = { depthMax: 128, bytesMax: 33_554_432 };

/** @throws {InkanError} The upstream tells no heads. The socket is closed then. */
export async function openCarrier(socket: UpstreamWebSocket, budget: CallBudget): Promise<Carrier> {
  const listeners = new Set<HeadListener>();
  let tip: Head | undefined;
  try {
    const subscribed = await socket.subscribe(
      ["newHeads"],
      (text) => {
        const head = readHead(parseJson(text, readLimits));
        tip = head;
        for (const listener of listeners) listener(head, text);
      },
      budget,
    );
    if (subscribed.kind === "error") throw new InkanError("UPSTREAM_UNAVAILABLE", "the upstream tells no heads");
    const latest = readHead(await ask(socket, "eth_getBlockByNumber", ["latest", false], budget));
    tip ??= latest;
    subscribed.begin();
  } catch (thrown) {
    socket.close();
    throw thrown;
  }
  return {
    socket,
    tip: () => tip!,
    onHead(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    users: 0,
  };
}

/**
 * Asks an upstream something whose answer is read.
 *
 * @throws {InkanError} `UPSTREAM_ANSWER_INVALID` for an error too: only questions that every node answers are asked.
 */
export async function ask(
  socket: UpstreamWebSocket,
  method: string,
  params: readonly JsonValue[],
  budget: CallBudget,
): Promise<JsonValue> {
  const answer = await socket.call(method, params, budget);
  if (answer.kind === "error") throw new InkanError("UPSTREAM_ANSWER_INVALID");
  return parseJson(answer.text, readLimits);
}
