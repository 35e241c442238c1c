// First part of a verification: from bytes to a decoded document. Syntax only; nothing here says who made it.
import type { CoseSign1 } from "./cose.ts";
import { decodeCoseSign1, requireEs384, requireSignatureFormat, requireSigned } from "./cose.ts";
import type { AttestationDocument } from "./document.ts";
import * as read from "./document.ts";
import { AttestationError } from "./errors.ts";
import type { AttestationLimits } from "./limits.ts";
import type { Checks, Step } from "./report.ts";

/** The envelope, and what was found of its signature: that there is one, its algorithm and its form. */
export type Envelope = {
  /** The copy that everything else is a view of. */
  readonly received: Step<Uint8Array>;
  readonly cose: Step<CoseSign1>;
  /** The same, if it is signed at all: what only a signature can make matter needs this one. */
  readonly signed: Step<CoseSign1>;
  readonly algorithm: Step<true>;
  readonly format: Step<true>;
};

/** The single fields that the chain is built from, and the document as a whole. */
export type DocumentSteps = {
  readonly document: { readonly certificate: Step<Uint8Array>; readonly cabundle: Step<readonly Uint8Array[]> };
  readonly whole: Step<AttestationDocument>;
};

export async function checkEnvelope(checks: Checks, bytes: Uint8Array, limits: AttestationLimits): Promise<Envelope> {
  const size = await checks.make("document-size", `1 to ${limits.documentBytesMax} bytes`, [], () => {
    const seen = `${bytes.length} bytes`;
    if (bytes.length < 1 || bytes.length > limits.documentBytesMax) throw new AttestationError("DOCUMENT_SIZE", seen);
    return { seen, value: new Uint8Array(bytes) };
  });
  const cose = await checks.make(
    "envelope",
    "[bytes, map, bytes, bytes], tag 18 or none, nothing behind",
    [size],
    (copy) => ({
      seen: "[bytes, map, bytes, bytes]",
      value: decodeCoseSign1(copy, limits),
    }),
  );
  const signed = await checks.make("signed", "not all of its bytes are zero", [cose], (envelope) => {
    requireSigned(envelope);
    return { seen: `${envelope.signature.length} bytes`, value: envelope };
  });
  const algorithm = await checks.make(
    "algorithm",
    "protected {1: -35} (ES384), unprotected empty",
    [signed],
    (envelope) => {
      requireEs384(envelope);
      return { seen: "ES384", value: true as const };
    },
  );
  const format = await checks.make("signature-format", "96 bytes, r and s in 1..n-1", [signed], (envelope) => {
    requireSignatureFormat(envelope);
    return { seen: "96 bytes", value: true as const };
  });
  return { received: size, cose, signed, algorithm, format };
}

export async function checkFields(
  checks: Checks,
  { cose }: Envelope,
  limits: AttestationLimits,
): Promise<DocumentSteps> {
  const payload = await checks.make(
    "payload",
    `1 to ${limits.payloadBytesMax} bytes, one map, each key once`,
    [cose],
    (envelope) => {
      const value = read.decodePayload(envelope.payload, limits);
      return { seen: `${envelope.payload.length} bytes, ${value.size} fields`, value };
    },
  );
  const kind = await checks.make("kind", "pcrs, no nitrotpm_pcrs", [payload], (map) => {
    read.requireEnclave(map);
    return { seen: "an enclave's", value: map };
  });
  const fields = await checks.make("fields", "the nine fields of an enclave's document", [kind], (map) => ({
    seen: `${map.size} fields`,
    value: read.requireKnownFields(map),
  }));

  const moduleId = await checks.make(
    "module-id",
    `1 to ${limits.moduleIdBytesMax} characters of printable ASCII`,
    [fields],
    (map) => {
      const value = read.moduleId(map, limits);
      return { seen: value, value };
    },
  );
  const digest = await checks.make("digest", "SHA384", [fields], (map) => ({
    seen: "SHA384",
    value: read.digest(map),
  }));
  const timestamp = await checks.make("timestamp", "milliseconds since 1970, above 0", [fields], (map) => {
    const value = read.timestampMs(map);
    return { seen: `${value}`, value };
  });
  const pcrs = await checks.make(
    "pcrs",
    "1 to 32 of index 0 to 31, 48 bytes each, 0, 1 and 2 among them",
    [fields],
    (map) => {
      const value = read.pcrs(map, limits);
      return { seen: `PCR ${[...value.keys()].sort((a, b) => a - b).join(", ")}`, value };
    },
  );
  const certificate = await checks.make("certificate", `1 to ${limits.certificateBytesMax} bytes`, [fields], (map) => {
    const value = read.certificate(map, limits);
    return { seen: `${value.length} bytes`, value };
  });
  const cabundle = await checks.make(
    "cabundle",
    `1 to ${limits.cabundleCertificatesMax} certificates of 1 to ${limits.certificateBytesMax} bytes`,
    [fields],
    (map) => {
      const value = read.cabundle(map, limits);
      return { seen: `${value.map(({ length }) => length).join(", ")} bytes`, value };
    },
  );
  const optional = (
    id: "public-key-size" | "user-data-size" | "nonce-size",
    name: "public_key" | "user_data" | "nonce",
    max: number,
  ) =>
    checks.make(id, `absent, or 0 to ${max} bytes`, [fields], (map) => {
      const value = read.optionalBytes(map, name, limits);
      return { seen: value === undefined ? "absent" : `${value.length} bytes`, value };
    });
  const publicKey = await optional("public-key-size", "public_key", limits.publicKeyBytesMax);
  const userData = await optional("user-data-size", "user_data", limits.userDataBytesMax);
  const nonce = await optional("nonce-size", "nonce", limits.nonceBytesMax);

  const all = [moduleId, digest, timestamp, pcrs, certificate, cabundle, publicKey, userData, nonce] as const;
  const failed = all.find(({ ok }) => !ok);
  const whole: Step<AttestationDocument> =
    moduleId.ok &&
    digest.ok &&
    timestamp.ok &&
    pcrs.ok &&
    certificate.ok &&
    cabundle.ok &&
    publicKey.ok &&
    userData.ok &&
    nonce.ok
      ? {
          id: "fields",
          ok: true,
          value: {
            moduleId: moduleId.value,
            digest: digest.value,
            timestampMs: timestamp.value,
            pcrs: pcrs.value,
            certificate: certificate.value,
            cabundle: cabundle.value,
            publicKey: publicKey.value,
            userData: userData.value,
            nonce: nonce.value,
          },
        }
      : { id: failed?.id ?? "fields", ok: false };
  return { document: { certificate, cabundle }, whole };
}
