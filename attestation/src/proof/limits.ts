// Every bound of proofs and of their clients. Bytes, characters of ASCII and seconds, inclusive.

export const proofLimits = {
  /** `Accept-Signature` as a whole: an honest one has about 190. */
  acceptSignatureCharactersMax: 512,
  nonceCharactersMax: 128,
  authorityCharactersMax: 261,
  pathCharactersMax: 1024,
  contentTypeCharactersMax: 128,
  /** Each signature field of an answer, as a verifier reads it. */
  fieldCharactersMax: 1024,
  /** RFC 8941, section 3.3.1: an Integer has at most 15 digits. */
  integerMax: 999_999_999_999_999,

  /** How long the relay lets a proof live: `expires` - `created`. */
  lifetimeSeconds: 60,
  /** The longest life that a verifier takes. */
  lifetimeSecondsMax: 300,
  /** How old a proof may be for a verifier that says nothing else. */
  maxAgeSecondsDefault: 60,
  /** How far the two clocks may be apart for a verifier that says nothing else. */
  clockSkewSecondsDefault: 60,

  /** The proof line of a WebSocket message, without its line feed. */
  proofLineCharactersMax: 512,
  webSocketNonceBytesMin: 16,
  webSocketNonceBytesMax: 64,
  subscriptionCharactersMax: 66,
  /** A server sends something at least this often. */
  heartbeatSeconds: 15,
  /** After this long without a message a client must conclude that it is being cut off. */
  silenceSecondsMax: 40,
  /** Requests on one WebSocket that were sent and not answered. */
  requestsOpenMax: 4096,

  /** `GET /attestation`: the configuration (256 KiB) in JSON escapes, the document in base64, keys. */
  evidenceBytesMax: 1_048_576,
  evidenceDepthMax: 16,
  answerBytesMaxDefault: 33_554_432,
  answerDepthMax: 512,
  timeoutMsDefault: 30_000,
  /** How long a client believes a key before it asks for new evidence: a revoked program is noticed within this time. */
  attestationSecondsMaxDefault: 600,
} as const;

const { lifetimeSeconds, lifetimeSecondsMax, heartbeatSeconds, silenceSecondsMax } = proofLimits;
if (lifetimeSeconds > lifetimeSecondsMax || 2 * heartbeatSeconds > silenceSecondsMax)
  throw new RangeError("proof limits contradict each other");
