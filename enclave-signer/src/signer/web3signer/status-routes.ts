// GET /upcheck, /healthcheck and /api/v1/eth2/highWatermark, with Web3Signer's own members, and a check of the clock besides.
import type { Client, Route } from "../door/route.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute, textAnswer } from "../rest-route.ts";

export type Status = {
  readonly keysLoaded: number;
  /** Keys that could not be loaded. */
  readonly keyErrors: number;
  /** Whether slashing protection can decide: its log was read, and nothing in it was forged. */
  readonly isProtectionUp: boolean;
  /** Whether the machine's clock is the hypervisor's: nothing is signed while it is not. */
  readonly isClockRight: boolean;
};

export type HighWatermark = { readonly epoch: bigint; readonly slot: bigint };

export type StatusParts = {
  status(): Status;
  /** Exclusive upper bound of what is signed; `undefined`: none is set. */
  highWatermark(): HighWatermark | undefined;
};

export function statusRoutes({ status, highWatermark }: StatusParts): readonly Route[] {
  return [
    // Teku asks for it at its start and every 30 s. It says nothing of anybody.
    restRoute({ methods: ["GET"], path: "/upcheck", answer: () => textAnswer("OK") }),
    restRoute({
      methods: ["GET"],
      path: "/healthcheck",
      answer({ client }) {
        known(client);
        return healthcheck(status());
      },
    }),
    restRoute({
      methods: ["GET"],
      path: "/api/v1/eth2/highWatermark",
      answer({ client }) {
        known(client);
        const mark = highWatermark();
        return jsonAnswer(200, mark === undefined ? {} : { epoch: `${mark.epoch}`, slot: `${mark.slot}` });
      },
    }),
  ];
}

function known(client: Client | undefined): void {
  if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
  if (client.names.length === 0) throw new Refusal("CLIENT_NOT_PERMITTED");
}

function healthcheck({ keysLoaded, keyErrors, isProtectionUp, isClockRight }: Status) {
  const checks = [
    { id: "default-check", status: "UP" },
    {
      id: "keys-check/config-files-loading",
      status: upOrDown(keyErrors === 0),
      data: { "keys-loaded": keysLoaded, "error-count": keyErrors },
    },
    { id: "slashing-protection-db-health-check", status: upOrDown(isProtectionUp) },
    { id: "system-clock-check", status: upOrDown(isClockRight) },
  ];
  const outcome = upOrDown(checks.every(({ status }) => status === "UP"));
  return jsonAnswer(outcome === "UP" ? 200 : 503, { status: outcome, checks, outcome });
}

const upOrDown = (isUp: boolean) => (isUp ? "UP" : "DOWN");
