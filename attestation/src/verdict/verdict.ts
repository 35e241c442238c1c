// A verdict on an endpoint or a document: one line for each check, of whatever part of the package made it, in one shape.

/**
 * `not-checked`: a check that it needs failed. `not-asked`: nothing was given to compare with; it speaks neither for nor against.
 * `not-possible`: this environment cannot see it, as a browser cannot see the key that ended TLS; a warning says so.
 */
export type VerdictOutcome = "passed" | "failed" | "not-checked" | "not-asked" | "not-possible";

/** In the order in which a report has them. */
export type CheckGroup = "evidence" | "document" | "expected" | "connection" | "chain" | "proof";

export type VerdictCheck = {
  /** Stable: one of the document's ids (`checkTable`), `proof-` and one of a proof's, or of the table in `verdict-checks.ts`. */
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
  readonly required: string;
  readonly seen: string;
  /** `outcome === "passed"`, and nothing else. */
  readonly passed: boolean;
  readonly outcome: VerdictOutcome;
  /** Why not; docs/reference/refusals.md has a sentence for each. */
  readonly code?: string | undefined;
  /** Where the rule comes from. */
  readonly source: string;
};

/** What a reader must not miss, though no check failed by it. */
export type Warning = { readonly code: WarningCode; readonly text: string };

export const warningTable = {
  SIMULATED_ROOT: "the document's root is not AWS's: nothing protects the keys of such an enclave",
  DEBUG_MODE: "the enclave runs in debug mode: its parent reads its memory",
  HOST_FRONT_DOOR: "HTTP ends in the gateway at this door: whoever runs it reads requests and addresses",
  TLS_KEY_NOT_SEEN: "this environment cannot see the key that ended TLS, so it was not compared with the document's",
  CAA_OPEN: "DNS (CAA) lets others than the enclave's ACME account have certificates for its names",
  CAA_NOT_CHECKED: "whether DNS (CAA) keeps others from getting certificates was not checked",
  EXCLUSIVITY_NONE: "the signer's window log is a file of the gateway's host, who can put it back",
  WINDOW_LOG_ONE_NODE: "the signer's window log is on a chain, read by the word of one node",
  WINDOW_LOG_OWN_SERVER: "the signer's window log is on a server of the operator's own, who can put it back",
  WINDOW_LOG_SAME_ACCOUNT: "the bucket of the signer's window log belongs to the account of its sealing key",
  BLIND_HASH: "the signer sees only hashes of a sequencer's payloads",
  KMS_STAND_IN: "the signer seals with a key of a stand-in for AWS KMS, which protects nothing",
  CUSTODY_FAULT:
    "the key of AWS KMS that wraps what the signer seals can be used, or got at, in another way than by the measured program",
  CUSTODY_NOTE: "what else may happen to the key of AWS KMS that wraps what the signer seals",
  BUNDLE_LIMITS: "a bundle speaks of its block's time, and leaves open what its format cannot prove",
  STATE_BELIEVED: "chain state was read from one RPC endpoint, and believed",
} as const;

export type WarningCode = keyof typeof warningTable;

export type Verdict = {
  /** Every check that was asked for, and possible, passed. The only member that says "trust it". */
  readonly passed: boolean;
  /** The first reason for a refusal. */
  readonly code: string | undefined;
  readonly checks: readonly VerdictCheck[];
  readonly warnings: readonly Warning[];
};

/** A check that was made. */
export function made(passed: boolean, check: Omit<VerdictCheck, "passed" | "outcome">): VerdictCheck {
  return { ...check, passed, outcome: passed ? "passed" : "failed" };
}

/** A check without which nothing is lost or won: nothing to compare with, or nothing to see here. */
export function unmade(
  outcome: "not-checked" | "not-asked" | "not-possible",
  check: Omit<VerdictCheck, "passed" | "outcome">,
): VerdictCheck {
  return { ...check, passed: false, outcome };
}

const harmless: readonly VerdictOutcome[] = ["passed", "not-asked", "not-possible"];

export function verdictOf(checks: readonly VerdictCheck[], warnings: readonly Warning[]): Verdict {
  const refused = checks.find(({ outcome }) => !harmless.includes(outcome));
  const passed = refused === undefined && checks.some((check) => check.passed);
  return { passed, code: passed ? undefined : (refused?.code ?? "NOTHING_EXPECTED"), checks, warnings };
}
