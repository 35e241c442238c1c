// What a feed makes of an upstream's notifications, by the continuity of its kind.
import type { CallBudget } from "../call.ts";
import type { Carrier } from "./carrier.ts";

/**
 * Whether a feed can go on at an upstream. `behind`: not at this one, it lags. `lost`: nowhere, something may have been missed.
 */
export type Resumption = "resumed" | "behind" | "lost";

export type Follower = {
  /** Called once the upstream subscription stands, before its first notification: brings what was missed since the last upstream. */
  resume(carrier: Carrier, budget: CallBudget): Promise<Resumption>;
  /** Takes one notification, in order. `undefined`: there was nothing to wait for. */
  take(result: Uint8Array, carrier: Carrier, budget: () => CallBudget): Promise<Resumption> | undefined;
  /** A head of the carrier that carries the feed now. */
  head?(carrier: Carrier): void;
  /** The feed is over. */
  end?(): void;
};

/** Gives one event, JSON text, to every subscriber. */
export type Deliver = (result: Uint8Array) => void;

/** Nothing that was missed can be asked for afterwards (`stream`), or need be (`state`). */
export function followAsItComes(deliver: Deliver): Follower {
  return {
    resume: async () => "resumed",
    take(result) {
      deliver(result);
      return undefined;
    },
  };
}
