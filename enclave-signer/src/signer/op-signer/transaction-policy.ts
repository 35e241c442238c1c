// op-signer's `auth` entries for transactions: who may send from where to whom, and how much. Stricter than op-signer in two things: the chain
// id of the entry is checked for transactions too, and where recipients are listed no contract is created.
import type { TransactionsConfig } from "../../enclave/signer-config.ts";
import { Refusal } from "../refusal.ts";
import { hexText } from "./members.ts";
import type { Transaction } from "./transaction.ts";
import type { TransactionArgs } from "./transaction-args.ts";

/**
 * The entry that allows this, chosen as op-signer does: by the client's name, then by `from` where it is given.
 *
 * @param clientNames Permissions that the client's certificate matched.
 * @throws {Refusal} `CLIENT_NOT_PERMITTED`: no entry of this name and address. `TRANSACTION_UNAUTHORIZED`: another chain, recipient or value.
 */
export function entryAllowing(
  entries: readonly TransactionsConfig[],
  clientNames: readonly string[],
  { from, transaction }: TransactionArgs,
): TransactionsConfig {
  const ofClient = entries.filter(({ client }) => clientNames.includes(client));
  const sender = from ?? ofClient[0]?.fromAddress.toLowerCase();
  const ofSender = ofClient.filter(({ fromAddress }) => fromAddress.toLowerCase() === sender);
  if (ofSender.length === 0) throw new Refusal("CLIENT_NOT_PERMITTED");
  const ofChain = ofSender.filter(({ chainId }) => BigInt(chainId) === transaction.chainId);
  if (ofChain.length === 0) throw new Refusal("TRANSACTION_UNAUTHORIZED", "unexpected chainId");
  const toListed = ofChain.filter((entry) => isRecipient(entry, transaction));
  if (toListed.length === 0) throw new Refusal("TRANSACTION_UNAUTHORIZED", "to address not authorized");
  const allowing = toListed.find(({ maxValue }) => maxValue === null || transaction.value <= BigInt(maxValue));
  if (allowing === undefined) throw new Refusal("TRANSACTION_UNAUTHORIZED", "value exceeds maximum");
  return allowing;
}

function isRecipient({ toAddresses }: TransactionsConfig, { to }: Transaction): boolean {
  if (toAddresses.length === 0) return true;
  return to !== undefined && toAddresses.some((address) => address.toLowerCase() === hexText(to));
}
