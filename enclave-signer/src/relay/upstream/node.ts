// One upstream as the rest of the relay sees it: its connection, and what is believed of it.
import { canonicalRequest } from "@inkan/attestation";
import { type ErrorCode, InkanError } from "@inkan/link";
import type { UpstreamConfig } from "../../enclave/config.ts";
import type { Dial } from "../../enclave/dial.ts";
import type { CallBudget } from "../call.ts";
import { errorCode, readAnswer, type UpstreamAnswer } from "./answer.ts";
import type { Connection } from "./connection.ts";
import { failed, type Health, type HealthRules, limited, succeeded, untried } from "./health.ts";

/** For whoever has to stay at one upstream: filters and subscriptions. */
export type UpstreamHandle = {
  readonly name: string;
  /** Position in the chain's configuration. */
  readonly position: number;
  readonly config: UpstreamConfig;
  /** Opens a stream to a URL of this upstream (its `webSocketUrl`), TLS included. */
  readonly dial: Dial;
  /** Its head as far as it is known. */
  head(): bigint | undefined;
};

export type Asked = { readonly method: string; readonly paramsText: string };

/** What an upstream answered: its words, or that it has had enough of us for now. */
export type Said = UpstreamAnswer | { readonly kind: "limited" };

export type UpstreamNode = UpstreamHandle & {
  health(): Health;
  /** Records what was found out by others: its chain, its head, how it compares. */
  learn(change: (health: Health) => Health): void;
  /**
   * Sends a call and records what that says of the upstream's health.
   *
   * @throws {InkanError} As {@link Connection.exchange}, and `UPSTREAM_ANSWER_INVALID`.
   */
  ask(call: Asked, terms: { readonly deadline: number; readonly budget: CallBudget }): Promise<Said>;
  close(): Promise<void>;
};

export type NodeParts = {
  readonly config: UpstreamConfig;
  readonly position: number;
  readonly connection: Connection;
  readonly dial: Dial;
  readonly rules: HealthRules;
  readonly monotonicMs: () => number;
  readonly random: () => number;
  readonly responseBytesMax: number;
  /** An error of the upstream's making, for the log. */
  readonly onError: (code: ErrorCode) => void;
};

/** EIP-1474 `Limit exceeded`, which providers send with status 200. */
const limitExceeded = -32005;

/** Errors that are ours, or the client's. */
const blameless: ReadonlySet<ErrorCode> = new Set(["UPSTREAM_OVERLOADED", "UPSTREAM_ANSWER_TOO_LARGE"]);

export function openNode(parts: NodeParts): UpstreamNode {
  const { config, connection, rules, monotonicMs } = parts;
  let health: Health = untried;

  const record = (error: InkanError) => {
    if (blameless.has(error.code)) return;
    const slow = error.code === "UPSTREAM_TIMEOUT";
    health = failed(health, { nowMs: monotonicMs(), slow, random: parts.random() }, rules);
    parts.onError(error.code);
  };
  const rest = (retryAfterMs: number | undefined): Said => {
    health = limited(health, monotonicMs(), retryAfterMs, rules);
    return { kind: "limited" };
  };

  return {
    name: config.name,
    position: parts.position,
    config,
    dial: parts.dial,
    head: () => health.head,
    health: () => health,
    learn: (change) => {
      health = change(health);
    },
    async ask({ method, paramsText }, terms) {
      const startedMs = monotonicMs();
      try {
        const body = canonicalRequest(method, paramsText);
        const { status, body: answered, retryAfterMs } = await connection.exchange(body, terms);
        if (status === 429) return rest(retryAfterMs);
        const answer = readStatus(status, answered, parts.responseBytesMax);
        health = succeeded(health, monotonicMs() - startedMs, rules);
        if (answer.kind === "error" && errorCode(answer.text) === limitExceeded) rest(undefined);
        return answer;
      } catch (thrown) {
        // A client that went away says nothing of the upstream.
        if (thrown instanceof InkanError && !terms.budget.signal.aborted) record(thrown);
        throw thrown;
      }
    },
    close: () => connection.close(),
  };
}

/**
 * Some nodes send JSON-RPC errors with status 4xx; those are answers. Any other status but 200 is the voice of a machine between us and
 * the node, which does not know whether the call was carried out.
 */
function readStatus(status: number, body: Uint8Array | undefined, bytesMax: number): UpstreamAnswer {
  if (status === 200) return readAnswer(body!, { bytesMax });
  const answer = status >= 400 && status < 500 && body?.[0] === 0x7b ? readAnswer(body, { bytesMax }) : undefined;
  if (answer?.kind === "error") return answer;
  throw new InkanError("UPSTREAM_ANSWER_INVALID", `the upstream answered with HTTP status ${status}`);
}
