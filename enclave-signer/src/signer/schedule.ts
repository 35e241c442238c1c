// Which signature is next: blocks and RANDAO before attestations before the rest; in each, the first come. Bounded: past it, refuse.
import { Refusal } from "./refusal.ts";

/** The lower, the sooner. */
export const priorities = { block: 0, attestation: 1, other: 2 } as const;
export type Priority = (typeof priorities)[keyof typeof priorities];

export type Schedule<Job> = {
  /** @throws {Refusal} `OVERLOADED`. */
  add(job: Job, priority: Priority): void;
  /** Up to `max` jobs of the most urgent priority that has any. */
  take(max: number): Job[];
  readonly waiting: number;
};

export function openSchedule<Job>(waitingMax: number): Schedule<Job> {
  const queues: Record<Priority, Job[]> = { 0: [], 1: [], 2: [] };
  let waiting = 0;
  return {
    add(job, priority) {
      if (waiting >= waitingMax) throw new Refusal("OVERLOADED");
      queues[priority].push(job);
      waiting++;
    },
    take(max) {
      for (const queue of Object.values(queues)) {
        if (queue.length === 0) continue;
        const taken = queue.splice(0, max);
        waiting -= taken.length;
        return taken;
      }
      return [];
    },
    get waiting() {
      return waiting;
    },
  };
}
