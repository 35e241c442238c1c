// GET and POST /reload: reads the sealed key store again. One run at a time; its errors are counted, never told.
import type { Clock } from "../../enclave/clock.ts";
import type { Route } from "../door/route.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

/** @returns How many keys could not be loaded. */
export type Reload = () => Promise<number>;

type ReloadState = {
  readonly status: "idle" | "running" | "completed" | "completed_with_errors" | "failed";
  readonly lastOperationTime?: string;
  readonly lastError?: string;
};

export function reloadRoute(reload: Reload, clock: Pick<Clock, "unixMs">): Route {
  let state: ReloadState = { status: "idle" };

  const run = async () => {
    const done = (ended: Omit<ReloadState, "lastOperationTime">) => {
      state = { ...ended, lastOperationTime: new Date(clock.unixMs()).toISOString() };
    };
    try {
      const errors = await reload();
      if (errors === 0) done({ status: "completed" });
      else done({ status: "completed_with_errors", lastError: `${errors} keys could not be loaded` });
    } catch {
      done({ status: "failed", lastError: "the key store could not be read" });
    }
  };

  return restRoute({
    methods: ["GET", "POST"],
    path: "/reload",
    answer({ method, client }) {
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      if (!client.may("reload")) throw new Refusal("CLIENT_NOT_PERMITTED");
      if (method === "GET") return jsonAnswer(200, state);
      if (state.status === "running") return jsonAnswer(409, { status: "error", message: "a reload is running" });
      state = { ...state, status: "running" };
      void run();
      return jsonAnswer(202, { status: "accepted", message: "the reload has begun" });
    },
  });
}
