// A contract on a development chain that emits one log at each call. A node answers `eth_sendTransaction` before the block is there: each
// call here returns when its transaction is in one.
import { setTimeout as delay } from "node:timers/promises";

/** Asks the chain itself, not through what is under test. */
export type Direct = (method: string, params?: readonly unknown[]) => Promise<unknown>;

type Receipt = { readonly contractAddress: string };

const minedMsMax = 10_000;

/** @returns The contract's address. */
export async function deployEmitter(direct: Direct): Promise<string> {
  // PUSH1 0 PUSH1 0 LOG0 STOP, behind the code that returns it.
  return (await mined(direct, { data: "0x6006600c60003960066000f360006000a000" })).contractAddress;
}

/** `count` transactions, each a log of its own. */
export async function emitLogs(direct: Direct, emitter: string, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await mined(direct, { to: emitter });
}

async function mined(direct: Direct, transaction: object): Promise<Receipt> {
  const [from] = (await direct("eth_accounts")) as string[];
  const hash = await direct("eth_sendTransaction", [{ from, ...transaction }]);
  for (const end = performance.now() + minedMsMax; performance.now() < end; await delay(5)) {
    const receipt = (await direct("eth_getTransactionReceipt", [hash])) as Receipt | null;
    if (receipt !== null) return receipt;
  }
  throw new Error(`transaction ${hash} was not mined in ${minedMsMax} ms`);
}
