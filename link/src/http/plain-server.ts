// The short way through an HTTP/1.1 server: plain requests (`plain-request.ts`) that arrive whole are served here, one at a time on a connection, each
// with one read and one write. At the first request that is anything else, the connection is handed to a whole HTTP server, for good.
import type { Duplex } from "node:stream";
import { atEndOfTurn } from "./end-of-turn.ts";
import { type PlainRequest, readPlainRequest } from "./plain-request.ts";

/** What a connection is: a socket, or TLS that ended. */
export type Connection = Duplex & { setTimeout(ms: number): unknown; readonly remoteAddress?: string | undefined };

export type PlainServerTerms = {
  readonly headBytesMax: number;
  readonly fieldsMax: number;
  /** A connection that never said a thing. */
  readonly silentMs: number;
  /** Between two requests. */
  readonly idleMs: number;
  /** A client that takes nothing of its answer for so long is cut off. */
  readonly stalledMs: number;
  /** How often connections are looked at for the first two. */
  readonly checkMs: number;
  /** Answers up to here are written in one piece with their head. */
  readonly oneWriteBytesMax: number;
  readonly serve: (exchange: PlainExchange) => void;
  /** Takes over a connection that is not plain. Its bytes are as if nobody had read them. */
  readonly other: (connection: Connection) => void;
  /** A connection was silent for too long: to be told so, and closed. */
  readonly silent: (connection: Connection) => void;
  /** The connection waits for a request from now on. */
  readonly idle?: (connection: Connection) => void;
  /** It does not, or is gone. */
  readonly busy?: (connection: Connection) => void;
};

export type PlainServer = { readonly accept: (connection: Connection) => void; readonly close: () => void };

/** Listens nowhere: connections are handed to `accept`. */
export function openPlainServer(terms: PlainServerTerms): PlainServer {
  const open = new Set<PlainConnection>();
  const check = setInterval(() => {
    const nowMs = performance.now();
    for (const connection of open) connection.check(nowMs);
  }, terms.checkMs).unref();
  return {
    accept(connection) {
      const plain = new PlainConnection(connection, terms, () => open.delete(plain));
      open.add(plain);
    },
    close() {
      clearInterval(check);
      for (const connection of open) connection.cut();
    },
  };
}

/** One request, and the way of its answer. */
export class PlainExchange {
  readonly request: PlainRequest;
  /** A view of what was read. */
  readonly body: Buffer;
  readonly connection: Connection;
  /** Called once if the client goes away before `end`. */
  onGone: (() => void) | undefined;
  /** Called once when nothing of it is held any more: the client has taken the answer, or is gone. */
  onOver: (() => void) | undefined;
  /** Called each time that what `write` could not send is out. */
  onDrain: (() => void) | undefined;
  readonly #of: PlainConnection;

  constructor(of: PlainConnection, connection: Connection, request: PlainRequest, body: Buffer) {
    this.#of = of;
    this.connection = connection;
    this.request = request;
    this.body = body;
  }

  get isGone(): boolean {
    return this.connection.destroyed;
  }

  /** The whole answer. `head` is the first line and the fields, each closed by CRLF, in Latin-1. */
  answer(head: string, body: Uint8Array): void {
    this.#of.answer(head, body);
    this.end();
  }

  /** A piece of it; text is Latin-1. @returns Whether more may be written before `onDrain`. */
  write(piece: string | Uint8Array): boolean {
    return this.#of.write(piece);
  }

  end(): void {
    this.#of.over(this);
  }

  /** Closes the connection in the middle of an answer: the client sees that it is not whole. */
  cut(): void {
    this.connection.destroy();
  }
}

/** A connection until it is handed over or closed. A class, because it must be. */
class PlainConnection {
  readonly #connection: Connection;
  readonly #terms: PlainServerTerms;
  readonly #leave: () => void;
  #exchange: PlainExchange | undefined;
  /** Came in this turn, or while an answer was under way. Reading is paused then, so it is one read at most. */
  #waiting: Buffer | undefined;
  #sinceMs = performance.now();
  #isSilent = true;
  /** The connection has not taken all that was written. */
  #isFull = false;
  #isAnswered = false;

