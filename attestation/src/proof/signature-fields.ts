// The fields of an answer's proof as a verifier reads them: each once, and in the one form in which RFC 8941, section 4.1, writes it.
// A field that could be read in two ways is refused, although RFC 8941 would have one way win.
import { serializeInnerList, serializeItem } from "structured-headers";
import { isSignatureInRange, p256 } from "../ecdsa.ts";
import { parseCanonicalDictionary } from "./context.ts";
import { ProofError } from "./errors.ts";
import { proofLimits } from "./limits.ts";
import { coveredComponents, signatureLabel } from "./signature-base.ts";

const fieldNames = ["content-type", "content-digest", "inkan-context", "signature-input", "signature"] as const;

export type ProofFields = { readonly [name in (typeof fieldNames)[number]]: string };

/**
 * @param headers Of the answer: a `Headers`, or pairs, names in any case.
 * @throws {ProofError} `PROOF_MISSING` when there is no signature at all, `FIELD_MISSING`, `FIELD_REPEATED`, `FIELD_TOO_LONG`.
 */
export function takeProofFields(headers: Iterable<readonly [string, string]>): ProofFields {
  const values = new Map<string, string>();
  for (const [anyCase, value] of headers) {
    const name = fieldNames.find((known) => known === anyCase.toLowerCase());
    if (name === undefined) continue;
    if (values.has(name)) throw new ProofError("FIELD_REPEATED", `${name} occurs twice`);
    if (value.length > proofLimits.fieldCharactersMax || !/^[ -~]*$/.test(value))
      throw new ProofError("FIELD_TOO_LONG", name);
    values.set(name, value);
  }
  if (!values.has("signature") && !values.has("signature-input")) throw new ProofError("PROOF_MISSING");
  const missing = fieldNames.find((name) => !values.has(name));
  if (missing !== undefined) throw new ProofError("FIELD_MISSING", `${missing} is absent`);
  return Object.fromEntries(values) as ProofFields;
}

export type SignatureInput = {
  /** The covered components as an RFC 8941 inner list, without parameters. */
  readonly components: string;
  readonly parameters: ReadonlyMap<string, unknown>;
  /** The whole value behind `inkan=`: the line `@signature-params`. */
  readonly text: string;
};

/** @throws {ProofError} `SIGNATURE_INPUT_MALFORMED`: more than one member, another label, not an inner list, not canonical. */
export function parseSignatureInput(field: string): SignatureInput {
  const members = parseCanonicalDictionary(field);
  if (members === undefined) throw new ProofError("SIGNATURE_INPUT_MALFORMED", "not a canonical RFC 8941 dictionary");
  const own = members.get(signatureLabel);
  if (members.size !== 1 || own === undefined)
    throw new ProofError(
      "SIGNATURE_INPUT_MALFORMED",
      `${members.size} members; wanted one, labelled ${signatureLabel}`,
    );
  const [list, parameters] = own;
  if (!Array.isArray(list)) throw new ProofError("SIGNATURE_INPUT_MALFORMED", "not an inner list");
  const components = `(${list.map((item) => serializeItem(item)).join(" ")})`;
  return { components, parameters, text: serializeInnerList([list, parameters]) };
}

/** @throws {ProofError} `COMPONENTS_MISMATCH`. More is refused like less: what is covered must not depend on who signs. */
export function requireComponents({ components }: SignatureInput): void {
  if (components !== coveredComponents)
    throw new ProofError("COMPONENTS_MISMATCH", "other components, or another order");
}

export type ReadParameters = {
  readonly created: number;
  readonly expires: number;
  readonly nonce: string | undefined;
  readonly keyid: string;
  readonly tag: string;
};

/** @throws {ProofError} `PARAMETERS_MISMATCH`: others, another order, other types. */
export function readParameters({ parameters }: SignatureInput): ReadParameters {
  const wanted = ["created", "expires", ...(parameters.has("nonce") ? ["nonce"] : []), "keyid", "tag"];
  const names = [...parameters.keys()];
  if (names.join() !== wanted.join())
    throw new ProofError("PARAMETERS_MISMATCH", `parameters ${names.join(", ")}; wanted ${wanted.join(", ")}`);
  const integer = (name: string) => {
    const value = parameters.get(name);
    if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
      throw new ProofError("PARAMETERS_MISMATCH", `${name} is no integer >= 0`);
    return value;
  };
  const string = (name: string) => {
    const value = parameters.get(name);
    if (typeof value !== "string") throw new ProofError("PARAMETERS_MISMATCH", `${name} is no string`);
    return value;
  };
  const nonce = parameters.has("nonce") ? string("nonce") : undefined;
  return {
    created: integer("created"),
    expires: integer("expires"),
    nonce,
    keyid: string("keyid"),
    tag: string("tag"),
  };
}

/** @throws {ProofError} `SIGNATURE_MALFORMED`. */
export function parseSignature(field: string): Uint8Array {
  const members = parseCanonicalDictionary(field);
  const [value, parameters] = members?.get(signatureLabel) ?? [];
  if (members?.size !== 1 || !(value instanceof ArrayBuffer) || parameters?.size !== 0)
    throw new ProofError("SIGNATURE_MALFORMED", `not one canonical byte sequence labelled ${signatureLabel}`);
  const signature = new Uint8Array(value);
  if (!isSignatureInRange(p256, signature))
    throw new ProofError("SIGNATURE_MALFORMED", "r or s is out of range, or not 64 bytes");
  return signature;
}

/** @throws {ProofError} `CONTENT_DIGEST_MALFORMED`. */
export function parseContentDigest(field: string): Uint8Array {
  const members = parseCanonicalDictionary(field);
  const [value, parameters] = members?.get("sha-256") ?? [];
  if (members?.size !== 1 || !(value instanceof ArrayBuffer) || value.byteLength !== 32 || parameters?.size !== 0)
    throw new ProofError("CONTENT_DIGEST_MALFORMED");
  return new Uint8Array(value);
}
