// Keeps the enclaves of this gateway registered on chain. All of it is done in a thread of its own; here is what the gateway sees of it.
import { Worker } from "node:worker_threads";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Outcome } from "./attempt.ts";
import { registrationLimits } from "./limits.ts";
import type { RegistrationReport, RegistrationTask } from "./worker.ts";

export type { RegistrationTask } from "./worker.ts";

/** Starts the thread, and starts it anew when it ends. Nothing waits for it, and nothing that it does or fails to do ends the gateway. */
export function openRegistration(task: RegistrationTask, metrics: Metrics, log: Log): { close(): Promise<void> } {
  const said = new Map<string, string>();
  let worker: Worker | undefined;
  let again: NodeJS.Timeout | undefined;
  let isClosed = false;

  const hear = (report: RegistrationReport) => {
    if ("unusable" in report) return log({ event: "registration-unusable", code: report.unusable });
    const { enclave, outcome } = report;
    metrics.registration(enclave, outcome);
    // What stays as it was is said once.
    const word = wordOf(outcome);
    if (outcome.kind === "registered" || said.get(enclave) !== word)
      log({ event: "registration", enclave, ...outcome });
    said.set(enclave, word);
  };
  const start = () => {
    worker = new Worker(new URL("./worker.ts", import.meta.url), {
      workerData: task,
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: registrationLimits.heapMebibytesMax },
    });
    worker.unref();
    worker.on("message", hear).on("error", () => {});
    worker.once("exit", () => {
      if (isClosed) return;
      log({ event: "registration-stopped", againInMs: registrationLimits.restartMs });
      again = setTimeout(start, registrationLimits.restartMs).unref();
    });
  };

  start();
  return {
    async close() {
      isClosed = true;
      clearTimeout(again);
      await worker?.terminate();
    },
  };
}

const wordOf = (outcome: Outcome) =>
  outcome.kind === "failed"
    ? `${outcome.code} ${outcome.refusal ?? ""}`
    : outcome.kind === "stands"
      ? String(outcome.isValid)
      : "true";
