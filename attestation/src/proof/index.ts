// Proofs of answers, after docs/protocol/proof.md. The relay builds them; everybody else checks them.
export { acceptSignatureField, acceptSignatureNonce } from "./accept-signature.ts";
export { type AttestedKey, attestOrigin, type EnclaveExpectations } from "./attested-key.ts";
export type { Fetch } from "./bounded-fetch.ts";
export {
  type ContextLevel,
  type ContextSource,
  inkanContext,
  type ProofContext,
  parseInkanContext,
} from "./context.ts";
export { ProofError, type ProofRefusalCode, proofRefusalTable } from "./errors.ts";
export { type ReadEvidence, readEvidence } from "./evidence.ts";
export { proofLimits } from "./limits.ts";
export {
  contentDigestField,
  type ProofHeaders,
  type ProofValues,
  proofHeaders,
  signatureField,
} from "./proof-headers.ts";
export { webSocketNoncePrefix, webSocketProtocol } from "./proof-line.ts";
export {
  type ProofCheck,
  type ProofCheckId,
  type ProofOutcome,
  type ProofReport,
  proofCheckTable,
} from "./proof-report.ts";
export { openProvenExchange, type ProvenAnswer, type ProvenExchange, type ProvenOptions } from "./proven-exchange.ts";
export { provenFetch } from "./proven-fetch.ts";
export { type ProvenProvider, ProviderRpcError, provenProvider } from "./proven-provider.ts";
export { coveredComponents, normalAuthority, signatureLabel, signatureTag } from "./signature-base.ts";
export { type ProofInput, verifyProof } from "./verify-proof.ts";
export {
  type CheckedMessage,
  type MessageRefusal,
  type WebSocketCheckerOptions,
  WebSocketProofChecker,
} from "./websocket-checker.ts";
export {
  openWebSocketProofs,
  type WebSocketMessage,
  type WebSocketProofs,
  type WebSocketProofsOptions,
  webSocketNonce,
} from "./websocket-proofs.ts";
