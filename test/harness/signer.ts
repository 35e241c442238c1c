// A signer in this process, on Unix sockets: booted like the real one, on the simulated NSM, with authorities of the test's own. The gateway's
// places are taken by the test: it is the client of the link, and the egress is a plain CONNECT proxy.
import { mkdtempSync, rmSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import { parseAddress, proxyHeader } from "@inkan/link";
import { startDevelopmentCa } from "../../cli/src/development-ca.ts";
import { boot, type Enclave } from "../../enclave-signer/src/enclave/boot.ts";
import type { SignerConfig } from "../../enclave-signer/src/enclave/config.ts";
import { jsonLog } from "../../enclave-signer/src/enclave/log.ts";
import type { Nsm } from "../../enclave-signer/src/enclave/nsm/nsm.ts";
import { openNsm } from "../../enclave-signer/src/enclave/nsm/open.ts";
import { type DoorLimits, doorLimits } from "../../enclave-signer/src/signer/door/limits.ts";
import { openDoors } from "../../enclave-signer/src/signer/door/open-doors.ts";
import type { OperatorParts, SigningParts } from "../../enclave-signer/src/signer/signer.ts";
import { type ClientAuthority, clientAuthority, dns, type IssuedCertificate } from "./client-authority.ts";
import { startParentEgress } from "./parent-egress.ts";

type TestParts = SigningParts & Pick<OperatorParts, "hostRoutes">;

export type HttpAnswer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

export type TestSigner = {
  readonly enclave: Enclave<SignerConfig>;
  /** PEM: for clients that bring their own TLS. */
  readonly authority: string;
  /** Paths of the two doors' sockets. */
  readonly http: string;
  readonly tls: string;
  readonly clients: ClientAuthority;
  readonly admins: ClientAuthority;
  /** Of the permission `vc`: everything that is no administrator's, with every key. */
  readonly client: IssuedCertificate;
  /** Of the permission `admin`. */
  readonly admin: IssuedCertificate;
  logs(): string;
  /** A client's TLS behind a PROXY header, as the gateway passes it on. */
  connect(certificate: IssuedCertificate | undefined, options?: ConnectionOptions): TLSSocket;
  /** One exchange on a connection of its own, or on `socket`. */
  ask(terms: {
    certificate?: IssuedCertificate | undefined;
    socket?: TLSSocket;
    method?: string;
    path: string;
    headers?: Record<string, string>;
    body?: string | Uint8Array;
  }): Promise<HttpAnswer>;
  /** Doors, then parts, as a planned stop does. */
  stop(): Promise<void>;
  close(): Promise<void>;
};

export const pseudonym = proxyHeader(new Uint8Array(16).fill(7));

export async function startTestSigner({
  parts = () => ({ routes: [], hostRoutes: [], close: async () => {} }),
  config = {},
  limits = {},
  keyManagerTokenSha256 = null,
  nsm = (directory) => openNsm(`simulated:${directory}`, "signer"),
}: {
  /** What stands behind the doors. */
  parts?: (enclave: Enclave<SignerConfig>) => TestParts | Promise<TestParts>;
  config?: Record<string, unknown>;
  limits?: Partial<DoorLimits>;
  keyManagerTokenSha256?: string | null;
  nsm?: (directory: string) => Promise<Nsm>;
} = {}): Promise<TestSigner> {
  const directory = mkdtempSync(join(tmpdir(), "inkan-signer-"));
  const path = (name: string) => join(directory, name);
  const [ca, egress, clients, admins] = await Promise.all([
    startDevelopmentCa({ port: 0, directory: path("ca") }),
    startParentEgress(),
    clientAuthority("clients"),
    clientAuthority("admins"),
  ]);
  const [client, admin] = await Promise.all([
    clients.issue({ names: dns("vc.example") }),
    admins.issue({ names: dns("admin.example") }),
  ]);
  const everyday = [
    "duties",
    "DEPOSIT",
    "VOLUNTARY_EXIT",
    "opsigner_signBlockPayload",
    "eth_signTransaction",
    "metrics",
  ];
  let logged = "";
  const enclave = await boot({
    role: "signer",
    configBytes: Buffer.from(
      JSON.stringify({
        version: 1,
        role: "signer",
        origin: "https://localhost",
        registry: { chainId: 31_337, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
        operator: `0x${"22".repeat(20)}`,
        tls: {
          names: ["localhost", "127.0.0.1"],
          certificateAuthority: { kind: "development", url: `http://127.0.0.1:${ca.port}/` },
        },
        clients: {
          authorities: [clients.cert],
          adminAuthorities: [admins.cert],
          keyManagerTokenSha256,
          permissions: [
            { name: "vc", certificate: { dns: "vc.example" }, keys: ["*"], operations: everyday },
            {
              ...{ name: "admin", certificate: { dns: "admin.example" }, authority: "admin", keys: ["*"] },
              operations: [
                "import-keys",
                "delete-keys",
                "export-keys",
                "slashing-protection",
                "reload",
                "list-keys",
                "metrics",
              ],
            },
          ],
        },
        ...config,
      }),
    ),
    nsm: await nsm(path("nsm")),
    egress: egress.address,
    log: jsonLog((line) => {
      logged += line;
    }),
  });
  const opened = await parts(enclave);
  const addresses = { http: parseAddress(`unix:${path("http.sock")}`), tls: parseAddress(`unix:${path("tls.sock")}`) };
  const doors = await openDoors(enclave, opened, addresses, { ...doorLimits, ...limits });
  let stopped: Promise<void> | undefined;

  const signer: TestSigner = {
    ...{ enclave, clients, admins, client, admin, authority: ca.certificatePem },
    http: path("http.sock"),
    tls: path("tls.sock"),
    logs: () => logged,
    connect(certificate, options = {}) {
      const stream = connect(path("tls.sock"));
      stream.write(pseudonym);
      const identity = certificate === undefined ? {} : { cert: certificate.cert, key: certificate.key };
      const socket = tlsConnect({
        socket: stream,
        servername: "localhost",
        ca: ca.certificatePem,
        ...identity,
        ...options,
      });
      // The client's own mistake is seen by whoever waits for it.
      return socket.on("error", () => {});
    },
    ask({ certificate, socket, method = "GET", path: target, headers = {}, body }) {
      const used = socket ?? signer.connect(certificate);
      return new Promise((resolve, reject) => {
        const sent = httpsRequest(
          {
            ...{ method, path: target, headers: { host: "localhost", connection: "keep-alive", ...headers } },
            createConnection: () => used,
          },
          (response) => {
            let text = "";
            response.on("data", (chunk) => (text += chunk));
            response.on("error", reject);
            response.on("end", () => {
              resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
              if (socket === undefined) used.destroy();
            });
          },
        );
        sent.on("error", reject);
        sent.end(body);
      });
    },
    stop: () => (stopped ??= doors.close().then(() => opened.close())),
    async close() {
      await signer.stop();
      enclave.close();
      await egress.close();
      await ca.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return signer;
}
