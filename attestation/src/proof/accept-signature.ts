// `Accept-Signature` (RFC 9421, section 5.1): how a client gives the relay the nonce that its proof must hold.
import { proofLimits } from "./limits.ts";
import { coveredComponents, signatureLabel, signatureTag } from "./signature-base.ts";

const prefix = `${signatureLabel}=${coveredComponents};created;expires;nonce="`;
const suffix = `";keyid;tag="${signatureTag}"`;

/** What a client sends. `nonce` is of the base64url alphabet. */
export function acceptSignatureField(nonce: string): string {
  return prefix + nonce + suffix;
}

// RFC 8941, section 4.2. Each alternative begins with characters of its own, so matching does not go back.
const key = "[a-z*][a-z0-9_.*-]*";
const bareItem =
  '(?:-?[0-9]{1,12}\\.[0-9]{1,3}|-?[0-9]{1,15}|"(?:[ !#-\\[\\]-~]|\\\\["\\\\])*"|[A-Za-z*][!#$%&\'*+.^_`|~:/A-Za-z0-9-]*|:[A-Za-z0-9+/=]*:|\\?[01])';
const parameters = `(?:; *${key}(?:=${bareItem})?)*`;
const innerList = `\\( *(?:${bareItem}${parameters}(?: +${bareItem}${parameters})*)? *\\)`;
const member = new RegExp(`(${key})(?:=(?:(${innerList})|${bareItem}))?(${parameters})`, "y");
const parameter = new RegExp(`; *(${key})(?:=(${bareItem}))?`, "gy");
const separator = /[ \t]*(?:,[ \t]*(?!$)|$)/y;

/**
 * The nonce of an `Accept-Signature` field.
 *
 * It is read from the member `inkan`, an inner list; where that names a `tag`, it must be `inkan-rpc-1`. Which components it lists does
 * not matter: an answer always covers the same. A key that occurs twice has its last value, as RFC 8941 section 4.2 says.
 *
 * @param field Its value; several fields joined with `, `. Judged up to `proofLimits.acceptSignatureCharactersMax`.
 * @returns `undefined` when there is none: no such member, no nonce, more than 128 characters, or a field that does not parse, which
 * RFC 8941 section 4.2 has a recipient ignore as a whole. The answer is signed all the same, without a nonce; a client that sent one
 * refuses it.
 *
 * @example
 * acceptSignatureNonce('inkan=();nonce="bm9uY2U";tag="inkan-rpc-1"'); // bm9uY2U
 */
export function acceptSignatureNonce(field: string | undefined): string | undefined {
  if (field === undefined || field.length > proofLimits.acceptSignatureCharactersMax) return undefined;
  if (field.startsWith(prefix) && field.endsWith(suffix)) {
    const nonce = field.slice(prefix.length, -suffix.length);
    if (/^[A-Za-z0-9_-]{1,128}$/.test(nonce)) return nonce;
  }
  const asked = ownParameters(field.replace(/^ +| +$/g, ""));
  if (asked === undefined || (asked.get("tag") ?? signatureTag) !== signatureTag) return undefined;
  const nonce = asked.get("nonce");
  return nonce !== undefined && nonce.length >= 1 && nonce.length <= proofLimits.nonceCharactersMax ? nonce : undefined;
}

/** The parameters of the member `inkan` that are strings; of any other type they count as an empty string, which is nobody's. */
function ownParameters(field: string): Map<string, string> | undefined {
  let own: Map<string, string> | undefined;
  for (let at = 0; at < field.length; ) {
    member.lastIndex = at;
    const found = member.exec(field);
    if (found === null) return undefined;
    const [, label, list, text] = found;
    if (label === signatureLabel) own = list === undefined ? undefined : stringParameters(text!);

    separator.lastIndex = member.lastIndex;
    if (separator.exec(field) === null) return undefined;
    at = separator.lastIndex;
  }
  return own;
}

function stringParameters(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const [, name, value] of text.matchAll(parameter))
    values.set(name!, value?.startsWith('"') === true ? value.slice(1, -1).replace(/\\(.)/g, "$1") : "");
  return values;
}
