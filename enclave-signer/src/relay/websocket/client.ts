// One client's WebSocket: its calls, its subscriptions, and the bounds that keep it from taking what is others'.
// Answers go out as they are ready, in any order; ids tell them apart. Nothing is parsed of an answer but by the client.
import type { Duplex } from "node:stream";
import { asInkanError, InkanError } from "@inkan/link";
import { type RawData, WebSocket } from "ws";
import type { Holding } from "../../enclave/held-bytes.ts";
import { errorAnswer, localAnswer, responseOf } from "../answer.ts";
import { answerBatch, notify } from "../batch.ts";
import type { Answer, Call, CallBudget } from "../call.ts";
import { answerCall, type Chain } from "../chain.ts";
import { parseLimits } from "../exchange.ts";
import { type ParsedRequest, parseRequest } from "../parse.ts";
import type { Relay } from "../relay.ts";
import type { Framing } from "./framing.ts";
import { closeCode } from "./limits.ts";
import { openOutgoing } from "./outgoing.ts";
import { openSubscribed } from "./subscribed.ts";
import type { Connected } from "./web-sockets.ts";

/** A reply, and what is to happen right after it was handed to the socket. */
type Reply = { readonly body: Uint8Array | undefined; readonly afterwards: (() => void)[] };

export function openClient(relay: Relay, chain: Chain, socket: WebSocket, stream: Duplex, framing: Framing): void {
  const { limits } = relay.webSockets;
  const { clock, config } = relay.enclave;
  const gone = new AbortController();
  const outgoing = openOutgoing(relay, socket, close, regulate);
  const subscribed = openSubscribed(relay, chain, { close, send: sendEvent });
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let underWay = 0;
  let lively = true;
  let usedMs = clock.monotonicMs();
  let pingedMs = usedMs;
  let saidMs = usedMs;

  function close(code: number, reason: string): void {
    if (socket.readyState !== WebSocket.OPEN) return;
    subscribed.end();
    socket.close(code, reason);
    setTimeout(() => socket.terminate(), limits.closeMs).unref();
  }

  function send(frame: Uint8Array, unsentMax: number): void {
    saidMs = clock.monotonicMs();
    outgoing.send(frame, unsentMax);
  }

  function sendEvent(subscription: string, body: Uint8Array): void {
    send(framing.event(subscription, body), limits.eventBytesMax);
  }

  function sendHeartbeat(): void {
    const frame = framing.heartbeat();
    if (frame !== undefined) send(frame, limits.eventBytesMax);
  }

  /** Stops reading while as much is under way as one client may have; its own socket holds the rest. */
  function regulate(): void {
    const busy = underWay >= limits.callsMax || outgoing.unsentBytes() > limits.pauseBytes;
    if (busy) socket.pause();
    while (!busy && waiting.length > 0 && underWay < limits.callsMax) {
      const message = waiting.shift()!;
      waitingBytes -= message.length;
      void serve(message);
    }
    if (!busy && waiting.length === 0 && underWay < limits.callsMax) socket.resume();
  }

  function received(data: RawData, isBinary: boolean): void {
    // What had arrived together with what ended the connection comes all the same.
    if (socket.readyState !== WebSocket.OPEN) return;
    lively = true;
    if (isBinary) {
      close(closeCode.notText, "send JSON-RPC as text");
      return;
    }
    usedMs = clock.monotonicMs();
    const message = data as Buffer;
    if (waiting.length === 0 && underWay < limits.callsMax) void serve(message);
    else {
      // A view would keep the whole read alive.
      waiting.push(Buffer.from(message));
      waitingBytes += message.length;
      if (waitingBytes > limits.waitingBytesMax + config.limits.requestBytesMax)
        close(closeCode.policy, "too many calls at once");
    }
    regulate();
  }

  async function serve(message: Uint8Array): Promise<void> {
    const holding = relay.held.hold();
    let weight = 1;
    underWay += weight;
    const weigh = (calls: number) => {
      underWay += calls - weight;
      weight = calls;
    };
    try {
      const { body, afterwards } = await replyTo(message, holding, weigh);
      if (body === undefined || gone.signal.aborted) return;
      const frame = framing.answer(message, body);
      send(frame, limits.answerBytesMax + config.limits.responseBytesMax);
      for (const step of afterwards) step();
    } catch (thrown) {
      // Not answering as was asked for (with a proof) is no reason to answer otherwise.
      relay.enclave.log({ event: "call-failed", code: asInkanError(thrown).code });
      close(closeCode.tryLater, "internal error");
    } finally {
      holding.release();
      underWay -= weight;
      regulate();
    }
  }

  async function replyTo(message: Uint8Array, holding: Holding, weigh: (calls: number) => void): Promise<Reply> {
    const budget: CallBudget = {
      signal: gone.signal,
      deadline: clock.monotonicMs() + config.limits.callDeadlineMs,
    };
    try {
      if (!holding.take(relay.limits.exchangeBytes + message.length)) throw new InkanError("OVERLOADED");
      const parsed = parseRequest(message, parseLimits(relay));
      if (parsed.kind === "batch") weigh(Math.min(parsed.elements.length, relay.limits.batchConcurrencyMax));
      return await replyToCalls(parsed, budget, holding);
    } catch (thrown) {
      const error = asInkanError(thrown);
      if (error.code === "INTERNAL") relay.enclave.log({ event: "call-failed", code: error.code });
      return { body: responseOf("null", errorAnswer(error)), afterwards: [] };
    }
  }

  async function replyToCalls(parsed: ParsedRequest, budget: CallBudget, holding: Holding): Promise<Reply> {
    const afterwards: (() => void)[] = [];
    if (parsed.kind === "batch") {
      const one = (call: Call) => answerOne(call, budget, afterwards);
      const { body } = await answerBatch(relay, chain, parsed.elements, budget, holding, one);
      return { body, afterwards };
    }
    const { call, error, idText } = parsed.element;
    if (call !== undefined && idText === undefined) {
      await notify(relay, chain, parsed.element, budget);
      return { body: undefined, afterwards };
    }
    const answer = error === undefined ? await answerOne(call, budget, afterwards) : errorAnswer(error);
    const held = holding.take(answer.text.length) ? answer : errorAnswer(new InkanError("OVERLOADED"));
    return { body: responseOf(idText ?? "null", held), afterwards };
  }

  async function answerOne(call: Call, budget: CallBudget, afterwards: (() => void)[]): Promise<Answer> {
    const isOurs = call.method === "eth_subscribe" || call.method === "eth_unsubscribe";
    if (!isOurs) return answerCall(relay, chain, call, budget);
    try {
      const decision = chain.policy(call.method);
      if (decision.kind === "deny") return errorAnswer(decision.error);
      if (call.method === "eth_unsubscribe") return localAnswer(subscribed.unsubscribe(call));
      return await subscribed.subscribe(call, budget, afterwards);
    } catch (thrown) {
      return errorAnswer(asInkanError(thrown));
    }
  }

  const connected: Connected = {
    close,
    beat() {
      const nowMs = clock.monotonicMs();
      if (subscribed.count() === 0 && underWay === 0 && nowMs - usedMs > limits.idleMs)
        return close(closeCode.goingAway, "idle");
      if (nowMs - saidMs > limits.heartbeatAfterMs) sendHeartbeat();
      // While its requests aren't read, neither are its pongs: the stream's own timeout watches a client that takes nothing.
      if (nowMs - pingedMs < limits.pingEveryMs || socket.isPaused || outgoing.unsentBytes() > 0) return;
      if (!lively) return socket.terminate();
      lively = false;
      pingedMs = nowMs;
      socket.ping();
    },
  };

  socket.on("message", received);
  socket.on("pong", () => {
    lively = true;
  });
  socket.on("ping", (data) => {
    lively = true;
    if (outgoing.unsentBytes() <= limits.pauseBytes) socket.pong(data);
  });
  // Ends in `close`. What a client did wrong (a frame against RFC 6455, a message too large) `ws` has told it by its close code.
  socket.on("error", () => {});
  socket.once("close", () => {
    relay.webSockets.delete(connected);
    gone.abort();
    subscribed.end();
    waiting = [];
  });
  if ("setTimeout" in stream && typeof stream.setTimeout === "function")
    stream.setTimeout(limits.stalledMs, () => socket.terminate());
  relay.webSockets.add(connected);
  sendHeartbeat();
}
