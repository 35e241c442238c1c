// A second signer of the same program, configuration and NSM, as an attacker on the parent would start it: a process of its own, behind a gateway
// of the drill's own, over a store that the drill chooses.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { gatewayLimits, startGateway } from "@inkan/gateway";
import { parseAddress } from "@inkan/link";
import { roleCommand } from "../role.ts";
import type { Deployment, Where } from "./deployment.ts";

/** A log on a chain wants it registered first, and its records final. */
const readyMsMax = 180_000;
/** From SIGTERM, which gives its windows back, to SIGKILL. */
const graceMs = 6_000;

export type Clone = {
  readonly where: Where;
  /** Unix milliseconds of its start: it can have signed nothing before. */
  readonly startedAt: number;
  /** Gives back its windows, as a planned stop does. */
  stop(): Promise<void>;
};

export type KeptStore = { readonly address: string; cut(): Promise<void>; mend(): Promise<void> };

const quiet = () => {};

/** A gateway's store of the drill's own, over `directory`: it can be cut and mended. Records for a chain go on to it. */
export async function openDrillStore(
  place: string,
  directory: string,
  { onChain, configFile }: Pick<Deployment, "onChain" | "configFile">,
): Promise<KeptStore> {
  const address = `unix:${join(place, "store.sock")}`;
  const windows =
    onChain === undefined
      ? {}
      : { signerConfig: configFile, windowsRpc: onChain.rpcUrl, windowsAccount: onChain.windowsAccount };
  const open = () =>
    startGateway({ store: parseAddress(address), storeDirectory: directory, ...windows }, gatewayLimits, quiet);
  let gateway: Awaited<ReturnType<typeof open>> | undefined = await open();
  return {
    address,
    async cut() {
      await gateway?.close();
      gateway = undefined;
    },
    async mend() {
      gateway ??= await open();
    },
  };
}

/**
 * @param place Directory for sockets and the clone's log.
 * @param store Link address of the store that the clone is given.
 * @throws With the end of the clone's log, when it does not serve.
 */
export async function startClone(
  { configFile, nsm, egress, client, onChain }: Deployment,
  place: string,
  store: string,
  signal: AbortSignal,
): Promise<Clone> {
  const tls = `unix:${join(place, "tls.sock")}`;
  const http = `unix:${join(place, "http.sock")}`;
  const logFile = join(place, "clone.log");
  const log = openSync(logFile, "a", 0o600);
  const { command, args } = roleCommand("signer", [
    ...["--config", configFile, "--nsm", nsm, "--egress", egress, "--http", http, "--tls", tls],
    ...["--store", store],
  ]);
  const startedAt = Date.now();
  const child = spawn(command, args, { stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once("error", () => resolve()).once("close", () => resolve()));
  const gateway = await startGateway(
    {
      ...{ signerTlsPort: 0, signerTls: parseAddress(tls), signerHttp: parseAddress(http) },
      // Anyone may register an enclave of this operator's: the parent too.
      registration: onChain && {
        ...{ rpcUrl: onChain.rpcUrl, keyFile: onChain.registrationKeyFile, feePerGasMaxGwei: undefined },
      },
      quota: { requestsPerSecond: 10_000, burst: 10_000 },
    },
    gatewayLimits,
    quiet,
  );
  const where = { host: "127.0.0.1", port: gateway.signerTlsPort ?? 0 };
  const stop = async () => {
    child.kill("SIGTERM");
    const killed = setTimeout(() => child.kill("SIGKILL"), graceMs);
    await ended;
    clearTimeout(killed);
    await gateway.close();
  };
  try {
    for (const end = performance.now() + readyMsMax; performance.now() < end && child.exitCode === null; ) {
      const door = client(where);
      const answer = await door.ask("GET", "/upcheck").catch(() => undefined);
      door.close();
      if (answer?.status === 200) return { where, startedAt, stop };
      await delay(50, undefined, { signal });
    }
    throw new Error(`the clone does not serve; it said:\n${readFileSync(logFile, "utf8").slice(-2_000)}`);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}
