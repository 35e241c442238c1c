// A role as a program: flags in, typed events on stderr, an end at SIGINT or SIGTERM.
import { closeSync, openSync, readSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Address, InkanError, parseAddress, permitVsockFor } from "@inkan/link";
import { BootError } from "./boot-error.ts";
import { fetchConfig } from "./fetch-config.ts";
import { hardenProcess } from "./harden.ts";
import { enclaveLimits } from "./limits.ts";
import { jsonLog, type Log } from "./log.ts";
import { openLogSender } from "./log-sender.ts";
import type { Nsm } from "./nsm/nsm.ts";
import { openNsm } from "./nsm/open.ts";
import { sourceLineOf } from "./source-line.ts";

export type ProgramTerms = {
  /** As the parent gave them. */
  readonly configBytes: Uint8Array;
  readonly nsm: Nsm;
  /** Where the gateway's HTTP arrives. */
  readonly http: Address | undefined;
  /** Where clients' own TLS arrives. */
  readonly tls: Address | undefined;
  readonly egress: Address;
  /** Where the gateway keeps what the signer seals, and its window log. */
  readonly store: Address | undefined;
  readonly log: Log;
  /** Ends the program as a signal does: an enclave's parent has no signal to send. During the boot it ends at once. */
  readonly stop: () => void;
};

const usage = (
  role: string,
) => `usage: ${role} --config FILE|ADDRESS --nsm NSM --egress ADDRESS [--http ADDRESS] [--tls ADDRESS]${role === "signer" ? " [--store ADDRESS]" : ""} [--log ADDRESS]

An ADDRESS is unix:/path, vsock:cid:port or hybrid:/path:port. The configuration is a file's, or is asked for at an address, once.
NSM is device:/dev/nsm or simulated:DIR. --log is where lines of the log go besides stderr, since nobody sees the console of an enclave.`;

/**
 * Runs until a signal. What ends the boot is said in one line on stderr, without a stack; the exit code is then 1.
 *
 * @param start Boots and listens.
 */
export async function runProgram(
  role: "relay" | "signer",
  start: (terms: ProgramTerms) => Promise<{ close(): Promise<void> }>,
): Promise<void> {
  const sender = openLogSender();
  const log = jsonLog((line) => {
    process.stderr.write(line);
    sender.send(line);
  });
  try {
    hardenProcess(log);
    let running: { close(): Promise<void> } | undefined;
    const stop = () =>
      void Promise.resolve(running?.close())
        .finally(() => sender.close())
        .finally(() => process.exit(0));
    running = await start(await readTerms(role, log, stop, sender.open));
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  } catch (thrown) {
    const reason = reasonOf(thrown);
    process.stderr.write(`${role}: ${reason}\n`);
    sender.send(`${JSON.stringify({ event: "ended", reason })}\n`);
    await sender.close();
    process.exit(1);
  }
}

async function readTerms(
  role: "relay" | "signer",
  log: Log,
  stop: () => void,
  sendLog: (to: Address | undefined) => void,
): Promise<ProgramTerms> {
  const { config, nsm, http, tls, egress, store, log: logTo } = readFlags(role);
  if (config === undefined || nsm === undefined || egress === undefined)
    throw new BootError("ARGUMENTS_INVALID", usage(role));
  const addresses = {
    http: http === undefined ? undefined : parseAddress(http),
    tls: tls === undefined ? undefined : parseAddress(tls),
    egress: parseAddress(egress),
    store: store === undefined ? undefined : parseAddress(store),
  };
  const configAddress = /^(unix|vsock|hybrid):/.test(config) ? parseAddress(config) : undefined;
  const logAddress = logTo === undefined ? undefined : parseAddress(logTo);
  permitVsockFor([configAddress, logAddress, ...Object.values(addresses)]);
  sendLog(logAddress);
  const configBytes = configAddress === undefined ? readBounded(config) : await fetchConfig(configAddress);
  return { configBytes, nsm: await openNsm(nsm, role), ...addresses, log, stop };
}

function readFlags(role: "relay" | "signer") {
  const text = { type: "string" } as const;
  const both = { config: text, nsm: text, http: text, tls: text, egress: text, log: text };
  try {
    const { values } = parseArgs({ options: role === "signer" ? { ...both, store: text } : both });
    return values as { [Name in "config" | "nsm" | "http" | "tls" | "egress" | "store" | "log"]?: string };
  } catch {
    throw new BootError("ARGUMENTS_INVALID", usage(role));
  }
}

/** One byte more than may be is enough to refuse it. */
function readBounded(path: string): Uint8Array {
  const bytes = Buffer.alloc(enclaveLimits.configBytesMax + 1);
  let file: number;
  try {
    file = openSync(path, "r");
  } catch {
    throw new BootError("ARGUMENTS_INVALID", `--config: cannot read '${path}'`);
  }
  try {
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(file);
  }
}

/** Texts of our own errors speak of configuration and addresses; others could quote anything. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof BootError || thrown instanceof InkanError) return thrown.message;
  return `failed at ${sourceLineOf(thrown)}`;
}
