// What NitroAttestation on chain is given with a document: one hint for each signature that it has not verified before.
import type { Chain } from "../chain.ts";
import { decodeCoseSign1, requireEs384, requireSignatureFormat, signedBytes } from "../cose.ts";
import * as read from "../document.ts";
import type { AttestationLimits } from "../limits.ts";
import { attestationLimits } from "../limits.ts";
import { decodeCertificate } from "../x509.ts";
import type { CertificateKeys } from "./certificate-keys.ts";
import { certificateKeys } from "./certificate-keys.ts";
import { p384Hints } from "./p384-hints.ts";

/** The arguments of `INitroAttestation.verify`, and of registries that pass them on. */
export type Registration = {
  /** COSE_Sign1, as it came. */
  readonly document: Uint8Array;
  /** From the regional certificate to the leaf, then one for the document; empty for a certificate that is cached. */
  readonly hints: readonly Uint8Array[];
};

/**
 * Answers for each certificate below the root whether `idOfBytes(parentId, bytesHash)` on chain is not zero.
 * A wrong answer costs gas or makes the transaction fail; it can't make a false document pass.
 */
export type AskCached = (keys: readonly CertificateKeys[]) => Promise<readonly boolean[]>;

/**
 * Makes the call that verifies a document on chain. Nothing is verified here: ask {@link verifyDocument} first.
 *
 * @param isCached Left out: nothing is cached, as on a chain that never saw a document.
 * @throws {AttestationError} When the bytes are no document, or a certificate can't be read.
 *
 * @example
 * const { document, hints } = await registration(bytes, (keys) => Promise.all(keys.map(async ({ parentId, bytesHash }) =>
 *   (await nitroAttestation.read.idOfBytes([toHex(parentId), toHex(bytesHash)])) !== zeroHash)));
 */
export async function registration(
  document: Uint8Array,
  isCached?: AskCached,
  limits: AttestationLimits = attestationLimits,
): Promise<Registration> {
  const cose = decodeCoseSign1(document, limits);
  requireEs384(cose);
  requireSignatureFormat(cose);
  const chain = chainOf(cose.payload, limits);

  const cached = (await isCached?.(certificateKeys(chain))) ?? [];
  const hints: Uint8Array[] = [];
  for (const [above, { tbs, signature }] of chain.slice(1).entries())
    hints.push(cached[above] === true ? new Uint8Array() : await p384Hints(tbs, signature, keyOf(chain[above]!.point)));
  hints.push(await p384Hints(signedBytes(cose), cose.signature, keyOf(chain.at(-1)!.point)));
  return { document, hints };
}

function chainOf(payload: Uint8Array, limits: AttestationLimits): Chain {
  const map = read.decodePayload(payload, limits);
  read.requireEnclave(map);
  const fields = read.requireKnownFields(map);
  const certificates = [...read.cabundle(fields, limits), read.certificate(fields, limits)];
  return certificates.map((der) => decodeCertificate(der, limits));
}

/** x || y of an uncompressed point. */
function keyOf(point: Uint8Array): Uint8Array {
  return point.subarray(1);
}
