// What a sequencer's key signs for a block (ethereum-optimism/specs, `protocol/rollup-node-p2p.md`, block signatures).
import { keccak_256 } from "@noble/hashes/sha3.js";

export type BlockMessage = {
  /** 32 bytes; zeros for blocks of version 1. */
  readonly domain: Uint8Array;
  /** From 1 to 2^256 - 1. */
  readonly chainId: bigint;
  /** keccak256 of the payload's bytes: 32 bytes. */
  readonly payloadHash: Uint8Array;
};

/** keccak256( domain ‖ chain id as uint256 ‖ payload hash ). */
export function signingHashOf({ domain, chainId, payloadHash }: BlockMessage): Uint8Array {
  const chainIdBytes = Buffer.from(chainId.toString(16).padStart(64, "0"), "hex");
  if (domain.length !== 32 || chainIdBytes.length !== 32 || payloadHash.length !== 32)
    throw new RangeError("domain, chain id and payload hash have 32 bytes each");
  return keccak_256(Buffer.concat([domain, chainIdBytes, payloadHash]));
}

/**
 * Whether the 96 bytes that are hashed could also be read as a transaction or a personal message: then the signature over a "block" would be
 * one over something else. In op-signer the client chooses the domain and the payload hash freely, which leaves room for a whole transfer.
 *
 * A legacy transaction begins with an RLP list (0xc0 and above), a typed one (EIP-2718) has it in its second byte, EIP-191 begins with 0x19.
 */
export function isMistakable(domain: Uint8Array): boolean {
  const [first = 0, second = 0] = domain;
  return first >= 0xc0 || second >= 0xc0 || first === 0x19;
}
