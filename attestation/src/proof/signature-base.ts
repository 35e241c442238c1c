// The signature base of RFC 9421, section 2.5, for the one set of components that an answer's proof covers. Text only: it stands on
// the path of every answer, and a verifier builds its own from what it sent and what it got.
import { ProofError } from "./errors.ts";
import { proofLimits } from "./limits.ts";

/** Label of the signature in `Signature-Input` and `Signature`. */
export const signatureLabel = "inkan";
/** RFC 9421, section 2.3: the application. It changes whenever anything in this profile does. */
export const signatureTag = "inkan-rpc-1";
/** The covered components, in order, as an RFC 8941 inner list. */
export const coveredComponents =
  '("@method";req "@authority";req "@path";req "@status" "content-type" "content-digest" "inkan-context")';

export type SignedComponents = {
  /** Of the request, as sent: `POST`. */
  readonly method: string;
  /** Of the request, normalised: see {@link normalAuthority}. */
  readonly authority: string;
  /** Of the request target, without the query, as sent; `/` if empty. */
  readonly path: string;
  readonly status: number;
  /** As the answer has it. */
  readonly contentType: string;
};

export type SignatureParameters = {
  /** Unix seconds, as RFC 8941 Integers. */
  readonly created: string;
  readonly expires: string;
  /** The client's own, if it sent one. Printable ASCII. */
  readonly nonce: string | undefined;
  /** Lower-case hexadecimal SHA-256 of the key's DER SubjectPublicKeyInfo. */
  readonly keyid: string;
};

/** The bytes to sign are the UTF-8 of this, which is ASCII. Lines end in a line feed, the last in nothing. */
export function signatureBase(
  components: SignedComponents,
  contentDigest: string,
  inkanContext: string,
  parameters: string,
): string {
  const { method, authority, path, status, contentType } = components;
  requireOneLine(method, 32);
  requireOneLine(authority, proofLimits.authorityCharactersMax);
  requireOneLine(path, proofLimits.pathCharactersMax);
  requireOneLine(contentType, proofLimits.contentTypeCharactersMax);
  if (!Number.isInteger(status) || status < 100 || status > 999)
    throw new ProofError("VALUE_UNSAFE", "a status has three digits");
  return `"@method";req: ${method}
"@authority";req: ${authority}
"@path";req: ${path}
"@status": ${status}
"content-type": ${contentType}
"content-digest": ${contentDigest}
"inkan-context": ${inkanContext}
"@signature-params": ${parameters}`;
}

/** The value of `@signature-params`, which is also what `Signature-Input` has behind `inkan=`. */
export function signatureParameters({ created, expires, nonce, keyid }: SignatureParameters): string {
  const nonceText = nonce === undefined ? "" : `;nonce=${stringText(nonce)}`;
  return `${coveredComponents};created=${created};expires=${expires}${nonceText};keyid="${keyid}";tag="${signatureTag}"`;
}

/** An RFC 8941 String. */
function stringText(value: string): string {
  if (value.length > proofLimits.nonceCharactersMax || !printable.test(value))
    throw new ProofError("VALUE_UNSAFE", "a nonce is 1 to 128 characters of printable ASCII");
  return value.includes('"') || value.includes("\\") ? `"${value.replace(/["\\]/g, "\\$&")}"` : `"${value}"`;
}

const printable = /^[ -~]+$/;

/** A line feed in a value would be a line of its own in the base: whoever chose it would choose what is signed. */
function requireOneLine(value: string, charactersMax: number): void {
  if (value.length > charactersMax || !printable.test(value))
    throw new ProofError("VALUE_UNSAFE", `wanted 1 to ${charactersMax} characters of printable ASCII`);
}

/**
 * The authority of a request from its `Host` field (RFC 9421, section 2.2.3): lower case. A default port is expected to be left out
 * already, as RFC 9110 section 4.2.3 asks of clients: the enclave does not know which scheme they used.
 *
 * @returns `undefined` where the field is absent, too long, or not of a host's characters: answer 400.
 */
export function normalAuthority(host: string | undefined): string | undefined {
  if (host === undefined || host.length > proofLimits.authorityCharactersMax) return undefined;
  return /^(?:[A-Za-z0-9._~%-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/.test(host) ? host.toLowerCase() : undefined;
}
