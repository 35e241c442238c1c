// base64url without padding (RFC 4648, section 5), one spelling for one value: what WebAuthn's JSON is made of.

/** @returns `undefined` for other characters, padding, an impossible length, or bits that stand for nothing. */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return undefined;
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? new Uint8Array(bytes) : undefined;
}

export const toBase64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
