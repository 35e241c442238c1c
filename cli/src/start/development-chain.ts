// The embedded default's upstream: an Anvil node on loopback, as a process of its own.
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Program } from "./supervise.ts";

const readyMsMax = 30_000;
const slotsInEpoch = 2;

export const developmentChainId = 31_337;
export const developmentBlockTimeMs = 1_000;
/** Anvil calls a block final when two of its epochs stand on it; twice that leaves room for a busy machine. */
export const developmentFinalityMs = 2 * 2 * slotsInEpoch * developmentBlockTimeMs;

/** The command that runs the chain; its state is kept in `stateFile` from one start to the next. */
export function developmentChain(port: number, stateFile: string, logFile: string): Program {
  // The binary itself: the package's launcher would outlive a signal to it.
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const manifest = createRequire(import.meta.url).resolve(
    `@foundry-rs/anvil-${process.platform}-${architecture}/package.json`,
  );
  const anvil = join(dirname(manifest), "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
  const args = ["--host", "127.0.0.1", "--port", String(port), "--chain-id", String(developmentChainId), "--silent"];
  return {
    name: "chain",
    command: anvil,
    args: [
      ...args,
      "--block-time",
      String(developmentBlockTimeMs / 1000),
      "--mixed-mining",
      "--slots-in-an-epoch",
      String(slotsInEpoch),
      "--state",
      stateFile,
    ],
    logFile,
  };
}

/** @throws When nothing answers at `rpcUrl` in {@link readyMsMax}. */
export async function chainReady(rpcUrl: string): Promise<void> {
  for (const end = performance.now() + readyMsMax; performance.now() < end; await delay(50)) {
    const answer = await fetch(rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}',
    }).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`the development chain did not answer at ${rpcUrl} in ${readyMsMax / 1000} s`);
}
