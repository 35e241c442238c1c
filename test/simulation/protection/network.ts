// A window log behind a network that a hostile parent runs: requests and answers are lost, late, or carried out long after they were given up.
import type { WindowLog } from "../../../enclave-signer/src/signer/window-log/log.ts";
import type { Choices } from "../seeded.ts";

/** Records by number; nobody but this log writes them. */
export type HeldLog = Uint8Array[];

/** Carries a request, or doesn't. */
export type Sending = <T>(isAlive: () => boolean, carryOut: () => T) => Promise<T>;

export type Network = {
  readonly send: Sending;
  /** The log as one clone reaches it. @param isAlive Requests of a dead clone fail at once, but those on their way may still arrive. */
  logOf(isAlive: () => boolean): WindowLog;
  /** Lets something happen to a request that is on its way. */
  step(): void;
  /** Ends all waiting: what is on its way is lost. */
  drop(): void;
};

export type NetworkTerms = {
  readonly choices: Choices;
  readonly exclusivity: "none" | "once-only";
  /** Of every 100 requests, how many meet the parent's malice. */
  readonly maliciousPercent: number;
  /** `none`: the parent puts other copies here at will. */
  readonly held: () => HeldLog;
};

type Waiting = {
  readonly carryOut: () => unknown;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (why: Error) => void;
};

export function openNetwork({ choices, exclusivity, maliciousPercent, held }: NetworkTerms): Network {
  const onTheirWay: Waiting[] = [];
  /** Given up by whoever sent them. */
  const late: (() => unknown)[] = [];
  const lost = () => new Error("lost");

  const send = <T>(isAlive: () => boolean, carryOut: () => T): Promise<T> => {
    if (!isAlive()) return Promise.reject(lost());
    if (!choices.chance(maliciousPercent)) return Promise.resolve(carryOut());
    return new Promise<T>((resolve, reject) => {
      const answer = resolve as (answer: unknown) => void;
      onTheirWay.push({ carryOut, resolve: (value) => (isAlive() ? answer(value) : reject(lost())), reject });
    });
  };

  const append = (n: number, bytes: Uint8Array): "written" | "taken" => {
    const log = held();
    if (log[n] !== undefined) return "taken";
    if (exclusivity === "none" && choices.chance(maliciousPercent / 4)) return "written"; // a lie
    if (n > log.length) throw lost();
    log[n] = bytes;
    return "written";
  };

  return {
    send,
    logOf: (isAlive) => ({
      exclusivity,
      append: async (n, bytes) => send(isAlive, () => append(n, bytes)),
      // An answer may be as old as the parent likes: then the newest record is not there yet.
      read: async (n) =>
        send(isAlive, () => {
          const isOld = n === held().length - 1 && choices.chance(maliciousPercent / 4);
          return isOld ? undefined : held()[n];
        }),
    }),
    step() {
      if (late.length > 0 && choices.chance(30)) {
        const [carryOut] = late.splice(choices.below(late.length), 1);
        try {
          carryOut?.();
        } catch {
          // Too late for its place.
        }
      }
      const [request] = onTheirWay.splice(choices.below(Math.max(onTheirWay.length, 1)), 1);
      if (request === undefined) return;
      const fate = choices.below(4);
      if (fate === 0) {
        late.push(request.carryOut);
        return request.reject(lost());
      }
      if (fate === 1) return request.reject(lost());
      try {
        const answer = request.carryOut();
        if (fate === 2) request.reject(lost());
        else request.resolve(answer);
      } catch (thrown) {
        request.reject(thrown as Error);
      }
    },
    drop() {
      for (const { reject } of onTheirWay.splice(0)) reject(lost());
    },
  };
}
