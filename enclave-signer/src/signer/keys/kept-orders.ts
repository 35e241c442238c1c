// What administrators and operators ordered for good, sealed beside the keys, so that the window log's `keys` record names it too: a host that
// could bring an older order back would have to bring the older key store back, and that is found out.

export type HighWatermark = { readonly epoch: bigint; readonly slot: bigint };

export type KeptOrders = {
  /** Web3Signer's: at or above it nothing is signed. */
  readonly highWatermark: HighWatermark | undefined;
  /** Id of the newest change of the fee recipients' list in force: 64 hexadecimal digits. */
  readonly feeRecipients: string | undefined;
};

export const noOrders: KeptOrders = { highWatermark: undefined, feeRecipients: undefined };

const idBytes = 32;
const flags = { highWatermark: 1, feeRecipients: 2 } as const;

/** u8 which follow (1 high watermark, 2 fee recipients) ‖ u64 epoch ‖ u64 slot ‖ id, 32; integers are big-endian. */
export function encodeOrders({ highWatermark, feeRecipients }: KeptOrders): Buffer {
  const parts = [
    Uint8Array.of(
      (highWatermark === undefined ? 0 : flags.highWatermark) | (feeRecipients === undefined ? 0 : flags.feeRecipients),
    ),
  ];
  if (highWatermark !== undefined) {
    const numbers = Buffer.alloc(16);
    numbers.writeBigUInt64BE(highWatermark.epoch);
    numbers.writeBigUInt64BE(highWatermark.slot, 8);
    parts.push(numbers);
  }
  if (feeRecipients !== undefined) parts.push(Buffer.from(feeRecipients, "hex"));
  return Buffer.concat(parts);
}

/** What {@link encodeOrders} wrote, from a reader that throws past its end. */
export function decodeOrders(reader: { uint8(): number; uint64(): bigint; take(length: number): Buffer }): KeptOrders {
  const which = reader.uint8();
  if (which > (flags.highWatermark | flags.feeRecipients)) throw new RangeError("an order that nobody knows");
  const highWatermark =
    (which & flags.highWatermark) === 0 ? undefined : { epoch: reader.uint64(), slot: reader.uint64() };
  const feeRecipients = (which & flags.feeRecipients) === 0 ? undefined : reader.take(idBytes).toString("hex");
  return { highWatermark, feeRecipients };
}
