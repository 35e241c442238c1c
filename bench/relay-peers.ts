// Relays of others to measure against. They are Go programs, which the project does not install: whoever has built them names the binaries
// (`npm run bench -- --proxyd FILE --erpc FILE`). Each is told to do as little as it can: no cache, no quotas, no metrics, no joining of like calls.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { endProcess } from "../test/harness/end-process.ts";
import { freePort } from "../test/harness/inkan.ts";

export type PeerName = "proxyd" | "erpc";
export type Peer = { readonly child: ChildProcess; readonly url: string; stop(): Promise<void> };

type Kind = {
  readonly path: string;
  readonly file: string;
  config(port: number, upstream: string, chainId: number): string;
  args(file: string): string[];
};

const readyMsMax = 20_000;

const kinds: Readonly<Record<PeerName, Kind>> = {
  proxyd: {
    path: "/",
    file: "proxyd.toml",
    config: (port, upstream) => `
[server]
rpc_host = "127.0.0.1"
rpc_port = ${port}
ws_port = 0
log_level = "warn"
enable_request_log = false
disable_concurrent_request_semaphore = true
[cache]
enabled = false
[metrics]
enabled = false
[backend]
response_timeout_seconds = 30
max_retries = 1
[backends.node]
rpc_url = "${upstream}"
[backend_groups.main]
backends = ["node"]
[rpc_method_mappings]
eth_getBalance = "main"
`,
    args: (file) => [file],
  },
  erpc: {
    path: "/main/evm/16",
    file: "erpc.yaml",
    config: (port, upstream, chainId) => `
logLevel: warn
server:
  listenV4: true
  httpHostV4: 127.0.0.1
  httpPortV4: ${port}
  listenV6: false
  grpcEnabled: false
  enableGzip: false
  executionHeaders: "off"
  waitBeforeShutdown: 0s
  waitAfterShutdown: 0s
metrics:
  enabled: false
projects:
  - id: main
    networks:
      - architecture: evm
        evm: { chainId: ${chainId} }
        multiplexing: false
        failsafe: []
    upstreams:
      - id: node
        type: evm
        endpoint: ${upstream}
        evm: { chainId: ${chainId}, statePollerInterval: 24h, skipSyncingCheck: true }
        jsonRpc: { supportsBatch: false, enableGzip: false }
        autoIgnoreUnsupportedMethods: false
        failsafe: []
`,
    args: (file) => ["--config", file],
  },
};

/** @param binary As it was built. */
export async function startPeer(
  name: PeerName,
  binary: string,
  directory: string,
  { upstream, chainId }: { readonly upstream: string; readonly chainId: number },
): Promise<Peer> {
  const { path, file, config, args } = kinds[name];
  mkdirSync(directory, { recursive: true });
  const port = await freePort();
  writeFileSync(join(directory, file), config(port, upstream, chainId));
  const child = spawn(binary, args(file), { cwd: directory, stdio: "ignore" });
  const peer: Peer = {
    child,
    url: `http://127.0.0.1:${port}${path}`,
    stop: () => endProcess(child),
  };
  const call = { method: "POST", headers: { "content-type": "application/json" }, body: ask };
  for (const end = performance.now() + readyMsMax; performance.now() < end; await delay(100)) {
    const answer = await fetch(peer.url, call)
      .then((response) => response.text())
      .catch(() => "");
    if (answer.includes('"result"')) return peer;
  }
  await peer.stop();
  throw new Error(`${name} (${binary}) does not answer at ${peer.url}`);
}

const ask =
  '{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000aa","latest"]}';
