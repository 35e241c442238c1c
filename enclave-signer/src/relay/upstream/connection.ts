// HTTP/1.1 to one upstream: a bounded pool of kept-alive streams, one exchange at a time on each. What an exchange says when it fails
// is whether the request may have reached the upstream; the decision to repeat is somebody else's.
import { backoffMs, type ErrorCode, InkanError } from "@inkan/link";
import { type Dispatcher, Pool } from "undici";
import type { CallBudget } from "../call.ts";
import type { Dial } from "./dial.ts";
import { upstreamLimits } from "./limits.ts";
import type { Sweep, Sweepable } from "./sweep.ts";

/** An HTTP answer. `body` is `undefined` for an error status with a body beyond `errorBodyBytesMax`. */
export type Reply = {
  readonly status: number;
  readonly body: Uint8Array | undefined;
  /** `Retry-After` in seconds, as milliseconds. */
  readonly retryAfterMs: number | undefined;
};

export type ExchangeTerms = {
  /** Milliseconds of the monotonic clock. */
  readonly deadline: number;
  readonly budget: CallBudget;
};

export type Connection = {
  /**
   * Sends one request.
   *
   * @throws {InkanError} `UPSTREAM_UNAVAILABLE`, `UPSTREAM_OVERLOADED` (nothing was written); `UPSTREAM_LOST`, `UPSTREAM_TIMEOUT`,
   * `UPSTREAM_ANSWER_TOO_LARGE` (it may have been carried out).
   */
  exchange(body: string, terms: ExchangeTerms): Promise<Reply>;
  /** Exchanges that were begun and are not over. */
  underWay(): number;
  close(): Promise<void>;
};

export type ConnectionParts = {
  readonly url: string;
  readonly dial: Dial;
  readonly sweep: Sweep;
  readonly monotonicMs: () => number;
  /** In [0, 1). */
  readonly random: () => number;
  readonly connectionsMax: number;
  readonly responseBytesMax: number;
  /** Bytes of unfinished answers, shared by all upstreams of a chain. */
  readonly receiving: Receiving;
};

export type Receiving = { bytes: number; readonly bytesMax: number };

/** The whole of what an upstream is told besides the body, `host`, `connection` and `content-length`. The same for everybody. */
const headers = ["content-type", "application/json", "accept", "application/json", "user-agent", "inkan"];

export function openConnection(parts: ConnectionParts): Connection {
  const { origin, pathname, search } = new URL(parts.url);
  const path = pathname + search;
  const gate = dialGate(parts);
  const pool = new Pool(origin, {
    connections: parts.connectionsMax,
    pipelining: 1,
    keepAliveTimeout: upstreamLimits.idleMs,
    keepAliveMaxTimeout: upstreamLimits.idleMs,
    maxHeaderSize: upstreamLimits.headerBytesMax,
    // Ends of exchanges are looked after by the sweep, sizes by the exchange.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: (_options, callback) => {
      gate(parts.url).then(
        (socket) => callback(null, socket),
        (error: Error) => callback(error, null),
      );
    },
  });
  const underWayMax = parts.connectionsMax * (1 + upstreamLimits.waitingPerConnection);
  let underWay = 0;
  const isOver = () => void underWay--;

  return {
    exchange: (body, terms) =>
      new Promise((resolve, reject) => {
        // Counted until undici has let go of it, so that what was given up on while it waited is still counted.
        if (underWay >= underWayMax) return reject(new InkanError("UPSTREAM_OVERLOADED"));
        underWay++;
        pool.dispatch({ path, method: "POST", headers, body }, new Exchange(parts, terms, { resolve, reject, isOver }));
      }),
    underWay: () => underWay,
    close: () => pool.destroy(),
  };
}

/** Opens streams; after a failure the next attempt has to wait out a pause, and whoever asks meanwhile is refused at once. */
function dialGate({ dial, monotonicMs, random }: ConnectionParts): (url: string) => ReturnType<Dial> {
  let failures = 0;
  let notBefore = Number.NEGATIVE_INFINITY;
  return async (url) => {
    if (monotonicMs() < notBefore) throw new InkanError("UPSTREAM_UNAVAILABLE");
    try {
      const socket = await dial(url, { deadlineMs: upstreamLimits.dialDeadlineMs });
      failures = 0;
      return socket.setNoDelay(true);
    } catch (error) {
      notBefore = monotonicMs() + backoffMs(failures++, random);
      throw error;
    }
  };
}

