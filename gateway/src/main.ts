// Wires the gateway: public doors in, the link out. Nothing here is trusted, and nothing of it is kept.
import { type Address, permitVsockFor } from "@inkan/link";
import { openApprovalDoor } from "./approval-door.ts";
import type { GatewayOptions } from "./config.ts";
import { openConfigServer } from "./config-server.ts";
import { openEgress } from "./egress.ts";
import {
  callDeadlineMsOf,
  type EnclaveConfigFile,
  egressTargets,
  readEnclaveConfig,
  windowContractOf,
} from "./egress-targets.ts";
import { openEnclaveLog } from "./enclave-log.ts";
import { openInstanceCredentials } from "./instance-credentials.ts";
import { type GatewayLimits, gatewayLimits } from "./limits.ts";
import { type Door, type Log, logToStderr } from "./log.ts";
import { openMetrics, serveMetrics } from "./metrics.ts";
import { defaultQuota, openAdmission } from "./public/admission.ts";
import { openHttpDoor } from "./public/http.ts";
import { openPassthrough } from "./public/passthrough.ts";
import { openRelayPool } from "./public/relay-pool.ts";
import { webSocketUpgrade } from "./public/websocket.ts";
import { openRegistration } from "./registration/open-registration.ts";
import { registrationTask } from "./registration/task.ts";
import { openStore } from "./store.ts";

export type Gateway = {
  /** As bound; `undefined` for a door that was not asked for. */
  readonly httpPort: number | undefined;
  readonly tlsPort: number | undefined;
  readonly approvalsPort: number | undefined;
  readonly signerTlsPort: number | undefined;
  readonly metricsPort: number | undefined;
  /** Cuts everything that is open. */
  close(): Promise<void>;
};

/**
 * Starts a gateway with the doors that `options` ask for. The relay need not be there yet.
 *
 * @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED` for an address; the system's error for a port that is taken; RangeError for
 * a door without its relay. What was open by then is closed again.
 *
 * @example
 * const gateway = await startGateway({ httpPort: 8545, relayHttp: parseAddress("unix:/run/inkan/relay-http.sock") });
 */
