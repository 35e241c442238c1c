// What a drill asks signatures for: pairs of messages of which a validator may sign one only. Same letter: same message.
import { createHash } from "node:crypto";
import type { Chain } from "./chain.ts";

export type Message = {
  readonly kind: "block" | "attestation";
  /** Of a block. */
  readonly slot: number;
  /** Of an attestation. */
  readonly source: number;
  readonly target: number;
  /** Which of the conflicting ones. */
  readonly letter: string;
  /** Of Web3Signer's sign API. */
  readonly body: object;
};

export function blockAt(chain: Chain, slot: number, letter: string): Message {
  const epoch = chain.epochOf(slot);
  const block_header = {
    slot: String(slot),
    proposer_index: "0",
    parent_root: rootOf("parent"),
    state_root: rootOf("state"),
    body_root: rootOf(`body ${slot} ${letter}`),
  };
  const body = {
    type: "BLOCK_V2",
    fork_info: chain.forkInfoAt(epoch),
    beacon_block: { version: chain.blockVersionAt(epoch), block_header },
  };
  return { kind: "block", slot, source: 0, target: 0, letter, body };
}

/** @param slot Anything of the target's epoch: it is part of the message, and conflicts with nothing. */
export function voteFor(chain: Chain, source: number, target: number, letter: string): Message {
  const attestation = {
    slot: String(target * chain.slotsPerEpoch),
    index: "0",
    beacon_block_root: rootOf(`head ${target} ${letter}`),
    source: { epoch: String(source), root: rootOf(`checkpoint ${source}`) },
    target: { epoch: String(target), root: rootOf(`checkpoint ${target} ${letter}`) },
  };
  const body = { type: "ATTESTATION", fork_info: chain.forkInfoAt(target), attestation };
  return { kind: "attestation", slot: 0, source, target, letter, body };
}

const rootOf = (text: string) => `0x${createHash("sha256").update(`inkan drill: ${text}`).digest("hex")}`;
