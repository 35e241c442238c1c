// Hexadecimal data as Ethereum's JSON-RPC writes it: `0x`, then two digits a byte.

const data = /^0x(?:[0-9a-fA-F]{2})*$/;

/** @returns `undefined` for anything but `0x` and an even number of digits. */
export function bytesFromHex(text: string): Uint8Array | undefined {
  // `Buffer.from` stops at the first character that is no digit, and says nothing.
  return data.test(text) ? Buffer.from(text.slice(2), "hex") : undefined;
}

export function hexFromBytes(bytes: Uint8Array): string {
  return `0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}