export async function startGateway(
  options: GatewayOptions,
  limits: GatewayLimits = gatewayLimits,
  log: Log = logToStderr,
): Promise<Gateway> {
  const { relayHttp, relayTls, egress, store, signerHttp, signerTls } = options;
  const relayTlsAddresses = [relayTls?.otherwise, ...(relayTls?.byName.values() ?? [])];
  const { relayConfigAt, relayLogAt, signerConfigAt, signerLogAt } = options;
  const forEnclaves = [egress, store, relayConfigAt, relayLogAt, signerConfigAt, signerLogAt];
  permitVsockFor([relayHttp, ...relayTlsAddresses, signerHttp, signerTls, ...forEnclaves]);
  const host = options.host ?? "127.0.0.1";
  const metrics = openMetrics();
  const nowMs = () => performance.now();
  const admission = openAdmission({ ...defaultQuota, ...options.quota }, limits, nowMs);
  const readFile = (file: string | undefined) => (file === undefined ? undefined : readEnclaveConfig(file, limits));
  const relayFile = readFile(options.relayConfig);
  const signerFile = readFile(options.signerConfig);
  const [relayConfig, signerConfig] = [relayFile?.config, signerFile?.config];
  const parts: { close(): Promise<void> }[] = [];
  const opened = <Part extends { close(): Promise<void> }>(door: Door, part: Part, port?: number): Part => {
    parts.push(part);
    log({ event: "gateway-started", door, ...(port !== undefined && { port }) });
    return part;
  };
  const close = async () => {
    await Promise.all(parts.map((part) => part.close()));
    log({ event: "gateway-stopped" });
  };

  const openConfig = async (address: Address | undefined, file: EnclaveConfigFile | undefined) => {
    if (address === undefined) return;
    if (file === undefined) throw new RangeError("there is no configuration file to serve to the enclave");
    opened("config", await openConfigServer({ address, bytes: file.bytes, limits, metrics }));
  };
  const openHttp = async (port: number) => {
    const address = options.relayHttp;
    if (address === undefined) throw new RangeError("the HTTP door needs the relay's HTTP address");
    const answerDeadlineMs = (callDeadlineMsOf(relayConfig) ?? limits.callDeadlineMs) + limits.answerMarginMs;
    const relay = openRelayPool({ address, limits, answerDeadlineMs, log });
    parts.push(relay);
    const upgrade = webSocketUpgrade({ relay: address, limits, metrics });
    const door = await openHttpDoor({ host, port, relay, admission, limits, metrics, upgrade });
    return opened("http", door, door.port).port;
  };
  const openTls = async (port: number) => {
    if (options.relayTls === undefined) throw new RangeError("the TLS door needs the relay's TLS address");
    const door = await openPassthrough({ host, port, routes: options.relayTls, admission, limits, metrics });
    return opened("tls", door, door.port).port;
  };
  const openWindows = async () => {
    const { windowsRpc, windowsAccount } = options;
    if (windowsRpc === undefined || windowsAccount === undefined) return undefined;
    const place = windowContractOf(signerConfig);
    if (place === undefined) throw new RangeError("--windows-rpc needs a signer's configuration with a log on a chain");
    // Its client of the chain takes some 30 MiB, which gateways without a sender need for connections.
    const { openWindowSender, readAccount } = await import("./window-sender.ts");
    return openWindowSender({ ...place, rpcUrl: windowsRpc, account: readAccount(windowsAccount), limits });
  };
  const openKeptStore = async (address: Address) => {
    if (options.storeDirectory === undefined) throw new RangeError("the store needs a directory");
    const { storeDirectory: directory, instanceMetadata } = options;
    const credentials = instanceMetadata === undefined ? undefined : openInstanceCredentials(instanceMetadata, limits);
    return openStore({ address, directory, windows: await openWindows(), credentials, limits, metrics });
  };

  const openApprovals = async (port: number) => {
    const signer = options.signerHttp;
    if (signer === undefined) throw new RangeError("the operators' door needs the signer's HTTP address");
    const door = await openApprovalDoor({ host, port, signer, limits, metrics });
    return opened("approvals", door, door.port).port;
  };

  const openSignerTls = async (port: number) => {
    if (options.signerTls === undefined) throw new RangeError("the signer's TLS door needs the signer's TLS address");
    const routes = { byName: new Map<string, Address>(), otherwise: options.signerTls };
    const door = await openPassthrough({ host, port, routes, admission, limits, metrics });
    return opened("signer-tls", door, door.port).port;
  };

  try {
    for (const [enclave, address] of [
      ["relay", relayLogAt],
      ["signer", signerLogAt],
    ] as const)
      if (address !== undefined) opened("log", await openEnclaveLog({ address, enclave, limits, metrics, log }));
    if (options.egress !== undefined)
      opened(
        "egress",
        await openEgress({
          address: options.egress,
          targets: egressTargets(relayConfig, signerConfig),
          limits,
          metrics,
        }),
      );
    if (options.store !== undefined) opened("store", await openKeptStore(options.store));
    const httpPort = options.httpPort === undefined ? undefined : await openHttp(options.httpPort);
    const tlsPort = options.tlsPort === undefined ? undefined : await openTls(options.tlsPort);
    const approvalsPort = options.approvalsPort === undefined ? undefined : await openApprovals(options.approvalsPort);
    const signerTlsPort = options.signerTlsPort === undefined ? undefined : await openSignerTls(options.signerTlsPort);
    // Last: an enclave that has its configuration needs all the rest.
    await openConfig(relayConfigAt, relayFile);
    await openConfig(signerConfigAt, signerFile);
    const registered = registrationTask(options, relayConfig, signerConfig);
    if (registered !== undefined) parts.push(openRegistration(registered, metrics, log));
    const served = options.metricsPort === undefined ? undefined : await serveMetrics(metrics, options.metricsPort);
    if (served !== undefined) parts.push(served);
    return { httpPort, tlsPort, approvalsPort, signerTlsPort, metricsPort: served?.port, close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
