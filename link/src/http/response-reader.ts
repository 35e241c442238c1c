// Answers of HTTP/1.1 (RFC 9112) as they come from one connection. The other side is foreign: its bytes are bounded, and an answer whose end two readers
// could see at different places (sections 6.1 and 6.3) is an error, after which nothing more of the connection is read.
import { type Fields, hasToken, readFields, readLength } from "./fields.ts";

export type ResponseSink = {
  /** The head of the final answer; interim ones (1xx) are passed over. */
  head(status: number, fields: Fields): void;
  /** A piece of the content: a view of what was read, valid for good. */
  data(piece: Buffer): void;
};

export type ResponseLimits = { readonly headBytesMax: number; readonly fieldsMax: number };

/** What was read is no answer, or not one that ends at one place. */
export class ResponseError extends Error {
  override readonly name = "ResponseError";
}

const statusLine = /HTTP\/1\.([01]) ([1-9]\d\d)(?: [\t\x20-\x7e\x80-\xff]*)?\r\n/y;
/** RFC 9112 section 7.1; extensions are allowed and say nothing. */
const chunkLine = /^([0-9A-Fa-f]{1,12})[ \t]*(?:;[\t\x20-\x7e\x80-\xff]*)?$/;
const chunkLineBytesMax = 256;
const interimMax = 8;
const nothing = Buffer.alloc(0);

type State = "head" | "counted" | "chunk-line" | "chunk" | "chunk-end" | "trailer" | "until-close" | "done";

export class ResponseReader {
  readonly #limits: ResponseLimits;
  #sink: ResponseSink | undefined;
  #state: State = "done";
  /** The beginning of a head or a line whose end has not come. */
  #part: Buffer = nothing;
  /** Of the content, or of the chunk. */
  #left = 0;
  #interim = 0;
  #trailerBytes = 0;
  #isLast = false;
  #keepAliveMs: number | undefined;

  constructor(limits: ResponseLimits) {
    this.#limits = limits;
  }

  /** An answer is expected from now on. */
  begin(sink: ResponseSink): void {
    this.#sink = sink;
    this.#state = "head";
    this.#interim = 0;
    this.#trailerBytes = 0;
    this.#keepAliveMs = undefined;
  }

  /** The connection can't be used again: the answer said so, or has no other end. */
  get isLast(): boolean {
    return this.#isLast;
  }

  /** `Keep-Alive: timeout` of the answer, if it said one. */
  get keepAliveMs(): number | undefined {
    return this.#keepAliveMs;
  }

