// Which signature is next: blocks and RANDAO before attestations before the rest; in each, the first come. Bounded: past it, refuse; but what is
// urgent takes the place of what is not, so that a burst of aggregates or registrations costs nobody a block.
import { Refusal } from "./refusal.ts";

/** The lower, the sooner. */
export const priorities = { block: 0, attestation: 1, other: 2 } as const;
export type Priority = (typeof priorities)[keyof typeof priorities];

export type Schedule<Job> = {
  /** @throws {Refusal} `OVERLOADED`, when nothing less urgent waits. */
  add(job: Job, priority: Priority): void;
  /** Up to `max` jobs of the most urgent priority that has any. */
  take(max: number): Job[];
  readonly waiting: number;
};

/** @param displaced Is told of a job that had to go: the newest of the least urgent. */
export function openSchedule<Job>(waitingMax: number, displaced: (job: Job) => void): Schedule<Job> {
  const queues: Record<Priority, Job[]> = { 0: [], 1: [], 2: [] };
  let waiting = 0;

  const makeRoom = (priority: Priority) => {
    const [less] = Object.values(priorities)
      .filter((each) => each > priority && queues[each].length > 0)
      .reverse();
    const job = less === undefined ? undefined : queues[less].pop();
    if (job === undefined) throw new Refusal("OVERLOADED");
    waiting--;
    displaced(job);
  };

  return {
    add(job, priority) {
      if (waiting >= waitingMax) makeRoom(priority);
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
