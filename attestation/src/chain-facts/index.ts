// What the contracts hold of an enclave, proven.
export {
  type ChainFacts,
  type FactsQuestion,
  type ProvenContract,
  proveChainFacts,
  readChainFacts,
} from "./chain-facts.ts";
export type { AcceptancePeriod, EnclaveFacts, ReleaseFacts } from "./facts.ts";
