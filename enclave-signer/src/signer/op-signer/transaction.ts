// Transactions of type 2 (EIP-1559) and 3 (EIP-4844, without its sidecar): the bytes that are signed, and those that are sent.
import type { RecoverableSignature } from "../secp256k1.ts";
import { encodeRlp, type RlpItem, rlpInteger } from "./rlp.ts";

export type AccessListEntry = {
  /** 20 bytes. */
  readonly address: Uint8Array;
  /** 32 bytes each. */
  readonly storageKeys: readonly Uint8Array[];
};

export type BlobFields = {
  readonly maxFeePerBlobGas: bigint;
  /** 32 bytes each, at least one. The sidecar is not signed over: the client attaches it again. */
  readonly versionedHashes: readonly Uint8Array[];
};

export type Transaction = {
  readonly chainId: bigint;
  readonly nonce: bigint;
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerGas: bigint;
  readonly gas: bigint;
  /** 20 bytes; `undefined` creates a contract, which a blob transaction can't. */
  readonly to: Uint8Array | undefined;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly accessList: readonly AccessListEntry[];
  readonly blobs: BlobFields | undefined;
};

function fieldsOf(transaction: Transaction): RlpItem[] {
  const { chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gas, to, value, data, accessList, blobs } = transaction;
  if (blobs !== undefined && to === undefined) throw new RangeError("a blob transaction has a recipient");
  const access = accessList.map(({ address, storageKeys }) => [address, storageKeys]);
  return [
    ...[chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gas].map(rlpInteger),
    to ?? new Uint8Array(0),
    rlpInteger(value),
    data,
    access,
    ...(blobs === undefined ? [] : [rlpInteger(blobs.maxFeePerBlobGas), blobs.versionedHashes]),
  ];
}

const enveloped = ({ blobs }: Transaction, fields: RlpItem): Uint8Array =>
  Buffer.concat([Uint8Array.of(blobs === undefined ? 2 : 3), encodeRlp(fields)]);

/** type ‖ rlp(fields): the sender signs its keccak256. */
export const unsignedTransaction = (transaction: Transaction): Uint8Array =>
  enveloped(transaction, fieldsOf(transaction));

/** type ‖ rlp(fields, y parity, r, s): what `eth_sendRawTransaction` takes; of type 3 it is the core that the sidecar is attached to. */
export function signedTransaction(transaction: Transaction, { rs, recovery }: RecoverableSignature): Uint8Array {
  const [r, s] = [rs.subarray(0, 32), rs.subarray(32, 64)].map((half) =>
    BigInt(`0x${Buffer.from(half).toString("hex")}`),
  );
  return enveloped(transaction, [...fieldsOf(transaction), ...[BigInt(recovery), r!, s!].map(rlpInteger)]);
}
