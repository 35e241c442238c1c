// Second part of a verification: is the document AWS's, or that of another root that the verifier named?
import { awsRootG1 } from "./aws-root.ts";
import { equalBytes } from "./bytes.ts";
import { requireAuthorities, requireIssuers, requireLeaf, requireSignatures, requireValidity } from "./chain.ts";
import { signedBytes } from "./cose.ts";
import { p384, verifyEcdsa } from "./ecdsa.ts";
import { AttestationError } from "./errors.ts";
import type { AttestationLimits } from "./limits.ts";
import type { Checks, Report, Step } from "./report.ts";
import type { Root } from "./verify.ts";
import type { DocumentSteps, Envelope } from "./verify-document.ts";
import type { Certificate } from "./x509.ts";
import { decodeCertificate } from "./x509.ts";

type Trust = { readonly at: number; readonly roots: readonly Root[]; readonly limits: AttestationLimits };

/** `authentic` is passed only if every check from `signed` to the document's signature is. */
export type Authenticity = { readonly authentic: Step<true>; readonly root: Report["root"] };

export async function checkAuthenticity(
  checks: Checks,
  { signed, algorithm, format }: Envelope,
  { certificate, cabundle }: DocumentSteps["document"],
  { at, roots, limits }: Trust,
): Promise<Authenticity> {
  const root = await checks.make(
    "root",
    roots.map(({ name }) => name).join(" or ") || "none is accepted",
    [signed, cabundle],
    (_, [first]) => {
      const found = roots.find(({ der }) => first !== undefined && equalBytes(der, first));
      if (found === undefined) throw new AttestationError("ROOT_NOT_ACCEPTED", `another root${commonNameOf(first)}`);
      const aws = equalBytes(found.der, awsRootG1.der);
      return { seen: aws ? awsRootG1.name : `${found.name} (not AWS's)`, value: { name: found.name, aws } };
    },
  );
  const chain = await checks.make(
    "certificates",
    "version 3, ecdsa-with-SHA384, a point on secp384r1, strict DER",
    [signed, cabundle, certificate],
    (_, bundle, leaf) => {
      const value = [...bundle, leaf].map((der, index) => named(index, () => decodeCertificate(der, limits)));
      return { seen: `${value.length} certificates`, value };
    },
  );
  const issuers = await checks.make("issuers", "issuer and subject are the same bytes", [chain], (certificates) => {
    requireIssuers(certificates);
    return { seen: `${certificates.length} names in a row`, value: true };
  });
  const validity = await checks.make("validity", `valid at ${at}`, [chain], (certificates) => {
    requireValidity(certificates, at);
    return { seen: `valid from ${latestStart(certificates)} to ${earliestEnd(certificates)}`, value: true };
  });
  const authorities = await checks.make(
    "authorities",
    "CA, pathLenConstraint, keyCertSign",
    [chain],
    (certificates) => {
      requireAuthorities(certificates);
      return { seen: `${certificates.length - 1} authorities`, value: true };
    },
  );
  const leaf = await checks.make("leaf", "no CA, digitalSignature, no keyCertSign", [chain], (certificates) => {
    requireLeaf(certificates.at(-1)!);
    return { seen: "digitalSignature", value: true };
  });
  const signatures = await checks.make(
    "certificate-signatures",
    "ECDSA P-384 with SHA-384",
    [chain],
    async (certificates) => {
      await requireSignatures(certificates);
      return { seen: `${certificates.length - 1} signatures`, value: true };
    },
  );
  const signature = await checks.make(
    "document-signature",
    "ECDSA P-384 with SHA-384 over the bytes as received",
    [algorithm, format, signed, chain],
    async (_, __, envelope, certificates) => {
      const { point } = certificates.at(-1)!;
      if (!(await verifyEcdsa(p384, point, signedBytes(envelope), envelope.signature)))
        throw new AttestationError("DOCUMENT_SIGNATURE");
      return { seen: "verified", value: true };
    },
  );

  const all = [signed, algorithm, format, root, chain, issuers, validity, authorities, leaf, signatures, signature];
  const failed = all.find(({ ok }) => !ok);
  return {
    authentic:
      failed === undefined ? { id: "document-signature", ok: true, value: true } : { id: failed.id, ok: false },
    root: root.ok ? root.value : undefined,
  };
}

/** A refusal that says which certificate it is about: 0 is the root. */
function named<Value>(index: number, decode: () => Value): Value {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof AttestationError)
      throw new AttestationError(thrown.code, `certificate ${index}: ${thrown.message}`);
    throw thrown;
  }
}

function latestStart(certificates: readonly Certificate[]): number {
  return Math.max(...certificates.map(({ notBefore }) => notBefore));
}

function earliestEnd(certificates: readonly Certificate[]): number {
  return Math.min(...certificates.map(({ notAfter }) => notAfter));
}

/** What a root that nobody accepted calls itself: for a reader only, since anyone can call themselves anything. */
function commonNameOf(der: Uint8Array = new Uint8Array()): string {
  // id-at-commonName (2.5.4.3) as an AttributeType; a string's tag and length follow.
  const at = der.findIndex((_, index) =>
    [0x06, 0x03, 0x55, 0x04, 0x03].every((byte, offset) => der[index + offset] === byte),
  );
  if (at < 0) return "";
  const name = der.subarray(at + 7, at + 7 + Math.min(der[at + 6] ?? 0, 64));
  const printable = name.length > 0 && name.every((byte) => byte >= 0x20 && byte < 0x7f);
  return printable ? `, which calls itself "${String.fromCharCode(...name)}"` : "";
}
