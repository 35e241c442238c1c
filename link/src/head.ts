// Several protocols of the link begin with a short head, and then the stream belongs to somebody else. This takes the head off
// and puts back what came behind it.
import type { Socket } from "node:net";
import { InkanError } from "./errors.ts";

export type HeadTerms<T> = {
  /** From now to the whole head. */
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** More bytes than this without a whole head: refused. */
  readonly bytesMax: number;
  /** `undefined` while incomplete. What it throws refuses the stream. */
  readonly take: (received: Buffer) => { readonly head: T; readonly rest: Uint8Array } | undefined;
  /** Makes the refusal of a head that did not come whole. */
  readonly refuse: (why: "late" | "cancelled" | "ended" | "too large", cause?: unknown) => InkanError;
};

/**
 * Reads the head of a fresh stream. Afterwards the stream is paused and has no listener of ours; its next byte is the first one behind the head.
 * The caller must put on its own `error` listener before it gives up control.
 *
 * @throws {InkanError} what `take` throws or `refuse` makes; the socket is destroyed then.
 */
export function takeHead<T>(socket: Socket, terms: HeadTerms<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);

    const release = () => {
      clearTimeout(timer);
      terms.signal?.removeEventListener("abort", onAbort);
      socket.off("readable", onReadable).off("end", onEnd).off("close", onEnd).off("error", onError);
    };
    const fail = (error: InkanError) => {
      release();
      socket.on("error", ignore).destroy();
      reject(error);
    };
    const onReadable = () => {
      for (let chunk: Buffer | null = socket.read(); chunk !== null; chunk = socket.read()) {
        received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
        let taken: ReturnType<typeof terms.take>;
        try {
          taken = terms.take(received);
        } catch (thrown) {
          return fail(thrown instanceof InkanError ? thrown : terms.refuse("ended", thrown));
        }
        if (taken !== undefined) {
          release();
          if (taken.rest.length > 0) socket.unshift(taken.rest);
          return resolve(taken.head);
        }
        if (received.length > terms.bytesMax) return fail(terms.refuse("too large"));
      }
    };
    const onEnd = () => fail(terms.refuse("ended"));
    const onError = (error: Error) => fail(terms.refuse("ended", error));
    const onAbort = () => fail(terms.refuse("cancelled", terms.signal?.reason));

    const timer = setTimeout(() => fail(terms.refuse("late")), Math.max(1, terms.deadlineMs));
    if (terms.signal?.aborted) return onAbort();
    terms.signal?.addEventListener("abort", onAbort, { once: true });
    socket.on("readable", onReadable).on("end", onEnd).on("close", onEnd).on("error", onError);
  });
}

const ignore = () => {};
