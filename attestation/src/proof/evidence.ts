// What `GET /attestation` answers (docs/protocol/attestation.md), taken apart. All of it is the endpoint's word until the document in
// it has been verified, and what the document does not vouch for stays its word.
import { fromHex } from "../bytes.ts";
import { type JsonObject, type JsonValue, parseJson } from "../json/index.ts";
import { decodeBase64 } from "./base64.ts";
import { ProofError } from "./errors.ts";
import { proofLimits } from "./limits.ts";

export type ReadEvidence = {
  readonly role: string;
  readonly frontDoor: "enclave" | "host";
  /** COSE_Sign1. */
  readonly document: Uint8Array;
  /** The nonce that was asked with, as the endpoint understood it. */
  readonly nonce: Uint8Array;
  /** DER SubjectPublicKeyInfo. */
  readonly responseKey: Uint8Array;
  readonly tlsKey: Uint8Array | undefined;
  /** Canonical JSON of the whole configuration. */
  readonly configuration: string;
  /** Origins that the configuration names. The first is the document's, and under the others its enclave is reached, too. */
  readonly origins: readonly string[];
  /** Where the endpoint says that its measurements are allowed. A verifier knows that from elsewhere, and compares. */
  readonly registry: { readonly chainId: number; readonly pcrRegistry: string; readonly enclaveRegistry: string };
  /** Where the document is an older one: the response key's signature over the nonce. */
  readonly nonceSignature: Uint8Array | undefined;
  /** What a signer last saw of the KMS key that it seals with, and its response key's signature over that and the nonce. */
  readonly custody: { readonly report: string; readonly signature: Uint8Array } | undefined;
  /** Of an enclave that has its certificate from an ACME server, once the server has said it: see `acme-account.ts`. */
  readonly acmeAccount: { readonly uri: string; readonly signature: Uint8Array } | undefined;
};

/** @throws {ProofError} `EVIDENCE_MALFORMED`, with the name of the member at fault. */
export function readEvidence(body: Uint8Array): ReadEvidence {
  const top = object(parse(body), "the evidence");
  if (top.version !== 1) throw malformed("version is not 1");
  if (top.type !== "aws-nitro-enclave") throw malformed("type is not aws-nitro-enclave");
  const frontDoor = text(top.frontDoor, "frontDoor");
  if (frontDoor !== "enclave" && frontDoor !== "host") throw malformed("frontDoor is neither enclave nor host");
  const keys = object(top.keys, "keys");
  const registry = object(top.registry, "registry");
  if (typeof registry.chainId !== "number") throw malformed("registry.chainId is not a number");
  const configuration = text(top.configuration, "configuration");
  const nonce = fromHex(text(top.nonce, "nonce"));
  if (nonce === undefined) throw malformed("nonce is not hexadecimal");
  return {
    role: text(top.role, "role"),
    frontDoor,
    document: base64(top.document, "document"),
    nonce,
    responseKey: base64(keys.response, "keys.response"),
    tlsKey: optionalBase64(keys.tls, "keys.tls"),
    configuration,
    origins: originsOf(configuration),
    registry: {
      chainId: registry.chainId,
      pcrRegistry: text(registry.pcrRegistry, "registry.pcrRegistry"),
      enclaveRegistry: text(registry.enclaveRegistry, "registry.enclaveRegistry"),
    },
    nonceSignature: optionalBase64(top.nonceSignature, "nonceSignature"),
    custody: custodyOf(top.custody),
    acmeAccount: acmeAccountOf(top.acmeAccount),
  };
}

function custodyOf(value: JsonValue | undefined): ReadEvidence["custody"] {
  if (value === null || value === undefined) return undefined;
  const { report, signature } = object(value, "custody");
  return { report: text(report, "custody.report"), signature: base64(signature, "custody.signature") };
}

function acmeAccountOf(value: JsonValue | undefined): ReadEvidence["acmeAccount"] {
  if (value === null || value === undefined) return undefined;
  const { uri, signature } = object(value, "acmeAccount");
  return { uri: text(uri, "acmeAccount.uri"), signature: base64(signature, "acmeAccount.signature") };
}

function originsOf(configuration: string): string[] {
  const { origin, alternativeOrigins } = object(parse(configuration), "configuration");
  const others = alternativeOrigins ?? [];
  if (!Array.isArray(others)) throw malformed("configuration.alternativeOrigins is not an array");
  return [origin, ...others].map((each) => text(each, "an origin of the configuration"));
}

const malformed = (seen: string) => new ProofError("EVIDENCE_MALFORMED", seen);

function parse(source: Uint8Array | string): JsonValue {
  try {
    return parseJson(source, { bytesMax: proofLimits.evidenceBytesMax, depthMax: proofLimits.evidenceDepthMax });
  } catch (thrown) {
    throw new ProofError("EVIDENCE_MALFORMED", "not strict JSON", { cause: thrown });
  }
}

function object(value: JsonValue | undefined, name: string): { readonly [name: string]: JsonValue | undefined } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(`${name} is not an object`);
  // Without the usual prototype, so that a member that is absent is `undefined`, whatever its name.
  return Object.assign(Object.create(null) as object, value as JsonObject);
}

function text(value: JsonValue | undefined, name: string): string {
  if (typeof value !== "string") throw malformed(`${name} is not a string`);
  return value;
}

function base64(value: JsonValue | undefined, name: string): Uint8Array {
  const bytes = decodeBase64(text(value, name));
  if (bytes === undefined) throw malformed(`${name} is not base64`);
  return bytes;
}

const optionalBase64 = (value: JsonValue | undefined, name: string) =>
  value === null || value === undefined ? undefined : base64(value, name);
