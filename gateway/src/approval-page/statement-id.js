// What a passkey is asked to sign: the hash of the very text that is shown (docs/protocol/approvals.md, section 3).

const label = "inkan-approval-1\n";

/**
 * @param {string} text The statement.
 * @returns {Promise<Uint8Array<ArrayBuffer>>} The challenge, 32 bytes.
 */
export async function challengeOf(text) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(label + text)));
}

/** @param {Uint8Array} bytes */
export const toHex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
