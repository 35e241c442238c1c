// op-signer's API for op-node: a block's call gets the payload as one more member and goes on to Inkan; all else passes as it is.
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import { contentTypeOf } from "./engine-proxy.ts";
import { bodyOf, type Upstream } from "./exchange.ts";
import type { ShimLimits } from "./limits.ts";
import type { Payloads } from "./payloads.ts";

export type SignerEvent =
  | { readonly event: "block"; readonly hash: string; readonly withPayload: boolean }
  | { readonly event: "signer-failed" };

export type SignerProxyTerms = {
  readonly signer: Upstream;
  readonly payloads: Payloads;
  readonly limits: ShimLimits;
  readonly tell: (event: SignerEvent) => void;
  /** Mutual TLS towards op-node, PEM; `undefined`: plain HTTP, for loopback. */
  readonly tls: { readonly ca: string; readonly cert: string; readonly key: string } | undefined;
};

export function createSignerProxy(terms: SignerProxyTerms): Server {
  const { signer, limits, tell, tls } = terms;
  const answer: RequestListener = async (request, response) => {
    try {
      const body = withPayloads(await bodyOf(request, limits.messageBytesMax), terms);
      const headers = { "content-type": "application/json" };
      const { pathname } = new URL(request.url ?? "/", "http://shim");
      const answered = await signer.send(request.method ?? "POST", pathname, headers, body);
      response.writeHead(answered.status, contentTypeOf(answered)).end(answered.body);
    } catch {
      tell({ event: "signer-failed" });
      // kona-node and op-node try again after it.
      response.writeHead(502, { connection: "close" }).end();
    }
  };
  if (tls === undefined) return createHttpServer(answer);
  return createHttpsServer({ ...tls, requestCert: true, rejectUnauthorized: true, minVersion: "TLSv1.2" }, answer);
}

/** What can't be read goes on untouched: Inkan says what is wrong with it. */
function withPayloads(body: Uint8Array, terms: SignerProxyTerms): Uint8Array {
  const { jsonDepthMax, messageBytesMax } = terms.limits;
  if (!Buffer.from(body).includes("opsigner_signBlockPayload")) return body;
  let request: JsonValue;
  try {
    request = parseJson(body, { depthMax: jsonDepthMax, bytesMax: messageBytesMax });
  } catch {
    return body;
  }
  const changed = Array.isArray(request) ? request.map((call) => callOf(call, terms)) : callOf(request, terms);
  return Buffer.from(canonicalJson(changed));
}

function callOf(call: JsonValue, terms: SignerProxyTerms): JsonValue {
  if (!isObject(call)) return call;
  const { method, params } = call;
  if (method !== "opsigner_signBlockPayload" && method !== "opsigner_signBlockPayloadV2") return call;
  if (isObject(params)) return { ...call, params: argsOf(params, terms) };
  const [args, ...rest] = Array.isArray(params) ? params : [];
  return isObject(args) ? { ...call, params: [argsOf(args, terms), ...rest] } : call;
}

function argsOf(args: JsonObject, { payloads, tell }: SignerProxyTerms): JsonObject {
  const hash = hashOf(args.payloadHash);
  if (hash === undefined || Object.hasOwn(args, "payloadBytes") || Object.hasOwn(args, "PayloadBytes")) return args;
  const bytes = payloads.find(hash);
  tell({ event: "block", hash, withPayload: bytes !== undefined });
  return bytes === undefined ? args : { ...args, payloadBytes: Buffer.from(bytes).toString("base64") };
}

/** V1 sends base64, V2 and kona-node hexadecimal. */
function hashOf(value: JsonValue | undefined): string | undefined {
  if (typeof value !== "string") return undefined;
  if (/^0x[0-9a-fA-F]{64}$/.test(value)) return value.toLowerCase();
  return value.length === 44 ? `0x${Buffer.from(value, "base64").toString("hex")}` : undefined;
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
