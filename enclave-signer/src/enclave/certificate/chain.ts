// What a certificate authority answered. Whoever answers may be the parent: a chain that is not for our key or names is refused here,
// and one that clients don't trust they refuse themselves.
import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { BootError } from "../boot-error.ts";
import { enclaveLimits } from "../limits.ts";

export type CertificateChain = {
  /** PEM, the leaf first. */
  readonly pem: string;
  /** Unix milliseconds. */
  readonly notBeforeMs: number;
  readonly notAfterMs: number;
};

const clockToleranceMs = 300_000;
const pemCertificate = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\r\n]+-----END CERTIFICATE-----/g;

/**
 * @param text PEM certificates, the leaf first, each signed by the next.
 * @throws {BootError} `CERTIFICATE_INVALID`
 */
export function checkChain(
  text: string,
  expected: { readonly spki: Uint8Array; readonly names: readonly string[]; readonly nowMs: number },
): CertificateChain {
  const blocks = text.match(pemCertificate) ?? [];
  if (blocks.length === 0 || blocks.length > enclaveLimits.certificatesInChainMax)
    throw invalid(`${blocks.length} certificates`);
  const [leaf, ...issuers] = blocks.map(parse) as [X509Certificate, ...X509Certificate[]];
  if (!leaf.publicKey.export({ type: "spki", format: "der" }).equals(expected.spki))
    throw invalid("the leaf holds another key");
  for (const name of expected.names) {
    const covered = isIP(name) === 0 ? leaf.checkHost(name, { subject: "never" }) : leaf.checkIP(name);
    if (covered === undefined) throw invalid(`the leaf does not name ${name}`);
  }
  let below = leaf;
  for (const issuer of issuers) {
    if (!below.checkIssued(issuer) || !below.verify(issuer.publicKey))
      throw invalid("the chain does not hang together");
    below = issuer;
  }
  const notBeforeMs = leaf.validFromDate.getTime();
  const notAfterMs = leaf.validToDate.getTime();
  if (notBeforeMs > expected.nowMs + clockToleranceMs || notAfterMs <= expected.nowMs)
    throw invalid("the leaf is not valid at the hypervisor's time");
  return { pem: `${blocks.join("\n")}\n`, notBeforeMs, notAfterMs };
}

function parse(block: string): X509Certificate {
  try {
    return new X509Certificate(block);
  } catch (cause) {
    throw new BootError("CERTIFICATE_INVALID", "not a certificate", { cause });
  }
}

const invalid = (detail: string) => new BootError("CERTIFICATE_INVALID", detail);
