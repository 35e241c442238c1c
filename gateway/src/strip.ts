// HTTP request → what the relay may know of it. No other field exists: what is not named here has no way to the enclave.
import type { IncomingMessage } from "node:http";
import { InkanError } from "@inkan/link";
import type { GatewayLimits } from "./limits.ts";

/** A call's envelope. The body travels beside it, as bytes that the gateway never reads. */
export type Stripped = {
  /** `/<chain>`: a name or a number. The query is dropped: it is no part of a call, and often a key that tells who asks. */
  readonly path: string;
  /** Host and port that the client asked for: the proof covers it. */
  readonly authority: string;
  /** The client's `Accept-Signature` with its nonce, if it sent one. */
  readonly acceptSignature: string | undefined;
};

const chainPath = /^\/[a-z0-9][a-z0-9-]{0,31}$/;
/** RFC 3986 section 3.2.2: a registered name or an address, and a port. */
const authorityForm = /^(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;
const jsonType = /^application\/json[ \t]*(?:;[ \t]*charset="?utf-8"?[ \t]*)?$/i;
/** Printable ASCII: RFC 8941 fields have nothing else. */
const fieldForm = /^[\x20-\x7e]+$/;

/** What is looked at of a call's head. */
export type CallHead = {
  readonly target: string;
  readonly host: string | undefined;
  readonly contentType: string | undefined;
  readonly acceptSignature: string | string[] | undefined;
};

/** @throws {InkanError} `CHAIN_UNKNOWN`, `INVALID_REQUEST`, `UNSUPPORTED_MEDIA_TYPE`. */
export function stripCall({ target, host, contentType, acceptSignature }: CallHead, limits: GatewayLimits): Stripped {
  const path = chainPathOf(target);
  if (contentType === undefined || (contentType !== "application/json" && !jsonType.test(contentType)))
    throw new InkanError("UNSUPPORTED_MEDIA_TYPE");
  return {
    path,
    authority: authorityOf(host, limits),
    acceptSignature: acceptSignatureOf(acceptSignature, limits),
  };
}

/** @throws {InkanError} `CHAIN_UNKNOWN`. */
export function chainPathOf(target: string): string {
  const query = target.indexOf("?");
  const path = query < 0 ? target : target.slice(0, query);
  if (!chainPath.test(path)) throw new InkanError("CHAIN_UNKNOWN");
  return path;
}

/** @throws {InkanError} `INVALID_REQUEST`. */
export function authorityOf(host: string = "", limits: GatewayLimits): string {
  if (host.length > limits.authorityBytesMax || !authorityForm.test(host))
    throw new InkanError("INVALID_REQUEST", "the Host field is not a host and a port");
  return host;
}

function acceptSignatureOf(field: CallHead["acceptSignature"], limits: GatewayLimits): string | undefined {
  if (field === undefined) return undefined;
  // A client that asked for a proof over its nonce must not get one without it: too long is refused, not dropped.
  if (typeof field !== "string" || field.length > limits.acceptSignatureBytesMax || !fieldForm.test(field))
    throw new InkanError("INVALID_REQUEST", "the Accept-Signature field is not usable");
  return field;
}

/** `/attestation` with its nonce and nothing else of the query, and which of the two forms was asked for. */
export function stripAttestation(
  request: IncomingMessage,
  limits: GatewayLimits,
): { readonly path: string; readonly authority: string; readonly accept: string } {
  const nonce = new URLSearchParams((request.url ?? "").split("?")[1] ?? "").get("nonce");
  if (nonce !== null && (nonce.length > limits.nonceCharactersMax || !/^[A-Za-z0-9_=-]*$/.test(nonce)))
    throw new InkanError("NONCE_INVALID");
  const accept = request.headers.accept?.includes("application/cbor") ? "application/cbor" : "application/json";
  return {
    path: nonce === null ? "/attestation" : `/attestation?nonce=${nonce}`,
    authority: authorityOf(request.headers.host, limits),
    accept,
  };
}
