// The name under which an ACME server knows a certificate when it is asked about renewal: RFC 9773, section 4.1.
import type { DerBudget, DerElement } from "./der.ts";
import { derElement, derElements, derTag, withTag } from "./der.ts";
import { AttestationError } from "./errors.ts";

const versionTag = 0xa0;
const extensionsTag = 0xa3;
const keyIdentifierTag = 0x80;
const authorityKeyIdentifier = Uint8Array.of(0x55, 0x1d, 0x23); // 2.5.29.35
const elementsMax = 256;

/**
 * @param der One certificate, of any authority. Only what leads to the two members is read.
 * @returns Key identifier of the authority and content of the serial number; `undefined` where there is no such extension.
 * @throws {AttestationError} `DER_MALFORMED`
 */
export function renewalIdentifierOf(
  der: Uint8Array,
): { readonly authorityKeyIdentifier: Uint8Array; readonly serial: Uint8Array } | undefined {
  const budget: DerBudget = { elementsLeft: elementsMax };
  const [tbs] = derElements(derElement(der, derTag.sequence, budget).content, budget);
  const members = derElements(withTag(tbs, derTag.sequence).content, budget);
  const serial = withTag(members[members[0]?.tag === versionTag ? 1 : 0], derTag.integer).content;
  const extensions = members.find(({ tag }) => tag === extensionsTag);
  if (extensions === undefined || serial.length === 0) return undefined;
  for (const extension of derElements(derElement(extensions.content, derTag.sequence, budget).content, budget)) {
    const found = keyIdentifierIn(extension, budget);
    if (found !== undefined) return { authorityKeyIdentifier: found, serial };
  }
  return undefined;
}

/** AuthorityKeyIdentifier ::= SEQUENCE { [0] keyIdentifier OPTIONAL, … }: RFC 5280, section 4.2.1.1. */
function keyIdentifierIn(extension: DerElement, budget: DerBudget): Uint8Array | undefined {
  const members = derElements(withTag(extension, derTag.sequence).content, budget);
  const oid = withTag(members[0], derTag.oid).content;
  if (oid.length !== authorityKeyIdentifier.length || !oid.every((byte, at) => byte === authorityKeyIdentifier[at]))
    return undefined;
  const value = withTag(members.at(-1), derTag.octetString).content;
  const [first] = derElements(derElement(value, derTag.sequence, budget).content, budget);
  if (first?.tag !== keyIdentifierTag) return undefined;
  if (first.content.length === 0) throw new AttestationError("DER_MALFORMED", "an empty key identifier");
  return first.content;
}
