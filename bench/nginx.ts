// The peer to measure against: nginx as upstream, as HTTP reverse proxy and as TLS reverse proxy. One worker each, kept-alive connections on both sides.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { endProcess } from "../test/harness/end-process.ts";

export type Nginx = { readonly child: ChildProcess; stop(): Promise<void> };

export const nginxVersion = () =>
  spawnSync("nginx", ["-v"], { encoding: "utf8" }).stderr?.trim().replace("nginx version: ", "");

/** Answers every POST with the same JSON-RPC answer, as a node would that has nothing to compute. */
export const answering = (port: number, answer: string) => `
  server {
    listen 127.0.0.1:${port};
    default_type application/json;
    location / { return 200 '${answer}'; }
  }`;

export const proxying = (
  port: number,
  upstreamPort: number,
  tls?: { readonly certificate: string; readonly key: string },
) => `
  upstream node_${port} { server 127.0.0.1:${upstreamPort}; keepalive 64; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port}${tls === undefined ? "" : " ssl"};
    ${tls === undefined ? "" : `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};`}
    location / { proxy_pass http://node_${port}; proxy_http_version 1.1; proxy_set_header Connection ""; }
  }`;

export async function startNginx(directory: string, servers: string): Promise<Nginx> {
  mkdirSync(directory, { recursive: true });
  const file = join(directory, "nginx.conf");
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((kind) => `${kind}_temp_path ${join(directory, kind)};`)
    .join(" ");
  writeFileSync(
    file,
    `user root; daemon off; worker_processes 1; pid ${join(directory, "pid")}; error_log ${join(directory, "error.log")};
events { worker_connections 2048; }
http { access_log off; ${temporary} keepalive_requests 100000000; keepalive_timeout 300s; ${servers} }
`,
  );
  const child = spawn("nginx", ["-c", file, "-p", directory, "-e", join(directory, "error.log")], { stdio: "ignore" });
  return { child, stop: () => endProcess(child, "SIGTERM") };
}
