// TLS-ALPN-01 (RFC 8737): for as long as a name is being validated, the TLS door answers the ALPN protocol `acme-tls/1` for that name with
// a self-signed certificate that holds the digest of the key authorization.
import { createHash, createPublicKey } from "node:crypto";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Clock } from "../clock.ts";
import { generateP256 } from "../p256.ts";
import type { Random } from "../random.ts";
import * as x509 from "../x509.ts";

/** RFC 8737, section 6.2. */
export const acmeTlsProtocol = "acme-tls/1";
/** RFC 8737, section 6.1: id-pe-acmeIdentifier. */
const acmeIdentifier = "1.3.6.1.5.5.7.1.31";
const lifeMs = 86_400_000;

export type Challenges = {
  /** Whether any name is being validated: while none is, nobody's ClientHello need be read. */
  readonly pending: boolean;
  /** @returns `undefined` for a name that is not being validated. */
  contextFor(name: string): SecureContext | undefined;
  /** @returns Ends it. */
  offer(name: string, keyAuthorization: string): Promise<() => void>;
};

export function openChallenges({ clock, random }: { readonly clock: Clock; readonly random: Random }): Challenges {
  const contexts = new Map<string, SecureContext>();
  return {
    get pending() {
      return contexts.size > 0;
    },
    contextFor: (name) => contexts.get(name),
    async offer(name, keyAuthorization) {
      const context = createSecureContext(await challengeIdentity(name, keyAuthorization, { clock, random }));
      contexts.set(name, context);
      return () => {
        if (contexts.get(name) === context) contexts.delete(name);
      };
    },
  };
}

/** The key is this challenge's own: it proves nothing by itself. */
async function challengeIdentity(
  name: string,
  keyAuthorization: string,
  { clock, random }: { readonly clock: Clock; readonly random: Random },
) {
  const { privateKey } = generateP256(random);
  const digest = createHash("sha256").update(keyAuthorization).digest();
  const nowMs = clock.unixMs();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=ACME challenge",
    issuer: "CN=ACME challenge",
    serialNumber: Buffer.concat([Uint8Array.of(1), random.bytes(15)]).toString("hex"),
    notBefore: new Date(nowMs - lifeMs),
    notAfter: new Date(nowMs + lifeMs),
    publicKey: x509.webCryptoKey(createPublicKey(privateKey), "P-256"),
    signingKey: x509.webCryptoKey(privateKey, "P-256"),
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }]),
      // Authorization ::= OCTET STRING (SIZE (32)); critical, so that no other client takes the certificate.
      new x509.Extension(acmeIdentifier, true, Buffer.concat([Uint8Array.of(0x04, 32), digest])),
    ],
  });
  return {
    key: privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: certificate.toString("pem"),
    minVersion: "TLSv1.2",
  } as const;
}
