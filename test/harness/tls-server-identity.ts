// A root and a certificate of it for one host: what an enclave's configuration names as `roots`, and what a server of that name holds.
import * as x509 from "../../enclave-signer/src/enclave/x509.ts";

x509.cryptoProvider.set(crypto);
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 86_400_000;

/** PEM. */
export type TlsServerIdentity = { readonly root: string; readonly cert: string; readonly key: string };

export async function tlsServerIdentity(host: string): Promise<TlsServerIdentity> {
  const life = { notBefore: new Date(Date.now() - day), notAfter: new Date(Date.now() + day) };
  const rootKeys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    ...{ name: `CN=root of ${host}`, keys: rootKeys, signingAlgorithm: algorithm, ...life },
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    ...{ subject: `CN=${host}`, issuer: root.subject, publicKey: keys.publicKey },
    ...{ signingKey: rootKeys.privateKey, signingAlgorithm: algorithm, ...life },
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: host }])],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  return {
    root: root.toString("pem"),
    cert: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
  };
}
