// `inkan start`: the embedded default. All of Inkan on one machine with no account anywhere.
import { readFileSync } from "node:fs";
import { get } from "node:https";
import { resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { measure, simulatedRoot } from "@inkan/enclave-signer";
import { startDevelopmentCa } from "./development-ca.ts";
import { hexOf } from "./pcrs.ts";
import { announcement } from "./start/announcement.ts";
import { type Ports, relayConfiguration, signerConfiguration } from "./start/configuration.ts";
import { chainReady, developmentChain } from "./start/development-chain.ts";
import { developmentContracts, openRegistry } from "./start/development-registry.ts";
import { expectationsOf } from "./start/expectations-file.ts";
import { endStaleProcesses, openProcesses } from "./start/processes.ts";
import { gatewayProgram, type Place, roleProgram } from "./start/programs.ts";
import { registered, registrationFlags } from "./start/registration.ts";
import { openSignerClients } from "./start/signer-clients.ts";
import { signerPort } from "./start/signer-port.ts";
import { hold, isHeld, openState, type State } from "./start/state.ts";
import { openWindows, windowFlags } from "./start/windows.ts";
import { parse, portOf } from "./usage.ts";

/** The signer serves when it is registered on the chain and its first record there is final. */
const readyMsMax = 120_000;

const help = `usage: inkan start [options]

Runs a development chain, the registry on it, the relay and the signer with a simulated NSM, and the gateway; supervises them until Ctrl-C.

  --state DIR        where keys, configuration and expectations are kept from start to start (default .inkan)
  --fresh            forget the earlier start: new chain, new registry, new keys
  --http-port N      HTTP that ends in the gateway (default 8545)
  --tls-port N       TLS that ends in the enclave (default 8443)
  --signer-port N    the signer, for clients with a certificate (default 9000, or another one if that is taken)
  --chain-port N     the development chain (default 18545)
  --ca-port N        the development certificate authority (default 18546)
  --metrics-port N   Prometheus metrics of the gateway (default: none)`;

const options = {
  state: { type: "string", default: ".inkan" },
  fresh: { type: "boolean", default: false },
  "http-port": { type: "string", default: "8545" },
  "tls-port": { type: "string", default: "8443" },
  "signer-port": { type: "string" },
  "chain-port": { type: "string", default: "18545" },
  "ca-port": { type: "string", default: "18546" },
  "metrics-port": { type: "string" },
} as const;

export async function start(args: string[]): Promise<number> {
  const { values } = parse(args, options, help);
  const asked = {
    http: portOf("http-port", values["http-port"]),
    tls: portOf("tls-port", values["tls-port"]),
    chain: portOf("chain-port", values["chain-port"]),
    ca: portOf("ca-port", values["ca-port"]),
  };
  const wantedSignerPort = values["signer-port"];
  const directory = resolve(values.state);
  if (await isHeld(directory))
    throw new Error(`another start runs in ${directory}; end it, or choose a --state of its own`);
  const state = openState(directory, values.fresh);
  const held = await hold(directory);
  await endStaleProcesses(state);
  const ports: Ports = {
    ...asked,
    signer: await signerPort(
      state,
      wantedSignerPort === undefined ? undefined : portOf("signer-port", wantedSignerPort),
    ),
  };

  const ended = new AbortController();
  const processes = openProcesses(state, (name, why) => {
    if (!ended.signal.aborted)
      console.error(`inkan: ${name} ended (${why}; see ${state.path(`logs/${name}.log`)}), starting it again`);
  });
  const ca = await startDevelopmentCa({ port: ports.ca, directory: state.path("development-ca") });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => ended.abort());

  try {
    await startAll(state, ports, values["metrics-port"], processes, ended.signal);
    console.log(announcement(state, ports));
    await new Promise<void>((stop) =>
      ended.signal.aborted ? stop() : ended.signal.addEventListener("abort", () => stop(), { once: true }),
    );
    return 0;
  } catch (thrown) {
    if (ended.signal.aborted) return 0;
    throw thrown;
  } finally {
    ended.abort();
    await processes.stop();
    await ca.close();
    held.close();
  }
}

async function startAll(
  state: State,
  ports: Ports,
  metricsPort: string | undefined,
  processes: ReturnType<typeof openProcesses>,
  signal: AbortSignal,
): Promise<void> {
  const log = (name: string) => state.path(`logs/${name}.log`);
  const chainUrl = `http://127.0.0.1:${ports.chain}`;
  processes.start(developmentChain(ports.chain, state.path("chain.json"), log("chain")));

  // Written at the first start only: from then on the files are the operator's, and what runs is held to what was expected then.
  const nsm = state.path("simulated-nsm");
  const contracts = developmentContracts((await simulatedRoot(nsm)).der);
  const clients = await openSignerClients(state);
  await state.once("relay.json", () => relayConfiguration(ports, contracts));
  await state.once("signer.json", () => signerConfiguration(ports, contracts, clients));
  const [relay, signer] = await Promise.all([measure("relay"), measure("signer"), chainReady(chainUrl)]);
  const expected = await state.once("measurements.json", () => ({ relay: hexOf(relay), signer: hexOf(signer) }));
  const ofRelay = await state.once("expectations.json", () => expectationsOf("relay", state, chainUrl));
  const ofSigner = await state.once("signer-expectations.json", () => expectationsOf("signer", state, chainUrl));
  await openRegistry(chainUrl, contracts, {
    relay: { ...ofRelay, measured: expected.relay },
    signer: { ...ofSigner, measured: expected.signer },
  });
  await openWindows(state, chainUrl, contracts);

  const place: Place = {
    path: state.path,
    socket: (name) => `unix:${state.path(`sockets/${name}.sock`)}`,
    nsm,
  };
  const flags = [
    ...registrationFlags(state, chainUrl),
    ...windowFlags(state, chainUrl),
    ...(metricsPort === undefined ? [] : ["--metrics-port", metricsPort]),
  ];
  processes.start({ name: "gateway", ...gatewayProgram(place, ports, flags), logFile: log("gateway") });
  for (const role of ["relay", "signer"] as const)
    processes.start({ name: role, ...roleProgram(role, place), logFile: log(role) });
  const answers = (url: string) => async () => (await fetch(url, { signal }).catch(() => undefined))?.ok === true;
  await serving("relay", answers(`http://127.0.0.1:${ports.http}/health`), signal);
  await serving("signer", () => signerAnswers(ports.signer, state.path("development-ca/ca.pem")), signal);
  const origins = [`http://127.0.0.1:${ports.http}`, `https://127.0.0.1:${ports.signer}`];
  if (!(await registered(chainUrl, origins, signal)))
    console.error(`inkan: relay and signer are not registered on the chain yet; see ${log("gateway")}`);
}

async function serving(role: string, answers: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  for (const end = performance.now() + readyMsMax; performance.now() < end; await delay(50, undefined, { signal }))
    if (await answers()) return;
  throw new Error(`the ${role} was not serving within ${readyMsMax / 1000} s; see the files in logs/`);
}

/** `/upcheck` needs no certificate. */
function signerAnswers(port: number, authorityFile: string): Promise<boolean> {
  return new Promise((resolve) => {
    const ca = readFileSync(authorityFile, "utf8");
    const asked = get({ host: "127.0.0.1", port, path: "/upcheck", ca, agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200);
    });
    asked.on("error", () => resolve(false)).setTimeout(1_000, () => asked.destroy());
  });
}
