// An HTTP/1.1 client for one server: a bounded pool of kept-alive connections, one exchange at a time on each, so that a slow answer keeps nobody
// else waiting. A request is written in one piece and never a second time; what is not known to be unsent is said to be lost.
import type { Socket } from "node:net";
import { atEndOfTurn } from "./end-of-turn.ts";
import type { Fields } from "./fields.ts";
import { ResponseError, type ResponseLimits, ResponseReader, type ResponseSink } from "./response-reader.ts";

/** The first line and the fields, each closed by CRLF, in Latin-1; and the content, whose `Content-Length` is put behind them. */
export type Message = { readonly head: string; readonly body: string | Buffer | undefined };

/** How an exchange failed. `unsent`: not a byte was written. `lost`: it may have been carried out. `late`: the same, after the deadline. */
export type Failure = "unsent" | "lost" | "late";

export type HttpClientTerms = ResponseLimits & {
  readonly dial: () => Promise<Socket>;
  readonly connectionsMax: number;
  /** A connection without an exchange is closed after so long, or sooner if the server says that it will. */
  readonly idleMs: number;
  /** Longest wait for an answer's head and between two pieces. `undefined`: the exchange looks after it. */
  readonly answerMs?: number | undefined;
  /** How often connections are looked at for these two. */
  readonly checkMs: number;
};

export type HttpClient = {
  /** Begins an exchange, or lets it wait for a connection. */
  send(exchange: HttpExchange): void;
  /** Cuts all connections. */
  close(): void;
};

/** The server may close at the moment that it named: a connection is given up so long before. */
const keepAliveMarginMs = 2_000;
/** Contents of requests up to here are written in one piece with their head. */
export const requestOneWriteBytesMax = 16_384;

/** What is asked, and who hears the answer. Ends in exactly one of `end` and `failed`; after `cancel`, in `failed` too. */
export abstract class HttpExchange implements ResponseSink {
  #connection: PooledConnection | undefined;

  /** Called in the turn in which the request is written. @returns `undefined`: it is not wanted any more, and nothing is written. */
  abstract take(): Message | undefined;
  abstract head(status: number, fields: Fields): void;
  abstract data(piece: Buffer): void;
  abstract end(): void;
  abstract failed(failure: Failure, cause: unknown): void;

  /** Gives up an exchange whose request was written, by cutting its connection. One that waits is asked again by `take`. */
  cancel(): void {
    this.#connection?.cut("lost", new Error("cancelled"));
  }

  /** At most one more piece comes. */
  pause(): void {
    this.#connection?.pause();
  }

  resume(): void {
    this.#connection?.resume();
  }

  /** For the client alone. */
  on(connection: PooledConnection | undefined): void {
    this.#connection = connection;
  }
}

export function openHttpClient(terms: HttpClientTerms): HttpClient {
  const open = new Set<PooledConnection>();
  /** The last one that became free is used first, so that the others can grow old. */
  const free: PooledConnection[] = [];
  const waiting: HttpExchange[] = [];
  let dialling = 0;
  let isClosed = false;
  const check = setInterval(() => {
    const nowMs = performance.now();
    for (const connection of open) connection.check(nowMs);
  }, terms.checkMs).unref();

  const takeFree = (): PooledConnection | undefined => {
    for (let connection = free.pop(); connection !== undefined; connection = free.pop())
      if (connection.isUsable) return connection;
    return undefined;
  };
  const serveWaiting = () => {
    while (waiting.length > 0) {
      const connection = takeFree();
      if (connection === undefined) break;
      if (!connection.begin(waiting.shift()!)) free.push(connection);
    }
    while (waiting.length > dialling && open.size + dialling < terms.connectionsMax && !isClosed) dial();
  };
  const onFree = (connection: PooledConnection) => {
    free.push(connection);
    if (waiting.length > 0) serveWaiting();
  };
  const onClose = (connection: PooledConnection) => {
    open.delete(connection);
    const at = free.lastIndexOf(connection);
    if (at >= 0) free.splice(at, 1);
    if (waiting.length > 0) serveWaiting();
  };
  const dial = () => {
    dialling++;
    terms.dial().then(
      (socket) => {
        dialling--;
        if (isClosed) return void socket.on("error", () => {}).destroy();
        const connection = new PooledConnection(socket, terms, onFree, onClose);
        open.add(connection);
        onFree(connection);
      },
      (cause: unknown) => {
        dialling--;
        waiting.shift()?.failed("unsent", cause);
        if (waiting.length > 0) serveWaiting();
      },
    );
  };

  return {
    send(exchange) {
      if (isClosed) return exchange.failed("unsent", new Error("closed"));
      const connection = waiting.length === 0 ? takeFree() : undefined;
      if (connection !== undefined) {
        if (!connection.begin(exchange)) free.push(connection);
        return;
      }
      waiting.push(exchange);
      serveWaiting();
    },
    close() {
      isClosed = true;
      clearInterval(check);
      for (const exchange of waiting.splice(0)) exchange.failed("unsent", new Error("closed"));
      for (const connection of open) connection.cut("lost", new Error("closed"));
    },
  };
}

