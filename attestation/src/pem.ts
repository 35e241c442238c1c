// PEM (RFC 7468) of one certificate, for roots that a user names.

/**
 * The DER of the one `CERTIFICATE` block in `text`.
 *
 * @returns `undefined` when there is none, more than one, or what it holds is not Base64.
 */
export function decodePem(text: string): Uint8Array<ArrayBuffer> | undefined {
  const blocks = [...text.matchAll(/-----BEGIN CERTIFICATE-----\s+([A-Za-z0-9+/=\s]+?)\s*-----END CERTIFICATE-----/g)];
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) return undefined;
  try {
    return Uint8Array.from(atob((block[1] ?? "").replace(/\s+/g, "")), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}
