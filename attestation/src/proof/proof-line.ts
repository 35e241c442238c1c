// The proof line of a WebSocket message: docs/protocol/websocket-proof.md, section 3. Its form is fixed to the character, so that
// there is one text for one meaning; it is also an RFC 8941 dictionary.
import { concatBytes } from "../bytes.ts";
import { decodeBase64, encodeBase64 } from "./base64.ts";
import { integerText } from "./context.ts";
import { ProofError } from "./errors.ts";
import { proofLimits } from "./limits.ts";
import { normalAuthority } from "./signature-base.ts";

/** The subprotocol that asks for proofs, and the prefix of the one that carries the client's nonce (base64url, 16 to 64 bytes). */
export const webSocketProtocol = "inkan-rpc-1";
export const webSocketNoncePrefix = "inkan-nonce.";

const encoder = new TextEncoder();
const signedLabel = encoder.encode("inkan-ws-message-1\n");
const lineFeed = Uint8Array.of(0x0a);

export type ProofLine = {
  /** 0 for the first message, one more for each. */
  readonly seq: number;
  /** SHA-256 of the whole message before; for the first message, of {@link sessionBytes}. */
  readonly prev: Uint8Array;
  /** SHA-256 of the client's message that this one answers. */
  readonly req: Uint8Array | undefined;
  /** Id of the subscription that this one notifies of. */
  readonly sub: string | undefined;
  /** Unix seconds. */
  readonly created: number;
  readonly keyid: string;
};

/** What the first message's `prev` is the hash of: it binds the connection to where and for whom it was opened. */
export function sessionBytes(authority: string, path: string, nonce: string): Uint8Array {
  if (normalAuthority(authority) !== authority || !/^\/[!-~]{0,1023}$/.test(path) || !isWebSocketNonce(nonce))
    throw new ProofError(
      "VALUE_UNSAFE",
      "wanted a lower-case authority, an absolute path, and a nonce of 16 to 64 bytes",
    );
  return encoder.encode(`inkan-ws-open-1\n${authority}\n${path}\n${nonce}`);
}

/** Whether `nonce` is base64url without padding of 16 to 64 bytes. */
export function isWebSocketNonce(nonce: string): boolean {
  return nonce.length >= 22 && nonce.length <= 86 && nonce.length % 4 !== 1 && /^[A-Za-z0-9_-]+$/.test(nonce);
}

/** The line up to the signature. `prev` and `req` are their base64. */
export function unsignedLine(
  seq: number,
  prev: string,
  req: string | undefined,
  sub: string | undefined,
  created: number,
  keyid: string,
): string {
  if (sub !== undefined && !subscriptionId.test(sub))
    throw new ProofError("VALUE_UNSAFE", "a subscription's id is 0x and 1 to 64 digits");
  const reqText = req === undefined ? "" : `, req=:${req}:`;
  const subText = sub === undefined ? "" : `, sub="${sub}"`;
  return `seq=${integerText(seq)}, prev=:${prev}:${reqText}${subText}, created=${integerText(created)}, keyid="${keyid}"`;
}

const subscriptionId = /^0x[0-9a-f]{1,64}$/;

/** The bytes that are signed: label, line up to the signature, payload, each but the last closed by a line feed. */
export function signedMessage(line: string, payload: Uint8Array): Uint8Array {
  return concatBytes(signedLabel, encoder.encode(line), lineFeed, payload);
}

/** The bytes that are sent. */
export function wholeMessage(line: string, signature: Uint8Array, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(encoder.encode(`${line}, sig=:${encodeBase64(signature)}:\n`), payload);
}

export type TakenMessage = {
  readonly line: ProofLine;
  /** The line up to the signature, as received. */
  readonly unsigned: string;
  readonly signature: Uint8Array;
  /** A view. */
  readonly payload: Uint8Array;
};

const digest = "[A-Za-z0-9+/]{43}=";
const lineForm = new RegExp(
  `^(seq=(0|[1-9][0-9]{0,14}), prev=:(${digest}):(?:, req=:(${digest}):)?(?:, sub="(0x[0-9a-f]{1,64})")?, created=(0|[1-9][0-9]{0,14}), keyid="([0-9a-f]{64})"), sig=:([A-Za-z0-9+/]{86}==):$`,
);

/** @throws {ProofError} `PROOF_LINE_MALFORMED`: nothing of the message can be believed. */
export function takeProofLine(message: Uint8Array): TakenMessage {
  const end = message.subarray(0, proofLimits.proofLineCharactersMax + 1).indexOf(0x0a);
  if (end < 0) throw new ProofError("PROOF_LINE_MALFORMED", "no line feed where a proof line must have ended");
  const found = lineForm.exec(String.fromCharCode(...message.subarray(0, end)));
  if (found === null) throw new ProofError("PROOF_LINE_MALFORMED");
  const [, unsigned, seq, prev, req, sub, created, keyid, sig] = found;
  const bytes = (base64: string) => {
    const value = decodeBase64(base64);
    if (value === undefined) throw new ProofError("PROOF_LINE_MALFORMED", "base64 with stray bits");
    return value;
  };
  if (req !== undefined && sub !== undefined) throw new ProofError("PROOF_LINE_MALFORMED", "both req and sub");
  const payload = message.subarray(end + 1);
  if ((payload.length === 0) !== (req === undefined && sub === undefined))
    throw new ProofError("PROOF_LINE_MALFORMED", "a heartbeat has no payload, and all else has one");
  return {
    line: {
      seq: Number(seq),
      prev: bytes(prev!),
      req: req === undefined ? undefined : bytes(req),
      sub,
      created: Number(created),
      keyid: keyid!,
    },
    unsigned: unsigned!,
    signature: bytes(sig!),
    payload,
  };
}
