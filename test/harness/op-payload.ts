// Payloads as sequencers gossip them, encoded by an SSZ library that the project's own decoder and encoder share nothing with.
import { ByteVectorType, ContainerType } from "@chainsafe/ssz";
import { ssz } from "@lodestar/types";
import { keccak256 } from "viem";

/** Isthmus is Deneb's payload with one more member at the end (optimism, op-service/eth/ssz.go, BlockV4). */
const isthmus = new ContainerType({ ...ssz.deneb.ExecutionPayload.fields, withdrawalsRoot: new ByteVectorType(32) });

export const payloadTypes = {
  1: ssz.bellatrix.ExecutionPayload,
  2: ssz.capella.ExecutionPayload,
  3: ssz.deneb.ExecutionPayload,
  4: isthmus,
} as const;

export type PayloadForm = keyof typeof payloadTypes;

export type BlockShape = {
  readonly number: number;
  /** Unix seconds. */
  readonly timestamp: number;
  /** Tells blocks at one number apart. */
  readonly salt?: number;
  readonly parentHash?: Uint8Array;
  readonly form?: PayloadForm;
  readonly transactions?: readonly Uint8Array[];
};

export type TestPayload = {
  readonly number: number;
  readonly timestamp: number;
  readonly blockHash: Uint8Array;
  /** What op-node hashes and gossips. */
  readonly bytes: Uint8Array;
  readonly hash: Uint8Array;
};

const digest = (text: string): Uint8Array => keccak256(Buffer.from(text), "bytes");

/** The hash of the block `salt` at `number`: invented, but the same each time. */
export const blockHashOf = (number: number, salt = 0): Uint8Array => digest(`block ${number} ${salt}`);

/** A payload that stands on {@link blockHashOf} of the number before, unless it says otherwise. */
export function payloadOf(shape: BlockShape): TestPayload {
  const { number, timestamp, salt = 0, form = 3, transactions = [Uint8Array.of(0x7e, 1, 2, 3)] } = shape;
  const blockHash = blockHashOf(number, salt);
  const fields = {
    parentHash: shape.parentHash ?? blockHashOf(number - 1),
    feeRecipient: new Uint8Array(20).fill(0x42),
    stateRoot: digest(`state ${number} ${salt}`),
    receiptsRoot: digest("receipts"),
    logsBloom: new Uint8Array(256),
    prevRandao: digest("randao"),
    blockNumber: number,
    gasLimit: 30_000_000,
    gasUsed: 21_000,
    timestamp,
    extraData: Uint8Array.of(1, 2, 3),
    baseFeePerGas: 1_000_000_000n,
    blockHash,
    transactions: [...transactions],
    withdrawals: [],
    blobGasUsed: 0n,
    excessBlobGas: 0n,
    withdrawalsRoot: digest("withdrawals"),
  };
  const ssz = payloadTypes[form].serialize(fields);
  const bytes = form <= 2 ? ssz : Buffer.concat([digest("beacon"), ssz]);
  return { number, timestamp, blockHash, bytes, hash: keccak256(bytes, "bytes") };
}
