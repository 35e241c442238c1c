// X.509 certificates (RFC 5280) of the Nitro PKI: version 3, secp384r1, ecdsa-with-SHA384, strict DER. Nothing else is understood.
import { concatBytes, equalBytes, fromHex, toBigInt } from "./bytes.ts";
import type { DerBudget, DerElement } from "./der.ts";
import { derElement, derElements, derTag, requireDer, unsignedInteger, withTag } from "./der.ts";
import { isSignatureInRange, p384 } from "./ecdsa.ts";
import { AttestationError } from "./errors.ts";
import type { AttestationLimits } from "./limits.ts";
import { pointOfSpki } from "./spki.ts";
import type { Extensions } from "./x509-extensions.ts";
import { decodeExtensions } from "./x509-extensions.ts";
import { unixSeconds } from "./x509-time.ts";

/** One decoded certificate. Byte strings are views of `der`; names are whole DER, compared byte for byte. */
export type Certificate = Extensions & {
  readonly der: Uint8Array;
  /** TBSCertificate as received: what was signed. */
  readonly tbs: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Unix seconds, inclusive. */
  readonly notBefore: number;
  /** Unix seconds, inclusive. */
  readonly notAfter: number;
  /** Uncompressed point, 97 bytes. */
  readonly point: Uint8Array;
  /** r || s, 96 bytes. */
  readonly signature: Uint8Array;
};

// AlgorithmIdentifier { ecdsa-with-SHA384 } without parameters (RFC 5758, section 3.2).
const ecdsaWithSha384 = fromHex("300a06082a8648ce3d040303")!;
/** UTF8String, PrintableString, IA5String: what a name of AWS's is written in. */
const nameStringTags = new Set<number>([derTag.utf8String, derTag.printableString, derTag.ia5String]);
const versionTag = 0xa0;
const extensionsTag = 0xa3;

/**
 * Decodes one certificate; every byte of it is read.
 *
 * @throws {AttestationError} `CERTIFICATE_*`, `DER_MALFORMED`. What stands in the certificate is not judged here but in `chain.ts`.
 */
export function decodeCertificate(der: Uint8Array, limits: AttestationLimits): Certificate {
  if (der.length < 1 || der.length > limits.certificateBytesMax)
    throw new AttestationError("CERTIFICATE_SIZE", `${der.length} bytes, limit ${limits.certificateBytesMax}`);
  requireDer(der, limits.derDepthMax, { elementsLeft: limits.derElementsMax });

  const budget: DerBudget = { elementsLeft: limits.derElementsMax };
  const outer = derElements(derElement(der, derTag.sequence, budget).content, budget);
  if (outer.length !== 3) throw new AttestationError("CERTIFICATE_MALFORMED", `${outer.length} members, wanted 3`);
  const [tbs, algorithm, signature] = outer as [DerElement, DerElement, DerElement];
  requireAlgorithm(algorithm);
  return {
    der,
    tbs: withTag(tbs, derTag.sequence).whole,
    signature: decodeSignature(signature, budget),
    ...decodeTbs(tbs, limits, budget),
  };
}

function decodeTbs(tbs: DerElement, limits: AttestationLimits, budget: DerBudget) {
  const members = derElements(tbs.content, budget);
  requireVersion3(members[0], budget);
  // Unique identifiers ([1], [2]) would come between key and extensions; AWS has none, and none is understood.
  if (members.length !== 8)
    throw new AttestationError("CERTIFICATE_MALFORMED", `a TBSCertificate of ${members.length}`);
  const [, serial, algorithm, issuer, validity, subject, spki, extensions] = members;

  requireSerial(withTag(serial, derTag.integer), limits);
  requireAlgorithm(algorithm);
  const times = derElements(withTag(validity, derTag.sequence).content, budget);
  if (times.length !== 2) throw new AttestationError("CERTIFICATE_TIME", `a Validity of ${times.length}`);
  const [notBefore, notAfter] = times.map(unixSeconds) as [number, number];

  const point = pointOfSpki(p384, withTag(spki, derTag.sequence).whole);
  if (point === undefined) throw new AttestationError("CERTIFICATE_KEY");
  return {
    issuer: name(issuer, budget),
    subject: name(subject, budget),
    notBefore,
    notAfter,
    point,
    ...decodeExtensions(withTag(extensions, extensionsTag).content, limits, budget),
  };
}

