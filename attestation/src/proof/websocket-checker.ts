// A client's view of a WebSocket with proofs: each message is the next one of this connection, signed, on time, and answers what was
// asked. docs/protocol/websocket-proof.md, section 5. No I/O: it is given messages and the time.
import { equalBytes, toHex } from "../bytes.ts";
import { p256, verifyEcdsa } from "../ecdsa.ts";
import { sha256 } from "../hash.ts";
import { pointOfSpki } from "../spki.ts";
import { ProofError, type ProofRefusalCode } from "./errors.ts";
import { proofLimits } from "./limits.ts";
import { type ProofLine, sessionBytes, signedMessage, type TakenMessage, takeProofLine } from "./proof-line.ts";

export type WebSocketCheckerOptions = {
  /** Of the URL that was opened: `new URL(url).host`. */
  readonly authority: string;
  /** `new URL(url).pathname`. */
  readonly path: string;
  /** The nonce that was offered: base64url of at least 16 random bytes, fresh for this connection. */
  readonly nonce: string;
  /** The response key, DER SubjectPublicKeyInfo, from an attestation document that was verified. */
  readonly keySpki: Uint8Array;
  /** When the connection was opened, Unix seconds by the client's own clock. */
  readonly openedAt: number;
  /** How late a message may come, and how far the clocks may be apart, together. Default 60. */
  readonly delaySecondsMax?: number | undefined;
  /** Default 40. */
  readonly silenceSecondsMax?: number | undefined;
};

export type CheckedMessage =
  | {
      readonly kind: "answer";
      readonly payload: Uint8Array;
      readonly requestSha256: Uint8Array;
      readonly created: number;
    }
  | {
      readonly kind: "notification";
      readonly payload: Uint8Array;
      readonly subscription: string;
      readonly created: number;
    }
  | { readonly kind: "heartbeat"; readonly created: number };

/** Close the connection: after a refusal nothing more is taken. */
export type MessageRefusal = { readonly refused: ProofRefusalCode };

/**
 * Give it every message that is sent and every one that is received, in order.
 *
 * @example
 * const checker = new WebSocketProofChecker({ authority, path, nonce, keySpki, openedAt: now });
 * socket.onopen = () => { checker.sent(text); socket.send(text); };
 * socket.onmessage = async ({ data }) => {
 *   const checked = await checker.received(data, now());
 *   if ("refused" in checked) socket.close(); else if (checked.kind !== "heartbeat") use(checked.payload);
 * };
 * setInterval(() => { if (checker.silence(now()) !== undefined) socket.close(); }, 5_000);
 */
export class WebSocketProofChecker {
  readonly #options: WebSocketCheckerOptions;
  readonly #point: Uint8Array | undefined;
  readonly #open = new Map<string, number>();
  /** Messages are checked one after another, requests are noted in between: the order of the calls is the order of the checks. */
  #turn: Promise<unknown> = Promise.resolve();
  #openCount = 0;
  #seq = 0;
  #prev: Uint8Array | undefined;
  #created = 0;
  #heardAt: number;
  #refused: ProofRefusalCode | undefined;

  constructor(options: WebSocketCheckerOptions) {
    this.#options = options;
    this.#point = pointOfSpki(p256, options.keySpki);
    this.#heardAt = options.openedAt;
    // Throws now, and not at the first message, when the caller's own values can't be.
    sessionBytes(options.authority, options.path, options.nonce);
  }

