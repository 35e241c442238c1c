// The machine's own clock, which OpenSSL asks whether a certificate is valid, beside the NSM's. Nobody vouches for it: where the two are
// apart, nothing is signed until they agree again. In an image, init keeps it on the NSM's (image/init/init.c); this is who looks whether it is.
import { setTimeout as delay } from "node:timers/promises";
import { type AnchoredClock, machineUnixMs } from "./clock.ts";
import { enclaveLimits } from "./limits.ts";

export type SystemClock = {
  /** Machine minus hypervisor, milliseconds, by what the NSM said last. */
  offsetMs(): number;
  /** Whether the two are at most `systemClockOffsetMsMax` apart by what the NSM said last, and that is at most `clockAnchorAgeMsMax` ago. */
  seemsRight(): boolean;
  /**
   * The same, but before it says no the NSM is asked again, `clockAsksBeforeRefusal` times: it may be our reckoning that is wrong, since the monotonic clock
   * stands still while a machine sleeps, and an answer that waited for a busy event loop is as old as it waited.
   *
   * @returns Never rejects.
   */
  isRight(): Promise<boolean>;
};

export type SystemClockParts = {
  readonly clock: Pick<AnchoredClock, "unixMs" | "monotonicMs" | "anchoredAtMs">;
  /** Asks the NSM and anchors `clock`. Its failure leaves everything as it was. */
  readonly reanchor: () => Promise<void>;
  /** Injected in tests, as the next. */
  readonly machine?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
};

export function systemClock({
  clock,
  reanchor,
  machine = machineUnixMs,
  pause = (ms) => delay(ms, undefined, { ref: false }),
}: SystemClockParts): SystemClock {
  const { systemClockOffsetMsMax, clockAnchorAgeMsMax, clockAsksBeforeRefusal, clockReanchorPauseMs } = enclaveLimits;
  let askedMs = Number.NEGATIVE_INFINITY;
  let asking: Promise<void> | undefined;

  const offsetMs = () => machine() - clock.unixMs();
  const seemsRight = () =>
    Math.abs(offsetMs()) <= systemClockOffsetMsMax && clock.monotonicMs() - clock.anchoredAtMs() <= clockAnchorAgeMsMax;

  async function ask(): Promise<void> {
    const waitMs = askedMs + clockReanchorPauseMs - clock.monotonicMs();
    if (waitMs > 0) await pause(waitMs);
    askedMs = clock.monotonicMs();
    await reanchor().catch(() => {});
  }

  return {
    offsetMs,
    seemsRight,
    async isRight() {
      for (let asks = 0; asks < clockAsksBeforeRefusal && !seemsRight(); asks++) {
        // Many requests share one question.
        asking ??= ask().finally(() => {
          asking = undefined;
        });
        await asking;
      }
      return seemsRight();
    },
  };
}
