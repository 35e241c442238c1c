// Filters live in the enclave, with ids of its own: an upstream's id would tell which clients are one.
import type { MethodRule } from "../rule.ts";

const answer: MethodRule = (chain, call, budget) => chain.filters.call(call, budget);

export const filterMethods: readonly (readonly [string, MethodRule])[] = [
  ["eth_getFilterChanges", answer],
  ["eth_getFilterLogs", answer],
  ["eth_newBlockFilter", answer],
  ["eth_newFilter", answer],
  ["eth_newPendingTransactionFilter", answer],
  ["eth_uninstallFilter", answer],
];
