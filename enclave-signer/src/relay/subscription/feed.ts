// One upstream subscription, shared by every client that asked for the same, and carried on elsewhere when its upstream is lost.
// Notifications are taken strictly one after the other: while a gap is filled, what comes waits, within bounds.
import { setTimeout as pause } from "node:timers/promises";
import type { JsonObject } from "@inkan/attestation";
import { backoffMs, InkanError } from "@inkan/link";
import type { CallBudget } from "../call.ts";
import type { UpstreamHandle } from "../upstream/upstreams.ts";
import type { Carrier } from "./carrier.ts";
import { followHeads } from "./follow-heads.ts";
import { followLogs } from "./follow-logs.ts";
import { type Deliver, type Follower, followAsItComes, type Resumption } from "./follower.ts";
import type { Kind } from "./kinds.ts";
import type { SubscriptionLimits } from "./limits.ts";
import type { Remembered } from "./remembered.ts";

/** Who gets the events of a feed. */
export type Subscriber = {
  /** @param result JSON text of one event. */
  deliver(result: Uint8Array): void;
  /** Something may have been missed, and nothing more will come. */
  lost(): void;
};

/** What a feed needs of its chain. */
export type FeedGround = {
  readonly limits: SubscriptionLimits;
  readonly clock: { monotonicMs(): number };
  /** In [0, 1). */
  readonly random: () => number;
  /** Upstreams by preference for this kind, without those that just failed. */
  candidates(kind: Kind): readonly UpstreamHandle[];
  /** Shared with other feeds. @throws {InkanError} */
  carrier(upstream: UpstreamHandle): Promise<Carrier>;
  /** The feed no longer uses a carrier that {@link FeedGround.carrier} gave it. */
  leave(upstream: UpstreamHandle, carrier: Carrier): void;
  /** Logs that all feeds together remember. */
  readonly remembered: Remembered;
  /** Clients are shown a head. */
  showed(block: bigint): void;
  /** The feed is over. */
  ended(feed: Feed): void;
};

/** `error`: the upstreams refuse the subscription; `text` is the error of one of them. */
export type Standing = { readonly kind: "standing" } | { readonly kind: "error"; readonly text: Uint8Array };

export type Feed = {
  readonly kind: Kind;
  /** Settles when an upstream carries the feed. @throws {InkanError} `UPSTREAM_UNAVAILABLE` */
  readonly standing: Promise<Standing>;
  readonly subscribers: Set<Subscriber>;
  end(): void;
};

type Carried = { readonly upstream: UpstreamHandle; readonly carrier: Carrier; stop(): void };

