// The methods that have a rule of their own, by name.
import type { MethodRule } from "../rule.ts";
import { eth_accounts } from "./eth_accounts.ts";
import { eth_chainId } from "./eth_chainId.ts";
import { eth_sendRawTransaction } from "./eth_sendRawTransaction.ts";
import { eth_sendRawTransactionSync } from "./eth_sendRawTransactionSync.ts";
import { filterMethods } from "./filter-methods.ts";
import { keyMethods } from "./key-methods.ts";
import { net_listening } from "./net_listening.ts";
import { net_version } from "./net_version.ts";
import { subscriptionMethods } from "./subscription-methods.ts";
import { web3_clientVersion } from "./web3_clientVersion.ts";
import { web3_sha3 } from "./web3_sha3.ts";

export const methodRules: ReadonlyMap<string, MethodRule> = new Map([
  ["eth_accounts", eth_accounts],
  ["eth_chainId", eth_chainId],
  ["eth_sendRawTransaction", eth_sendRawTransaction],
  ["eth_sendRawTransactionSync", eth_sendRawTransactionSync],
  ["net_listening", net_listening],
  ["net_version", net_version],
  ["web3_clientVersion", web3_clientVersion],
  ["web3_sha3", web3_sha3],
  ...filterMethods,
  ...keyMethods,
  ...subscriptionMethods,
]);
