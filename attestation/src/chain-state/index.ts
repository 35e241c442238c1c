// Chain state that is proven rather than believed: headers, accounts, slots.
export { type Account, emptyCodeHash, mappingSlot, proveAccount, proveSlot, slotKey } from "./account.ts";
export { ChainStateError, type ChainStateErrorCode, chainStateErrorTable } from "./errors.ts";
export { getProofCall, type ProvenState, proveState, readGetProof, type StateProof } from "./get-proof.ts";
export { type BlockHeader, decodeBlockHeader, readBlock } from "./header.ts";
export { chainStateLimits } from "./limits.ts";
export { emptyTrieRoot } from "./trie.ts";
