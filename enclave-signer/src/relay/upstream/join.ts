// Identical calls that are under way at the same time wait for one answer. Only calls about nobody: a wallet that has just sent
// a transaction and asks for its nonce must not get an answer that was under way before.
import { InkanError } from "@inkan/link";
import type { Answer, CallBudget } from "../call.ts";
import { upstreamLimits } from "./limits.ts";
import type { Sweep } from "./sweep.ts";

export type Join = {
  /**
   * Waits for `ask` of the first who came with `key`.
   *
   * @param ask Gets a budget that ends when nobody waits any more: a client that goes away takes nothing from the others.
   * @throws {InkanError} What `ask` throws; `UPSTREAM_TIMEOUT` and `UPSTREAM_LOST` for the one whose time is over or who went away.
   */
  call(key: string, budget: CallBudget, ask: (shared: CallBudget) => Promise<Answer>): Promise<Answer>;
};

type Flight = { readonly waiting: Set<Waiter>; readonly controller: AbortController };
type Waiter = { sweep(nowMs: number): void; settle(answer: Answer): void; fail(error: unknown): void };

export function openJoin(sweep: Sweep): Join {
  const flights = new Map<string, Flight>();

  return {
    call(key, budget, ask) {
      const flight = flights.get(key);
      if (flight !== undefined) {
        if (flight.waiting.size >= upstreamLimits.joinedMax)
          return Promise.reject(new InkanError("UPSTREAM_OVERLOADED"));
        return wait(flight, key, budget);
      }
      const started: Flight = { waiting: new Set(), controller: new AbortController() };
      flights.set(key, started);
      const answer = wait(started, key, budget);
      const over = () => flights.get(key) === started && flights.delete(key);
      ask({ signal: started.controller.signal, deadline: budget.deadline }).then(
        (value) => {
          over();
          for (const waiter of started.waiting) waiter.settle(value);
        },
        (error: unknown) => {
          over();
          for (const waiter of started.waiting) waiter.fail(error);
        },
      );
      return answer;
    },
  };

  function wait(flight: Flight, key: string, budget: CallBudget): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        flight.waiting.delete(waiter);
        sweep.delete(waiter);
      };
      const waiter: Waiter = {
        sweep(nowMs) {
          const late = nowMs >= budget.deadline;
          if (!late && !budget.signal.aborted) return;
          leave();
          if (flight.waiting.size === 0) {
            flight.controller.abort();
            // Whoever comes now starts anew.
            if (flights.get(key) === flight) flights.delete(key);
          }
          reject(new InkanError(late ? "UPSTREAM_TIMEOUT" : "UPSTREAM_LOST"));
        },
        settle(value) {
          leave();
          resolve(value);
        },
        fail(error) {
          leave();
          reject(error);
        },
      };
      flight.waiting.add(waiter);
      sweep.add(waiter);
    });
  }
}
