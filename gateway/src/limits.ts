// Every bound of the gateway. Past one: refuse, never queue without end.
import { requestOneWriteBytesMax } from "@inkan/link";

export type GatewayLimits = {
  /** Open client connections at each door; further ones are closed as they come. */
  readonly connectionsMax: number;
  /** Bytes of a request's line and header fields. */
  readonly headBytesMax: number;
  /** Fields of a request on the short way; one with more goes the long way, where Node's own bound holds. */
  readonly fieldsMax: number;
  readonly headDeadlineMs: number;
  /** From a request's first byte to its last. */
  readonly requestDeadlineMs: number;
  /** How often connections are looked over for the two deadlines above. */
  readonly deadlineCheckMs: number;
  /** A kept-alive connection without a request. */
  readonly keepAliveMs: number;
  /** A connection on which nothing moves in the middle of an exchange; longer than the longest wait for an answer. */
  readonly exchangeIdleMs: number;
  /** Body of one request. The relay has its own bound, which is measured. */
  readonly bodyBytesMax: number;
  /** Of a body that is too large, this much is read and thrown away, so that a client that only sends before it reads sees the refusal. */
  readonly bodyBytesDiscardedMax: number;
  /** Answers up to here are written in one piece with their head. */
  readonly oneWriteBytesMax: number;
  /** Calls up to here are written to the relay in one piece with their head, and so read there in one. */
  readonly oneReadBytesMax: number;
  /** Bodies that wait or are on their way, together. */
  readonly bodyBytesHeldMax: number;
  readonly authorityBytesMax: number;
  readonly acceptSignatureBytesMax: number;
  /** Text of a nonce in the query of `/attestation`: 64 bytes in hexadecimal. */
  readonly nonceCharactersMax: number;
  /** Keep-alive connections to the relay, and exchanges that are on them or wait for one. */
  readonly relayConnectionsMax: number;
  readonly relayExchangesMax: number;
  /** How long an exchange may wait for a connection. One that waited longer is refused when its turn comes, unsent. */
  readonly relayQueueDeadlineMs: number;
  /** Below the relay's own keep-alive, so that a request seldom meets a connection that is just closing. */
  readonly relayKeepAliveMs: number;
  readonly relayConnectDeadlineMs: number;
  /** Added to the relay's `callDeadlineMs` for the longest wait for the head of an answer, and between two pieces of it. */
  readonly answerMarginMs: number;
  /** `callDeadlineMs` where the relay's configuration is not known here. */
  readonly callDeadlineMs: number;
  readonly answerHeadBytesMax: number;
  readonly answerFieldsMax: number;
  /** `Retry-After` of an answer that says OVERLOADED or ENCLAVE_UNAVAILABLE. */
  readonly retryAfterS: number;
  readonly webSocketHandshakeDeadlineMs: number;
  readonly webSocketHeadBytesMax: number;
  readonly webSocketProtocolBytesMax: number;
  /** A blind pipe on which nothing moves, in either direction. */
  readonly pipeIdleMs: number;
  /** A ClientHello and the records around it; RFC 8446 allows more, no client sends it. */
  readonly clientHelloBytesMax: number;
  readonly clientHelloDeadlineMs: number;
  /** For one of several relays to answer an ACME challenge, before the next is asked. */
  readonly challengeAnswerDeadlineMs: number;
  /** Streams of the enclave through the egress. */
  readonly egressStreamsMax: number;
  readonly egressHeadBytesMax: number;
  readonly egressHeadDeadlineMs: number;
  readonly egressConnectDeadlineMs: number;
  readonly relayConfigBytesMax: number;
  /** Enclaves that fetch their configuration. */
  readonly configConnectionsMax: number;
  /** An enclave's log: its streams, and one line. */
  readonly logConnectionsMax: number;
  readonly logLineBytesMax: number;
  /** The store: streams of the enclave, head of a request, one sealed object, one record, and the bodies that arrive together. */
  readonly storeConnectionsMax: number;
  readonly storeHeadBytesMax: number;
  readonly storeSealedBytesMax: number;
  readonly storeRecordBytesMax: number;
  readonly storeBytesHeldMax: number;
  /** The window log on a chain: one call, calls that are remembered, and how long one waits before its fees are raised. */
  readonly windowCallBytesMax: number;
  readonly windowCallsKept: number;
  readonly windowBumpAfterMs: number;
  readonly windowRpcDeadlineMs: number;
  /** The instance metadata service: one answer of it, the wait for it, and how long credentials are given out before it is asked again. */
  readonly instanceMetadataBytesMax: number;
  readonly instanceMetadataDeadlineMs: number;
  readonly instanceCredentialsKeptMs: number;
  /** The operators' door: connections, requests on their way to the signer, an assertion, a list of statements, and the wait for it. */
  readonly approvalConnectionsMax: number;
  readonly approvalExchangesMax: number;
  readonly approvalBodyBytesMax: number;
  readonly approvalAnswerBytesMax: number;
  readonly approvalDeadlineMs: number;
  /** Pseudonyms that have a quota at a time; past it new ones are refused. */
  readonly pseudonymsMax: number;
  /** How many of them are looked at for one to forget, per new one. */
  readonly pseudonymsSweptMax: number;
  readonly pseudonymKeyLifeMs: number;
};

