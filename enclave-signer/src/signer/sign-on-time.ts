// Nothing is signed while the machine's clock is not the NSM's, and no key comes or goes: who a client is, is judged by certificates whose time OpenSSL
// takes from it.
import type { SystemClock } from "../enclave/system-clock.ts";
import type { Route } from "./door/route.ts";
import { Refusal } from "./refusal.ts";
import { refusalAnswer } from "./rest-route.ts";
import type { Signer } from "./sign.ts";

/** Before anything is decided or recorded, so that a refusal takes nothing from a window. @throws {Refusal} `SYSTEM_CLOCK_WRONG`. */
export type OnTime = () => Promise<void>;

export function onTimeBy(clock: Pick<SystemClock, "isRight">): OnTime {
  return async () => {
    if (!(await clock.isRight())) throw new Refusal("SYSTEM_CLOCK_WRONG");
  };
}

/** `signRoot` throws {@link Refusal} `SYSTEM_CLOCK_WRONG` besides. Digests have guards of their own, which ask before they record. */
export function signOnTime(signer: Signer, onTime: OnTime): Signer {
  return {
    async signRoot(request) {
      await onTime();
      return signer.signRoot(request);
    },
    signDigest: signer.signDigest,
    get waiting() {
      return signer.waiting;
    },
  };
}

/** An administrator's route, of which every answer waits for the same. */
export function routeOnTime(route: Route, onTime: OnTime): Route {
  return {
    takes: route.takes,
    async answer(request) {
      try {
        await onTime();
      } catch (thrown) {
        return refusalAnswer(thrown);
      }
      return route.answer(request);
    },
  };
}
