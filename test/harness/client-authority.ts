// Certificate authorities for clients of the signer's door, and certificates of them, good and bad.
import "reflect-metadata";
import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import * as x509 from "@peculiar/x509";

const p256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const dayMs = 86_400_000;

export type IssuedCertificate = {
  /** PEM. */
  readonly cert: string;
  readonly key: string;
  /** SHA-256 of the DER, 64 lower-case hexadecimal digits. */
  readonly fingerprint: string;
};

export type IssueTerms = {
  readonly names?: readonly x509.JsonGeneralName[];
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  readonly usages?: readonly x509.ExtendedKeyUsage[];
  readonly isAuthority?: boolean;
};

export type ClientAuthority = IssuedCertificate & {
  issue(terms: IssueTerms): Promise<IssuedCertificate>;
  /** An authority below this one. */
  intermediate(name: string): Promise<ClientAuthority>;
};

export const dns = (...values: string[]): x509.JsonGeneralName[] => values.map((value) => ({ type: "dns", value }));

export async function clientAuthority(name: string): Promise<ClientAuthority> {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return authorityOf(
    name,
    keys.privateKey,
    await certificate({ isAuthority: true }, keys, keys.privateKey, name, name),
  );
}

function authorityOf(name: string, key: KeyObject, own: IssuedCertificate): ClientAuthority {
  const keys = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
  return {
    ...own,
    issue: (terms) => certificate(terms, keys(), key, "a client", name),
    async intermediate(below) {
      const pair = keys();
      return authorityOf(below, pair.privateKey, await certificate({ isAuthority: true }, pair, key, below, name));
    },
  };
}

async function certificate(
  {
    names = [],
    notBeforeMs = Date.now() - dayMs,
    notAfterMs = Date.now() + dayMs,
    usages = [x509.ExtendedKeyUsage.clientAuth],
    isAuthority = false,
  }: IssueTerms,
  pair: { readonly publicKey: KeyObject; readonly privateKey: KeyObject },
  signer: KeyObject,
  subject: string,
  issuer: string,
): Promise<IssuedCertificate> {
  const publicKey = pair.publicKey.toCryptoKey(p256, true, ["verify"]) as CryptoKey;
  const made = await x509.X509CertificateGenerator.create({
    subject: new x509.Name([{ CN: [subject] }]).toString(),
    issuer: new x509.Name([{ CN: [issuer] }]).toString(),
    serialNumber: `0${randomBytes(16).toString("hex").slice(1)}`,
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(notAfterMs),
    publicKey,
    signingKey: signer.toCryptoKey(p256, false, ["sign"]) as CryptoKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [
      new x509.BasicConstraintsExtension(isAuthority, undefined, true),
      ...(isAuthority ? [new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true)] : []),
      ...(isAuthority || usages.length === 0 ? [] : [new x509.ExtendedKeyUsageExtension([...usages])]),
      ...(names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension([...names])]),
    ],
  });
  return {
    cert: `${made.toString("pem")}\n`,
    key: pair.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    fingerprint: Buffer.from(await made.getThumbprint("SHA-256")).toString("hex"),
  };
}
