// An execution engine that builds the blocks it is told to: JSON-RPC over HTTP, compressed when the client takes it, as geth's is.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { type BlockShape, engineResultOf } from "./op-payload.ts";

export type EngineCall = {
  readonly method: string;
  readonly authorization: string | undefined;
  readonly acceptEncoding: string | undefined;
};

export type ScriptedEngine = {
  readonly url: URL;
  readonly calls: readonly EngineCall[];
  /** From now on `engine_getPayload` of this id answers this block. */
  build(payloadId: string, shape: BlockShape): void;
  close(): Promise<void>;
};

type Call = { readonly id: unknown; readonly method: string; readonly params?: readonly unknown[] };

export async function startScriptedEngine(): Promise<ScriptedEngine> {
  const blocks = new Map<string, BlockShape>();
  const calls: EngineCall[] = [];

  const answerOf = ({ id, method, params }: Call) => {
    const shape = blocks.get(String(params?.[0]));
    if (!method.startsWith("engine_getPayloadV")) return { jsonrpc: "2.0", id, result: { echoed: method } };
    if (shape === undefined) return { jsonrpc: "2.0", id, error: { code: -38001, message: "Unknown payload" } };
    return { jsonrpc: "2.0", id, result: engineResultOf(shape) };
  };

  const server = createServer(async (request, response) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of request) pieces.push(piece as Uint8Array);
    const body = JSON.parse(Buffer.concat(pieces).toString()) as Call | Call[];
    const { authorization, "accept-encoding": acceptEncoding } = request.headers;
    for (const { method } of [body].flat()) calls.push({ method, authorization, acceptEncoding });
    const text = JSON.stringify(Array.isArray(body) ? body.map(answerOf) : answerOf(body));
    const isCompressed = acceptEncoding?.includes("gzip") === true;
    response.writeHead(200, {
      "content-type": "application/json",
      ...(isCompressed ? { "content-encoding": "gzip" } : {}),
    });
    response.end(isCompressed ? gzipSync(text) : text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
    calls,
    build: (payloadId, shape) => void blocks.set(payloadId, shape),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
