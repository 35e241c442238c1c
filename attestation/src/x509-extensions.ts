// Extensions of a certificate (RFC 5280, section 4.2): two are understood, three are known to restrict nothing, the rest must not matter.
import { toHex } from "./bytes.ts";
import type { DerBudget, DerElement } from "./der.ts";
import { boolean, derElement, derElements, derTag, unsignedInteger, withTag } from "./der.ts";
import { AttestationError } from "./errors.ts";
import type { AttestationLimits } from "./limits.ts";

export type Extensions = {
  /** `undefined`: the extension is absent, which makes it no certificate authority. */
  readonly basicConstraints: BasicConstraints | undefined;
  readonly keyUsage: KeyUsage | undefined;
};
export type BasicConstraints = { readonly ca: boolean; readonly pathLen: number | undefined };
export type KeyUsage = { readonly digitalSignature: boolean; readonly keyCertSign: boolean };

// Object identifiers, as the hexadecimal digits of their content.
const keyUsageOid = "551d0f"; // 2.5.29.15
const basicConstraintsOid = "551d13"; // 2.5.29.19
/** These narrow what a certificate is good for even where they are not marked critical, and are not evaluated here. */
const restricting: Readonly<Record<string, string>> = {
  "551d1e": "nameConstraints",
  "551d24": "policyConstraints",
  "551d25": "extKeyUsage",
  "551d36": "inhibitAnyPolicy",
};

/**
 * Reads the content of the `[3]` of a TBSCertificate.
 *
 * @throws {AttestationError} `CERTIFICATE_EXTENSION`, `DER_MALFORMED`.
 */
export function decodeExtensions(explicit: Uint8Array, limits: AttestationLimits, budget: DerBudget): Extensions {
  const list = derElements(derElement(explicit, derTag.sequence, budget).content, budget);
  if (list.length === 0 || list.length > limits.extensionsMax)
    throw new AttestationError("CERTIFICATE_EXTENSION", `${list.length} extensions`);

  const seen = new Set<string>();
  let basicConstraints: BasicConstraints | undefined;
  let keyUsage: KeyUsage | undefined;
  for (const element of list) {
    const { oid, critical, value } = extension(element, budget);
    if (seen.has(oid)) throw new AttestationError("CERTIFICATE_EXTENSION", `extension ${oid} occurs twice`);
    seen.add(oid);
    if (oid === basicConstraintsOid) basicConstraints = decodeBasicConstraints(value, budget);
    else if (oid === keyUsageOid) keyUsage = decodeKeyUsage(value, budget);
    else if (critical) throw new AttestationError("CERTIFICATE_EXTENSION", `unknown critical extension ${oid}`);
    else if (restricting[oid] !== undefined)
      throw new AttestationError(
        "CERTIFICATE_EXTENSION",
        `${restricting[oid]} is not evaluated, so it is not accepted`,
      );
  }
  return { basicConstraints, keyUsage };
}

function extension(element: DerElement, budget: DerBudget): { oid: string; critical: boolean; value: Uint8Array } {
  const members = derElements(withTag(element, derTag.sequence).content, budget);
  const [oid, second] = members;
  const hasCritical = second?.tag === derTag.boolean;
  if (members.length !== (hasCritical ? 3 : 2)) throw new AttestationError("CERTIFICATE_EXTENSION", "not an Extension");
  // X.690, section 11.5: a default value is left out, so a written `false` is not DER.
  if (hasCritical && !boolean(second))
    throw new AttestationError("CERTIFICATE_EXTENSION", "critical: false is written out");
  return {
    oid: toHex(withTag(oid, derTag.oid).content),
    critical: hasCritical,
    value: withTag(members.at(-1), derTag.octetString).content,
  };
}

function decodeBasicConstraints(value: Uint8Array, budget: DerBudget): BasicConstraints {
  const members = derElements(derElement(value, derTag.sequence, budget).content, budget);
  const [ca, pathLen] = members;
  if (ca === undefined) return { ca: false, pathLen: undefined };
  if (!boolean(withTag(ca, derTag.boolean)) || members.length > 2)
    throw new AttestationError("CERTIFICATE_EXTENSION", "BasicConstraints that is not DER");
  if (pathLen === undefined) return { ca: true, pathLen: undefined };
  const magnitude = unsignedInteger(withTag(pathLen, derTag.integer));
  if (magnitude.length > 1) throw new AttestationError("CERTIFICATE_EXTENSION", "pathLenConstraint beyond 255");
  return { ca: true, pathLen: magnitude[0] ?? 0 };
}

/** BIT STRING of named bits: DER cuts trailing zeros off (X.690, section 11.2.2), so there is one form of each set. */
function decodeKeyUsage(value: Uint8Array, budget: DerBudget): KeyUsage {
  const [unused, bits, more, ...rest] = derElement(value, derTag.bitString, budget).content;
  const last = more ?? bits;
  const dangling =
    last === undefined || unused === undefined || unused > 7 || (last & ((1 << (unused + 1)) - 1)) !== 1 << unused;
  if (bits === undefined || dangling || rest.length > 0)
    throw new AttestationError("CERTIFICATE_EXTENSION", "KeyUsage that is not DER, or names nothing");
  return { digitalSignature: (bits & 0x80) !== 0, keyCertSign: (bits & 0x04) !== 0 };
}
