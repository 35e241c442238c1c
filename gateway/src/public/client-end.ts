// The client's end of an exchange: where an answer goes, on either way through the HTTP server.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import type { PlainExchange } from "@inkan/link";
import type { GatewayLimits } from "../limits.ts";

export type ClientEnd = {
  readonly isGone: boolean;
  /** Part of an answer is out: it can only go on, or be cut. */
  readonly hasBegun: boolean;
  /** Whether the whole request was read. What was not stands in the way of the next one. */
  readonly isRead: boolean;
  /** @param fields Names and values in turn, without `Content-Length`. */
  answer(status: number, fields: readonly string[], body: Buffer): void;
  /** Begins an answer that comes in pieces. */
  begin(status: number, fields: readonly string[]): void;
  /** @returns Whether more may be written before `onDrain`. */
  write(piece: Buffer): boolean;
  end(): void;
  cut(): void;
  /** Called once when the exchange is over, however. */
  onOver(over: () => void): void;
  onDrain(drained: () => void): void;
};

export type Answered = (status: number) => void;

/** Where a whole HTTP server reads and writes. */
export function serverEnd(request: IncomingMessage, response: ServerResponse): ClientEnd {
  return {
    get isGone() {
      return response.destroyed;
    },
    get hasBegun() {
      return response.headersSent;
    },
    get isRead() {
      return request.complete;
    },
    answer(status, fields, body) {
      response.writeHead(status, [...fields, "content-length", String(body.length)]);
      response.end(body);
    },
    begin: (status, fields) => void response.writeHead(status, fields as string[]),
    write: (piece) => response.write(piece),
    end: () => void response.end(),
    // Not `response.destroy()`: of a pipelined request's answer, which has no socket yet, that forgets the answer and leaves its client waiting.
    cut: () => void request.socket.destroy(),
    onOver: (over) => void response.on("close", over),
    onDrain: (drained) => void response.on("drain", drained),
  };
}

/** Where a plain request came. A class, since one is made for each. */
export class PlainEnd implements ClientEnd {
  readonly #exchange: PlainExchange;
  readonly #limits: GatewayLimits;
  readonly #answered: Answered;
  #status = 0;
  /** Without one, the end of the connection is the end of the answer. */
  #hasLength = true;

  constructor(exchange: PlainExchange, limits: GatewayLimits, answered: Answered) {
    this.#exchange = exchange;
    this.#limits = limits;
    this.#answered = answered;
  }

  get isGone(): boolean {
    return this.#exchange.isGone;
  }

  get hasBegun(): boolean {
    return this.#status !== 0;
  }

  get isRead(): boolean {
    return true;
  }

  answer(status: number, fields: readonly string[], body: Buffer): void {
    this.#status = status;
    this.#answered(status);
    this.#exchange.answer(`${headText(status, fields, this.#limits)}content-length: ${body.length}\r\n`, body);
  }

  begin(status: number, fields: readonly string[]): void {
    this.#status = status;
    this.#hasLength = fields.includes("content-length");
    this.#exchange.write(
      `${headText(status, fields, this.#limits)}${this.#hasLength ? "" : "connection: close\r\n"}\r\n`,
    );
  }

  write(piece: Buffer): boolean {
    return this.#exchange.write(piece);
  }

  end(): void {
    this.#answered(this.#status);
    this.#exchange.end();
    if (!this.#hasLength) this.#exchange.connection.end();
  }

  cut(): void {
    this.#exchange.cut();
  }

  onOver(over: () => void): void {
    const before = this.#exchange.onOver;
    this.#exchange.onOver = () => {
      before?.();
      over();
    };
  }

  onDrain(drained: () => void): void {
    this.#exchange.onDrain = drained;
  }
}

/** The first line and the fields that every answer has, then its own. */
function headText(status: number, fields: readonly string[], limits: GatewayLimits): string {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\ndate: ${dateText()}\r\nkeep-alive: timeout=${Math.floor(limits.keepAliveMs / 1_000)}\r\n`;
  for (let at = 0; at < fields.length; at += 2) text += `${fields[at]}: ${fields[at + 1]}\r\n`;
  return text;
}

let dateSecond = Number.NaN;
let date = "";

/** Made once a second. */
function dateText(): string {
  const second = Math.floor(Date.now() / 1_000);
  if (second !== dateSecond) {
    dateSecond = second;
    date = new Date().toUTCString();
  }
  return date;
}
