// What the gateway says about itself. The type has numbers and words of closed lists: no member could hold a body, a header or an address.
import type { ErrorCode } from "@inkan/link";

export type Door = "http" | "websocket" | "tls" | "egress" | "store" | "approvals" | "signer-tls";

export type LogEvent =
  | { readonly event: "gateway-started"; readonly door: Door; readonly port?: number }
  | { readonly event: "gateway-stopped" }
  /** A connection to the relay could not be opened; said once until it can be again. */
  | { readonly event: "relay-unreachable"; readonly code: ErrorCode }
  | { readonly event: "relay-reachable"; readonly afterAttempts: number }
  | { readonly event: "connections-full"; readonly door: Door; readonly open: number };

export type Log = (event: LogEvent) => void;

/** One JSON line per event on standard error. */
export const logToStderr: Log = (event) => void process.stderr.write(`${JSON.stringify(event)}\n`);
