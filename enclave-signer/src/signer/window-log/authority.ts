// Who may write records: enclaves whose attestation document names the boot key, made for exactly this place in exactly this log.
import { createHash, createPublicKey, verify } from "node:crypto";
import { type Measurement, type Root, verifyDocument } from "@inkan/attestation";
import { documentTimestampMs } from "../../enclave/attest/timestamp.ts";
import type { Enclave } from "../../enclave/boot.ts";
import type { SignerConfig } from "../../enclave/config.ts";
import { LogError } from "./log-error.ts";
import { readOwnDocument } from "./own-document.ts";

/** A boot that may write, as its document says. */
export type Admitted = {
  /** Program and configuration: SHA-256 of PCR0, PCR1, PCR2 and PCR16, lower-case hexadecimal. */
  readonly identity: string;
  isSignedBy(signed: Uint8Array, signature: Uint8Array): boolean;
};

/** Own keys, and the judgement of others'. */
export type Authority = {
  /** SHA-256 of the boot key's SubjectPublicKeyInfo, lower-case hexadecimal. */
  readonly boot: string;
  readonly identity: string;
  sign(signed: Uint8Array): Uint8Array;
  /** What the own boot record shows, for a place in the log. */
  introduce(nonce: Uint8Array): Promise<{ readonly spki: string; readonly document: string }>;
  /** @throws {LogError} `BOOT_DOCUMENT`. */
  admit(spki: string, document: string, nonce: Uint8Array): Promise<Admitted>;
};

/** The nonce of a boot record's document: a document that was made for another place, or another log, says nothing here. */
export function bootNonce(group: string, previous: string): Uint8Array {
  return createHash("sha256").update(`inkan-window-log-1\n${group}\n${previous}`).digest();
}

/**
 * The authority of a started signer.
 *
 * @param predecessors Measurements whose records are believed besides those of this very image.
 * @throws {InkanError} `NSM_UNAVAILABLE`.
 */
export async function openAuthority(
  { attester, bootKey }: Pick<Enclave<SignerConfig>, "attester" | "bootKey">,
  predecessors: readonly Measurement[] = [],
): Promise<Authority> {
  if (bootKey === undefined) throw new TypeError("only a signer has a boot key");
  // Our own NSM is believed: the root that signs for us is the root that signs for our predecessors.
  const own = readOwnDocument(await attester.logDocument(new Uint8Array(32)));
  const roots: readonly Root[] = [{ name: "own root", der: own.root }];
  const measurements = [own.measurement, ...predecessors];

  return {
    boot: bootKey.keyid,
    identity: identityOf(own.pcrs),
    sign: (signed) => bootKey.sign(signed),
    async introduce(nonce) {
      const document = await attester.logDocument(nonce);
      return { spki: base64(bootKey.spki), document: base64(document) };
    },
    async admit(spki, document, nonce) {
      const key = Buffer.from(spki, "base64");
      const bytes = Buffer.from(document, "base64");
      // Judged at its own time: its certificates live for hours, the log for years. The nonce holds it to its place instead.
      const at = Math.floor(timestampMsOf(bytes) / 1000);
      const report = await verifyDocument(bytes, {
        ...{ at, roots, measurements, nonce },
        ...{ purpose: "log", keys: { boot: key }, allowDebug: own.isDebug },
      });
      if (!report.accepted || report.document === undefined) throw new LogError("BOOT_DOCUMENT", report.code);
      const publicKey = createPublicKey({ key, format: "der", type: "spki" });
      return {
        identity: identityOf(report.document.pcrs),
        isSignedBy: (signed, signature) =>
          verify("sha256", signed, { key: publicKey, dsaEncoding: "ieee-p1363" }, signature),
      };
    },
  };
}

export function identityOf(pcrs: ReadonlyMap<number, Uint8Array>): string {
  const hash = createHash("sha256");
  for (const index of [0, 1, 2, 16]) hash.update(pcrs.get(index) ?? new Uint8Array(48));
  return hash.digest("hex");
}

function timestampMsOf(document: Uint8Array): number {
  try {
    return documentTimestampMs(document);
  } catch (cause) {
    throw new LogError("BOOT_DOCUMENT", "not an attestation document", { cause });
  }
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
