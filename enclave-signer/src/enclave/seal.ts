// Sealing: bytes that the parent keeps for the enclave, and can neither read nor alter. AES-256-GCM (NIST SP 800-38D), random nonce.
// Whether they are the newest is not said by a seal: see `signer/keys/sealed-store.ts`.
//
//   "INKS" ‖ version ‖ id of the key, 16 ‖ SHA-256 of provider and label, first 16 ‖ u32 length of the plain bytes ‖ nonce, 12 ‖ ciphertext ‖ tag, 16
//
// All before the nonce is authenticated with the ciphertext.
import { createCipheriv, createDecipheriv, createHash, createHmac } from "node:crypto";
import { BootError, type BootErrorCode } from "./boot-error.ts";
import { enclaveLimits } from "./limits.ts";
import type { Nsm } from "./nsm/nsm.ts";
import type { Random } from "./random.ts";
import { Secret } from "./secret.ts";

export type SealingKey = {
  /** `simulated`: kept by nothing but a file; shown to operators. */
  readonly provider: string;
  /** @param label What the bytes are: they open under it alone. */
  seal(label: string, bytes: Uint8Array): Uint8Array;
  /**
   * @param sealed As the parent gave them.
   * @returns The plain bytes; overwrite them after use.
   * @throws {BootError} `SEALED_BYTES_TRUNCATED`, `SEALED_BYTES_UNKNOWN`, `SEALED_BYTES_OF_ANOTHER_KEY`, `SEALED_BYTES_OF_ANOTHER_LABEL`,
   * `SEALED_BYTES_ALTERED`. Only the last is proven: in front of it the parent may have written any header.
   */
  open(label: string, sealed: Uint8Array): Uint8Array;
};

const algorithm = "aes-256-gcm";
const magic = Uint8Array.of(0x49, 0x4e, 0x4b, 0x53, 1);
const idBytes = 16;
const lengthAt = magic.length + 2 * idBytes;
const headerBytes = lengthAt + 4;
const nonceBytes = 12;
const tagBytes = 16;
const aroundBytes = headerBytes + nonceBytes + tagBytes;

/**
 * The key that this boot seals with.
 *
 * @param nsm Its configuration is locked already: an earlier key would belong to no configuration.
 * @throws {BootError} `SEALING_UNAVAILABLE`.
 */
export async function openSealingKey(nsm: Nsm, random: Random): Promise<SealingKey> {
  if (nsm.sealing === undefined) throw new BootError("SEALING_UNAVAILABLE");
  const { provider } = nsm.sealing;
  return sealingKey(provider, await nsm.sealing.dataKey(), random);
}

/** @param dataKey 32 bytes: derived by the machine, or unwrapped by KMS at boot. Taken over. */
export function sealingKey(provider: string, dataKey: Secret, random: Random): SealingKey {
  const derive = (purpose: string) =>
    dataKey.use((bytes) => createHmac("sha256", bytes).update(`inkan-seal-1\n${provider}\n${purpose}`).digest());
  const cipherKey = Secret.take(derive("encrypt"));
  const keyId = derive("id").subarray(0, idBytes);
  dataKey.wipe();

  const labelId = (label: string) =>
    createHash("sha256").update(`inkan-seal-1\n${provider}\n${label}`).digest().subarray(0, idBytes);
  const headerOf = (label: string, length: number) => {
    const header = Buffer.concat([magic, keyId, labelId(label), Buffer.alloc(4)]);
    header.writeUInt32BE(length, lengthAt);
    return header;
  };

  return {
    provider,
    seal(label, bytes) {
      if (bytes.length > enclaveLimits.sealedBytesMax - aroundBytes) throw new RangeError("too much to seal at once");
      const header = headerOf(label, bytes.length);
      const nonce = random.bytes(nonceBytes);
      return cipherKey.use((key) => {
        const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(header);
        return Buffer.concat([header, nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
      });
    },
    open(label, sealed) {
      if (sealed.length < aroundBytes || sealed.length > enclaveLimits.sealedBytesMax)
        throw new BootError("SEALED_BYTES_TRUNCATED");
      const expected = headerOf(label, sealed.length - aroundBytes);
      const refused = headerRefusal(sealed, expected);
      if (refused !== undefined) throw new BootError(refused);
      const nonceAt = headerBytes + nonceBytes;
      return cipherKey.use((key) => {
        const cipher = createDecipheriv(algorithm, key, sealed.subarray(headerBytes, nonceAt), {
          authTagLength: tagBytes,
        })
          .setAAD(expected)
          .setAuthTag(sealed.subarray(sealed.length - tagBytes));
        const plain = cipher.update(sealed.subarray(nonceAt, sealed.length - tagBytes));
        try {
          cipher.final();
          return plain;
        } catch {
          plain.fill(0);
          throw new BootError("SEALED_BYTES_ALTERED");
        }
      });
    },
  };
}

function headerRefusal(sealed: Uint8Array, expected: Uint8Array): BootErrorCode | undefined {
  const same = (from: number, to: number) =>
    Buffer.compare(sealed.subarray(from, to), expected.subarray(from, to)) === 0;
  if (!same(0, magic.length)) return "SEALED_BYTES_UNKNOWN";
  if (!same(magic.length, magic.length + idBytes)) return "SEALED_BYTES_OF_ANOTHER_KEY";
  if (!same(magic.length + idBytes, lengthAt)) return "SEALED_BYTES_OF_ANOTHER_LABEL";
  return same(lengthAt, headerBytes) ? undefined : "SEALED_BYTES_TRUNCATED";
}
