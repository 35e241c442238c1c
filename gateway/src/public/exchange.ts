// One request on its way to the relay, and the relay's answer on its way to the client: exactly the fields named here come back.
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { InkanError } from "@inkan/link";
import type { Dispatcher } from "undici";
import { corsFields } from "./answer.ts";

const passedFields = [
  "content-type",
  "signature",
  "signature-input",
  "content-digest",
  "inkan-context",
  "retry-after",
  "cache-control",
] as const;

/** A class, as what must be closed: it ends with the answer, with an error, or with its client. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #response: ServerResponse;
  readonly #refuse: (error: InkanError) => void;
  readonly #over: () => void;
  readonly #lateMs: number;
  #controller: Dispatcher.DispatchController | undefined;
  #isOver = false;
  #isSent = false;
  #isStreaming = false;
  #refusal: InkanError | undefined;
  #status = 0;
  #fields: string[] = [];
  #length: string | undefined;
  #held: Buffer | undefined;

  constructor(
    response: ServerResponse,
    queueDeadlineMs: number,
    refuse: (error: InkanError) => void,
    over: () => void,
  ) {
    this.#response = response;
    this.#refuse = refuse;
    this.#over = over;
    this.#lateMs = performance.now() + queueDeadlineMs;
    response.on("close", () => {
      if (!this.#isOver) this.#controller?.abort(clientGone);
    });
  }

  /** The request is about to be written: from here on it may have been carried out. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#response.destroyed) return void controller.abort(clientGone);
    if (performance.now() > this.#lateMs) {
      this.#refusal = new InkanError("OVERLOADED");
      return void controller.abort(this.#refusal);
    }
    this.#isSent = true;
  }

  onResponseStart(_: Dispatcher.DispatchController, status: number, headers: IncomingHttpHeaders): void {
    if (status < 200) return;
    const fields = [...corsFields];
    for (const name of passedFields) {
      const value = headers[name] as string | string[] | undefined;
      if (value !== undefined) fields.push(name, typeof value === "string" ? value : value.join(", "));
    }
    this.#status = status;
    this.#fields = fields;
    this.#length = headers["content-length"];
  }

  /** The first piece is held: most answers have no second, and go out whole. */
  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.#isStreaming && this.#held === undefined && chunk.length < 65_536) {
      this.#held = chunk;
      return;
    }
    if (!this.#isStreaming) this.#beginStream();
    if (!this.#response.write(chunk) && !controller.paused) {
      controller.pause();
      this.#response.once("drain", () => controller.resume());
    }
  }

  onResponseEnd(): void {
    this.#finish();
    if (this.#isStreaming) return void this.#response.end();
    const body = this.#held;
    this.#fields.push("content-length", String(body?.length ?? 0));
    this.#response.writeHead(this.#status, this.#fields);
    this.#response.end(body);
  }

  onResponseError(_: Dispatcher.DispatchController | undefined, error: Error & { code?: string }): void {
    if (this.#isOver) return;
    this.#finish();
    // Part of the answer is out: a cut shows that it is not whole.
    if (this.#isStreaming) return void this.#response.destroy();
    if (this.#response.destroyed) return;
    this.#refuse(this.#refusal ?? this.#meaning(error));
  }

  #meaning(cause: Error & { code?: string }): InkanError {
    if (!this.#isSent) return new InkanError("ENCLAVE_UNAVAILABLE", undefined, { cause });
    const isLate = cause.code === "UND_ERR_HEADERS_TIMEOUT" || cause.code === "UND_ERR_BODY_TIMEOUT";
    return new InkanError(isLate ? "ENCLAVE_TIMEOUT" : "ENCLAVE_LOST", undefined, { cause });
  }

  #beginStream(): void {
    this.#isStreaming = true;
    if (this.#length !== undefined) this.#fields.push("content-length", this.#length);
    this.#response.writeHead(this.#status, this.#fields);
    if (this.#held !== undefined) this.#response.write(this.#held);
    this.#held = undefined;
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#over();
  }
}

const clientGone = new Error("the client went away");
