// A relay in this process, on Unix sockets, before upstreams of the test's choice: booted like the real one, on the simulated NSM.
// The gateway's places are taken by the test: it is the client of the link, and the egress is a plain CONNECT proxy.
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseAddress } from "@inkan/link";
import { jsonLog } from "../../enclave-signer/src/enclave/log.ts";
import { openNsm } from "../../enclave-signer/src/enclave/nsm/open.ts";
import { type RelayLimits, relayLimits } from "../../enclave-signer/src/relay/limits.ts";
import { type RunningRelay, startRelay } from "../../enclave-signer/src/relay-main.ts";

export type HttpAnswer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: Buffer };

export type TestRelay = {
  readonly running: RunningRelay;
  /** Paths of the two doors' sockets. */
  readonly http: string;
  readonly tls: string;
  readonly ca: string;
  readonly directory: string;
  /** Everything that was logged. */
  logs(): string;
  /** One exchange at the host door. Header fields are sent as given, so that a test can send any. */
  send(options: {
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string | Buffer;
  }): Promise<HttpAnswer>;
  /** `method` of chain `dev`, as an honest client asks; gives the response object. */
  call(
    method: string,
    params?: readonly unknown[],
  ): Promise<{ id: unknown; result?: unknown; error?: { code: number; message: string; data?: { code: string } } }>;
  close(): Promise<void>;
};

export async function startTestRelay({
  upstreams,
  doors = ["host"],
  chain = {},
  config = {},
  limits = {},
}: {
  upstreams: readonly { readonly name: string; readonly url: string; readonly webSocketUrl?: string }[];
  /** The enclave's own door needs a certificate authority, so it is opened only when asked for. */
  doors?: readonly ("host" | "enclave")[];
  chain?: Record<string, unknown>;
  config?: Record<string, unknown>;
  limits?: Partial<RelayLimits>;
}): Promise<TestRelay> {
  const directory = mkdtempSync(join(tmpdir(), "inkan-relay-"));
  const path = (name: string) => join(directory, name);
  const ca = doors.includes("enclave") ? await startCa(path("ca")) : undefined;
  const egress = await startEgress(path("egress.sock"));
  let logged = "";
  const configuration = {
    version: 1,
    role: "relay",
    origin: "https://localhost",
    registry: { chainId: 31_337, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
    operator: `0x${"22".repeat(20)}`,
    frontDoors: doors,
    tls:
      ca === undefined
        ? null
        : {
            names: ["localhost", "127.0.0.1"],
            certificateAuthority: { kind: "development", url: `http://127.0.0.1:${ca.port}/` },
          },
    chains: [{ name: "dev", chainId: 31_337, blockTimeMs: 1_000, upstreams, ...chain }],
    ...config,
  };
  const closeOutside = async () => {
    await egress.close();
    await ca?.close();
    rmSync(directory, { recursive: true, force: true });
  };
  const running = await startRelay({
    configBytes: Buffer.from(JSON.stringify(configuration)),
    nsm: await openNsm(`simulated:${path("nsm")}`, "relay"),
    http: parseAddress(`unix:${path("http.sock")}`),
    tls: parseAddress(`unix:${path("tls.sock")}`),
    egress: parseAddress(`unix:${path("egress.sock")}`),
    limits: { ...relayLimits, ...limits },
    log: jsonLog((line) => {
      logged += line;
    }),
  }).catch(async (thrown: unknown) => {
    await closeOutside();
    throw thrown;
  });

  const relay: TestRelay = {
    running,
    http: path("http.sock"),
    tls: path("tls.sock"),
    ca: ca?.certificatePem ?? "",
    directory,
    logs: () => logged,
    send: ({ method = "POST", path: target = "/dev", headers = { "content-type": "application/json" }, body = "" }) =>
      new Promise((resolve, reject) => {
        const sent = httpRequest(
          {
            socketPath: path("http.sock"),
            method,
            path: target,
            headers: { host: "localhost", ...headers },
            agent: false,
          },
          (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("error", reject);
            response.on("end", () =>
              resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
            );
          },
        );
        sent.on("error", reject);
        sent.end(body);
      }),
    async call(method, params = []) {
      const answer = await relay.send({ body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) });
      return JSON.parse(answer.body.toString());
    },
    async close() {
      await running.close();
      await closeOutside();
    },
  };
  return relay;
}

async function startCa(directory: string) {
  const { startDevelopmentCa } = await import("../../cli/src/development-ca.ts");
  return startDevelopmentCa({ port: 0, directory });
}

/** CONNECT to wherever it is asked, as the gateway's egress does within its targets. */
async function startEgress(socketPath: string): Promise<{ close(): Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer();
  server.on("connect", (request, client: Socket) => {
    const [host = "", port] = (request.url ?? "").split(":");
    const target = connect(Number(port), host, () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(target).pipe(client);
    });
    for (const [socket, other] of [
      [client, target],
      [target, client],
    ] as const) {
      open.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  return {
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
