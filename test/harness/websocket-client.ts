// A JSON-RPC client over WebSocket at a door of a test's relay: what a wallet's library does, with every message kept.
import { connect } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";

type Message = {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: { readonly code: string } };
  readonly method?: string;
  readonly params?: { readonly subscription: string; readonly result: unknown };
};

export type WebSocketClient = {
  readonly socket: WebSocket;
  /** One call; the whole response object. */
  call(method: string, params?: readonly unknown[]): Promise<Message>;
  /** `eth_subscribe`, which must succeed; the id. */
  subscribe(...params: unknown[]): Promise<string>;
  /** Events of a subscription so far, in the order of arrival. */
  events(subscription: string): readonly unknown[];
  /** Resolves once there are so many; rejects after a while, or when the connection ends first. */
  untilEvents(subscription: string, count: number, deadlineMs?: number): Promise<readonly unknown[]>;
  /** Every message as it came. */
  readonly raw: string[];
  /** Code and reason of the end. */
  readonly ended: Promise<{ readonly code: number; readonly reason: string }>;
  close(): void;
};

/** @param path Of the host door's Unix socket. */
export async function connectWebSocket(
  path: string,
  target = "/dev",
  protocols: string[] = [],
): Promise<WebSocketClient> {
  const socket = new WebSocket(`ws://localhost${target}`, protocols, {
    createConnection: () => connect(path),
    perMessageDeflate: false,
  });
  const waiting = new Map<unknown, (message: Message) => void>();
  const events = new Map<string, unknown[]>();
  const raw: string[] = [];
  let lastId = 0;

  socket.on("message", (data) => {
    const text = String(data);
    raw.push(text);
    const payload = text.startsWith("{") || text.startsWith("[") ? text : text.slice(text.indexOf("\n") + 1);
    if (payload === "") return;
    const message = JSON.parse(payload) as Message;
    if (message.params !== undefined) {
      const { subscription, result } = message.params;
      events.set(subscription, [...(events.get(subscription) ?? []), result]);
    } else waiting.get(message.id)?.(message);
  });
  const ended = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once("close", (code, reason) => resolve({ code, reason: String(reason) })),
  );
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("error", reject);
  });
  socket.on("error", () => {});

  const client: WebSocketClient = {
    socket,
    raw,
    ended,
    call(method, params = []) {
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        waiting.set(id, resolve);
        void ended.then(({ code }) => reject(new Error(`the connection ended with ${code} before the answer`)));
        socket.send(JSON.stringify({ jsonrpc: "2.0", id, method, params }));
      });
    },
    async subscribe(...params) {
      const { result, error } = await client.call("eth_subscribe", params);
      if (typeof result !== "string") throw new Error(`eth_subscribe: ${JSON.stringify(error)}`);
      return result;
    },
    events: (subscription) => events.get(subscription) ?? [],
    async untilEvents(subscription, count, deadlineMs = 10_000) {
      for (const end = performance.now() + deadlineMs; performance.now() < end; await delay(5)) {
        const seen = client.events(subscription);
        if (seen.length >= count) return seen;
        if (socket.readyState === WebSocket.CLOSED) break;
      }
      throw new Error(`${client.events(subscription).length} events of ${count}`);
    },
    close: () => socket.terminate(),
  };
  return client;
}
