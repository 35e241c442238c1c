// The subscriptions of one client: ids of its own, at random, so that they say nothing and nobody can guess another's.
import type { JsonValue } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import { localAnswer } from "../answer.ts";
import type { Answer, Call, CallBudget } from "../call.ts";
import type { Chain } from "../chain.ts";
import type { Relay } from "../relay.ts";
import { subscriptionLimits } from "../subscription/limits.ts";
import type { Subscription } from "../subscription/subscriptions.ts";
import { closeCode } from "./limits.ts";

export type Subscribed = {
  /**
   * @param afterwards Gets what lets the events begin: after the answer, so that a client knows the id that they are under.
   * @throws {InkanError} As `Subscriptions.subscribe`.
   */
  subscribe(call: Call, budget: CallBudget, afterwards: (() => void)[]): Promise<Answer>;
  /** @throws {InkanError} `SUBSCRIPTION_NOT_FOUND`, `PARAMS_INVALID`. */
  unsubscribe(call: Call): true;
  count(): number;
  end(): void;
};

type Sink = { send(subscription: string, body: Uint8Array): void; close(code: number, reason: string): void };

const idBytes = 16;
const suffix = Buffer.from("}}");

export function openSubscribed(relay: Relay, chain: Chain, sink: Sink): Subscribed {
  const own = new Map<string, Subscription>();
  let opening = 0;
  let isOver = false;

  return {
    async subscribe(call, budget, afterwards) {
      if (own.size + opening >= subscriptionLimits.perClientMax) throw new InkanError("TOO_MANY_SUBSCRIPTIONS");
      const id = `0x${Buffer.from(relay.enclave.random.bytes(idBytes)).toString("hex")}`;
      const prefix = Buffer.from(
        `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"${id}","result":`,
      );
      opening++;
      try {
        const subscription = await chain.subscriptions.subscribe(call, budget, {
          deliver: (result) => sink.send(id, Buffer.concat([prefix, result, suffix])),
          // One of its subscriptions has a hole, and a client can be told so in no other way that it is sure to notice.
          lost: () => sink.close(closeCode.restart, "events may have been missed, subscribe again"),
        });
        if (!("begin" in subscription)) return subscription;
        if (isOver) subscription.end();
        else {
          own.set(id, subscription);
          afterwards.push(() => subscription.begin());
        }
        return localAnswer(id);
      } finally {
        opening--;
      }
    },
    unsubscribe({ params }) {
      const [id, ...rest] = Array.isArray(params) ? (params as readonly JsonValue[]) : [];
      if (typeof id !== "string" || rest.length > 0)
        throw new InkanError("PARAMS_INVALID", "expected the id of a subscription");
      const subscription = own.get(id);
      if (subscription === undefined) throw new InkanError("SUBSCRIPTION_NOT_FOUND");
      own.delete(id);
      subscription.end();
      return true;
    },
    count: () => own.size,
    end() {
      isOver = true;
      for (const subscription of own.values()) subscription.end();
      own.clear();
    },
  };
}
