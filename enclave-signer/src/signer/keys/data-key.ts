// The data key that KMS wraps, and the parent keeps wrapped: `data-key-<group>` in the store, JSON
//   { "version": 1, "keyArn", "ciphertext": base64, "document": base64 }
//
// KMS says who may unwrap; it does not say who wrapped. Somebody who could ever call Encrypt or GenerateDataKey without a document might leave a
// wrapped key that he knows, and have the signer seal with it. So the enclave that had the key made vouches for it: an attestation document whose nonce
// is the digest of the ciphertext, its context and the KMS that wrapped it. A key that no such enclave vouches for is not used.
import { createHash } from "node:crypto";
import { canonicalJson, type Measurement, parseJson, type Root, verifyDocument } from "@inkan/attestation";
import { z } from "zod";
import type { Attester } from "../../enclave/attest/attester.ts";
import { documentTimestampMs } from "../../enclave/attest/timestamp.ts";
import { BootError } from "../../enclave/boot-error.ts";
import type { EncryptionContext, Kms } from "../../enclave/kms/kms-client.ts";
import { KmsError } from "../../enclave/kms/kms-error.ts";
import { kmsLimits } from "../../enclave/kms/limits.ts";
import type { Secret } from "../../enclave/secret.ts";
import type { KmsSealingConfig, SignerConfig } from "../../enclave/signer-config.ts";
import type { Store } from "../store/store.ts";
import type { OwnDocument } from "../window-log/own-document.ts";

export type DataKeyParts = {
  readonly kms: Pick<Kms, "generateDataKey" | "decrypt">;
  readonly config: KmsSealingConfig;
  readonly context: EncryptionContext;
  readonly group: string;
  readonly store: Pick<Store, "readSealed" | "writeSealed">;
  readonly attester: Pick<Attester, "kmsDocument">;
  readonly own: OwnDocument;
  /** Of images whose data key is believed besides that of this very image. */
  readonly predecessors: readonly Measurement[];
  /** The window log names a key store, so there was a data key. */
  readonly isSealed: boolean;
  /** `start-empty`: a data key that can't be used, or is not there, is replaced. */
  readonly otherConfiguration: "refuse" | "start-empty";
  /** Called before a new key is wrapped; throws where the key's custody is not as it should be. */
  readonly beforeWrapping: () => Promise<void>;
};

/**
 * What the wrapped key belongs to, in KMS's audit trail too: the group, what the key is for, and by what the group is known publicly. It stays the same
 * over images and configurations, which change.
 */
export function sealingContext({ windowLog, operator, registry }: SignerConfig): EncryptionContext {
  return {
    "inkan-group": windowLog.group,
    "inkan-purpose": "sealing",
    "inkan-operator": operator.toLowerCase(),
    "inkan-registry": `${registry.chainId}:${registry.enclaveRegistry.toLowerCase()}`,
  };
}

/**
 * Unwraps the kept data key, or has one made where there was none.
 *
 * @throws {BootError} `DATA_KEY_MISSING`, `DATA_KEY_MALFORMED`, `DATA_KEY_UNVOUCHED`, `DATA_KEY_NOT_KEPT`, `SEALING_UNAVAILABLE` with KMS's code.
 * @throws {StoreError} When the gateway gives no answer.
 */
export async function openDataKey(parts: DataKeyParts): Promise<Secret> {
  const { store, group, isSealed, otherConfiguration } = parts;
  const kept = await store.readSealed(placeOf(group));
  if (kept !== undefined) {
    try {
      return await unwrap(parts, kept);
    } catch (thrown) {
      if (otherConfiguration !== "start-empty" || !isReplaceable(thrown)) throw bootError(thrown);
    }
  } else if (isSealed && otherConfiguration === "refuse") throw new BootError("DATA_KEY_MISSING");
  return wrapNew(parts).catch((thrown: unknown) => {
    throw bootError(thrown);
  });
}

const placeOf = (group: string) => `data-key-${group}`;

const recordSchema = z.strictObject({
  version: z.literal(1),
  keyArn: z.string().max(256),
  ciphertext: z.base64(),
  document: z.base64(),
});
type DataKeyRecord = z.infer<typeof recordSchema>;

