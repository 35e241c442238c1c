// One key of the stand-in: its material, which wraps with AES-256-GCM under the encryption context, its policy and its grants.
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { canonicalJson } from "@inkan/attestation";
import { type PolicyStatement, readPolicy } from "@inkan/attestation/key-policy";
import { KmsRefusal } from "./kms-refusal.ts";

export type Grant = { readonly grantId: string; readonly grantee: string; readonly operations: readonly string[] };

export type StandInKey = {
  readonly arn: string;
  /** As it was put: what GetKeyPolicy gives back. */
  policyText: string;
  policy: readonly PolicyStatement[];
  readonly grants: Grant[];
  readonly origin: "AWS_KMS" | "EXTERNAL";
  wrap(plaintext: Uint8Array, context: Readonly<Record<string, string>>): Uint8Array;
  /** @throws {KmsRefusal} `InvalidCiphertextException`: of another key or context, or altered. */
  unwrap(blob: Uint8Array, context: Readonly<Record<string, string>>): Uint8Array;
};

const magic = Buffer.from("INKAN-KMS-STAND-IN-1\n");
const nonceBytes = 12;
const tagBytes = 16;

/** @param material 32 bytes. */
export function standInKey(arn: string, material: Uint8Array, policyText: string): StandInKey {
  const bound = (context: Readonly<Record<string, string>>) => Buffer.from(`${arn}\n${canonicalJson({ ...context })}`);
  return {
    ...{ arn, policyText, policy: readPolicy(policyText), grants: [], origin: "AWS_KMS" },
    wrap(plaintext, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", material, nonce).setAAD(bound(context));
      return Buffer.concat([magic, nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
    },
    unwrap(blob, context) {
      const nonceEnd = magic.length + nonceBytes;
      if (blob.length < nonceEnd + tagBytes || Buffer.compare(blob.subarray(0, magic.length), magic) !== 0)
        throw new KmsRefusal("InvalidCiphertextException");
      const cipher = createDecipheriv("aes-256-gcm", material, blob.subarray(magic.length, nonceEnd), {
        authTagLength: tagBytes,
      })
        .setAAD(bound(context))
        .setAuthTag(blob.subarray(blob.length - tagBytes));
      try {
        return Buffer.concat([cipher.update(blob.subarray(nonceEnd, blob.length - tagBytes)), cipher.final()]);
      } catch {
        throw new KmsRefusal("InvalidCiphertextException");
      }
    },
  };
}
