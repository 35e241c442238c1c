// A test PKI of the depth, extensions and lives of the AWS Nitro PKI: root, regional, zonal, instance, leaf; ECDSA P-384 with SHA-384
// throughout. Each name says what it is. Only the root outlives the process.
import { generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import * as x509 from "../../x509.ts";

const signing = { name: "ECDSA", hash: "SHA-384" } as const;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export type KeyPair = { readonly privateKey: KeyObject; readonly publicKey: KeyObject };
export type Issued = { readonly keys: KeyPair; readonly certificate: x509.X509Certificate };

export const rootCommonName = "inkan simulated NSM root, NOT AWS";
const nameOf = (commonName: string) =>
  new x509.Name([{ O: ["inkan simulated NSM"] }, { OU: ["NOT AWS"] }, { CN: [commonName] }]).toString();
const { digitalSignature, nonRepudiation, keyCertSign, cRLSign } = x509.KeyUsageFlags;
const authorityUsage = digitalSignature | keyCertSign | cRLSign;

/** One rung below the root. Lives are AWS's; a rung is renewed while it still outlives the one below it. */
type Rung = {
  readonly lifeMs: number;
  readonly renewAtRemainingMs: number;
  readonly backdatedMs: number;
  readonly pathLength: number | undefined;
  readonly usage: number;
  readonly usageCritical: boolean;
  readonly revocationList: boolean;
};

const rungs: readonly Rung[] = [
  {
    lifeMs: 20 * dayMs,
    renewAtRemainingMs: 7 * dayMs,
    backdatedMs: hourMs,
    pathLength: 2,
    usage: authorityUsage,
    usageCritical: true,
    revocationList: true,
  },
  {
    lifeMs: 6 * dayMs,
    renewAtRemainingMs: 2 * dayMs,
    backdatedMs: hourMs,
    pathLength: 1,
    usage: authorityUsage,
    usageCritical: true,
    revocationList: true,
  },
  {
    lifeMs: dayMs,
    renewAtRemainingMs: 4 * hourMs,
    backdatedMs: 0,
    pathLength: 0,
    usage: keyCertSign,
    usageCritical: true,
    revocationList: false,
  },
  {
    lifeMs: 3 * hourMs + 3_000,
    renewAtRemainingMs: hourMs,
    backdatedMs: 3_000,
    pathLength: undefined,
    usage: digitalSignature | nonRepudiation,
    usageCritical: false,
    revocationList: false,
  },
];

export function generateKeys(): KeyPair {
  return generateKeyPairSync("ec", { namedCurve: "P-384" });
}

const cryptoKey = (key: KeyObject) => x509.webCryptoKey(key, "P-384");
const serialNumber = () => `0${randomBytes(16).toString("hex").slice(1)}`; // positive
const seconds = (ms: number) => new Date(Math.floor(ms / 1000) * 1000);

/** Thirty years, as AWS's. */
export async function issueRoot(keys: KeyPair, nowMs: number): Promise<x509.X509Certificate> {
  const key = cryptoKey(keys.publicKey);
  return x509.X509CertificateGenerator.create({
    subject: nameOf(rootCommonName),
    issuer: nameOf(rootCommonName),
    serialNumber: serialNumber(),
    notBefore: seconds(nowMs - hourMs),
    notAfter: seconds(nowMs + 30 * 365 * dayMs),
    publicKey: key,
    signingKey: cryptoKey(keys.privateKey),
    signingAlgorithm: signing,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      await x509.SubjectKeyIdentifierExtension.create(key),
      new x509.KeyUsagesExtension(authorityUsage, true),
    ],
  });
}

async function issue(rung: Rung, commonName: string, issuer: Issued, nowMs: number): Promise<Issued> {
  const keys = generateKeys();
  const key = cryptoKey(keys.publicKey);
  const authority = rung.pathLength !== undefined;
  const identifiers = authority
    ? [
        await x509.AuthorityKeyIdentifierExtension.create(cryptoKey(issuer.keys.publicKey)),
        await x509.SubjectKeyIdentifierExtension.create(key),
      ]
    : []; // AWS's leaves have neither
  const certificate = await x509.X509CertificateGenerator.create({
    subject: nameOf(commonName),
    issuer: issuer.certificate.subject,
    serialNumber: serialNumber(),
    notBefore: seconds(nowMs - rung.backdatedMs),
    notAfter: seconds(nowMs - rung.backdatedMs + rung.lifeMs),
    publicKey: key,
    signingKey: cryptoKey(issuer.keys.privateKey),
    signingAlgorithm: signing,
    extensions: [
      new x509.BasicConstraintsExtension(authority, rung.pathLength, true),
      ...identifiers,
      new x509.KeyUsagesExtension(rung.usage, rung.usageCritical),
      ...(rung.revocationList
        ? [new x509.CRLDistributionPointsExtension(["http://crl.simulated.invalid/inkan.crl"])]
        : []),
    ],
  });
  return { keys, certificate };
}

/** A chain that is valid now, and its leaf's private key. */
export type Chain = {
  readonly leafKey: KeyObject;
  readonly certificate: Uint8Array;
  /** Root first, as in AWS's documents. */
  readonly cabundle: readonly Uint8Array[];
};

/**
 * Issues the four certificates below `root` and keeps them fresh.
 *
 * @param commonNames Regional, zonal, instance, leaf; at most 64 characters each.
 * @returns A function that gives the chain for a moment; calls must not overlap.
 */
export function chainSource(root: Issued, commonNames: readonly [string, string, string, string]) {
  let issued: Issued[] = [];
  return async (nowMs: number): Promise<Chain> => {
    for (const [depth, rung] of rungs.entries()) {
      const current = issued[depth];
      if (current !== undefined && isFresh(current.certificate, rung, nowMs)) continue;
      issued = issued.slice(0, depth); // what hangs below a new certificate is issued anew
      issued.push(await issue(rung, commonNames[depth]!, issued[depth - 1] ?? root, nowMs));
    }
    const [regional, zonal, instance, leaf] = issued as [Issued, Issued, Issued, Issued];
    const der = ({ certificate }: Issued) => new Uint8Array(certificate.rawData);
    return {
      leafKey: leaf.keys.privateKey,
      certificate: der(leaf),
      cabundle: [root, regional, zonal, instance].map(der),
    };
  };
}

function isFresh(certificate: x509.X509Certificate, rung: Rung, nowMs: number): boolean {
  return certificate.notBefore.getTime() <= nowMs && certificate.notAfter.getTime() - nowMs > rung.renewAtRemainingMs;
}
