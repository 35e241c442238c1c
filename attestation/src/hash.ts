// SHA-2 through WebCrypto, which Node and browsers share.

/** SHA-256 (FIPS 180-4): 32 bytes. */
export function sha256(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return digest("SHA-256", bytes);
}

/** SHA-384 (FIPS 180-4): 48 bytes. */
export function sha384(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return digest("SHA-384", bytes);
}

async function digest(name: "SHA-256" | "SHA-384", bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  // A copy: WebCrypto takes no view of shared memory.
  return new Uint8Array(await crypto.subtle.digest(name, new Uint8Array(bytes)));
}
