// This boot's hand in the window log: reads all of it, introduces itself, appends with optimistic concurrency, and stops for good at the
// first record that is not what it or others wrote.
import { Refusal } from "../refusal.ts";
import type { Windows } from "../slashing-protection/window.ts";
import { type Authority, bootNonce } from "./authority.ts";
import type { KeyStoreRecords } from "./key-store-record.ts";
import { type WindowLogLimits, windowLogLimits } from "./limits.ts";
import type { Exclusivity, WindowLog } from "./log.ts";
import { LogError } from "./log-error.ts";
import { openReader } from "./reader.ts";
import { encodeRecord, hashOf, type RecordBody, type RecordPlace } from "./record.ts";

export type Journal = {
  readonly exclusivity: Exclusivity;
  readonly group: string;
  /** Own boot key's id. */
  readonly boot: string;
  /** As of the newest record that was read. */
  readonly windows: Windows;
  /** Records read so far. */
  readonly length: number;
  readonly keyStore: KeyStoreRecords;
  /** Why nothing more is signed; `undefined` while all is well. */
  stopped(): Refusal | undefined;
  /** Reads what others appended since. @throws {Refusal} `WINDOW_UNAVAILABLE`, `LOG_CORRUPT`. */
  catchUp(): Promise<void>;
  /**
   * Appends what `make` says, which is asked again whenever another record came first; `undefined`: there is nothing to append any more.
   * When it returns, the record is in the log and folded in. When it throws, it may still come to be there: it then is an own record like any.
   *
   * @throws {Refusal} `WINDOW_UNAVAILABLE`, `LOG_CORRUPT`, `SIGNER_RETIRED`, and what `make` throws.
   */
  append(make: () => RecordBody | undefined): Promise<void>;
};

export type JournalParts = {
  readonly log: WindowLog;
  readonly group: string;
  readonly authority: Authority;
  readonly monotonicMs: () => number;
  /** Between two attempts. */
  readonly pause: (ms: number) => Promise<void>;
  readonly limits?: WindowLogLimits;
};

/**
 * Waits for the log, reads all of it, and appends this boot's own record.
 *
 * @throws {LogError} The log is not to be believed: nothing may be signed, and no key be opened.
 * @throws {Refusal} `WINDOW_UNAVAILABLE` when it can't be reached in time.
 */
