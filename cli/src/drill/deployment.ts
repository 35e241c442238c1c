// The running deployment that a drill is about: what `inkan start` lays into its state directory, or where flags say it is otherwise.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { readConfig, type SignerConfig } from "@inkan/enclave-signer";
import { readText } from "../signer-client.ts";
import { UsageError } from "../usage.ts";
import { type Door, openDoor } from "./door.ts";

const text = { type: "string" } as const;

export const deploymentOptions = {
  state: { type: "string", default: ".inkan" },
  config: text,
  nsm: text,
  egress: text,
  store: text,
  "store-directory": text,
  url: text,
  ca: text,
  cert: text,
  key: text,
  "admin-cert": text,
  "admin-key": text,
  "token-file": text,
  "registration-key-file": text,
  "windows-account": text,
} as const;

export const deploymentHelp = `  --state DIR             state directory of 'inkan start' (default .inkan); what follows is found in it unless it is said
  --config FILE           the signer's configuration         --nsm simulated:DIR     its NSM
  --egress ADDRESS        of the running gateway             --store ADDRESS         of the running gateway
  --store-directory DIR   where that gateway keeps the store
  --url URL  --ca FILE    the running signer's door, and what its certificate leads to
  --cert, --key FILE      a validator client's certificate: blocks and attestations, any key
  --registration-key-file FILE  --windows-account FILE   where the window log is on a chain: accounts that pay, as the gateway has them
  --admin-cert, --admin-key, --token-file FILE   an administrator's: list-keys, import-keys, delete-keys, slashing-protection`;

export type DeploymentValues = { readonly [name in keyof typeof deploymentOptions]?: string | undefined };

/** Where a door of this deployment is: the running one's, or a clone's. */
export type Where = { readonly host: string; readonly port: number };

export type OnChain = {
  readonly rpcUrl: string;
  readonly registrationKeyFile: string;
  readonly windowsAccount: string;
};

export type Deployment = {
  readonly config: SignerConfig;
  readonly configFile: string;
  readonly nsm: string;
  readonly egress: string;
  readonly store: string;
  readonly storeDirectory: string;
  readonly running: Where;
  /** Where the window log is on a chain: how a second signer gets registered, and its records sent. */
  readonly onChain: OnChain | undefined;
  client(where: Where): Door;
  admin(where: Where): Door;
};

/** @throws {UsageError} When a file is missing, or the configuration is not a signer's. */
export function openDeployment(values: DeploymentValues): Deployment {
  const state = resolve(values.state ?? ".inkan");
  const inState = (name: string) => join(state, name);
  const fileOf = (name: keyof DeploymentValues, usual: string) => {
    const path = resolve(values[name] ?? inState(usual));
    if (!existsSync(path)) throw new UsageError(`--${name}: '${path}' is not there`);
    return path;
  };
  const read = (name: keyof DeploymentValues, usual: string) => readText(name, fileOf(name, usual));
  const configFile = fileOf("config", "signer.json");
  const { config } = readConfig(readFileSync(configFile), "signer");
  const url = new URL(values.url ?? config.origin);
  if (url.protocol !== "https:") throw new UsageError("--url must be https://");
  const ca = read("ca", "development-ca/ca.pem");
  const identity = { cert: read("cert", "signer/client.crt"), key: read("key", "signer/client.key") };
  const administrator = {
    cert: read("admin-cert", "signer/admin.crt"),
    key: read("admin-key", "signer/admin.key"),
    token: read("token-file", "signer/key-manager-token").trim(),
  };
  const socket = (name: string) => `unix:${inState(`sockets/${name}.sock`)}`;
  return {
    ...{ config, configFile },
    nsm: values.nsm ?? `simulated:${inState("simulated-nsm")}`,
    egress: values.egress ?? socket("egress"),
    store: values.store ?? socket("store"),
    storeDirectory: fileOf("store-directory", "store"),
    running: { host: url.hostname, port: Number(url.port || 443) },
    onChain:
      config.windowLog.kind === "chain"
        ? {
            rpcUrl: config.windowLog.upstreams[0]!.url,
            registrationKeyFile: fileOf("registration-key-file", "registration-account.key"),
            windowsAccount: fileOf("windows-account", "windows-account.key"),
          }
        : undefined,
    client: (where) => openDoor({ ...where, serverName: url.hostname, ca, ...identity }),
    admin: (where) => openDoor({ ...where, serverName: url.hostname, ca, ...administrator }),
  };
}