/** A class, because it must be closed. */
class PooledConnection {
  readonly #socket: Socket;
  readonly #terms: HttpClientTerms;
  readonly #reader: ResponseReader;
  readonly #onFree: (connection: PooledConnection) => void;
  readonly #onClosed: (connection: PooledConnection) => void;
  #exchange: HttpExchange | undefined;
  #isPaused = false;
  /** Came in this turn and was not looked at. */
  #unread: Buffer | undefined;
  /** Since it is free, or since something of the answer came. */
  #sinceMs = performance.now();
  #idleMs: number;

  constructor(
    socket: Socket,
    terms: HttpClientTerms,
    onFree: (connection: PooledConnection) => void,
    onClosed: (connection: PooledConnection) => void,
  ) {
    this.#socket = socket;
    this.#terms = terms;
    this.#reader = new ResponseReader(terms);
    this.#onFree = onFree;
    this.#onClosed = onClosed;
    this.#idleMs = terms.idleMs;
    socket.on("data", this.#onData).on("end", this.#onEnd);
    socket.on("error", this.#onError).on("close", this.#onClose);
  }

  /** Not so from the moment that either side ends it, which is before anybody hears of its close. */
  get isUsable(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** @returns Whether it is busy now: what is not wanted any more is told so, and takes no connection. */
  begin(exchange: HttpExchange): boolean {
    const message = exchange.take();
    if (message === undefined) {
      exchange.failed("unsent", new Error("not wanted any more"));
      return false;
    }
    this.#exchange = exchange;
    this.#sinceMs = performance.now();
    this.#reader.begin(exchange);
    exchange.on(this);
    this.#write(message);
    return true;
  }

  #write({ head, body }: Message): void {
    const socket = this.#socket;
    if (body === undefined) return void socket.write(`${head}\r\n`, "latin1");
    if (typeof body !== "string" && body.length > requestOneWriteBytesMax) {
      socket.cork();
      socket.write(`${head}content-length: ${body.length}\r\n\r\n`, "latin1");
      socket.write(body);
      socket.uncork();
      return;
    }
    const text = typeof body === "string" ? body : body.toString("latin1");
    const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    // Where each character is one byte, Latin-1 says the same as UTF-8, and faster.
    socket.write(`${head}content-length: ${bytes}\r\n\r\n${text}`, bytes === text.length ? "latin1" : "utf8");
  }

  pause(): void {
    if (this.#isPaused) return;
    this.#isPaused = true;
    this.#socket.pause();
  }

  resume(): void {
    if (!this.#isPaused) return;
    this.#isPaused = false;
    this.#sinceMs = performance.now();
    this.#socket.resume();
  }

  check(nowMs: number): void {
    const elapsedMs = nowMs - this.#sinceMs;
    if (this.#exchange === undefined) {
      if (elapsedMs > this.#idleMs) this.#socket.destroy();
    } else if (this.#terms.answerMs !== undefined && elapsedMs > this.#terms.answerMs && !this.#isPaused)
      this.cut("late", new Error("no answer in time"));
  }

  cut(failure: Failure, cause: unknown): void {
    this.#socket.destroy();
    this.#fail(failure, cause);
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#read();
    // Bytes that nobody asked for: what they would be taken for is theirs to choose. Not even until the end of the turn, in which a request may follow.
    if (this.#exchange === undefined) return void this.#socket.destroy();
    this.#unread = chunk;
    atEndOfTurn(this.#read);
  };

  readonly #read = (): void => {
    const chunk = this.#unread;
    if (chunk === undefined) return;
    this.#unread = undefined;
    this.#sinceMs = performance.now();
    let isWhole: boolean;
    try {
      isWhole = this.#reader.read(chunk);
    } catch (thrown) {
      if (!(thrown instanceof ResponseError)) throw thrown;
      return void this.cut("lost", thrown);
    }
    if (isWhole) this.#finish();
  };

  #finish(): void {
    const exchange = this.#exchange;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    exchange.on(undefined);
    this.resume();
    const promisedMs = (this.#reader.keepAliveMs ?? Infinity) - keepAliveMarginMs;
    this.#idleMs = Math.min(this.#terms.idleMs, promisedMs);
    // An answer that came before the request was out leaves the rest of it on the way.
    if (this.#reader.isLast || this.#idleMs <= 0 || this.#socket.writableLength > 0) this.#socket.destroy();
    exchange.end();
    if (!this.#socket.destroyed) this.#onFree(this);
  }

  readonly #onError = (cause: unknown): void => {
    this.#read();
    this.cut("lost", cause);
  };

  readonly #onEnd = (): void => {
    this.#read();
    if (this.#exchange !== undefined && this.#reader.end()) this.#finish();
    this.cut("lost", new Error("ended"));
  };

  readonly #onClose = (): void => {
    this.#fail("lost", new Error("closed"));
    this.#onClosed(this);
  };

  #fail(failure: Failure, cause: unknown): void {
    const exchange = this.#exchange;
    this.#unread = undefined;
    if (exchange === undefined) return;
    this.#exchange = undefined;
    exchange.on(undefined);
    exchange.failed(failure, cause);
  }
}