export async function openJournal(parts: JournalParts): Promise<Journal> {
  const { log, group, authority, monotonicMs, pause, limits = windowLogLimits } = parts;
  const reader = openReader(group, authority, limits);
  let fault: LogError | undefined;
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time: what is appended depends on all that was read. */
  const exclusively = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };

  const ended = (): Refusal | undefined => {
    if (fault !== undefined) return new Refusal("LOG_CORRUPT", fault.code);
    if (reader.isRetired || reader.windows.hasEnded(authority.boot)) return new Refusal("SIGNER_RETIRED");
    return undefined;
  };
  const stopped = (): Refusal | undefined =>
    ended() ?? (reader.isSuperseded ? new Refusal("SIGNER_RETIRED", "another boot changed the key store") : undefined);
  const corrupt = (why: LogError): Refusal => {
    fault ??= why;
    return new Refusal("LOG_CORRUPT", fault.code, { cause: fault });
  };

  const take = async (bytes: Uint8Array) => {
    try {
      await reader.take(bytes);
    } catch (thrown) {
      throw corrupt(
        thrown instanceof LogError ? thrown : new LogError("RECORD_MALFORMED", undefined, { cause: thrown }),
      );
    }
  };

  const read = async (n: number): Promise<Uint8Array | undefined> => {
    try {
      return await log.read(n);
    } catch (cause) {
      if (cause instanceof LogError) throw corrupt(cause);
      throw new Refusal("WINDOW_UNAVAILABLE", `the log can't be read: ${reasonOf(cause)}`, { cause });
    }
  };

  /** Reads ahead: at boot there may be thousands. */
  async function readOn(): Promise<void> {
    for (let ahead = 1; ; ahead = Math.min(2 * ahead, limits.readsAheadMax)) {
      const { n } = reader.next();
      const found = await Promise.all(Array.from({ length: ahead }, (_, at) => read(n + at)));
      for (const bytes of found) {
        if (bytes === undefined) return;
        await take(bytes);
      }
    }
  }

  /** The record that ours would follow must still be there: a log that was put back, or is another one, is noticed before it is built on. */
  async function requireTip({ n, previous }: RecordPlace): Promise<void> {
    if (n === 0) return;
    const tip = await read(n - 1);
    if (tip !== undefined && hashOf(tip) === previous) return;
    // A keeper that nobody can roll back may still answer from a moment ago.
    if (tip === undefined && log.exclusivity === "once-only")
      throw new Refusal("WINDOW_UNAVAILABLE", "the log is behind");
    throw corrupt(new LogError(tip === undefined ? "LOG_SHRUNK" : "LOG_FORKED", `record ${n - 1}`));
  }

  /** @returns Whether it is known to be there. */
  async function attempt(place: RecordPlace, body: RecordBody): Promise<boolean> {
    const bytes = encodeRecord({ ...place, boot: authority.boot, body }, authority.sign);
    const outcome = await log.append(place.n, bytes).catch(() => "unknown" as const);
    if (outcome === "written") {
      await take(bytes);
      return true;
    }
    // Whoever's record it is, perhaps ours that was thought lost: it counts.
    const there = await read(place.n);
    if (there === undefined) return false;
    await take(there);
    return Buffer.compare(there, bytes) === 0;
  }

  async function appendUntil(
    make: (place: RecordPlace) => Promise<RecordBody | undefined> | RecordBody | undefined,
    deadlineMs: number,
  ): Promise<void> {
    const untilMs = monotonicMs() + deadlineMs;
    let why: unknown;
    for (let attempts = 0; attempts < limits.attemptsMax; attempts++) {
      const refused = ended();
      if (refused !== undefined) throw refused;
      try {
        const place = reader.next();
        await requireTip(place);
        const body = await make(place);
        if (body === undefined || (await attempt(place, body))) return;
        if (reader.next().n > place.n) continue; // another's record came first: at once again
      } catch (thrown) {
        if (!(thrown instanceof Refusal) || thrown.code !== "WINDOW_UNAVAILABLE") throw thrown;
        why = thrown;
      }
      if (monotonicMs() >= untilMs) break;
      await pause(Math.min(limits.pauseFirstMs * 2 ** Math.min(attempts, 20), limits.pauseMaxMs));
    }
    throw new Refusal("WINDOW_UNAVAILABLE", undefined, { cause: why });
  }

  async function open(): Promise<void> {
    const untilMs = monotonicMs() + limits.openDeadlineMs;
    for (;;) {
      try {
        await readOn();
        break;
      } catch (thrown) {
        const isUnreachable = thrown instanceof Refusal && thrown.code === "WINDOW_UNAVAILABLE";
        if (!isUnreachable || monotonicMs() >= untilMs) throw causeOf(thrown);
        await pause(limits.pauseMaxMs);
      }
    }
    if (reader.isRetired) return;
    const introduction = async ({ previous }: RecordPlace): Promise<RecordBody | undefined> =>
      reader.isIntroduced ? undefined : { kind: "boot", ...(await authority.introduce(bootNonce(group, previous))) };
    await appendUntil(introduction, limits.openDeadlineMs).catch((thrown: unknown) => {
      throw causeOf(thrown);
    });
  }

  const catchUp = () =>
    exclusively(async () => {
      if (fault !== undefined) throw corrupt(fault);
      await readOn();
    });

  await open();
  return {
    exclusivity: log.exclusivity,
    group,
    boot: authority.boot,
    windows: reader.windows,
    get length() {
      return reader.next().n;
    },
    keyStore: {
      current: () => reader.keyStoreDigest,
      async catchUp() {
        await catchUp();
        const refused = stopped();
        if (refused !== undefined) throw refused;
      },
      record: (digest) =>
        exclusively(() =>
          appendUntil(() => {
            const refused = stopped();
            if (refused !== undefined) throw refused;
            return reader.keyStoreDigest === digest ? undefined : { kind: "keys", digest };
          }, limits.appendDeadlineMs),
        ),
    },
    stopped,
    catchUp,
    append: (make) => exclusively(() => appendUntil(make, limits.appendDeadlineMs)),
  };
}

/** At boot the log's own error says more than the refusal that a client would read. */
const causeOf = (thrown: unknown): unknown =>
  thrown instanceof Refusal && thrown.cause instanceof LogError ? thrown.cause : thrown;

/** What the keeper, or whoever stands before it, gave as a code or as the error's name; nothing else that they say. */
function reasonOf(cause: unknown): string {
  const { code, name } = Object(cause) as { readonly code?: unknown; readonly name?: unknown };
  const named = [code, name].find((text) => typeof text === "string" && /^[A-Za-z][A-Za-z0-9_]{0,63}$/.test(text));
  return typeof named === "string" ? named : "no reason given";
}
