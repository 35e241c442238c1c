// An endpoint in this process that shows a document of a test PKI and proves its answers with a real key; and an attacker who sits in its way out.
// For what a real system cannot be made to say: a stale document, another's nonce, a proof over another request.
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import {
  acceptSignatureNonce,
  type CborValue,
  canonicalJson,
  configPcr16,
  type Expectations,
  encodeUserData,
  fromHex,
  type JsonValue,
  type Purpose,
  proofHeaders,
  signatureField,
  signedNonceBytes,
  toHex,
} from "@inkan/attestation";
import { createNitroIssuer, type NitroIssuer } from "./nitro-issuer.ts";

export type EndpointAnswer = { status: number; headers: Record<string, string>; body: string };
export type EndpointKey = { readonly privateKey: KeyObject; readonly spki: Uint8Array };

/** What the endpoint does; a test changes it, and `reset` makes it honest again. */
export type EndpointBehaviour = {
  /** The enclave's response key. */
  key: EndpointKey;
  /** Time of the enclave, Unix seconds. */
  now: number;
  purpose: Purpose;
  /** Replaces fields of the document. */
  fields: Readonly<Record<string, CborValue | undefined>>;
  /** Replaces members of the evidence. */
  evidence: Readonly<Record<string, JsonValue>>;
  /** Past the budget of documents: an older one, and the key's signature over the nonce. */
  budgetSpent: boolean;
  /** What the attacker does to what leaves. */
  tamper: (answer: EndpointAnswer, request: IncomingMessage) => EndpointAnswer | Promise<EndpointAnswer>;
};

export type AttestedEndpoint = {
  readonly origin: string;
  /** Of its chain. */
  readonly url: string;
  readonly issuer: NitroIssuer;
  readonly behaviour: EndpointBehaviour;
  /** PCR0 to PCR2 of its documents. */
  readonly measurement: { readonly pcr0: Uint8Array; readonly pcr1: Uint8Array; readonly pcr2: Uint8Array };
  /** Canonical JSON. */
  readonly configuration: string;
  readonly pcr16: Uint8Array;
  /** A document of another purpose, as the enclave itself asks its NSM. @param at Unix seconds. */
  document(purpose: Purpose, nonce: Uint8Array, at: number): Promise<Uint8Array>;
  /** What holds of it. */
  readonly expectations: Expectations;
  reset(): void;
  close(): void;
};

export type EndpointSetting = {
  /** Default: one of its own. */
  readonly issuer?: NitroIssuer;
  readonly registry: Expectations["registry"];
  readonly operator?: string;
};

/** What a browser asks before it sends JSON from another origin's page. */
const preflightFields = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "content-type, accept-signature",
};

const fill = (byte: number) => new Uint8Array(48).fill(byte);
const utf8 = (text: string) => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array | string) => new Uint8Array(createHash("sha256").update(bytes).digest());
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

export function newEndpointKey(): EndpointKey {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, spki: new Uint8Array(publicKey.export({ format: "der", type: "spki" })) };
}

const ecdsa = (data: Uint8Array, key: EndpointKey) =>
  new Uint8Array(sign("sha256", data, { key: key.privateKey, dsaEncoding: "ieee-p1363" }));