function requireVersion3(element: DerElement | undefined, budget: DerBudget): void {
  if (element?.tag !== versionTag)
    throw new AttestationError("CERTIFICATE_VERSION", "no version, which means version 1");
  const version = unsignedInteger(derElement(element.content, derTag.integer, budget));
  if (toBigInt(version) !== 2n) throw new AttestationError("CERTIFICATE_VERSION");
}

function requireSerial(element: DerElement, limits: AttestationLimits): void {
  const serial = unsignedInteger(element);
  if (serial.length === 0 || serial.length > limits.serialBytesMax)
    throw new AttestationError("CERTIFICATE_MALFORMED", `a serial number of ${serial.length} bytes`);
}

function requireAlgorithm(element: DerElement | undefined): void {
  if (element === undefined || !equalBytes(element.whole, ecdsaWithSha384))
    throw new AttestationError("CERTIFICATE_ALGORITHM");
}

/** RDNSequence: SEQUENCE of SET of SEQUENCE { OID, string }. An empty name identifies nobody. */
function name(element: DerElement | undefined, budget: DerBudget): Uint8Array {
  const sequence = withTag(element, derTag.sequence);
  const rdns = derElements(sequence.content, budget);
  if (rdns.length === 0) throw new AttestationError("CERTIFICATE_MALFORMED", "an empty name");
  for (const rdn of rdns) {
    const attributes = derElements(withTag(rdn, derTag.set).content, budget);
    if (attributes.length === 0) throw new AttestationError("CERTIFICATE_MALFORMED", "an empty part of a name");
    for (const attribute of attributes) {
      const members = derElements(withTag(attribute, derTag.sequence).content, budget);
      if (members.length !== 2) throw new AttestationError("CERTIFICATE_MALFORMED", "an attribute of a name");
      withTag(members[0], derTag.oid);
      if (!nameStringTags.has(members[1]?.tag ?? 0))
        throw new AttestationError("CERTIFICATE_MALFORMED", "a name of another string type");
    }
  }
  return sequence.whole;
}

/** BIT STRING with the DER of Ecdsa-Sig-Value { r, s } (RFC 3279, section 2.2.3), as r || s. */
function decodeSignature(element: DerElement, budget: DerBudget): Uint8Array<ArrayBuffer> {
  const bits = withTag(element, derTag.bitString).content;
  if (bits[0] !== 0) throw new AttestationError("CERTIFICATE_SIGNATURE_FORMAT", "unused bits");
  try {
    const integers = derElements(derElement(bits.subarray(1), derTag.sequence, budget).content, budget);
    if (integers.length !== 2) throw new AttestationError("CERTIFICATE_SIGNATURE_FORMAT", "not two integers");
    const signature = concatBytes(
      ...integers.map((part) => fixedWidth(unsignedInteger(withTag(part, derTag.integer)))),
    );
    if (!isSignatureInRange(p384, signature))
      throw new AttestationError("CERTIFICATE_SIGNATURE_FORMAT", "r or s out of range");
    return signature;
  } catch (thrown) {
    if (thrown instanceof AttestationError) throw new AttestationError("CERTIFICATE_SIGNATURE_FORMAT", thrown.message);
    throw thrown;
  }
}

function fixedWidth(magnitude: Uint8Array): Uint8Array {
  if (magnitude.length > p384.bytes) throw new AttestationError("CERTIFICATE_SIGNATURE_FORMAT", "r or s out of range");
  return concatBytes(new Uint8Array(p384.bytes - magnitude.length), magnitude);
}