async function unwrap(parts: DataKeyParts, kept: Uint8Array): Promise<Secret> {
  const record = readRecord(kept);
  const ciphertext = Buffer.from(record.ciphertext, "base64");
  await requireVouched(parts, record, ciphertext);
  return parts.kms.decrypt(ciphertext, parts.context);
}

function readRecord(kept: Uint8Array): DataKeyRecord {
  try {
    return recordSchema.parse(parseJson(kept, { bytesMax: kmsLimits.dataKeyRecordBytesMax, depthMax: 1 }));
  } catch (cause) {
    throw new BootError("DATA_KEY_MALFORMED", undefined, { cause });
  }
}

/** Judged at its own time, as records of the window log are: the document's certificates live for hours, the data key for years. */
async function requireVouched(parts: DataKeyParts, record: DataKeyRecord, ciphertext: Uint8Array): Promise<void> {
  const { own, predecessors, config } = parts;
  const document = new Uint8Array(Buffer.from(record.document, "base64"));
  const roots: readonly Root[] = [{ name: "own root", der: own.root }];
  if (record.keyArn !== config.keyArn) throw new BootError("DATA_KEY_UNVOUCHED", "wrapped by another key of KMS");
  const report = await verifyDocument(document, {
    ...{ at: Math.floor(timestampMsOf(document) / 1000), roots, purpose: "kms", allowDebug: own.isDebug },
    ...{ measurements: [own.measurement, ...predecessors], nonce: vouchingNonce(parts, ciphertext) },
  });
  if (!report.accepted) throw new BootError("DATA_KEY_UNVOUCHED", report.code);
}

/**
 * SHA-256 over all that decides what the ciphertext means. Which KMS it was is part of it: the same image with a configuration of somebody else's would
 * vouch for what a server of his calls wrapped.
 */
function vouchingNonce(
  { config, context }: Pick<DataKeyParts, "config" | "context">,
  ciphertext: Uint8Array,
): Uint8Array {
  const { keyArn, endpoint, roots } = config;
  const about = canonicalJson({ keyArn, endpoint, roots, context });
  return createHash("sha256").update(`inkan-data-key-1\n${about}\n`).update(ciphertext).digest();
}

async function wrapNew(parts: DataKeyParts): Promise<Secret> {
  const { kms, attester, store, group, config, context, beforeWrapping } = parts;
  await beforeWrapping();
  const { dataKey, ciphertext } = await kms.generateDataKey(context);
  const document = await attester.kmsDocument(undefined, vouchingNonce(parts, ciphertext));
  const record: DataKeyRecord = {
    ...{ version: 1, keyArn: config.keyArn },
    ...{ ciphertext: Buffer.from(ciphertext).toString("base64"), document: Buffer.from(document).toString("base64") },
  };
  const bytes = Buffer.from(JSON.stringify(record));
  await store.writeSealed(placeOf(group), bytes);
  const kept = await store.readSealed(placeOf(group));
  // Before anything is sealed with it: what an honest store failed to keep is lost with this process.
  if (kept === undefined || Buffer.compare(kept, bytes) !== 0) {
    dataKey.wipe();
    throw new BootError("DATA_KEY_NOT_KEPT");
  }
  return dataKey;
}

/** Only what can never become readable again: KMS's silence, or a policy's refusal, may be over tomorrow. */
function isReplaceable(thrown: unknown): boolean {
  if (thrown instanceof KmsError) return thrown.code === "KMS_CIPHERTEXT_REFUSED";
  return thrown instanceof BootError && (thrown.code === "DATA_KEY_MALFORMED" || thrown.code === "DATA_KEY_UNVOUCHED");
}

function bootError(thrown: unknown): unknown {
  if (thrown instanceof BootError || !(thrown instanceof Error)) return thrown;
  const { code } = thrown as { readonly code?: unknown };
  return thrown instanceof KmsError || String(code).startsWith("CREDENTIALS_")
    ? new BootError("SEALING_UNAVAILABLE", `${code}: ${thrown.message}`, { cause: thrown })
    : thrown;
}

function timestampMsOf(document: Uint8Array): number {
  try {
    return documentTimestampMs(document);
  } catch (cause) {
    throw new BootError("DATA_KEY_UNVOUCHED", "not an attestation document", { cause });
  }
}