/** Starts it on a loopback port of the kernel's choice. */
export async function startAttestedEndpoint({
  issuer: given,
  registry,
  operator = `0x${"22".repeat(20)}`,
}: EndpointSetting): Promise<AttestedEndpoint> {
  const issuer = given ?? (await createNitroIssuer());
  const measurement = { pcr0: fill(0x10), pcr1: fill(0x11), pcr2: fill(0x12) };
  const honest = (): EndpointBehaviour => ({
    key: newEndpointKey(),
    now: issuer.at,
    purpose: "challenge",
    fields: {},
    evidence: {},
    budgetSpent: false,
    tamper: (answer) => answer,
  });
  const behaviour = honest();

  const server = createServer(async (request, response) => {
    if (request.method === "OPTIONS") return void response.writeHead(204, preflightFields).end();
    let content = "";
    for await (const part of request) content += part;
    const url = new URL(request.url ?? "/", origin);
    const answer =
      url.pathname === "/attestation"
        ? { status: 200, headers: { "content-type": "application/json" }, body: await evidence(url) }
        : answerTo(request, content);
    const { status, headers, body } = await behaviour.tamper(answer, request);
    response
      .writeHead(status, { "access-control-allow-origin": "*", "access-control-expose-headers": "*", ...headers })
      .end(body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { chainId, pcrRegistry, enclaveRegistry } = registry;
  const configuredRegistry = { chainId, pcrRegistry, enclaveRegistry };
  const configuration = canonicalJson({
    version: 1,
    role: "relay",
    origin,
    alternativeOrigins: [],
    operator,
    registry: configuredRegistry,
    chains: [
      { name: "dev", chainId: registry.chainId, upstreams: [{ name: "node", url: "http://node.example:8545/" }] },
    ],
  });
  const pcr16 = await configPcr16(utf8(configuration));

  function documentOf(
    purpose: Purpose,
    nonce: Uint8Array | null,
    at: number,
    fields: EndpointBehaviour["fields"] = {},
  ) {
    const { spki } = behaviour.key;
    return issuer.document({
      fields: {
        timestamp: at * 1000,
        nonce,
        public_key: spki,
        user_data: encodeUserData({ purpose, origin, keys: { response: sha256(spki) } }),
        pcrs: new Map([
          [0, measurement.pcr0],
          [1, measurement.pcr1],
          [2, measurement.pcr2],
          [16, pcr16],
        ]),
        ...fields,
      },
    });
  }

  async function evidence(url: URL): Promise<string> {
    const { key, now, budgetSpent, purpose, fields } = behaviour;
    const nonce = fromHex(url.searchParams.get("nonce") ?? "") ?? new Uint8Array();
    const document = await documentOf(purpose, budgetSpent ? null : nonce, now, fields);
    return JSON.stringify({
      version: 1,
      type: "aws-nitro-enclave",
      role: "relay",
      frontDoor: "host",
      document: base64(document),
      nonce: toHex(nonce),
      keys: { response: base64(key.spki), tls: null },
      configuration,
      registry: configuredRegistry,
      nonceSignature: budgetSpent ? base64(ecdsa(await signedNonceBytes(nonce, document), key)) : null,
      ...behaviour.evidence,
    });
  }

  function answerTo(request: IncomingMessage, content: string): EndpointAnswer {
    const { id } = JSON.parse(content) as { id: unknown };
    const body = JSON.stringify({ jsonrpc: "2.0", id, result: "0x2a" });
    return { status: 200, ...provenAnswer(request, content, body) };
  }

  function provenAnswer(request: IncomingMessage, content: string, body: string) {
    const { key, now } = behaviour;
    const proof = proofHeaders({
      method: "POST",
      authority: request.headers.host ?? "",
      path: request.url ?? "/",
      status: 200,
      contentType: "application/json",
      contentSha256: sha256(body),
      requestSha256: sha256(content),
      source: "upstream",
      level: "relayed",
      block: 42n,
      ageSeconds: 0,
      created: now,
      nonce: acceptSignatureNonce(request.headers["accept-signature"] as string | undefined),
      keyid: toHex(sha256(key.spki)),
    });
    const headers = {
      "content-type": "application/json",
      "content-digest": proof.contentDigest,
      "inkan-context": proof.inkanContext,
      "signature-input": proof.signatureInput,
      signature: signatureField(ecdsa(utf8(proof.signatureBase), key)),
    };
    return { headers, body };
  }

  const pem = base64(issuer.root.der)
    .match(/.{1,64}/g)
    ?.join("\n");
  return {
    origin,
    url: `${origin}/dev`,
    issuer,
    behaviour,
    measurement,
    configuration,
    pcr16,
    document: documentOf,
    expectations: {
      version: 1,
      role: "relay",
      origin,
      registry,
      pcr16: toHex(pcr16),
      acceptedRoot: {
        name: issuer.root.name,
        certificate: `-----BEGIN CERTIFICATE-----\n${pem}\n-----END CERTIFICATE-----\n`,
      },
    },
    reset: () => void Object.assign(behaviour, honest()),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
