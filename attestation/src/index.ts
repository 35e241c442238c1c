// The public face of the package: what a verifier, a client or the enclave itself imports. Each block belongs to one part.

// Document verification.
export { signedAcmeAccountBytes, verifyAcmeAccount } from "./acme-account.ts";
export { awsRootG1 } from "./aws-root.ts";
// Bundles of evidence.
export * from "./bundle/index.ts";
export { concatBytes, equalBytes, fromHex, toBigInt, toHex } from "./bytes.ts";
// Who may have certificates.
export * from "./caa/index.ts";
// What leaves for an upstream.
export { canonicalRequest, canonicalRequestFields, canonicalRequestId, definedParams } from "./canonical-request.ts";
export type { CborEncodable, CborMap, CborValue } from "./cbor.ts";
export { decodeCbor } from "./cbor.ts";
export { encodeCbor } from "./cbor-encode.ts";
// Chain state with proofs.
export * from "./chain-facts/index.ts";
export { type AgreedBlock, agreedBlock, type BlockQuestion } from "./chain-state/agreed-block.ts";
export * from "./chain-state/index.ts";
export type { CheckId } from "./checks.ts";
export { checkTable } from "./checks.ts";
export { configPcr16, extendPcr } from "./config-hash.ts";
// Custody of a sealing key, as its report says; its policy is for whoever holds the key: `@inkan/attestation/key-policy`.
export * from "./custody/index.ts";
export type { AttestationDocument } from "./document.ts";
export type { Curve } from "./ecdsa.ts";
export { p256, p384, verifyEcdsa } from "./ecdsa.ts";
export type { RefusalCode } from "./errors.ts";
export { AttestationError, refusalTable } from "./errors.ts";
export { sha256, sha384 } from "./hash.ts";
// The registry on chain.
export { type Eip1193Provider, type HttpProviderLimits, httpProvider, httpProviderLimits } from "./http-provider.ts";
export type { JsonErrorCode, JsonLimits, JsonObject, JsonValue } from "./json/index.ts";
// Strict JSON.
export { canonicalJson, JsonError, parseJson, sliceTopLevel } from "./json/index.ts";
export type { AttestationLimits } from "./limits.ts";
export { attestationLimits } from "./limits.ts";
export { signedNonceBytes, verifyNonceSignature } from "./nonce-signature.ts";
// What contracts are given.
export type { CertificateKeys } from "./onchain/certificate-keys.ts";
export { certificateKeys } from "./onchain/certificate-keys.ts";
export { p384HintBytes, p384Hints, p384HintsOfDigest } from "./onchain/p384-hints.ts";
export type { AskCached, Registration } from "./onchain/registration.ts";
export { registration } from "./onchain/registration.ts";
// Policy and roots.
export type { Measurement } from "./pcr-policy.ts";
export { decodePem } from "./pem.ts";
// Proofs of answers.
export * from "./proof/index.ts";
export { type RegistryQuestion, readMeasurement } from "./registry.ts";
export { RegistryError, type RegistryErrorCode, registryErrorTable } from "./registry-error.ts";
export { type Release, readRelease } from "./registry-release.ts";
export { type MeasurementRole, type RegistryStatus, registryMeasurementId } from "./registry-status.ts";
export { renewalIdentifierOf } from "./renewal-identifier.ts";
export type { Check, Outcome, Report } from "./report.ts";
export { pointOfSpki, spkiOfPoint } from "./spki.ts";
export type { KeyName, Purpose, UserData } from "./user-data.ts";
export { decodeUserData, encodeUserData, keyNames, purposes } from "./user-data.ts";
// Verdicts on endpoints and documents.
export * from "./verdict/index.ts";
export type { Root, VerifyOptions } from "./verify.ts";
export { verifyDocument } from "./verify.ts";
