// What the gateway says about itself. The type has numbers and words of closed lists: no member could hold a body, a header or an address.
import type { ErrorCode } from "@inkan/link";
import type { Outcome } from "./registration/attempt.ts";
import type { EnclaveName } from "./registration/worker.ts";

export type Door = "http" | "websocket" | "tls" | "egress" | "store" | "approvals" | "signer-tls" | "config" | "log";

export type LogEvent =
  | { readonly event: "gateway-started"; readonly door: Door; readonly port?: number }
  | { readonly event: "gateway-stopped" }
  /** A connection to the relay could not be opened; said once until it can be again. */
  | { readonly event: "relay-unreachable"; readonly code: ErrorCode }
  | { readonly event: "relay-reachable"; readonly afterAttempts: number }
  /** What became of an enclave's registration on chain, whenever that is another thing than before. `expiresAt`: Unix seconds. */
  | ({ readonly event: "registration"; readonly enclave: EnclaveName } & Outcome)
  | { readonly event: "registration-unusable"; readonly code: "KEY_UNREADABLE" }
  | { readonly event: "registration-stopped"; readonly againInMs: number }
  /** A line of the log of an enclave, whose console nobody sees; its events are in `enclave-signer/src/enclave/log.ts`. */
  | {
      readonly event: "enclave";
      readonly enclave: "relay" | "signer";
      readonly said: Readonly<Record<string, unknown>>;
    }
  | { readonly event: "connections-full"; readonly door: Door; readonly open: number };

export type Log = (event: LogEvent) => void;

/** One JSON line per event on standard error. */
export const logToStderr: Log = (event) => void process.stderr.write(`${JSON.stringify(event)}\n`);
