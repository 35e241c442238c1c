// The subscriptions of one chain: which feeds there are, which upstream carries each, and when one is given up.
// A client's subscription is an id of the enclave's own; upstream there is one for all that mean the same, and none once nobody does.
import { canonicalJson, type JsonValue } from "@inkan/attestation";
import { asInkanError, backoffMs, InkanError } from "@inkan/link";
import type { Enclave } from "../../enclave/boot.ts";
import type { ChainConfig, RelayConfig } from "../../enclave/config.ts";
import { errorAnswer } from "../answer.ts";
import type { Answer, Call, CallBudget } from "../call.ts";
import type { UpstreamHandle, Upstreams } from "../upstream/upstreams.ts";
import { openUpstreamWebSocket } from "../upstream/web-socket-connection.ts";
import { upstreamWebSocketLimits } from "../upstream/web-socket-limits.ts";
import { type Carrier, openCarrier } from "./carrier.ts";
import { type Feed, type FeedGround, openFeed, type Subscriber } from "./feed.ts";
import { type Kind, readKind } from "./kinds.ts";
import { type SubscriptionLimits, subscriptionLimits } from "./limits.ts";
import { rememberAtMost } from "./remembered.ts";

/** `begin` lets events come: call it once the id is on its way to the client. `end` gives it up. */
export type Subscription = { begin(): void; end(): void };

export type Subscriptions = {
  /**
   * `eth_subscribe`.
   *
   * @returns A subscription, or the upstreams' own refusal.
   * @throws {InkanError} `PARAMS_INVALID`, `METHOD_NOT_FOUND`, `TOO_MANY_SUBSCRIPTIONS`, `UPSTREAM_UNAVAILABLE`, `UPSTREAM_TIMEOUT`.
   */
  subscribe(call: Call, budget: CallBudget, subscriber: Subscriber): Promise<Subscription | Answer>;
  /** Upstream subscriptions, and clients' subscriptions: for tests and metrics. */
  count(): { readonly feeds: number; readonly subscribers: number; readonly carriers: number };
  close(): void;
};

type Held = { readonly opening: Promise<Carrier>; users: number; lingering: NodeJS.Timeout | undefined };

type Parts = Pick<Enclave<RelayConfig>, "clock" | "random">;

/**
 * @example
 * const subscriptions = openSubscriptions(enclave, chainConfig, upstreams);
 * const subscription = await subscriptions.subscribe(call, budget, { deliver: send, lost: hangUp });
 */
export function openSubscriptions(
  parts: Parts,
  chain: ChainConfig,
  upstreams: Pick<Upstreams, "call" | "pick" | "healthy" | "showed">,
  limits: SubscriptionLimits = subscriptionLimits,
): Subscriptions {
  const { clock } = parts;
  const random = () => parts.random.uint32() / 2 ** 32;
  const feeds = new Map<string, Feed>();
  const carriers = new Map<string, Held>();
  const failures = new Map<string, { count: number; notBefore: number }>();
  const closing = new AbortController();
  let subscribers = 0;
  let paramsLength = 0;

  const ground: FeedGround = {
    limits,
    clock,
    random,
    carrier,
    leave,
    candidates(kind) {
      const first = upstreams.pick(callFor(kind));
      const all = new Set([...(first === undefined ? [] : [first]), ...upstreams.healthy()]);
      return [...all].filter((handle) => isCarrying(handle) && !isResting(handle));
    },
    remembered: rememberAtMost(limits.logsSeenTotalMax),
    showed: (block) => upstreams.showed(block),
    ended(feed) {
      const { paramsText } = feed.kind;
      if (feeds.get(paramsText) !== feed) return;
      feeds.delete(paramsText);
      paramsLength -= paramsText.length;
    },
  };

  const isResting = ({ name }: UpstreamHandle) => (failures.get(name)?.notBefore ?? 0) > clock.monotonicMs();

  async function carrier(handle: UpstreamHandle): Promise<Carrier> {
    const { name } = handle;
    let held = carriers.get(name);
    if (held === undefined) {
      const terms = { signal: closing.signal, deadline: clock.monotonicMs() + limits.fillMs };
      const opening = dialCarrier(handle, clock, terms);
      const fresh: Held = { opening, users: 0, lingering: undefined };
      carriers.set(name, fresh);
      const forget = () => carriers.get(name) === fresh && carriers.delete(name);
      opening.then(
        (opened) => {
          failures.delete(name);
          void opened.socket.closed.then(forget);
        },
        () => {
          const count = (failures.get(name)?.count ?? 0) + 1;
          failures.set(name, { count, notBefore: clock.monotonicMs() + backoffMs(count - 1, random) });
          forget();
        },
      );
      held = fresh;
    }
    held.users++;
    clearTimeout(held.lingering);
    try {
      return await held.opening;
    } catch (thrown) {
      held.users--;
      throw thrown;
    }
  }

  function leave({ name }: UpstreamHandle, left: Carrier): void {
    const held = carriers.get(name);
    // It was lost meanwhile, and the name stands for another one.
    if (held === undefined) return;
    void held.opening.then(
      (opened) => {
        if (opened !== left || --held.users > 0) return;
        held.lingering = setTimeout(() => {
          if (held.users === 0) opened.socket.close();
        }, limits.lingerMs).unref();
      },
      () => {},
    );
  }

  /** A feed must not stay at an upstream whose head stands still; one that fell ill is left for one that is well. */
  const health = setInterval(() => {
    const well = new Set(
      upstreams
        .healthy()
        .filter(isCarrying)
        .map(({ name }) => name),
    );
    // Where there is no better one, it stays.
    if (well.size === 0) return;
    for (const [name, held] of carriers)
      if (!well.has(name)) void held.opening.then(({ socket }) => socket.close()).catch(() => {});
  }, limits.healthEveryMs);
  health.unref();

  function feedOf(kind: Kind): Feed {
    const existing = feeds.get(kind.paramsText);
    if (existing !== undefined) return existing;
    if (feeds.size >= limits.feedsMax || paramsLength + kind.paramsText.length > limits.paramsTotalLengthMax)
      throw new InkanError("TOO_MANY_SUBSCRIPTIONS");
    const feed = openFeed(kind, ground);
    paramsLength += kind.paramsText.length;
    feeds.set(kind.paramsText, feed);
    return feed;
  }

  async function subscribe(call: Call, budget: CallBudget, subscriber: Subscriber): Promise<Subscription | Answer> {
    const kind = readKind(call.params, limits);
    if (!permits(chain, kind)) throw new InkanError("METHOD_NOT_FOUND", "this subscription is not available here");
    if (subscribers >= limits.perChainMax) throw new InkanError("TOO_MANY_SUBSCRIPTIONS");

    // Until the first poll nobody knows of an upstream; a call waits for that.
    if (upstreams.healthy().length === 0) await upstreams.call(headCall, budget).catch(() => {});

    const feed = feedOf(kind);
    const entry = gate(subscriber);
    subscribers++;
    feed.subscribers.add(entry);
    let ended = false;
    const end = () => {
      if (ended) return;
      ended = true;
      subscribers--;
      feed.subscribers.delete(entry);
      if (feed.subscribers.size === 0) feed.end();
    };
    try {
      const standing = await within(feed.standing, budget, clock);
      if (standing.kind === "standing") return { begin: () => entry.begin(), end };
      end();
      return { ...errorAnswer(new InkanError("UPSTREAM_UNAVAILABLE")), source: "upstream", text: standing.text };
    } catch (thrown) {
      end();
      throw asInkanError(thrown);
    }
  }

  return {
    subscribe,
    count: () => ({ feeds: feeds.size, subscribers, carriers: carriers.size }),
    close() {
      closing.abort();
      clearInterval(health);
      for (const feed of [...feeds.values()]) feed.end();
      for (const held of carriers.values()) {
        clearTimeout(held.lingering);
        void held.opening.then(({ socket }) => socket.close()).catch(() => {});
      }
    },
  };
}

