// ECDSA on P-256 with SHA-256, for a key that signs often: the same signatures as `node:crypto`'s, for about half of the CPU.
import { bindings } from "./load.ts";

const derBytesMax = 72;

/**
 * The key stays in OpenSSL's memory, and goes when nobody refers to the function any more.
 *
 * @param der ECPrivateKey (RFC 5915), to be overwritten by the caller.
 * @returns What signs a message: DER as of `crypto.sign`, over its SHA-256.
 * @throws {NativeError} `NATIVE_UNAVAILABLE`; a TypeError for anything but a key on P-256.
 */
export function openP256(der: Uint8Array): (message: Uint8Array) => Uint8Array {
  const { p256Open, p256Sign } = bindings();
  const signer = p256Open(der);
  return (message) => {
    // Not `new Uint8Array`, whose bytes V8 would first have to move to where C can reach them.
    const signature = Buffer.allocUnsafe(derBytesMax);
    return signature.subarray(0, p256Sign(signer, message, signature));
  };
}
