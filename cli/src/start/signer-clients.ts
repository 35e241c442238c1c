// Who may use the development signer: two authorities, a validator client's certificate of the one, an administrator's of the other, and the key
// manager's token. Files of the state directory, made once.
import "reflect-metadata";
import { createHash, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as x509 from "@peculiar/x509";
import type { State } from "./state.ts";

const p256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const hourMs = 3_600_000;
/** Of all of them: what is measured names the authorities, so a renewal would be another configuration. */
const lifeMs = 3_650 * 24 * hourMs;

/** DNS names in the certificates: what the permissions of `signer.json` are given to. */
export const clientName = "validator.inkan.invalid";
export const adminName = "admin.inkan.invalid";

export type SignerClients = {
  /** PEM. */
  readonly clientAuthority: string;
  readonly adminAuthority: string;
  /** Hexadecimal. */
  readonly keyManagerTokenSha256: string;
};

/** Writes `signer/{client,admin}-ca.pem`, `signer/{client,admin}.{crt,key}` and `signer/key-manager-token` where they are not there yet. */
export async function openSignerClients({ path }: State): Promise<SignerClients> {
  mkdirSync(path("signer"), { recursive: true, mode: 0o700 });
  const file = (name: string) => path(`signer/${name}`);
  for (const [role, name] of [
    ["client", clientName],
    ["admin", adminName],
  ] as const) {
    if (existsSync(file(`${role}.key`))) continue;
    const { authority, certificate, key } = await issued(`inkan development ${role}s`, name);
    writeFileSync(file(`${role}-ca.pem`), authority, { mode: 0o644 });
    writeFileSync(file(`${role}.crt`), certificate, { mode: 0o644 });
    writeFileSync(file(`${role}.key`), key, { mode: 0o600 });
  }
  if (!existsSync(file("key-manager-token")))
    writeFileSync(file("key-manager-token"), randomBytes(32).toString("hex"), { mode: 0o600 });
  const read = (name: string) => readFileSync(file(name), "utf8");
  return {
    clientAuthority: read("client-ca.pem"),
    adminAuthority: read("admin-ca.pem"),
    keyManagerTokenSha256: createHash("sha256").update(read("key-manager-token")).digest("hex"),
  };
}

/** One certificate of a new authority, whose key is forgotten: nobody can issue another. */
async function issued(authorityName: string, dnsName: string) {
  const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [authority, leaf] = [pair(), pair()];
  const make = (subject: string, publicKey: KeyObject, extensions: x509.Extension[]) =>
    x509.X509CertificateGenerator.create({
      subject: nameOf(subject),
      issuer: nameOf(authorityName),
      serialNumber: `0${randomBytes(16).toString("hex").slice(1)}`,
      notBefore: new Date(Date.now() - hourMs),
      notAfter: new Date(Date.now() + lifeMs),
      publicKey: publicKey.toCryptoKey(p256, true, ["verify"]) as CryptoKey,
      signingKey: authority.privateKey.toCryptoKey(p256, false, ["sign"]) as CryptoKey,
      signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
      extensions,
    });
  const root = await make(authorityName, authority.publicKey, [
    new x509.BasicConstraintsExtension(true, 0, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
  ]);
  const certificate = await make(dnsName, leaf.publicKey, [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    new x509.SubjectAlternativeNameExtension([{ type: "dns", value: dnsName }]),
  ]);
  return {
    authority: `${root.toString("pem")}\n`,
    certificate: `${certificate.toString("pem")}\n`,
    key: leaf.privateKey.export({ type: "pkcs8", format: "pem" }) as string,
  };
}

const nameOf = (commonName: string) => new x509.Name([{ CN: [commonName] }]).toString();
