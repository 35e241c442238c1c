// A keystore whose key derivation costs next to nothing, for tests of what comes after it.
import { createCipheriv, createHash, pbkdf2Sync, randomBytes, randomUUID } from "node:crypto";

/** EIP-2335 with one iteration of PBKDF2. @param pubkey Without 0x; left out when `undefined`. */
export function lightKeystore(secret: Uint8Array, password: string, path = "", pubkey?: string): string {
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const derived = pbkdf2Sync(password, salt, 1, 32, "sha256");
  const message = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv).update(secret).toString("hex");
  const checksum = createHash("sha256").update(derived.subarray(16)).update(message, "hex").digest("hex");
  const params = { dklen: 32, c: 1, prf: "hmac-sha256", salt: salt.toString("hex") };
  return JSON.stringify({
    crypto: {
      kdf: { function: "pbkdf2", params, message: "" },
      checksum: { function: "sha256", params: {}, message: checksum },
      cipher: { function: "aes-128-ctr", params: { iv: iv.toString("hex") }, message },
    },
    ...(pubkey === undefined ? {} : { pubkey }),
    path,
    uuid: randomUUID(),
    version: 4,
  });
}