  /**
   * @returns Whether the answer is whole.
   * @throws {ResponseError} Also for bytes that nobody asked for.
   */
  read(chunk: Buffer): boolean {
    let bytes = chunk;
    if (this.#part.length > 0) {
      bytes = Buffer.concat([this.#part, chunk]);
      this.#part = nothing;
    }
    let at = 0;
    while (at < bytes.length && this.#state !== "done") {
      const next = this.#step(bytes, at);
      if (next < 0) {
        this.#part = bytes.subarray(at);
        return false;
      }
      at = next;
    }
    if (at < bytes.length) throw new ResponseError("bytes behind the answer");
    return this.#state === "done";
  }

  /** The other side ended. @returns Whether that was the answer's end. */
  end(): boolean {
    if (this.#state !== "until-close") return false;
    this.#state = "done";
    return true;
  }

  /** @returns Where to go on; -1: what is there is not enough. */
  #step(bytes: Buffer, at: number): number {
    switch (this.#state) {
      case "head":
        return this.#readHead(bytes, at);
      case "chunk-line":
        return this.#readChunkLine(bytes, at);
      case "chunk-end":
        if (bytes.length - at < 2) return -1;
        if (bytes[at] !== 0x0d || bytes[at + 1] !== 0x0a) throw new ResponseError("a chunk has another length");
        this.#state = "chunk-line";
        return at + 2;
      case "trailer":
        return this.#readTrailer(bytes, at);
      default:
        return this.#readContent(bytes, at);
    }
  }

  #readHead(bytes: Buffer, at: number): number {
    const end = bytes.indexOf("\r\n\r\n", at) + 2;
    const { headBytesMax, fieldsMax } = this.#limits;
    if ((end < 2 ? bytes.length : end) - at > headBytesMax) throw new ResponseError("a long head");
    if (end < 2) return -1;
    const text = bytes.toString("latin1", at, end);
    statusLine.lastIndex = 0;
    const line = statusLine.exec(text);
    const fields = line === null ? undefined : readFields(text, line[0].length, fieldsMax);
    if (fields === undefined) throw new ResponseError("no head of HTTP/1.1");
    const status = Number(line![2]);
    if (status < 200) {
      if (status === 101 || ++this.#interim > interimMax) throw new ResponseError("an interim answer too many");
      return end + 2;
    }
    this.#frame(status, line![1] === "1", fields);
    this.#sink!.head(status, fields);
    return end + 2;
  }

  /** How the content ends: RFC 9112, section 6.3. */
  #frame(status: number, isLasting: boolean, fields: Fields): void {
    let length: number | undefined;
    let isChunked = false;
    this.#isLast = !isLasting;
    for (let at = 0; at < fields.length; at += 2) {
      const value = fields[at + 1]!;
      switch (fields[at]) {
        case "content-length": {
          if (length !== undefined) throw new ResponseError("two lengths");
          length = readLength(value);
          if (length === undefined) throw new ResponseError("a length that is none");
          break;
        }
        case "transfer-encoding":
          if (isChunked || !isLasting || value.toLowerCase() !== "chunked")
            throw new ResponseError("a transfer coding that is not known");
          isChunked = true;
          break;
        case "connection":
          if (hasToken(value, "close")) this.#isLast = true;
          break;
        case "keep-alive": {
          const seconds = /(?:^|[ ,;])timeout=(\d{1,6})(?:$|[ ,;])/i.exec(value)?.[1];
          if (seconds !== undefined) this.#keepAliveMs = Number(seconds) * 1_000;
          break;
        }
      }
    }
    if (isChunked && length !== undefined) throw new ResponseError("a length and chunks");
    if (status === 204 || status === 304) length = 0;
    else if (isChunked) {
      this.#state = "chunk-line";
      return;
    }
    if (length === undefined) {
      this.#state = "until-close";
      this.#isLast = true;
      return;
    }
    this.#left = length;
    this.#state = length === 0 ? "done" : "counted";
  }

  #readContent(bytes: Buffer, at: number): number {
    if (this.#state === "until-close") {
      this.#sink!.data(at === 0 ? bytes : bytes.subarray(at));
      return bytes.length;
    }
    const end = Math.min(bytes.length, at + this.#left);
    this.#left -= end - at;
    if (this.#left === 0) this.#state = this.#state === "chunk" ? "chunk-end" : "done";
    this.#sink!.data(bytes.subarray(at, end));
    return end;
  }

  #readChunkLine(bytes: Buffer, at: number): number {
    const end = bytes.indexOf("\r\n", at);
    if ((end < 0 ? bytes.length : end) - at > chunkLineBytesMax) throw new ResponseError("a long chunk line");
    if (end < 0) return -1;
    const size = chunkLine.exec(bytes.toString("latin1", at, end))?.[1];
    if (size === undefined) throw new ResponseError("a chunk without a length");
    this.#left = Number.parseInt(size, 16);
    this.#state = this.#left === 0 ? "trailer" : "chunk";
    return end + 2;
  }

  /** Fields behind the last chunk say nothing here, but where they end. */
  #readTrailer(bytes: Buffer, at: number): number {
    const end = bytes.indexOf("\r\n", at);
    const lineBytes = (end < 0 ? bytes.length : end + 2) - at;
    if (this.#trailerBytes + lineBytes > this.#limits.headBytesMax) throw new ResponseError("a long trailer");
    if (end < 0) return -1;
    this.#trailerBytes += lineBytes;
    if (end === at) this.#state = "done";
    else if (readFields(bytes.toString("latin1", at, end + 2), 0, 1) === undefined)
      throw new ResponseError("no trailer");
    return end + 2;
  }
}
