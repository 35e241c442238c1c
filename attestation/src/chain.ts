// The chain [root, ..., certificate] (attestation_process.md, section 3.2.3): each rule over all certificates, the root included.
import { equalBytes } from "./bytes.ts";
import { p384, verifyEcdsa } from "./ecdsa.ts";
import { AttestationError } from "./errors.ts";
import type { Certificate } from "./x509.ts";

/** From the root to the certificate that signs the document; never empty. */
export type Chain = readonly Certificate[];

/** Each names the one before it as its issuer, byte for byte; the root names itself. @throws {AttestationError} */
export function requireIssuers(chain: Chain): void {
  for (const [at, certificate] of chain.entries()) {
    const issuer = chain[Math.max(at - 1, 0)]!;
    if (!equalBytes(certificate.issuer, issuer.subject))
      throw new AttestationError("CERTIFICATE_ISSUER", `certificate ${at} names another issuer`);
  }
}

/** All valid at `at`, Unix seconds, both ends inclusive (RFC 5280, section 4.1.2.5). @throws {AttestationError} */
export function requireValidity(chain: Chain, at: number): void {
  for (const [index, { notBefore, notAfter }] of chain.entries()) {
    const life = `certificate ${index} is valid from ${notBefore} to ${notAfter}`;
    if (!(notBefore <= at)) throw new AttestationError("CERTIFICATE_NOT_YET_VALID", life);
    if (!(at <= notAfter)) throw new AttestationError("CERTIFICATE_EXPIRED", life);
  }
}

/**
 * All but the last are certificate authorities that may have as many below them as they have. @throws {AttestationError}
 *
 * RFC 5280 does not count self-issued certificates; the Nitro PKI has none below its root, so here they count.
 */
export function requireAuthorities(chain: Chain): void {
  for (const [at, { basicConstraints, keyUsage }] of chain.slice(0, -1).entries()) {
    if (basicConstraints?.ca !== true) throw new AttestationError("CERTIFICATE_NOT_CA", `certificate ${at}`);
    if (keyUsage?.keyCertSign !== true) throw new AttestationError("CERTIFICATE_KEY_USAGE", `certificate ${at}`);
    const { pathLen } = basicConstraints;
    const below = chain.length - 2 - at;
    if (pathLen !== undefined && below > pathLen)
      throw new AttestationError(
        "CERTIFICATE_PATH_LENGTH",
        `${below} below certificate ${at}, which may have ${pathLen}`,
      );
  }
}

/** The last one signs documents and nothing else. @throws {AttestationError} */
export function requireLeaf(leaf: Certificate): void {
  if (leaf.basicConstraints?.ca === true) throw new AttestationError("LEAF_IS_CA");
  if (leaf.keyUsage?.digitalSignature !== true) throw new AttestationError("LEAF_KEY_USAGE", "no digitalSignature");
  if (leaf.keyUsage.keyCertSign) throw new AttestationError("LEAF_KEY_USAGE", "keyCertSign without being an authority");
}

/**
 * Each is signed by the one before it. The root's own signature says nothing: it is accepted byte for byte, or not at all.
 *
 * @throws {AttestationError} `CERTIFICATE_SIGNATURE`
 */
export async function requireSignatures(chain: Chain): Promise<void> {
  for (const [at, { tbs, signature }] of chain.entries()) {
    if (at === 0) continue;
    const issuer = chain[at - 1]!;
    if (!(await verifyEcdsa(p384, issuer.point, tbs, signature)))
      throw new AttestationError("CERTIFICATE_SIGNATURE", `certificate ${at}`);
  }
}
