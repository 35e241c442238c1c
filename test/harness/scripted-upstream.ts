// An upstream that does what a test says, good or bad, over real sockets, and keeps every byte that it was sent.
import net from "node:net";
import tls from "node:tls";

export type ScriptedRequest = { readonly method: string; readonly params: unknown; readonly id: unknown };

/** JSON text as `result` or `error`; a whole HTTP answer; bytes as they are, after which the stream is cut if asked for; or nothing, ever. */
export type ScriptedReply =
  | { readonly result: string; readonly delayMs?: number }
  | { readonly error: string }
  | { readonly status: number; readonly body: string; readonly headers?: string }
  | { readonly raw: string | Uint8Array; readonly cut?: boolean }
  | "cut"
  | "hang";

export type ScriptedUpstream = {
  readonly url: string;
  readonly port: number;
  /** Every byte of every connection, in the order of arrival; inside TLS if there is some. */
  bytes(): Buffer;
  requests(): readonly ScriptedRequest[];
  /** Requests but those that the relay asks for itself. */
  calls(): readonly ScriptedRequest[];
  /** Connections so far. */
  connections(): number;
  close(): Promise<void>;
};

/** What the relay asks to know how a node is. */
const probes = new Set(["eth_chainId", "eth_blockNumber", "eth_getBlockByNumber"]);

/** @param identity Key and certificate in PEM: then it speaks TLS. */
export async function startScriptedUpstream(
  handler: (request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>,
  identity?: { readonly key: string; readonly cert: string; readonly host?: string },
): Promise<ScriptedUpstream> {
  const received: Buffer[] = [];
  const requests: ScriptedRequest[] = [];
  const sockets = new Set<net.Socket>();
  let connections = 0;

  const serve = (socket: net.Socket) => {
    connections++;
    sockets.add(socket);
    socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    let pending = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      received.push(bytes);
      pending = Buffer.concat([pending, bytes]);
      for (;;) {
        const head = pending.indexOf("\r\n\r\n");
        const length = Number(/content-length: *(\d+)/i.exec(pending.toString("latin1", 0, head))?.[1] ?? 0);
        if (head < 0 || pending.length < head + 4 + length) return;
        const request = JSON.parse(pending.toString("utf8", head + 4, head + 4 + length)) as ScriptedRequest;
        pending = pending.subarray(head + 4 + length);
        requests.push(request);
        void Promise.resolve(handler(request)).then((reply) => answer(socket, request, reply));
      }
    });
  };
  const server = identity === undefined ? net.createServer(serve) : tls.createServer(identity, serve);
  server.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as net.AddressInfo;
  const scheme = identity === undefined ? "http" : "https";
  return {
    url: `${scheme}://${identity?.host ?? "127.0.0.1"}:${port}/`,
    port,
    bytes: () => Buffer.concat(received),
    requests: () => requests,
    calls: () => requests.filter(({ method }) => !probes.has(method)),
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer(socket: net.Socket, request: ScriptedRequest, reply: ScriptedReply): void {
  if (reply === "hang" || !socket.writable) return;
  if (reply === "cut") return void socket.destroy();
  if ("raw" in reply) {
    if (reply.cut) socket.end(reply.raw, () => socket.destroy());
    else socket.write(reply.raw);
    return;
  }
  if ("status" in reply) return void socket.write(httpAnswer(reply.status, reply.body, reply.headers));
  const member = "result" in reply ? `"result":${reply.result}` : `"error":${reply.error}`;
  const text = httpAnswer(200, `{"jsonrpc":"2.0","id":${JSON.stringify(request.id)},${member}}`);
  if ("result" in reply && reply.delayMs !== undefined) setTimeout(() => socket.write(text), reply.delayMs);
  else socket.write(text);
}

/** @param headers Further lines, each with its line end. */
export const httpAnswer = (status: number, body: string, headers = ""): string =>
  `HTTP/1.1 ${status} Because\r\ncontent-type: application/json\r\n${headers}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

/** Answers of a sound node: chain 31337 at block `head`, block 8 final; `result` for all else. */
export function soundNode({ head = "0x10", chainId = "0x7a69", result = '"0x1"' } = {}) {
  return ({ method, params }: ScriptedRequest): ScriptedReply => {
    if (method === "eth_chainId") return { result: `"${chainId}"` };
    if (method === "eth_blockNumber") return { result: `"${head}"` };
    if (method === "eth_getBlockByNumber" && Array.isArray(params))
      return { result: `{"number":"${params[0] === "finalized" ? "0x8" : head}","hash":"0x00"}` };
    return { result };
  };
}
