// Which upstream a call goes to. Rendezvous hashing (Thaler and Ravishankar, 1998) of what the call is about, under a secret that
// changes every day: one account's calls stay together, two accounts of one person meet only by chance, and nobody can compute or
// choose where. When an upstream falls out only its accounts move.
import { hash } from "node:crypto";
import type { Clock } from "../enclave/clock.ts";
import type { Random } from "../enclave/random.ts";

const dayMs = 86_400_000;
const saltBytes = 32;

/**
 * Orders upstreams for a call, best first. Calls that are under way keep the order that they began with, so the old salt is
 * forgotten at midnight (UTC).
 */
export type Dispatch = {
  /**
   * @param subject Of `subjectOf`; without one the order is random.
   * @returns Positions in the list of upstreams, each once.
   */
  order(subject: string | undefined): number[];
};

/**
 * @param names Of the upstreams: they, not their positions, decide, so that a new one in the list moves only what it takes over.
 *
 * @example
 * openDispatch(["a", "b", "c"], enclave.clock, enclave.random).order("7dcd17433742f4c0ca53122ab541d0ba67fc27df"); // [2, 0, 1]
 */
export function openDispatch(
  names: readonly string[],
  clock: Pick<Clock, "unixMs">,
  random: Pick<Random, "bytes" | "uint32">,
): Dispatch {
  let day = Number.NaN;
  let salt = "";
  let seeds: readonly (readonly [number, number])[] = [];

  const renew = (today: number) => {
    day = today;
    salt = Buffer.from(random.bytes(saltBytes)).toString("hex");
    seeds = names.map((name) => keyedHash(salt, `upstream\n${name}`));
  };

  return {
    order(subject) {
      if (names.length === 1) return [0];
      const today = Math.floor(clock.unixMs() / dayMs);
      if (today !== day) renew(today);
      const [low, high] =
        subject === undefined ? [random.uint32(), random.uint32()] : keyedHash(salt, `subject\n${subject}`);
      const scores = seeds.map(([a, b]) => score(low ^ a, high ^ b));
      return names.map((_, at) => at).sort((a, b) => scores[b]! - scores[a]!);
    },
  };
}

/**
 * SHA-256 with the key in front, two words of it. The key's length is fixed and no output leaves, so nothing can be extended; HMAC would
 * say the same and costs ten times as much here.
 */
function keyedHash(salt: string, text: string): [number, number] {
  const digest = hash("sha256", salt + text, "buffer");
  return [digest.readUInt32LE(0), digest.readUInt32LE(4)];
}

/**
 * The finalizer of MurmurHash3 over both halves. The secret is in its inputs, which are keyed hashes; it only has to spread them, so one
 * hash serves all upstreams.
 */
function score(low: number, high: number): number {
  let h = low;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h = (h ^ (h >>> 16) ^ high) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
