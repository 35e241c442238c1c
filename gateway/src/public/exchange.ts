// One request on its way to the relay, and the relay's answer on its way to the client: exactly the fields named here come back.
import { type Failure, type Fields, HttpExchange, InkanError, type Message } from "@inkan/link";
import { answerFields } from "./answer.ts";
import type { ClientEnd } from "./client-end.ts";

const passedFields: ReadonlySet<string> = new Set([
  "content-type",
  "signature",
  "signature-input",
  "content-digest",
  "inkan-context",
  "retry-after",
]);

/** Pieces from here on are passed on as they come; below, the first one is held. */
const heldBytesMax = 65_536;
const nothing = Buffer.alloc(0);

/** A class, as what must be closed: it ends with the answer, with an error, or with its client. */
export class Exchange extends HttpExchange {
  readonly #message: Message;
  readonly #client: ClientEnd;
  readonly #refuse: (error: InkanError) => void;
  readonly #over: () => void;
  readonly #lateMs: number;
  #isLate = false;
  #isStreaming = false;
  #isOver = false;
  #status = 0;
  #fields: string[] = [];
  #length: string | undefined;
  #held: Buffer | undefined;

  constructor(
    message: Message,
    client: ClientEnd,
    queueDeadlineMs: number,
    refuse: (error: InkanError) => void,
    over: () => void,
  ) {
    super();
    this.#message = message;
    this.#client = client;
    this.#refuse = refuse;
    this.#over = over;
    this.#lateMs = performance.now() + queueDeadlineMs;
    client.onOver(() => {
      if (!this.#isOver) this.cancel();
    });
  }

  /** The request is about to be written: from here on it may have been carried out. */
  override take(): Message | undefined {
    this.#isLate = performance.now() > this.#lateMs;
    return this.#isLate || this.#client.isGone ? undefined : this.#message;
  }

  override head(status: number, fields: Fields): void {
    const passed = [...answerFields];
    for (let at = 0; at < fields.length; at += 2) {
      const name = fields[at]!;
      if (passedFields.has(name)) passed.push(name, fields[at + 1]!);
      else if (name === "content-length") this.#length = fields[at + 1];
    }
    this.#status = status;
    this.#fields = passed;
  }

  /** The first piece is held: most answers have no second, and go out whole. */
  override data(piece: Buffer): void {
    if (this.#isOver) return;
    if (!this.#isStreaming && this.#held === undefined && piece.length < heldBytesMax) {
      this.#held = piece;
      return;
    }
    if (!this.#isStreaming) this.#beginStream();
    if (!this.#client.write(piece)) this.pause();
  }

  override end(): void {
    if (this.#isOver) return;
    this.#finish();
    if (this.#isStreaming) this.#client.end();
    else this.#client.answer(this.#status, this.#fields, this.#held ?? nothing);
  }

  override failed(failure: Failure, cause: unknown): void {
    if (this.#isOver) return;
    this.#finish();
    // Part of the answer is out: a cut shows that it is not whole.
    if (this.#isStreaming) return void this.#client.cut();
    if (this.#client.isGone) return;
    this.#refuse(new InkanError(this.#isLate ? "OVERLOADED" : codes[failure], undefined, { cause }));
  }

  #beginStream(): void {
    this.#isStreaming = true;
    this.#client.onDrain(() => this.resume());
    if (this.#length !== undefined) this.#fields.push("content-length", this.#length);
    this.#client.begin(this.#status, this.#fields);
    if (this.#held !== undefined) this.#client.write(this.#held);
    this.#held = undefined;
  }

  #finish(): void {
    this.#isOver = true;
    this.#over();
  }
}

const codes = { unsent: "ENCLAVE_UNAVAILABLE", lost: "ENCLAVE_LOST", late: "ENCLAVE_TIMEOUT" } as const;
