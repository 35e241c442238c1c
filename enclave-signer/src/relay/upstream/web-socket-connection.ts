// A JSON-RPC connection to one upstream over WebSocket (RFC 6455), for what an upstream says unasked: `eth_subscription`.
// It is shared by all clients, so its ids count the enclave's calls, not a client's. Nothing of a client is in its handshake:
// `ws` writes Host, Connection, Upgrade and Sec-WebSocket-*, and no extension is offered.
import type { Socket } from "node:net";
import { canonicalJson, type JsonValue, sliceTopLevel } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import { type RawData, WebSocket } from "ws";
import type { CallBudget } from "../call.ts";
import type { UpstreamWebSocketLimits } from "./web-socket-limits.ts";

/** What an upstream answered: JSON text of `result` or of `error`, as it was sent. */
export type UpstreamWebSocketAnswer = { readonly kind: "result" | "error"; readonly text: Uint8Array };

/** JSON text of `params.result` of one notification: a view, valid as long as it is held. */
export type Notified = (result: Uint8Array) => void;

export type UpstreamWebSocket = {
  /** @throws {InkanError} `UPSTREAM_LOST`, `UPSTREAM_TIMEOUT`, `UPSTREAM_OVERLOADED`. Each reads only, so it may be repeated elsewhere. */
  call(method: string, params: readonly JsonValue[], budget: CallBudget): Promise<UpstreamWebSocketAnswer>;
  /**
   * `eth_subscribe`. The notifications begin only after the promise is settled, even if the upstream was quicker.
   *
   * @returns The upstream's subscription id, or its error.
   */
  subscribe(params: readonly JsonValue[], notified: Notified, budget: CallBudget): Promise<Subscribed>;
  /** `eth_unsubscribe`, without waiting: what still arrives is dropped. */
  unsubscribe(id: string): void;
  /** Settles, never rejects, once nothing will arrive any more. */
  readonly closed: Promise<void>;
  close(): void;
};

export type Subscribed =
  | { readonly kind: "result" /** JSON text, quotes included. */; readonly id: string; begin(): void }
  | { readonly kind: "error"; readonly text: Uint8Array };

type Waiting = {
  readonly method: string;
  settle(answer: UpstreamWebSocketAnswer): void;
  fail(error: InkanError): void;
};

type Route = { readonly notified: Notified; readonly held: Uint8Array[]; begun: boolean };

type Clock = { monotonicMs(): number };

/**
 * Speaks WebSocket over a stream that already leads to the upstream, TLS included.
 *
 * @param url `ws:` or `wss:`; gives Host and path alone, names are not resolved here.
 * @throws {InkanError} `UPSTREAM_UNAVAILABLE`: no WebSocket after the handshake. The stream is destroyed then.
 */
export async function openUpstreamWebSocket(
  url: string,
  stream: Socket,
  clock: Clock,
  limits: UpstreamWebSocketLimits,
): Promise<UpstreamWebSocket> {
  const socket = new WebSocket(url, {
    createConnection: () => stream,
    followRedirects: false,
    handshakeTimeout: limits.handshakeMs,
    maxPayload: limits.messageBytesMax,
    perMessageDeflate: false,
    skipUTF8Validation: false,
  });
  const connection = speak(socket, clock, limits);
  await new Promise<void>((resolve, reject) => {
    socket.once("open", resolve);
    socket.once("close", () => reject(new InkanError("UPSTREAM_UNAVAILABLE", "the upstream refused the WebSocket")));
  });
  return connection;
}

