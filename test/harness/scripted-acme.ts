// An ACME server that does what a test wants at one step, and the honest thing at all others. It checks no signature and validates nothing: it stands
// for a server, or a certificate authority's front, that has been taken over. TLS and HTTP are real.
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startDevelopmentCa } from "../../cli/src/development-ca.ts";
import { signingRequest } from "../../enclave-signer/src/enclave/certificate/signing-request.ts";
import { generateP256 } from "../../enclave-signer/src/enclave/p256.ts";
import { mixedRandom } from "../../enclave-signer/src/enclave/random.ts";
import * as x509 from "../../enclave-signer/src/enclave/x509.ts";

export type Step =
  | "directory"
  | "nonce"
  | "account"
  | "order"
  | "authorization"
  | "challenge"
  | "orderState"
  | "finalize"
  | "certificate"
  | "renewalInfo";

export type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
};

export type ScriptedAcme = {
  readonly directoryUrl: string;
  /** PEM: what vouches for the server's own certificate. */
  readonly root: string;
  /** In place of the honest answer, which is given; for as long as it stands here. */
  script: { [step in Step]?: (honest: Answer, request: unknown) => Answer | Promise<Answer> };
  /** Steps in the order in which they were asked for. */
  readonly asked: Step[];
  close(): Promise<void>;
};

export async function startScriptedAcme(names: readonly string[]): Promise<ScriptedAcme> {
  const directory = mkdtempSync(join(tmpdir(), "inkan-scripted-acme-"));
  const ca = await startDevelopmentCa({ port: 0, directory });
  const key = generateP256(mixedRandom(randomBytes(64)));
  const chainFor = async (csr: Uint8Array) =>
    (await fetch(`http://127.0.0.1:${ca.port}/`, { method: "POST", body: Buffer.from(csr) })).text();
  const server = createServer({
    key: key.privateKey.export({ type: "pkcs8", format: "pem" }),
    cert: await chainFor(await signingRequest(key, ["localhost"])),
  });
  let csr: Uint8Array = new Uint8Array();
  let finalized = false;

  const honest = async (step: Step, url: string, payload: Record<string, unknown>): Promise<Answer> => {
    const authorizations = names.map((_, at) => `${url}/authorization/${at}`);
    const order = () => ({
      status: finalized ? "valid" : "ready",
      identifiers: names.map((value) => ({ type: "dns" as const, value })),
      authorizations,
      finalize: `${url}/finalize`,
      ...(finalized && { certificate: `${url}/certificate` }),
    });
    switch (step) {
      case "directory": {
        const members = ["newNonce", "newAccount", "newOrder", "renewalInfo"].map((name) => [name, `${url}/${name}`]);
        return { body: Object.fromEntries(members) };
      }
      case "nonce":
        return {};
      case "account":
        return { status: 201, headers: { location: `${url}/account/1` }, body: { status: "valid" } };
      case "order":
        finalized = false;
        return { status: 201, headers: { location: `${url}/orderState` }, body: { ...order(), status: "pending" } };
      case "authorization":
        return {
          body: {
            status: "valid",
            identifier: { type: "dns", value: names[0] },
            challenges: [{ type: "tls-alpn-01", url: `${url}/challenge`, token: "t".repeat(43), status: "pending" }],
          },
        };
      case "challenge":
        return { body: { type: "tls-alpn-01", status: "processing" } };
      case "finalize":
        csr = Buffer.from(String(payload.csr), "base64url");
        finalized = true;
        return { body: order() };
      case "orderState":
        return { body: order() };
      case "certificate":
        return { headers: { "content-type": "application/pem-certificate-chain" }, body: await chainFor(csr) };
      case "renewalInfo": {
        const [start, end] = [Date.now() + 3_600_000, Date.now() + 7_200_000].map((ms) => new Date(ms).toISOString());
        return { body: { suggestedWindow: { start, end } } };
      }
    }
  };

  const steps: Readonly<Record<string, Step>> = {
    dir: "directory",
    newNonce: "nonce",
    newAccount: "account",
    newOrder: "order",
  };
  const acme: ScriptedAcme = {
    directoryUrl: "",
    root: ca.certificatePem,
    script: {},
    asked: [],
    async close() {
      server.closeAllConnections();
      server.close();
      await ca.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  server.on("request", async (request: IncomingMessage, response: ServerResponse) => {
    const segment = (request.url ?? "").split("/")[1] ?? "";
    const step = steps[segment] ?? (segment as Step);
    acme.asked.push(step);
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const text = Buffer.concat(parts).toString();
    const payload = text === "" ? {} : payloadOf(text);
    const url = `https://localhost:${(server.address() as AddressInfo).port}`;
    const usual = await honest(step, url, payload);
    const {
      status = 200,
      headers = {},
      body = "",
    } = (await acme.script[step]?.(usual, text === "" ? undefined : JSON.parse(text))) ?? usual;
    response.on("error", () => {});
    response.writeHead(status, {
      "replay-nonce": randomBytes(16).toString("base64url"),
      "content-type": "application/json",
      ...headers,
    });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  Object.assign(acme, { directoryUrl: `https://localhost:${(server.address() as AddressInfo).port}/dir` });
  return acme;
}

const payloadOf = (text: string): Record<string, unknown> => {
  const { payload } = JSON.parse(text) as { payload: string };
  return payload === "" ? {} : JSON.parse(Buffer.from(payload, "base64url").toString());
};

/** A chain of one certificate, by an authority of its own. */
export async function strangersCertificate(names: readonly string[], privateKey?: KeyObject): Promise<string> {
  const own = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
  const made = await x509.X509CertificateGenerator.create({
    subject: "CN=stranger",
    issuer: "CN=stranger",
    serialNumber: "01",
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
    publicKey: x509.webCryptoKey(createPublicKey(privateKey ?? own), "P-256"),
    signingKey: x509.webCryptoKey(own, "P-256"),
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [new x509.SubjectAlternativeNameExtension(names.map((value) => ({ type: "dns" as const, value })))],
  });
  return `${made.toString("pem")}\n`;
}