  constructor(connection: Connection, terms: PlainServerTerms, leave: () => void) {
    this.#connection = connection;
    this.#terms = terms;
    this.#leave = leave;
    connection.on("data", this.#onData).on("end", this.cut).on("error", this.cut);
    connection.on("close", this.#onClose).on("drain", this.#onDrain).on("timeout", this.cut);
    terms.idle?.(connection);
  }

  readonly cut = (): void => void this.#connection.destroy();

  check(nowMs: number): void {
    if (this.#exchange !== undefined || this.#waiting !== undefined) return;
    const isOver = nowMs - this.#sinceMs > (this.#isSilent ? this.#terms.silentMs : this.#terms.idleMs);
    if (!isOver) return;
    if (!this.#isSilent) return void this.cut();
    this.#release();
    // It may be reset while it is told so.
    this.#connection.on("error", this.cut);
    this.#terms.silent(this.#connection);
  }

  write(piece: string | Uint8Array): boolean {
    const isTaken = typeof piece === "string" ? this.#connection.write(piece, "latin1") : this.#connection.write(piece);
    if (!isTaken && !this.#isFull) {
      this.#isFull = true;
      this.#connection.setTimeout(this.#terms.stalledMs);
    }
    return isTaken;
  }

  answer(head: string, body: Uint8Array): void {
    // Latin-1 has a character for each byte, and a string is written without a copy of its own.
    if (body.length <= this.#terms.oneWriteBytesMax)
      return void this.write(`${head}\r\n${Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1")}`);
    this.#connection.cork();
    this.write(`${head}\r\n`);
    this.write(body);
    this.#connection.uncork();
  }

  /** Nothing more will be written. The next request has to wait until the client has taken the answer. */
  over(exchange: PlainExchange): void {
    if (this.#exchange !== exchange) return;
    exchange.onGone = exchange.onDrain = undefined;
    this.#isAnswered = true;
    if (!this.#isFull) this.#next();
  }

  #next(): void {
    this.#isAnswered = false;
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.onOver?.();
    if (this.#connection.destroyed) return;
    this.#sinceMs = performance.now();
    this.#terms.idle?.(this.#connection);
    // Not at once: who sends many requests in one piece takes turns with the others.
    if (this.#waiting !== undefined) atEndOfTurn(this.#goOn);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (this.#exchange === undefined && this.#waiting === undefined) {
      this.#terms.busy?.(this.#connection);
      this.#waiting = chunk;
      return void atEndOfTurn(this.#goOn);
    }
    this.#waiting = this.#waiting === undefined ? chunk : Buffer.concat([this.#waiting, chunk]);
    this.#connection.pause();
  };

  readonly #goOn = (): void => {
    const waiting = this.#waiting;
    if (waiting === undefined || this.#connection.destroyed) return;
    this.#waiting = undefined;
    if (this.#connection.isPaused()) this.#connection.resume();
    this.#take(waiting);
  };

  #take(bytes: Buffer): void {
    this.#isSilent = false;
    const headBytes = bytes.indexOf("\r\n\r\n") + 2;
    const request =
      headBytes < 2 || headBytes > this.#terms.headBytesMax
        ? undefined
        : readPlainRequest(bytes.toString("latin1", 0, headBytes), this.#terms.fieldsMax);
    const end = headBytes + 2 + (request?.contentLength ?? 0);
    if (request === undefined || end > bytes.length) return void this.#handOver(bytes);
    if (end < bytes.length) {
      this.#waiting = bytes.subarray(end);
      this.#connection.pause();
    }
    this.#terms.busy?.(this.#connection);
    this.#exchange = new PlainExchange(this, this.#connection, request, bytes.subarray(headBytes + 2, end));
    this.#terms.serve(this.#exchange);
  }

  #handOver(bytes: Buffer): void {
    const connection = this.#connection;
    this.#release();
    connection.pause();
    connection.unshift(bytes);
    this.#terms.other(connection);
    // The server that has it now listens for `data` from the first byte on.
    process.nextTick(() => connection.resume());
  }

  #release(): void {
    this.#leave();
    const connection = this.#connection;
    connection.off("data", this.#onData).off("end", this.cut).off("error", this.cut);
    connection.off("close", this.#onClose).off("drain", this.#onDrain).off("timeout", this.cut);
  }

  readonly #onDrain = (): void => {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#connection.setTimeout(0);
    if (this.#isAnswered) this.#next();
    else this.#exchange?.onDrain?.();
  };

  readonly #onClose = (): void => {
    this.#leave();
    this.#terms.busy?.(this.#connection);
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.onGone?.();
    exchange?.onOver?.();
  };
}
