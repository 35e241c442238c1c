// Why chain state was not believed: one closed set. Match on the code, never on the text.

/** Code to its meaning. */
export const chainStateErrorTable = {
  RLP_MALFORMED: "the bytes are not canonical RLP of one item",
  RLP_TOO_LARGE: "the RLP is too large, too deep, or has too many items",
  HEADER_MALFORMED: "the block header is not one of a known fork",
  HEADER_HASH_MISMATCH: "the block header has another hash than the one named",
  PROOF_MALFORMED: "the answer does not have the shape of eth_getProof's",
  PROOF_TOO_LARGE: "the proof has too many nodes, or one that is too large",
  PROOF_OTHER_SUBJECT: "the proof is of another account or other slots than those asked for",
  PROOF_INCOMPLETE: "the proof ends before it shows the value or its absence",
  PROOF_NODE_MISMATCH: "a node of the proof is not the one that the node above it, or the root, names",
  PROOF_NODE_MALFORMED: "a node of the proof is no node of a Merkle-Patricia trie of hashed keys",
  PROOF_NODE_UNUSED: "the proof has nodes that do not lie on the way to the key",
  ACCOUNT_MALFORMED: "what is proven is not an account",
  SLOT_MALFORMED: "what is proven is not a slot's value",
} as const;

export type ChainStateErrorCode = keyof typeof chainStateErrorTable;

/** Nothing may be concluded about the state: neither a value nor its absence. */
export class ChainStateError extends Error {
  readonly code: ChainStateErrorCode;
  override readonly name = "ChainStateError";

  constructor(code: ChainStateErrorCode, detail?: string) {
    super(detail === undefined ? chainStateErrorTable[code] : `${chainStateErrorTable[code]}: ${detail}`);
    this.code = code;
  }
}