export const gatewayLimits: GatewayLimits = {
  connectionsMax: 8_192,
  headBytesMax: 16_384,
  fieldsMax: 64,
  headDeadlineMs: 10_000,
  requestDeadlineMs: 20_000,
  deadlineCheckMs: 1_000,
  keepAliveMs: 65_000,
  exchangeIdleMs: 150_000,
  bodyBytesMax: 2_097_152,
  bodyBytesDiscardedMax: 8_388_608,
  oneWriteBytesMax: 16_384,
  oneReadBytesMax: requestOneWriteBytesMax,
  bodyBytesHeldMax: 67_108_864,
  authorityBytesMax: 261,
  acceptSignatureBytesMax: 512,
  nonceCharactersMax: 128,
  relayConnectionsMax: 512,
  relayExchangesMax: 2_048,
  relayQueueDeadlineMs: 5_000,
  relayKeepAliveMs: 4_000,
  relayConnectDeadlineMs: 1_000,
  answerMarginMs: 5_000,
  callDeadlineMs: 20_000,
  answerHeadBytesMax: 16_384,
  answerFieldsMax: 64,
  retryAfterS: 1,
  webSocketHandshakeDeadlineMs: 5_000,
  webSocketHeadBytesMax: 8_192,
  webSocketProtocolBytesMax: 512,
  pipeIdleMs: 600_000,
  clientHelloBytesMax: 16_384,
  clientHelloDeadlineMs: 10_000,
  challengeAnswerDeadlineMs: 2_000,
  egressStreamsMax: 1_024,
  egressHeadBytesMax: 1_024,
  egressHeadDeadlineMs: 5_000,
  egressConnectDeadlineMs: 5_000,
  relayConfigBytesMax: 262_144,
  configConnectionsMax: 8,
  logConnectionsMax: 4,
  logLineBytesMax: 4_096,
  storeConnectionsMax: 64,
  storeHeadBytesMax: 4_096,
  storeSealedBytesMax: 67_108_864,
  storeRecordBytesMax: 65_536,
  storeBytesHeldMax: 134_217_728,
  windowCallBytesMax: 66_560,
  windowCallsKept: 1_024,
  windowBumpAfterMs: 60_000,
  windowRpcDeadlineMs: 4_000,
  instanceMetadataBytesMax: 8_192,
  instanceMetadataDeadlineMs: 2_000,
  instanceCredentialsKeptMs: 60_000,
  approvalConnectionsMax: 64,
  approvalExchangesMax: 16,
  approvalBodyBytesMax: 16_384,
  approvalAnswerBytesMax: 4_194_304,
  approvalDeadlineMs: 10_000,
  pseudonymsMax: 65_536,
  pseudonymsSweptMax: 64,
  pseudonymKeyLifeMs: 3_600_000,
};