export function openFeed(kind: Kind, ground: FeedGround): Feed {
  const { limits, clock } = ground;
  const subscribers = new Set<Subscriber>();
  const over = new AbortController();
  const follower = followerOf(kind, deliver, ground);
  let carried: Carried | undefined;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let taking = false;

  const budget = (ms: number): CallBudget => ({ signal: over.signal, deadline: clock.monotonicMs() + ms });

  function deliver(result: Uint8Array): void {
    for (const subscriber of subscribers) subscriber.deliver(result);
  }

  function end(): void {
    if (over.signal.aborted) return;
    over.abort();
    drop();
    follower.end?.();
    ground.ended(feed);
  }

  function lose(): void {
    const all = [...subscribers];
    end();
    for (const subscriber of all) subscriber.lost();
  }

  function drop(): void {
    const was = carried;
    carried = undefined;
    waiting = [];
    waitingBytes = 0;
    if (was === undefined) return;
    was.stop();
    ground.leave(was.upstream, was.carrier);
  }

  function arrived(result: Uint8Array, from: Carried): void {
    if (carried !== from) return;
    waiting.push(result);
    waitingBytes += result.length;
    if (waiting.length > limits.waitingMax || waitingBytes > limits.waitingBytesMax) lose();
    else if (!taking) takeWaiting();
  }

  /** Goes on without a pause of the event loop as long as nothing has to be fetched. */
  function takeWaiting(): void {
    while (carried !== undefined && waiting.length > 0) {
      const { carrier } = carried;
      const result = waiting.shift()!;
      waitingBytes -= result.length;
      try {
        const outcome = follower.take(result, carrier, () => budget(limits.fillMs));
        if (outcome !== undefined) return void waitFor(outcome, carrier);
      } catch {
        // The upstream told something that is no event: it is not believed any more, and the feeds go on elsewhere.
        carrier.socket.close();
        return;
      }
    }
  }

  async function waitFor(outcome: Promise<Resumption>, carrier: Carrier): Promise<void> {
    taking = true;
    try {
      if ((await outcome) === "lost") return lose();
    } catch {
      carrier.socket.close();
      return;
    } finally {
      taking = false;
    }
    takeWaiting();
  }

  /** @returns An upstream's refusal as JSON text, or how it went. */
  async function standAt(upstream: UpstreamHandle, terms: CallBudget): Promise<Resumption | Uint8Array> {
    const carrier = await ground.carrier(upstream);
    let stop = () => {};
    const here: Carried = { upstream, carrier, stop: () => stop() };
    let stands = false;
    try {
      if (over.signal.aborted) return "behind";
      const begin = await listen(kind, carrier, terms, (result) => arrived(result, here), follower);
      if (begin instanceof Uint8Array) return begin;
      stop = begin.stop;
      const outcome = over.signal.aborted ? "behind" : await follower.resume(carrier, terms);
      if (outcome !== "resumed" || over.signal.aborted) return outcome;
      stands = true;
      carried = here;
      void carrier.socket.closed.then(() => carried === here && carrierLost());
      begin.begin();
      return outcome;
    } finally {
      if (!stands) {
        stop();
        ground.leave(upstream, carrier);
      }
      // What was under way when the feed ended may have remembered something more.
      if (over.signal.aborted) follower.end?.();
    }
  }

  function carrierLost(): void {
    drop();
    if (kind.continuity === "stream") lose();
    else void carryOn();
  }

  /** Tries each upstream once. */
  async function standSomewhere(terms: CallBudget): Promise<Standing | "nowhere" | "lost"> {
    let refusal: Uint8Array | undefined;
    for (const upstream of ground.candidates(kind)) {
      try {
        const outcome = await standAt(upstream, terms);
        if (outcome === "lost") return "lost";
        if (outcome === "resumed") return { kind: "standing" };
        if (outcome !== "behind") refusal = outcome;
      } catch {
        // It failed there, or what it said was no answer; the next may do. All of them together have a deadline.
      }
      if (over.signal.aborted) return "nowhere";
    }
    return refusal === undefined ? "nowhere" : { kind: "error", text: refusal };
  }

  async function carryOn(): Promise<void> {
    const terms = budget(limits.resumeMs);
    for (let attempt = 0; !over.signal.aborted && clock.monotonicMs() < terms.deadline; attempt++) {
      const outcome = await standSomewhere(terms);
      if (outcome === "lost") break;
      if (outcome !== "nowhere" && outcome.kind === "standing") return;
      await pause(backoffMs(attempt, ground.random), undefined, { ref: false, signal: over.signal }).catch(() => {});
    }
    lose();
  }

  async function standFirst(): Promise<Standing> {
    try {
      const outcome = await standSomewhere(budget(limits.fillMs));
      if (outcome === "nowhere" || outcome === "lost") throw new InkanError("UPSTREAM_UNAVAILABLE");
      if (outcome.kind === "error") end();
      return outcome;
    } catch (thrown) {
      end();
      throw thrown;
    }
  }

  const feed: Feed = { kind, subscribers, end, standing: Promise.resolve().then(standFirst) };
  // Whoever waits for it hears of it; if nobody does, it is no unhandled rejection.
  feed.standing.catch(() => {});
  return feed;
}

function followerOf(kind: Kind, deliver: Deliver, { limits, showed, remembered }: FeedGround): Follower {
  if (kind.continuity === "heads") return followHeads(deliver, showed, limits);
  if (kind.continuity === "logs") return followLogs(deliver, kind.params[1] as JsonObject, remembered, limits);
  return followAsItComes(deliver);
}

type Listening = { begin(): void; stop(): void };

/** Heads come with the carrier, anything else is subscribed to. @returns An upstream's refusal, as JSON text. */
async function listen(
  kind: Kind,
  carrier: Carrier,
  terms: CallBudget,
  arrived: (result: Uint8Array) => void,
  follower: Follower,
): Promise<Listening | Uint8Array> {
  if (kind.continuity === "heads") return listenToHeads(carrier, arrived);
  const subscribed = await carrier.socket.subscribe(kind.params, arrived, terms);
  if (subscribed.kind === "error") return subscribed.text;
  let stopHeads = () => {};
  return {
    begin() {
      subscribed.begin();
      if (follower.head !== undefined) stopHeads = carrier.onHead(() => follower.head?.(carrier));
    },
    stop() {
      stopHeads();
      carrier.socket.unsubscribe(subscribed.id);
    },
  };
}

function listenToHeads(carrier: Carrier, arrived: (result: Uint8Array) => void): Listening {
  const early: Uint8Array[] = [];
  let begun = false;
  const stop = carrier.onHead((_head, text) => (begun ? arrived(text) : early.push(text)));
  return {
    stop,
    begin() {
      begun = true;
      for (const text of early.splice(0)) arrived(text);
    },
  };
}
