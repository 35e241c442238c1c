// What a registry command says: lines for people, or one JSON object.
import { formatEther, formatGwei } from "viem";
import type { Transaction } from "./transactions.ts";

export type Output = {
  /** For people only. */
  line(text: string): void;
  /** Members of the JSON object; bigints become decimal strings. */
  tell(members: Readonly<Record<string, unknown>>): void;
  /** Whose transactions are told at the end. */
  follow(transactions: readonly Transaction[]): void;
  end(isDryRun: boolean): void;
};

export function openOutput(isJson: boolean): Output {
  const told: Record<string, unknown> = {};
  let followed: readonly Transaction[] = [];
  return {
    line(text) {
      if (!isJson) console.log(text);
    },
    tell: (members) => void Object.assign(told, members),
    follow(transactions) {
      followed = transactions;
    },
    end(isDryRun) {
      if (isJson && Object.keys(told).length === 0) return;
      if (isJson) return console.log(json({ ...told, dryRun: isDryRun, transactions: followed }));
      for (const transaction of followed) console.log(transactionLine(transaction));
    },
  };
}

export const json = (value: unknown) =>
  JSON.stringify(
    value,
    (_name, member: unknown) => (typeof member === "bigint" ? String(member) : (member ?? null)),
    2,
  );

function transactionLine({ what, to, dataBytes, gasEstimated, gasUsed, costWei, hash }: Transaction): string {
  const gas = gasUsed ?? gasEstimated;
  const price = gas === 0n ? "0" : formatGwei(costWei / gas);
  const cost = `${gas} gas at ${price} gwei: ${formatEther(costWei)} ETH`;
  return hash === undefined
    ? `would send: ${what}\n  to ${to}, ${dataBytes} bytes of calldata, ${cost}`
    : `sent: ${what}\n  ${hash}\n  to ${to}, ${dataBytes} bytes of calldata, ${cost}`;
}
