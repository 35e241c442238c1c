// HTTP/1.1 to one upstream: a bounded pool of kept-alive streams, one exchange at a time on each. What an exchange says when it fails
// is whether the request may have reached the upstream; the decision to repeat is somebody else's.
import { canonicalRequestFields } from "@inkan/attestation";
import {
  backoffMs,
  type ErrorCode,
  type Failure,
  type Fields,
  HttpExchange,
  InkanError,
  type Message,
  openHttpClient,
} from "@inkan/link";
import type { Dial } from "../../enclave/dial.ts";
import type { CallBudget } from "../call.ts";
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

export function openConnection(parts: ConnectionParts): Connection {
  const { host, pathname, search } = new URL(parts.url);
  const head = `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${canonicalRequestFields}`;
  const gate = dialGate(parts);
  const client = openHttpClient({
    dial: () => gate(parts.url),
    connectionsMax: parts.connectionsMax,
    idleMs: upstreamLimits.idleMs,
    checkMs: upstreamLimits.idleCheckMs,
    headBytesMax: upstreamLimits.headerBytesMax,
    fieldsMax: upstreamLimits.fieldsMax,
  });
  const underWayMax = parts.connectionsMax * (1 + upstreamLimits.waitingPerConnection);
  let underWay = 0;
  const isOver = () => void underWay--;

  return {
    exchange: (body, terms) =>
      new Promise((resolve, reject) => {
        // Counted until the client has let go of it, so that what was given up on while it waited is still counted.
        if (underWay >= underWayMax) return reject(new InkanError("UPSTREAM_OVERLOADED"));
        underWay++;
        client.send(new Exchange(parts, { head, body }, terms, { resolve, reject, isOver }));
      }),
    underWay: () => underWay,
    close: async () => client.close(),
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

class Exchange extends HttpExchange implements Sweepable {
  readonly #parts: ConnectionParts;
  readonly #message: Message;
  readonly #terms: ExchangeTerms;
  readonly #settle: Settle;
  #isSent = false;
  /** Somebody was told how it went. */
  #settled = false;
  #status = 0;
  #retryAfterMs: number | undefined;
  #first: Buffer | undefined;
  #more: Buffer[] | undefined;
  /** How many of the last pieces are as they came. */
  #small = 0;
  #bytes = 0;

  constructor(parts: ConnectionParts, message: Message, terms: ExchangeTerms, settle: Settle) {
    super();
    this.#parts = parts;
    this.#message = message;
    this.#terms = terms;
    this.#settle = settle;
    parts.sweep.add(this);
  }

  sweep(nowMs: number): void {
    if (nowMs >= this.#terms.deadline) this.#fail("UPSTREAM_TIMEOUT", "UPSTREAM_UNAVAILABLE");
    else if (this.#terms.budget.signal.aborted) this.#fail("UPSTREAM_LOST", "UPSTREAM_UNAVAILABLE");
  }

  // The last chance to have nothing written.
  override take(): Message | undefined {
    if (this.#settled) return undefined;
    this.#isSent = true;
    return this.#message;
  }

  override head(status: number, fields: Fields): void {
    this.#status = status;
    if (status !== 429 && status !== 503) return;
    const at = fields.indexOf("retry-after");
    const seconds = at % 2 === 0 ? Number(fields[at + 1]) : Number.NaN;
    if (Number.isFinite(seconds) && seconds >= 0) this.#retryAfterMs = seconds * 1000;
  }

  override data(chunk: Buffer): void {
    if (this.#settled) return;
    const { receiving, responseBytesMax } = this.#parts;
    const errorBytesMax = Math.min(upstreamLimits.errorBodyBytesMax, responseBytesMax);
    if (this.#status !== 200 && this.#bytes + chunk.length > errorBytesMax) {
      this.#release();
      this.#finish({ status: this.#status, body: undefined, retryAfterMs: this.#retryAfterMs });
      this.cancel();
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
    else this.#keep(chunk);
  }

  /** Pieces may be a byte each, and a view costs a hundred times that: every so many are made one. */
  #keep(chunk: Buffer): void {
    this.#more ??= [this.#first!];
    this.#more.push(chunk);
    if (++this.#small < upstreamLimits.piecesMax) return;
    this.#more.push(Buffer.concat(this.#more.splice(-this.#small)));
    this.#small = 0;
  }

  override end(): void {
    this.#settle.isOver();
    if (this.#settled) return;
    const body = this.#more === undefined ? (this.#first ?? new Uint8Array()) : Buffer.concat(this.#more, this.#bytes);
    this.#release();
    this.#finish({ status: this.#status, body, retryAfterMs: this.#retryAfterMs });
  }

  override failed(_failure: Failure, cause: unknown): void {
    this.#settle.isOver();
    this.#fail("UPSTREAM_LOST", "UPSTREAM_UNAVAILABLE", cause);
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
    this.#settle.reject(new InkanError(this.#isSent ? sent : notSent, undefined, { cause }));
    this.cancel();
  }

  #release(): void {
    this.#parts.receiving.bytes -= this.#bytes;
    this.#bytes = 0;
    this.#first = undefined;
    this.#more = undefined;
  }
}
