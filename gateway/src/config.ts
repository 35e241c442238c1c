// The gateway's settings. They are not attested: whatever they say, the gateway can only refuse, delay or cut.
import { type Address, parseAddress } from "@inkan/link";
import { defaultQuota, type Quota } from "./public/admission.ts";
import type { Routes } from "./public/passthrough.ts";

export type GatewayOptions = {
  /** Where HTTP ends in the gateway; 0: any free port; `undefined`: this door stays shut. */
  readonly httpPort?: number | undefined;
  /** Where TLS passes through to the enclave. */
  readonly tlsPort?: number | undefined;
  /** Interface of both doors. */
  readonly host?: string | undefined;
  readonly relayHttp?: Address | undefined;
  readonly relayTls?: Routes | undefined;
  readonly egress?: Address | undefined;
  /** The relay's configuration file: its upstreams are what egress allows. */
  readonly relayConfig?: string | undefined;
  /** Where the relay fetches that file, if it runs in an enclave. */
  readonly relayConfigAt?: Address | undefined;
  /** Where its log arrives then. */
  readonly relayLogAt?: Address | undefined;
  /** Where the signer reaches what is kept for it in `storeDirectory`. */
  readonly store?: Address | undefined;
  readonly storeDirectory?: string | undefined;
  /** RPC URL of the chain that holds the signer's window log, and a file with the key of the account that pays for its records. */
  readonly windowsRpc?: string | undefined;
  readonly windowsAccount?: string | undefined;
  /** Where credentials of the instance's role come from, for the signer: `http://169.254.169.254`. */
  readonly instanceMetadata?: string | undefined;
  /** The operators' door: approval page and statements. It needs `signerHttp`. */
  readonly approvalsPort?: number | undefined;
  /** Where the signer takes plain HTTP. */
  readonly signerHttp?: Address | undefined;
  /** The signer's clients: their TLS passes through to `signerTls`, whatever the server name. */
  readonly signerTlsPort?: number | undefined;
  readonly signerTls?: Address | undefined;
  /** The signer's configuration file: egress allows its targets too. */
  readonly signerConfig?: string | undefined;
  readonly signerConfigAt?: Address | undefined;
  readonly signerLogAt?: Address | undefined;
  /** An account that pays for registering the enclaves on chain; it speaks for nobody. */
  readonly registration?:
    | { readonly rpcUrl: string; readonly keyFile: string; readonly feePerGasMaxGwei: number | undefined }
    | undefined;
  readonly metricsPort?: number | undefined;
  readonly quota?: Partial<Quota> | undefined;
};

/** The settings as a command line has them: name without `--` → value. */
export type GatewayFlags = { readonly [Name in (typeof gatewayFlagNames)[number]]?: string | readonly string[] };

export const gatewayFlagNames = [
  "http-port",
  "tls-port",
  "host",
  "relay-http",
  "relay-tls",
  /** `name=address`, may be repeated: where connections for a server name go, in place of `--relay-tls`. */
  "relay-tls-for",
  /** An address, may be repeated: a relay that may be asking for a certificate of the same names. */
  "acme-tls",
  "egress",
  "relay-config",
  "relay-config-at",
  "relay-log-at",
  "store",
  "store-directory",
  "windows-rpc",
  "windows-account",
  "instance-metadata",
  "approvals-port",
  "signer-http",
  "signer-tls-port",
  "signer-tls",
  "signer-config",
  "signer-config-at",
  "signer-log-at",
  "registration-rpc-url",
  "registration-key-file",
  "registration-max-fee-gwei",
  "metrics-port",
  "requests-per-second",
  "requests-burst",
  "connections-per-client",
] as const;

/**
 * Reads flags.
 *
 * @throws {InkanError} `ADDRESS_MALFORMED`. RangeError for numbers and names that make no sense.
 *
 * @example
 * startGateway(readGatewayFlags({ "http-port": "8545", "relay-http": "unix:/run/inkan/relay-http.sock" }));
 */
export function readGatewayFlags(flags: GatewayFlags): GatewayOptions {
  const one = (name: keyof GatewayFlags) => {
    const value = flags[name];
    if (Array.isArray(value)) throw new RangeError(`--${name} can be given once`);
    return value as string | undefined;
  };
  const number = (name: keyof GatewayFlags, max: number) => {
    const text = one(name);
    if (text === undefined) return undefined;
    if (!/^\d{1,9}$/.test(text) || Number(text) > max) throw new RangeError(`--${name} wants a number, at most ${max}`);
    return Number(text);
  };
  const address = (name: keyof GatewayFlags) => {
    const text = one(name);
    return text === undefined ? undefined : parseAddress(text);
  };
  const otherwise = address("relay-tls");
  const byName = new Map([flags["relay-tls-for"] ?? []].flat().map(readRoute));
  const challenged = [flags["acme-tls"] ?? []].flat().map(parseAddress);
  return {
    httpPort: number("http-port", 65_535),
    tlsPort: number("tls-port", 65_535),
    host: one("host"),
    relayHttp: address("relay-http"),
    relayTls: otherwise === undefined && byName.size === 0 ? undefined : { byName, otherwise, challenged },
    egress: address("egress"),
    relayConfig: one("relay-config"),
    relayConfigAt: address("relay-config-at"),
    relayLogAt: address("relay-log-at"),
    store: address("store"),
    storeDirectory: one("store-directory"),
    windowsRpc: one("windows-rpc"),
    windowsAccount: one("windows-account"),
    instanceMetadata: metadataUrl(one("instance-metadata")),
    approvalsPort: number("approvals-port", 65_535),
    signerHttp: address("signer-http"),
    signerTlsPort: number("signer-tls-port", 65_535),
    signerTls: address("signer-tls"),
    signerConfig: one("signer-config"),
    signerConfigAt: address("signer-config-at"),
    signerLogAt: address("signer-log-at"),
    registration: registrationOf(
      one("registration-rpc-url"),
      one("registration-key-file"),
      number("registration-max-fee-gwei", 1_000_000),
    ),
    metricsPort: number("metrics-port", 65_535),
    quota: {
      requestsPerSecond: number("requests-per-second", 1_000_000) ?? defaultQuota.requestsPerSecond,
      burst: number("requests-burst", 1_000_000) ?? defaultQuota.burst,
      connectionsMax: number("connections-per-client", 65_536) ?? defaultQuota.connectionsMax,
    },
  };
}

function registrationOf(
  rpcUrl: string | undefined,
  keyFile: string | undefined,
  feePerGasMaxGwei: number | undefined,
): GatewayOptions["registration"] {
  if (rpcUrl === undefined && keyFile === undefined) return undefined;
  // The URL is not quoted: there may be a key in it.
  if (rpcUrl === undefined || !/^https?:$/.test(URL.parse(rpcUrl)?.protocol ?? ""))
    throw new RangeError("--registration-key-file needs an http(s) URL in --registration-rpc-url");
  if (keyFile === undefined) throw new RangeError("--registration-rpc-url needs --registration-key-file");
  return { rpcUrl, keyFile, feePerGasMaxGwei };
}

function metadataUrl(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = URL.parse(text);
  if (url?.protocol !== "http:" || url.pathname !== "/")
    throw new RangeError("--instance-metadata wants http://169.254.169.254");
  return url.origin;
}

function readRoute(text: string): [name: string, address: Address] {
  const at = text.indexOf("=");
  if (at < 1) throw new RangeError("--relay-tls-for wants name=address");
  return [text.slice(0, at).toLowerCase(), parseAddress(text.slice(at + 1))];
}