type Settle = {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: InkanError) => void;
  readonly isOver: () => void;
};

class Exchange implements Dispatcher.DispatchHandler, Sweepable {
  readonly #parts: ConnectionParts;
  readonly #terms: ExchangeTerms;
  readonly #settle: Settle;
  #controller: Dispatcher.DispatchController | undefined;
  /** Somebody was told how it went. */
  #settled = false;
  /** undici has let go of it. */
  #ended = false;
  #status = 0;
  #retryAfterMs: number | undefined;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  #bytes = 0;

  constructor(parts: ConnectionParts, terms: ExchangeTerms, settle: Settle) {
    this.#parts = parts;
    this.#terms = terms;
    this.#settle = settle;
    parts.sweep.add(this);
  }

  sweep(nowMs: number): void {
    if (nowMs >= this.#terms.deadline) this.#fail("UPSTREAM_TIMEOUT", "UPSTREAM_UNAVAILABLE");
    else if (this.#terms.budget.signal.aborted) this.#fail("UPSTREAM_LOST", "UPSTREAM_UNAVAILABLE");
  }

  // Called in the same turn in which the request is written. Aborting here is the last chance to have nothing written.
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#settled) controller.abort(new Error("given up"));
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    fields: { readonly [name: string]: string | string[] | undefined },
  ): void {
    this.#status = status;
    if (status !== 429 && status !== 503) return;
    const seconds = Number(fields["retry-after"]);
    if (Number.isFinite(seconds) && seconds >= 0) this.#retryAfterMs = seconds * 1000;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#settled) return;
    const { receiving, responseBytesMax } = this.#parts;
    const errorBytesMax = Math.min(upstreamLimits.errorBodyBytesMax, responseBytesMax);
    if (this.#status !== 200 && this.#bytes + chunk.length > errorBytesMax) {
      this.#release();
      this.#finish({ status: this.#status, body: undefined, retryAfterMs: this.#retryAfterMs });
      this.#controller?.abort(new Error("a long error page"));
      return;
    }
    this.#bytes += chunk.length;
    receiving.bytes += chunk.length;
    if (this.#bytes > responseBytesMax || receiving.bytes > receiving.bytesMax) {
      this.#fail("UPSTREAM_ANSWER_TOO_LARGE", "UPSTREAM_ANSWER_TOO_LARGE");
      return;
    }
    // Most answers come whole.
    if (this.#first === undefined) this.#first = chunk;
    else if (this.#more === undefined) this.#more = [this.#first, chunk];
    else this.#more.push(chunk);
  }

  onResponseEnd(): void {
    this.#end();
    if (this.#settled) return;
    const body = this.#more === undefined ? (this.#first ?? new Uint8Array()) : Buffer.concat(this.#more, this.#bytes);
    this.#release();
    this.#finish({ status: this.#status, body, retryAfterMs: this.#retryAfterMs });
  }

  onResponseError(_controller: Dispatcher.DispatchController, cause: Error): void {
    this.#end();
    if (!this.#settled) this.#fail("UPSTREAM_LOST", "UPSTREAM_UNAVAILABLE", cause);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#settle.isOver();
  }

  #finish(reply: Reply): void {
    this.#settled = true;
    this.#parts.sweep.delete(this);
    this.#settle.resolve(reply);
  }

  #fail(sent: ErrorCode, notSent: ErrorCode, cause?: unknown): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#parts.sweep.delete(this);
    this.#release();
    this.#settle.reject(new InkanError(this.#controller === undefined ? notSent : sent, undefined, { cause }));
    this.#controller?.abort(new Error("given up"));
  }

  #release(): void {
    this.#parts.receiving.bytes -= this.#bytes;
    this.#bytes = 0;
    this.#first = undefined;
    this.#more = undefined;
  }
}