function speak(socket: WebSocket, clock: Clock, limits: UpstreamWebSocketLimits): UpstreamWebSocket {
  const waiting = new Map<number, Waiting>();
  const routes = new Map<string, Route>();
  let early: { readonly id: string; readonly result: Uint8Array }[] = [];
  let heldBytes = 0;
  let subscribing = 0;
  let lastId = 0;
  let lively = true;

  const ping = setInterval(() => {
    if (!lively) return socket.terminate();
    lively = false;
    if (socket.readyState === WebSocket.OPEN) socket.ping();
  }, limits.pingEveryMs);
  ping.unref();

  const closed = new Promise<void>((resolve) => {
    socket.once("close", () => {
      clearInterval(ping);
      for (const one of waiting.values()) one.fail(new InkanError("UPSTREAM_LOST"));
      waiting.clear();
      routes.clear();
      early = [];
      resolve();
    });
  });
  // Errors end in `close`, which is where they are acted on.
  socket.on("error", () => {});
  socket.on("pong", () => {
    lively = true;
  });
  socket.on("message", (data: RawData, isBinary: boolean) => {
    // What had arrived together with what ended the connection comes all the same.
    if (socket.readyState !== WebSocket.OPEN) return;
    lively = true;
    try {
      if (isBinary) throw new InkanError("UPSTREAM_ANSWER_INVALID");
      receive(asBytes(data));
    } catch {
      // Whatever it was, nothing behind it can be believed; the feeds are carried on elsewhere.
      socket.terminate();
    }
  });

  function receive(message: Uint8Array): void {
    const members = sliceTopLevel(message, { depthMax: limits.depthMax, bytesMax: limits.messageBytesMax });
    if (members.has("method")) route(members);
    else answered(members);
  }

  function answered(members: Map<string, Uint8Array>): void {
    const id = Number(text(members.get("id")));
    const one = waiting.get(id);
    // An answer that came after its deadline has nobody waiting; anything else that we didn't ask for is dropped alike.
    if (one === undefined) return;
    const result = members.get("result");
    const error = members.get("error");
    if ((result === undefined) === (error === undefined)) throw new InkanError("UPSTREAM_ANSWER_INVALID");
    waiting.delete(id);
    if (result !== undefined) one.settle({ kind: "result", text: result });
    else one.settle({ kind: "error", text: error! });
  }

  function route(members: Map<string, Uint8Array>): void {
    const params = members.get("params");
    if (text(members.get("method")) !== '"eth_subscription"' || params === undefined) return;
    const inner = sliceTopLevel(params, { depthMax: limits.depthMax, bytesMax: limits.messageBytesMax });
    const id = text(inner.get("subscription"));
    const result = inner.get("result");
    if (result === undefined) throw new InkanError("UPSTREAM_ANSWER_INVALID");
    const to = routes.get(id);
    if (to?.begun) {
      to.notified(result);
      return;
    }
    if (to === undefined && subscribing === 0) return;

    heldBytes += result.length;
    if (heldBytes > limits.earlyBytesMax) throw new InkanError("UPSTREAM_ANSWER_INVALID", "too much before the answer");
    if (to === undefined) early.push({ id, result });
    else to.held.push(result);
  }

  function call(method: string, params: readonly JsonValue[], budget: CallBudget): Promise<UpstreamWebSocketAnswer> {
    if (socket.readyState !== WebSocket.OPEN) return Promise.reject(new InkanError("UPSTREAM_LOST"));
    if (waiting.size >= limits.callsMax) return Promise.reject(new InkanError("UPSTREAM_OVERLOADED"));
    const id = ++lastId;
    return new Promise((resolve, reject) => {
      const end = () => {
        waiting.delete(id);
        clearTimeout(timer);
        budget.signal.removeEventListener("abort", abandoned);
      };
      const fail = (error: InkanError) => {
        end();
        reject(error);
      };
      const abandoned = () => fail(new InkanError("UPSTREAM_TIMEOUT"));
      const timer = setTimeout(abandoned, Math.max(0, budget.deadline - clock.monotonicMs()));
      budget.signal.addEventListener("abort", abandoned);
      if (budget.signal.aborted) return abandoned();
      waiting.set(id, {
        method,
        fail,
        settle: (answer) => {
          end();
          resolve(answer);
        },
      });
      socket.send(`{"jsonrpc":"2.0","id":${id},"method":${JSON.stringify(method)},"params":${canonicalJson(params)}}`);
    });
  }

  async function subscribe(params: readonly JsonValue[], notified: Notified, budget: CallBudget): Promise<Subscribed> {
    if (routes.size >= limits.subscriptionsMax) throw new InkanError("TOO_MANY_SUBSCRIPTIONS");
    subscribing++;
    try {
      const answer = await call("eth_subscribe", params, budget);
      if (answer.kind === "error") return { kind: "error", text: answer.text };
      const id = text(answer.text);
      if (!/^"[\x21\x23-\x5b\x5d-\x7e]{1,128}"$/.test(id) || routes.has(id)) {
        socket.terminate();
        throw new InkanError("UPSTREAM_ANSWER_INVALID", "not a subscription id");
      }
      const entry: Route = { notified, held: [], begun: false };
      for (const one of early) if (one.id === id) entry.held.push(one.result);
      early = early.filter((one) => one.id !== id);
      routes.set(id, entry);
      return { kind: "result", id, begin: () => begin(entry) };
    } finally {
      subscribing--;
      if (subscribing === 0) for (const one of early.splice(0)) heldBytes -= one.result.length;
    }
  }

  function release(entry: Route): Uint8Array[] {
    const held = entry.held.splice(0);
    for (const result of held) heldBytes -= result.length;
    return held;
  }

  function begin(entry: Route): void {
    entry.begun = true;
    for (const result of release(entry)) entry.notified(result);
  }

  function unsubscribe(id: string): void {
    const entry = routes.get(id);
    if (entry === undefined) return;
    release(entry);
    routes.delete(id);
    if (socket.readyState !== WebSocket.OPEN) return;
    // No answer is waited for: should it get lost, so does the connection, and the subscription with it.
    socket.send(`{"jsonrpc":"2.0","id":${++lastId},"method":"eth_unsubscribe","params":[${id}]}`);
  }

  return { call, subscribe, unsubscribe, closed, close: () => socket.terminate() };
}

const decoder = new TextDecoder("utf-8", { fatal: true });
const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? "" : decoder.decode(bytes));

function asBytes(data: RawData): Uint8Array {
  if (data instanceof Uint8Array) return data;
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return Buffer.concat(data);
}
