// What all drills share: the deployment, the chain's time, a place for files, and an end.
import type { Chain } from "./chain.ts";
import type { Deployment } from "./deployment.ts";

export type Run = {
  readonly deployment: Deployment;
  readonly chain: Chain;
  /** Directory of this drill alone; removed afterwards. */
  readonly place: string;
  readonly signal: AbortSignal;
  /** Prints a line with the seconds since the drill began. */
  readonly tell: (line: string) => void;
};

/** What a drill found: the exit code, and why. */
export type Verdict = { readonly code: 0 | 1; readonly why: string };
