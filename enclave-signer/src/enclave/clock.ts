// Time in the enclave. The parent sets no clock that is believed here: hypervisor time comes from the timestamps of attestation
// documents, and between two documents the monotonic clock carries it on.

/** Milliseconds. Neither of the two ever goes back. */
export type Clock = {
  /** Unix time of the hypervisor: the newest NSM timestamp plus what the monotonic clock counted since. */
  unixMs(): number;
  /** From an arbitrary start; for deadlines and ages. */
  monotonicMs(): number;
};

/** A clock that newer timestamps correct: kvm-clock drifts by seconds in a week. */
export type AnchoredClock = Clock & {
  /** @param timestampMs What the NSM said, as Unix time in milliseconds. */
  anchor(timestampMs: number): void;
  /** When it was last anchored, by `monotonicMs`. */
  anchoredAtMs(): number;
};

/** The monotonic clock of the machine. */
export const monotonicMs = (): number => performance.now();

/**
 * What this machine takes for the time. In the enclave only the simulated hypervisor asks for it, and who tells AWS's SDK, which does too, how wrong it
 * is; nothing else in the program may, since on a real parent nobody vouches for it.
 */
export const machineUnixMs = (): number => Date.now();

/**
 * @param timestampMs The NSM's timestamp at the moment of the call.
 * @param monotonic Injected in tests.
 */
export function anchoredClock(timestampMs: number, monotonic: () => number = monotonicMs): AnchoredClock {
  let anchorUnixMs = timestampMs;
  let anchorMonotonicMs = monotonic();
  let newestMs = timestampMs;
  return {
    monotonicMs: monotonic,
    unixMs() {
      newestMs = Math.max(newestMs, anchorUnixMs + Math.floor(monotonic() - anchorMonotonicMs));
      return newestMs;
    },
    anchor(timestampMs) {
      anchorUnixMs = timestampMs;
      anchorMonotonicMs = monotonic();
    },
    anchoredAtMs: () => anchorMonotonicMs,
  };
}
