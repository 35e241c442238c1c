// The thread in which registrations are made: the hints of a document cost tenths of seconds, which calls must not wait for. It has the account's key;
// the gateway's own thread never sees it.
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { parentPort, workerData } from "node:worker_threads";
import { type Address, parseAddress } from "@inkan/link";
import { createPublicClient, createWalletClient, defineChain, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { attemptRegistration, type Outcome } from "./attempt.ts";
import type { EnclaveDoor } from "./enclave-door.ts";
import { registrationLimits } from "./limits.ts";
import { dailyAllowance, pauseMs } from "./renewal.ts";

/** `relay-2` and so on where a gateway has several. */
export type EnclaveName = "relay" | "signer" | `relay-${number}`;

/** Addresses as text. */
export type RegistrationTask = {
  readonly rpcUrl: string;
  readonly keyFile: string;
  readonly feePerGasMaxGwei: number | undefined;
  readonly enclaves: readonly {
    readonly name: EnclaveName;
    readonly http: string | undefined;
    readonly tls: string | undefined;
    readonly serverName: string | undefined;
  }[];
};

/** What the thread says of itself, and nothing else. */
export type RegistrationReport =
  | { readonly enclave: EnclaveName; readonly outcome: Outcome }
  | { readonly unusable: "KEY_UNREADABLE" };

const gwei = 1_000_000_000n;

async function run(task: RegistrationTask, report: (said: RegistrationReport) => void): Promise<void> {
  const account = accountOf(task.keyFile);
  if (account === undefined) return report({ unusable: "KEY_UNREADABLE" });
  const transport = http(task.rpcUrl, { timeout: registrationLimits.chainDeadlineMs, retryCount: 0 });
  const { feePerGasMaxGwei } = task;
  const feePerGasMax = feePerGasMaxGwei === undefined ? undefined : BigInt(feePerGasMaxGwei) * gwei;
  const watched = task.enclaves.map(({ name, ...addresses }) => ({
    name,
    door: doorOf(addresses),
    takeTransaction: dailyAllowance(registrationLimits.transactionsPerDayMax, () => performance.now()),
    failures: 0,
    dueMs: 0,
  }));

  // One after the other: they pay from one account, whose transactions have one order.
  for (;;) {
    const next = watched.reduce((first, each) => (each.dueMs < first.dueMs ? each : first));
    await delay(Math.max(0, next.dueMs - performance.now()));
    const clients = await clientsOf(account, transport);
    const { door, takeTransaction } = next;
    const outcome: Outcome =
      clients === undefined
        ? { kind: "failed", code: "CHAIN_UNREACHABLE" }
        : await attemptRegistration({ ...clients, door, feePerGasMax, takeTransaction });
    next.failures = outcome.kind === "failed" ? next.failures + 1 : 0;
    next.dueMs = performance.now() + pauseMs(next.failures, random);
    report({ enclave: next.name, outcome });
  }
}

function accountOf(keyFile: string) {
  try {
    const text = readFileSync(keyFile, "utf8").trim();
    return privateKeyToAccount(text.startsWith("0x") ? (text as `0x${string}`) : `0x${text}`);
  } catch {
    return undefined;
  }
}

/** A transaction is signed for a chain, so the chain is asked for first. */
async function clientsOf(account: ReturnType<typeof privateKeyToAccount>, transport: ReturnType<typeof http>) {
  const id = await createPublicClient({ transport })
    .getChainId()
    .catch(() => undefined);
  if (id === undefined) return undefined;
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  const chain = defineChain({ id, name: `chain ${id}`, nativeCurrency, rpcUrls: { default: { http: [] } } });
  return {
    reader: createPublicClient({ chain, transport, pollingInterval: 1_000, cacheTime: 0 }),
    wallet: createWalletClient({ account, chain, transport }),
  };
}

function doorOf({ http: plain, tls, serverName }: Omit<RegistrationTask["enclaves"][number], "name">): EnclaveDoor {
  const address = (text: string): Address => parseAddress(text);
  if (plain !== undefined) return { http: address(plain) };
  if (tls === undefined) throw new RangeError("an enclave has an address");
  return { tls: address(tls), serverName };
}

const random = () => crypto.getRandomValues(new Uint32Array(1))[0]! / 2 ** 32;

if (parentPort !== null) {
  const port = parentPort;
  await run(workerData as RegistrationTask, (said) => port.postMessage(said));
}
