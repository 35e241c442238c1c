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

export type Withdrawal = {
  readonly index: number;
  readonly validatorIndex: number;
  readonly address: Uint8Array;
  readonly amount: bigint;
};

export type BlockShape = {
  readonly number: number;
  /** Unix seconds. */
  readonly timestamp: number;
  /** Tells blocks at one number apart. */
  readonly salt?: number;
  readonly parentHash?: Uint8Array;
  readonly form?: PayloadForm;
  readonly transactions?: readonly Uint8Array[];
  /** OP Stack chains have none, but the format does. */
  readonly withdrawals?: readonly Withdrawal[];
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

const emptyRoot = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

/** What the engine answers to `engine_getPayload` for the same block, as op-geth writes it: `payloadOf(shape)` is what op-node makes of it. */
export function engineResultOf(shape: BlockShape): Record<string, unknown> {
  const { form = 3 } = shape;
  const fields = fieldsOf(shape);
  const hex = (value: number | bigint | Uint8Array) =>
    value instanceof Uint8Array ? `0x${Buffer.from(value).toString("hex")}` : `0x${value.toString(16)}`;
  const { transactions, withdrawals, withdrawalsRoot, blobGasUsed, excessBlobGas, ...rest } = fields;
  const executionPayload = {
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, hex(value)])),
    transactions: transactions.map(hex),
    ...(form < 2
      ? {}
      : {
          withdrawals: withdrawals.map(({ index, validatorIndex, address, amount }) => ({
            ...{ index: hex(index), validatorIndex: hex(validatorIndex), address: hex(address), amount: hex(amount) },
          })),
        }),
    ...(form < 3 ? {} : { blobGasUsed: hex(blobGasUsed), excessBlobGas: hex(excessBlobGas) }),
    // Before Isthmus op-geth names the root of no withdrawals, and op-node does not encode it.
    ...(form < 2 ? {} : { withdrawalsRoot: form === 4 ? hex(withdrawalsRoot) : emptyRoot }),
  };
  const root = form < 3 ? {} : { parentBeaconBlockRoot: hex(digest("beacon")) };
  const bundle = { blockValue: "0x1ca35ef056140000", blobsBundle: null, shouldOverrideBuilder: false };
  return { executionPayload, ...bundle, ...root };
}

/** A payload that stands on {@link blockHashOf} of the number before, unless it says otherwise. */
export function payloadOf(shape: BlockShape): TestPayload {
  const { number, timestamp, form = 3 } = shape;
  const fields = fieldsOf(shape);
  const ssz = payloadTypes[form].serialize(fields);
  const bytes = form <= 2 ? ssz : Buffer.concat([digest("beacon"), ssz]);
  return { number, timestamp, blockHash: fields.blockHash, bytes, hash: keccak256(bytes, "bytes") };
}

function fieldsOf({
  number,
  timestamp,
  salt = 0,
  transactions = [Uint8Array.of(0x7e, 1, 2, 3)],
  ...shape
}: BlockShape) {
  const blockHash = blockHashOf(number, salt);
  return {
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
    withdrawals: [...(shape.withdrawals ?? [])],
    blobGasUsed: 0n,
    excessBlobGas: 0n,
    withdrawalsRoot: digest("withdrawals"),
  };
}
