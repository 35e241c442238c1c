// The clients of the signing benchmark, in a process of their own: keep-alive mTLS connections, each with one request under way. A line of
// stdin is a burst, `{"requests":[{"path","body"}]}`; a line of stdout tells how it went.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { connect, type TLSSocket } from "node:tls";

export type LoadSettings = {
  readonly port: number;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly connections: number;
};
export type LoadRequest = { readonly path: string; readonly body: string };
export type LoadReport = {
  readonly seconds: number;
  /** Of each request, milliseconds, sorted. */
  readonly latenciesMs: readonly number[];
  readonly statuses: Readonly<Record<string, number>>;
};

const settings = JSON.parse(process.argv[2] ?? "") as LoadSettings;
const identity = { ca: readFileSync(settings.ca), cert: readFileSync(settings.cert), key: readFileSync(settings.key) };
const open = () =>
  new Promise<TLSSocket>((resolve, reject) => {
    const socket: TLSSocket = connect(
      { port: settings.port, host: "127.0.0.1", servername: "localhost", ...identity },
      () => resolve(socket),
    );
    socket.once("error", reject).setNoDelay(true);
  });
const sockets = await Promise.all(Array.from({ length: settings.connections }, open));

/** One exchange; answers have a Content-Length. @returns The status. */
function exchange(socket: TLSSocket, { path, body }: LoadRequest): Promise<number> {
  return new Promise((resolve, reject) => {
    let received = "";
    const fail = () => reject(new Error("the connection ended"));
    const take = (chunk: Buffer) => {
      received += chunk.toString("latin1");
      const end = received.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(received)?.[1]);
      if (received.length < end + 4 + length) return;
      socket.off("data", take).off("close", fail);
      resolve(Number(received.slice(9, 12)));
    };
    socket.on("data", take).once("close", fail);
    socket.write(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

async function burst(requests: readonly LoadRequest[]): Promise<LoadReport> {
  const latenciesMs: number[] = [];
  const statuses: Record<string, number> = {};
  let next = 0;
  const startedMs = performance.now();
  await Promise.all(
    sockets.map(async (socket) => {
      for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
        const sentMs = performance.now();
        const status = await exchange(socket, request);
        latenciesMs.push(performance.now() - sentMs);
        statuses[status] = (statuses[status] ?? 0) + 1;
      }
    }),
  );
  const seconds = (performance.now() - startedMs) / 1000;
  return { seconds, latenciesMs: latenciesMs.sort((a, b) => a - b), statuses };
}

process.stdout.write('{"ready":true}\n');
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(await burst((JSON.parse(line) as { requests: LoadRequest[] }).requests))}\n`);
process.exit(0);
