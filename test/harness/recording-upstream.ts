// A node that answers anything with "0x1" (after a while, if asked to) and keeps every byte that it was sent.
import { createServer, type Socket } from "node:net";

export type RecordingUpstream = {
  readonly url: string;
  /** Every byte of every connection, in the order of arrival. */
  bytes(): Buffer;
  /** The bodies of the requests that arrived whole. */
  bodies(): readonly { readonly method: string; readonly params: unknown }[];
  close(): Promise<void>;
};

/** @param result JSON text for `result` by method; whatever is not named gets `"0x1"`. */
export async function startRecordingUpstream({
  delayMs = 0,
  result = {} as Readonly<Record<string, string>>,
  keep = true,
} = {}): Promise<RecordingUpstream> {
  const received: Buffer[] = [];
  const bodies: { method: string; params: unknown }[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let pending = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (bytes) => {
      if (keep) received.push(bytes);
      pending = Buffer.concat([pending, bytes]);
      for (let head = pending.indexOf("\r\n\r\n"); head >= 0; head = pending.indexOf("\r\n\r\n")) {
        const length = Number(/content-length: *(\d+)/i.exec(pending.toString("latin1", 0, head))?.[1] ?? 0);
        const end = head + 4 + length;
        if (pending.length < end) return;
        const body = JSON.parse(pending.toString("utf8", head + 4, end)) as {
          method: string;
          params: unknown;
          id: unknown;
        };
        pending = pending.subarray(end);
        if (keep) bodies.push({ method: body.method, params: body.params });
        const text = `{"jsonrpc":"2.0","id":${JSON.stringify(body.id)},"result":${result[body.method] ?? defaults[body.method] ?? '"0x1"'}}`;
        const answer = () =>
          socket.writable &&
          socket.write(
            `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
          );
        const probe = body.method in defaults;
        if (delayMs === 0 || probe) answer();
        else setTimeout(answer, delayMs);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address !== "object") throw new Error("no address");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    bytes: () => Buffer.concat(received),
    bodies: () => bodies,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** What the relay's own probes need to see a sound node of chain 31337. */
const defaults: Readonly<Record<string, string>> = {
  eth_chainId: '"0x7a69"',
  eth_blockNumber: '"0x10"',
  eth_getBlockByNumber: '{"number":"0x8","hash":"0x0000000000000000000000000000000000000000000000000000000000000008"}',
};