/** What is dispatched as what: a `logs` subscription is about the account that an `eth_getLogs` would be about. */
function callFor({ name, params }: Kind): Call {
  const filter = params[1];
  const isLogs = typeof filter === "object" && filter !== null;
  const asked: readonly JsonValue[] = isLogs ? [filter] : [name];
  return { method: isLogs ? "eth_getLogs" : "eth_subscribe", params: asked, paramsText: canonicalJson(asked) };
}

/** As the policy of methods: a denial wins; what is not for everybody must be allowed by name. */
function permits({ methods }: ChainConfig, { name, optIn }: Kind): boolean {
  const full = `eth_subscribe:${name}`;
  return !methods.deny.includes(full) && (!optIn || methods.allow.includes(full));
}

type Gated = Subscriber & { begin(): void };

/** Holds events back until the client knows the id that they are under. It is told within the turns that an answer takes. */
function gate(subscriber: Subscriber): Gated {
  let held: Uint8Array[] | undefined = [];
  return {
    deliver: (result) => (held === undefined ? subscriber.deliver(result) : void held.push(result)),
    lost: () => subscriber.lost(),
    begin() {
      const before = held ?? [];
      held = undefined;
      for (const result of before) subscriber.deliver(result);
    },
  };
}

/** Waits for what is shared with others no longer than one's own budget. */
async function within<Value>(
  shared: Promise<Value>,
  budget: CallBudget,
  clock: { monotonicMs(): number },
): Promise<Value> {
  const late = Promise.withResolvers<never>();
  const giveUp = () => late.reject(new InkanError("UPSTREAM_TIMEOUT"));
  const timer = setTimeout(giveUp, Math.max(0, budget.deadline - clock.monotonicMs()));
  budget.signal.addEventListener("abort", giveUp, { once: true });
  if (budget.signal.aborted) giveUp();
  try {
    return await Promise.race([shared, late.promise]);
  } finally {
    clearTimeout(timer);
    budget.signal.removeEventListener("abort", giveUp);
  }
}

async function dialCarrier(handle: UpstreamHandle, clock: Parts["clock"], budget: CallBudget): Promise<Carrier> {
  const url = handle.config.webSocketUrl!;
  const deadlineMs = budget.deadline - clock.monotonicMs();
  const stream = await handle.dial(url, { deadlineMs, signal: budget.signal });
  return openCarrier(await openUpstreamWebSocket(url, stream, clock, upstreamWebSocketLimits), budget);
}

const isCarrying = ({ config }: UpstreamHandle): boolean => config.webSocketUrl !== null;

const headCall: Call = { method: "eth_blockNumber", params: [], paramsText: "[]" };
