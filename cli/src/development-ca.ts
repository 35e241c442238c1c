// A certificate authority for development: whoever reaches it on loopback gets a certificate for any name. It stands in for ACME, and
// nobody but a client that was given its certificate believes it.
import "reflect-metadata";
import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, isIP } from "node:net";
import { join } from "node:path";
import * as x509 from "@peculiar/x509";

const requestBytesMax = 16_384;
const requestDeadlineMs = 10_000;
const namesMax = 32;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const authorityLifeMs = 365 * dayMs;
const certificateLifeMs = 30 * dayMs;

const p256 = { name: "ECDSA", namedCurve: "P-256" } as const;
const signing = { name: "ECDSA", hash: "SHA-256" } as const;
const nameOf = (commonName: string) =>
  new x509.Name([{ O: ["inkan development CA"] }, { CN: [commonName] }]).toString();
const authorityName = nameOf("inkan development CA, trust it on your own machine only");

export type DevelopmentCa = {
  readonly port: number;
  /** For clients that shall believe it. */
  readonly certificatePem: string;
  close(): Promise<void>;
};

/**
 * Listens on 127.0.0.1: `POST /` of a PKCS #10 request (RFC 2986), DER, is answered by the certificate chain in PEM. The names are those
 * of the request's alternative names.
 *
 * @param options `directory` keeps `ca.pem` and `ca-key.pem` (0600), made on first use; port 0 takes any.
 *
 * @example
 * const ca = await startDevelopmentCa({ port: 0, directory: ".inkan/development-ca" });
 */
export async function startDevelopmentCa(options: {
  readonly port: number;
  readonly directory: string;
}): Promise<DevelopmentCa> {
  const authority = await openAuthority(options.directory);
  const server = createServer(async (request, response) => {
    try {
      if (request.method !== "POST") return void response.writeHead(405).end();
      const pem = await issue(authority, await received(request));
      response.writeHead(200, { "content-type": "application/pem-certificate-chain" }).end(pem);
    } catch {
      response.writeHead(400, { "content-type": "text/plain", connection: "close" }).end("not a PKCS #10 request\n");
    }
  });
  server.requestTimeout = requestDeadlineMs;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    certificatePem: authority.pem,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

type Authority = {
  readonly key: CryptoKey;
  readonly certificate: x509.X509Certificate;
  readonly pem: string;
};

async function openAuthority(directory: string): Promise<Authority> {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const [keyFile, certificateFile] = [join(directory, "ca-key.pem"), join(directory, "ca.pem")];
  const stored = read(keyFile, certificateFile);
  if (stored !== undefined) return stored;

  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const key = signingKey(privateKey);
  const publicKey = verifyingKey(privateKey);
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: authorityName,
    issuer: authorityName,
    serialNumber: serialNumber(),
    notBefore: new Date(now - hourMs),
    notAfter: new Date(now + authorityLifeMs),
    publicKey,
    signingKey: key,
    signingAlgorithm: signing,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(publicKey),
    ],
  });
  const pem = `${certificate.toString("pem")}\n`;
  writeFileSync(keyFile, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  writeFileSync(certificateFile, pem, { mode: 0o644 });
  return { key, certificate, pem };
}

/** What an earlier start left; `undefined` when there is none, or when it is about to expire. */
function read(keyFile: string, certificateFile: string): Authority | undefined {
  try {
    const pem = readFileSync(certificateFile, "utf8");
    const certificate = new x509.X509Certificate(pem);
    if (certificate.notAfter.getTime() < Date.now() + certificateLifeMs) return undefined;
    return { key: signingKey(createPrivateKey(readFileSync(keyFile))), certificate, pem };
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw thrown;
  }
}

async function issue(authority: Authority, der: Uint8Array): Promise<string> {
  const request = new x509.Pkcs10CertificateRequest(Uint8Array.from(der).buffer);
  if (!(await request.verify())) throw new Error("the request is not signed by its own key");
  const names = alternativeNames(request);
  if (names.length === 0 || names.length > namesMax) throw new Error("the request has no names, or too many");
  for (const { type, value } of names)
    if (!(type === "dns" || (type === "ip" && isIP(value) !== 0))) throw new Error("a name of another kind");
  const now = Date.now();
  const certificate = await x509.X509CertificateGenerator.create({
    subject: nameOf("issued for development"),
    issuer: authority.certificate.subject,
    serialNumber: serialNumber(),
    notBefore: new Date(now - hourMs),
    notAfter: new Date(now + certificateLifeMs),
    publicKey: request.publicKey,
    signingKey: authority.key,
    signingAlgorithm: signing,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.map(({ type, value }) => ({ type, value }))),
      await x509.AuthorityKeyIdentifierExtension.create(authority.certificate.publicKey),
      await x509.SubjectKeyIdentifierExtension.create(request.publicKey),
    ],
  });
  return `${certificate.toString("pem")}\n${authority.pem}`;
}

function alternativeNames({ extensions }: x509.Pkcs10CertificateRequest): readonly x509.GeneralName[] {
  const found = extensions.find((extension) => extension instanceof x509.SubjectAlternativeNameExtension);
  return found?.names.items ?? [];
}

async function received(request: IncomingMessage): Promise<Uint8Array> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > requestBytesMax) throw new Error("the request is too large");
    parts.push(part);
  }
  return Buffer.concat(parts);
}

// The same class at run time; Node's declaration knows more usages than the browser's.
const signingKey = (key: KeyObject) => key.toCryptoKey(p256, false, ["sign"]) as CryptoKey;
const verifyingKey = (key: KeyObject) => createPublicKey(key).toCryptoKey(p256, true, ["verify"]) as CryptoKey;
const serialNumber = () => `0${randomBytes(16).toString("hex").slice(1)}`; // positive
