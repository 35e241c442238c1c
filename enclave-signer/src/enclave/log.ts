// The log. An event has a name and fields that are enumerations, numbers or booleans: there is no member that could hold a body, a
// header, an address or a secret. Chains and upstreams appear as their position in the configuration.
import type { Purpose } from "@inkan/attestation";
import type { ErrorCode } from "@inkan/link";
import type { AcmeErrorCode, AcmeProblem } from "./acme/acme-error.ts";
import type { AcmeAccount } from "./acme/client.ts";
import type { BootErrorCode } from "./boot-error.ts";
import type { SourceLine } from "./source-line.ts";

export type BootStage = "configured" | "locked" | "anchored" | "seeded" | "keyed" | "certified" | "ready";

export type LogEvent =
  | { readonly event: "boot"; readonly stage: BootStage; readonly ms: number }
  | { readonly event: "boot-refused"; readonly code: BootErrorCode }
  | { readonly event: "certificate-issued"; readonly renewal: boolean; readonly lifeSeconds: number }
  | {
      readonly event: "certificate-failed";
      readonly attempt: number;
      readonly code: ErrorCode | BootErrorCode | AcmeErrorCode;
      /** What the ACME server called it. */
      readonly problem?: AcmeProblem;
    }
  /** The one text from outside: a URL of the configured directory's origin, which the operator needs for CAA and anyone reads there. */
  | { readonly event: "acme-account"; readonly accountUri: AcmeAccount["uri"] }
  | { readonly event: "document"; readonly purpose: Purpose; readonly ms: number }
  | { readonly event: "document-failed"; readonly code: ErrorCode }
  /** What was seen of the sealing key's policy, grants and state; the report itself stands in the attestation. */
  | { readonly event: "custody"; readonly faults: number; readonly findings: number }
  | { readonly event: "core-dumps-possible" }
  | { readonly event: "listening"; readonly door: "http" | "tls" }
  | { readonly event: "stopping" }
  | { readonly event: "upstream"; readonly chain: number; readonly upstream: number; readonly healthy: boolean }
  | { readonly event: "upstream-error"; readonly chain: number; readonly upstream: number; readonly code: ErrorCode }
  | { readonly event: "call-failed"; readonly code: ErrorCode }
  | { readonly event: "request-failed"; readonly at: SourceLine }
  | { readonly event: "load"; readonly requests: number; readonly errors: number; readonly streams: number }
  | { readonly event: "fatal"; readonly kind: "exception" | "rejection"; readonly at: SourceLine };

export type Log = (event: LogEvent) => void;

/**
 * One JSON object a line on stderr.
 *
 * @example
 * {"event":"boot","stage":"locked","ms":12}
 */
export function jsonLog(write: (line: string) => void = (line) => process.stderr.write(line)): Log {
  return (event) => write(`${JSON.stringify(event)}\n`);
}

/** For tests that don't look at the log. */
export const silentLog: Log = () => {};
