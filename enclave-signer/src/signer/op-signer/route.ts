// op-signer's API at `/`: JSON-RPC, single or in batches, and `/healthz`, which needs no certificate (ethereum-optimism/infra, op-signer).
import { setImmediate as turn } from "node:timers/promises";
import type { Client, Route, SignerAnswer, SignerRequest } from "../door/route.ts";
import { Refusal, type RefusalCode, refusalTable } from "../refusal.ts";
import {
  errorOfRefusal,
  methodNotFound,
  parseRpc,
  type RpcCall,
  type RpcOutcome,
  RpcParseError,
  type RpcRequest,
  responseText,
} from "./json-rpc.ts";
import { isObject } from "./members.ts";
import type { OpSigner, SigningObserved } from "./op-signer.ts";
import { signBlockPayload } from "./sign-block-payload.ts";
import { signTransaction } from "./sign-transaction.ts";

const json = "application/json";

export function openOpSignerRoute(opSigner: OpSigner): Route {
  return {
    takes: (_, path) => path === "/" || path === "/healthz",
    async answer(request) {
      if (request.path === "/healthz") return healthz(opSigner, request);
      if (request.method !== "POST") return plain("METHOD_NOT_ALLOWED");
      if (request.client === undefined) return plain("CERTIFICATE_MISSING");
      return answerRpc(opSigner, request.client, request.body);
    },
  };
}

const healthz = ({ version }: OpSigner, { method }: SignerRequest): SignerAnswer =>
  method === "GET"
    ? { status: 200, contentType: json, body: JSON.stringify({ version }) }
    : plain("METHOD_NOT_ALLOWED");

/** As Go's `http.Error` writes it: the sentence and a line feed. */
const plain = (code: RefusalCode): SignerAnswer => ({
  status: refusalTable[code].http,
  contentType: "text/plain; charset=utf-8",
  body: `${refusalTable[code].message}\n`,
});

async function answerRpc(opSigner: OpSigner, client: Client, body: Uint8Array): Promise<SignerAnswer> {
  let request: RpcRequest;
  try {
    request = parseRpc(body, opSigner.limits);
  } catch (thrown) {
    if (!(thrown instanceof RpcParseError)) throw thrown;
    return { status: 400, contentType: json, body: responseText("null", { error: thrown.error }) };
  }
  const texts: string[] = [];
  let passing = false;
  for (const [at, element] of request.elements.entries()) {
    if (at > 0) await turn();
    if ("invalid" in element) texts.push(responseText(element.idText, { error: element.invalid }));
    else if (element.idText !== undefined) {
      const outcome = await outcomeOf(opSigner, client, element);
      passing = "error" in outcome && isPassing(outcome.error.refusal);
      texts.push(responseText(element.idText, outcome));
    }
  }
  const status = passing && !request.isBatch ? 503 : 200;
  if (!request.isBatch) return { status, contentType: json, body: texts[0] ?? "" };
  return { status, contentType: json, body: texts.length === 0 ? "" : `[${texts.join(",")}]` };
}

/** What is over in a moment: kona-node tries again after HTTP 503, but takes every JSON-RPC error with 200 for final. */
const isPassing = (code: RefusalCode | undefined): boolean =>
  code === "OVERLOADED" || code === "WINDOW_UNAVAILABLE" || code === "SYSTEM_CLOCK_WRONG";

async function outcomeOf(opSigner: OpSigner, client: Client, call: RpcCall): Promise<RpcOutcome> {
  const { method, params } = call;
  const [first] = Array.isArray(params) ? params : [params];
  switch (method) {
    case "health_status":
      return { result: opSigner.version };
    case "eth_signTransaction":
      return observed(opSigner, client, "transaction", () => signTransaction(opSigner, client, first));
    case "opsigner_signBlockPayload":
    case "opsigner_signBlockPayloadV2":
      return observed(opSigner, client, "blockpayload", async () => {
        const signature = await signBlockPayload(opSigner, client, first);
        // kona-node sends its parameters by name, and reads an object.
        return isObject(params) ? { signature } : signature;
      });
    default:
      return { error: methodNotFound };
  }
}

async function observed(
  { observe }: OpSigner,
  client: Client,
  what: SigningObserved["what"],
  sign: () => Promise<string | { readonly signature: string }>,
): Promise<RpcOutcome> {
  const tell = (refused: RefusalCode | undefined) => observe?.({ what, client: client.names[0] ?? "", refused });
  try {
    const result = await sign();
    tell(undefined);
    return { result };
  } catch (thrown) {
    // What is no refusal is our own fault; its text may say anything, so it stays here.
    const refusal = thrown instanceof Refusal ? thrown : new Refusal("INTERNAL");
    tell(refusal.code);
    return { error: errorOfRefusal(refusal) };
  }
}
