// The signer's entry: boot, then what signs, then the doors. Run as a program it takes everything from flags.
import type { Address } from "@inkan/link";
import { boot } from "./enclave/boot.ts";
import { BootError } from "./enclave/boot-error.ts";
import { type ProgramTerms, runProgram } from "./enclave/program.ts";
import type { DoorLimits } from "./signer/door/limits.ts";
import { openClients, openHost } from "./signer/door/open-doors.ts";
import { stopRoute } from "./signer/door/stop-route.ts";
import { Refusal } from "./signer/refusal.ts";
import { openOperatorParts, openSigningParts } from "./signer/signer.ts";
import { StoreError } from "./signer/store/store-error.ts";
import { LogError } from "./signer/window-log/log-error.ts";

export type RunningSigner = { close(): Promise<void> };

/**
 * @throws {BootError} Nothing listens then.
 * @throws {InkanError} `LINK_*`, when a door can't be opened.
 */
export async function startSigner(
  terms: Omit<ProgramTerms, "store" | "stop"> & {
    readonly store?: Address | undefined;
    readonly stop?: (() => void) | undefined;
    readonly limits?: DoorLimits | undefined;
  },
): Promise<RunningSigner> {
  const { http, tls, store, configBytes, nsm, egress, log, stop } = terms;
  if (http === undefined && tls === undefined)
    throw new BootError("ARGUMENTS_INVALID", "the signer listens at --http and --tls");
  const enclave = await boot({ role: "signer", configBytes, nsm, egress, log });
  if (tls !== undefined && enclave.tls === undefined)
    throw new BootError("ARGUMENTS_INVALID", "--tls needs `tls` in the configuration");
  const opened: { close(): Promise<void> }[] = [];
  const close = async () => {
    // The last opened first: doors, then what signs behind them.
    try {
      for (const part of opened.reverse()) await part.close();
    } finally {
      enclave.close();
    }
  };
  try {
    const { hostRoutes, operators } = openOperatorParts(enclave);
    // Before the window log: on a chain it takes this boot's records only when the boot is registered, with a document that is fetched here.
    const host = await openHost(
      enclave,
      stop === undefined ? hostRoutes : [...hostRoutes, stopRoute(stop)],
      http,
      terms.limits,
    );
    const parts = await openSigningParts(enclave, store, operators).catch(async (thrown: unknown) => {
      await host.close();
      throw signingError(thrown);
    });
    opened.push(parts, host);
    opened.push(await openClients(enclave, parts, tls, terms.limits));
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    close() {
      log({ event: "stopping" });
      return close();
    },
  };
}

/** In one line with its code, as all that ends a boot. */
function signingError(thrown: unknown): unknown {
  const isOurs = thrown instanceof LogError || thrown instanceof StoreError || thrown instanceof Refusal;
  return isOurs ? new BootError("SIGNING_UNAVAILABLE", `${thrown.code}: ${thrown.message}`, { cause: thrown }) : thrown;
}

if (import.meta.main) await runProgram("signer", startSigner);
