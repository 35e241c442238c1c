// The log that two enclaves with the same key can't both write: record n once only. Several backends, one interface.

/**
 * What the backend promises. `once-only`: record n, once written, is what everybody reads for ever, and nobody but its keeper could have it
 * otherwise. `none`: the parent keeps it, and can put an older copy back; then the boot floor alone protects, and only one enclave at a time.
 */
export type Exclusivity = "none" | "once-only";

export type WindowLog = {
  readonly exclusivity: Exclusivity;
  /**
   * @param n From 0, without gaps.
   * @returns `taken` when record `n` is there already, also when it is the same.
   * @throws When nobody knows whether it was written: read it back.
   */
  append(n: number, bytes: Uint8Array): Promise<"written" | "taken">;
  /** @returns `undefined` when there is no record `n` yet. */
  read(n: number): Promise<Uint8Array | undefined>;
};