  /**
   * Notes a message that is about to be sent, so that its answer is expected.
   *
   * @throws {ProofError} `TOO_MANY_REQUESTS`: wait for answers first.
   */
  sent(message: Uint8Array | string): void {
    if (this.#openCount >= proofLimits.requestsOpenMax) throw new ProofError("TOO_MANY_REQUESTS");
    this.#openCount++;
    const bytes = bytesOf(message);
    this.#next(async () => {
      const digest = toHex(await sha256(bytes));
      this.#open.set(digest, (this.#open.get(digest) ?? 0) + 1);
    });
  }

  /** @param now Unix seconds by the client's own clock, when the message came. */
  received(message: Uint8Array | string, now: number): Promise<CheckedMessage | MessageRefusal> {
    const bytes = bytesOf(message);
    return this.#next(async () => {
      if (this.#refused !== undefined) return { refused: "CLOSED" };
      try {
        return await this.#check(bytes, now);
      } catch (thrown) {
        this.#refused = thrown instanceof ProofError ? thrown.code : "INTERNAL";
        return { refused: this.#refused };
      }
    });
  }

  /** Call it every few seconds. After a refusal, close: somebody holds messages back, or the enclave is gone. */
  silence(now: number): MessageRefusal | undefined {
    if (this.#refused !== undefined) return { refused: this.#refused };
    const { silenceSecondsMax = proofLimits.silenceSecondsMax } = this.#options;
    if (now - this.#heardAt <= silenceSecondsMax) return undefined;
    this.#refused = "SILENT";
    return { refused: this.#refused };
  }

  #next<Value>(step: () => Promise<Value>): Promise<Value> {
    const turn = this.#turn.then(step);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  async #check(bytes: Uint8Array, now: number): Promise<CheckedMessage> {
    const message = takeProofLine(bytes);
    const { line } = message;
    await this.#requireNext(line);
    await this.#requireSigned(message);
    this.#requireOnTime(line, now);
    if (line.req !== undefined) this.#requireAsked(line.req);

    this.#seq++;
    this.#prev = await sha256(bytes);
    this.#created = line.created;
    this.#heardAt = now;
    const { payload } = message;
    const { req, sub, created } = line;
    if (req !== undefined) return { kind: "answer", payload, requestSha256: req, created };
    if (sub !== undefined) return { kind: "notification", payload, subscription: sub, created };
    return { kind: "heartbeat", created };
  }

  async #requireNext({ seq, prev }: ProofLine): Promise<void> {
    if (seq < this.#seq) throw new ProofError("MESSAGE_REPLAYED");
    if (seq > this.#seq) throw new ProofError("MESSAGE_MISSING");
    const { authority, path, nonce } = this.#options;
    const expected = this.#prev ?? (await sha256(sessionBytes(authority, path, nonce)));
    if (!equalBytes(prev, expected)) throw new ProofError(seq === 0 ? "SESSION_MISMATCH" : "PREVIOUS_MISMATCH");
  }

  async #requireSigned({ line, unsigned, signature, payload }: TakenMessage): Promise<void> {
    if (this.#point === undefined) throw new ProofError("KEY_INVALID");
    if (line.keyid !== toHex(await sha256(this.#options.keySpki))) throw new ProofError("KEYID_MISMATCH");
    if (!(await verifyEcdsa(p256, this.#point, signedMessage(unsigned, payload), signature)))
      throw new ProofError("SIGNATURE_INVALID");
  }

  #requireOnTime({ created }: ProofLine, now: number): void {
    const { delaySecondsMax = proofLimits.clockSkewSecondsDefault } = this.#options;
    if (created < this.#created) throw new ProofError("CREATED_BACKWARDS");
    if (!(created <= now + delaySecondsMax)) throw new ProofError("FROM_THE_FUTURE");
    if (!(created >= now - delaySecondsMax)) throw new ProofError("TOO_OLD");
    // The timer may not have run: a message behind too long a silence does not make it good.
    if (this.silence(now) !== undefined) throw new ProofError("SILENT");
  }

  #requireAsked(req: Uint8Array): void {
    const digest = toHex(req);
    const count = this.#open.get(digest);
    if (count === undefined) throw new ProofError("REQUEST_UNKNOWN");
    if (count === 1) this.#open.delete(digest);
    else this.#open.set(digest, count - 1);
    this.#openCount--;
  }
}

const encoder = new TextEncoder();
/** A copy, since the check is not done when the call returns. */
const bytesOf = (message: Uint8Array | string) =>
  typeof message === "string" ? encoder.encode(message) : new Uint8Array(message);
