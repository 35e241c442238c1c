// The attestation document of a request (`Recipient`), judged as KMS does: authentic under an accepted root, fresh, with an RSA key; its PCRs become
// condition keys ("Condition keys for attested platforms").
import { type Root, verifyDocument } from "@inkan/attestation";
import { KmsRefusal } from "./kms-refusal.ts";

export type Recipient = {
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: Uint8Array;
  readonly context: ReadonlyMap<string, string>;
};

const ageSecondsMax = 300;
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** @param value The member `Recipient` of a request; `undefined`: none, and then no condition key. */
export async function readRecipient(
  value: unknown,
  roots: readonly Root[],
  at: number,
): Promise<Recipient | undefined> {
  if (value === undefined) return undefined;
  const { AttestationDocument, KeyEncryptionAlgorithm } = value as { readonly [name: string]: unknown };
  if (KeyEncryptionAlgorithm !== "RSAES_OAEP_SHA_256" || typeof AttestationDocument !== "string")
    throw new KmsRefusal("ValidationException", "Recipient");
  const bytes = new Uint8Array(Buffer.from(AttestationDocument, "base64"));
  // Debug documents pass, as at KMS: their PCRs are zero, and no policy should name that.
  const { accepted, document, code } = await verifyDocument(bytes, {
    ...{ at, roots, maxAgeSeconds: ageSecondsMax, allowDebug: true },
  });
  if (!accepted || document?.publicKey === undefined)
    throw new KmsRefusal("ValidationException", `the attestation document: ${code ?? "no public key"}`);
  const pcrs = [...document.pcrs].map(
    ([index, value]) => [`kms:RecipientAttestation:PCR${index}`, hex(value)] as const,
  );
  const [pcr0] = [document.pcrs.get(0)];
  const image = pcr0 === undefined ? [] : [["kms:RecipientAttestation:ImageSha384", hex(pcr0)] as const];
  return { publicKey: document.publicKey, context: new Map([...pcrs, ...image]) };
}
