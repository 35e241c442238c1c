// A Nitro attestation document against what a verifier expects, step by step as attestation_process.md has it; policy comes after.
import { awsRootG1 } from "./aws-root.ts";
import type { AttestationLimits } from "./limits.ts";
import { attestationLimits } from "./limits.ts";
import type { Measurement } from "./pcr-policy.ts";
import type { Report } from "./report.ts";
import { Checks } from "./report.ts";
import type { KeyName, Purpose } from "./user-data.ts";
import { checkAuthenticity } from "./verify-authenticity.ts";
import { checkEnvelope, checkFields } from "./verify-document.ts";
import { checkPolicy } from "./verify-policy.ts";

/** A root certificate that a verifier accepts, byte for byte. */
export type Root = {
  /** How the report names it. It proves nothing: `report.root.aws` is judged by the bytes. */
  readonly name: string;
  readonly der: Uint8Array;
};

/** What the verifier expects. It must come from elsewhere than from the party under test. What is left out is `not-asked`. */
export type VerifyOptions = {
  /** The time of checking, Unix seconds. */
  readonly at: number;
  /** Accepted roots; only AWS's own where nothing is given. A test root is accepted by being named here. */
  readonly roots?: readonly Root[] | undefined;
  /** Seconds that the document may be ahead of `at`, inclusive. Default 60. */
  readonly futureSkewSeconds?: number | undefined;
  /** Seconds that the document may be older than `at`, inclusive. */
  readonly maxAgeSeconds?: number | undefined;
  /** Exactly these bytes must be the document's nonce. */
  readonly nonce?: Uint8Array | undefined;
  /** With a nonce that an older document can't hold: its response key's signature for it (`nonceSignature` of the evidence). */
  readonly nonceSignature?: Uint8Array | undefined;
  /** PCR0, PCR1, PCR2 (and PCR8 where given) must be one of these. An empty list refuses everything. */
  readonly measurements?: readonly Measurement[] | undefined;
  /** Further PCRs by index. */
  readonly pcrs?: ReadonlyMap<number, Uint8Array> | undefined;
  /** The configuration's canonical JSON as it is shown: PCR16 must be locked and be its measurement. */
  readonly configuration?: string | undefined;
  readonly purpose?: Purpose | undefined;
  readonly origin?: string | undefined;
  /** DER SubjectPublicKeyInfos that the document must vouch for, such as the TLS key of the connection. */
  readonly keys?: { readonly [name in KeyName]?: Uint8Array | undefined } | undefined;
  /** Accepts documents of enclaves in debug mode, which keep no secret from their parent. */
  readonly allowDebug?: boolean | undefined;
  readonly limits?: AttestationLimits | undefined;
};

/**
 * Verifies an attestation document completely and reports every check. It does not throw on any bytes.
 *
 * @param bytes COSE_Sign1 as received; it is copied first, so that nobody can change it meanwhile.
 *
 * @example
 * const report = await verifyDocument(bytes, { at: 1_766_678_659, nonce, measurements: [{ pcr0, pcr1, pcr2 }] });
 * if (!report.accepted) throw new Error(report.code); // report.checks says what was required and seen
 */
export async function verifyDocument(bytes: Uint8Array, options: VerifyOptions): Promise<Report> {
  const limits = options.limits ?? attestationLimits;
  const checks = new Checks();
  const envelope = await checkEnvelope(checks, bytes, limits);
  const { document, whole } = await checkFields(checks, envelope, limits);
  const roots = options.roots ?? [awsRootG1];
  const { authentic, root } = await checkAuthenticity(checks, envelope, document, { at: options.at, roots, limits });
  const policy = await checkPolicy(
    checks,
    { authentic, document: whole, received: envelope.received },
    options,
    limits,
  );
  return { ...checks.finish(), document: whole.ok ? whole.value : undefined, root, ...policy };
}
