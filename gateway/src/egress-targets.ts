// Which hosts and ports the enclave may reach: those of its own configuration. The file is the operator's and is read leniently, since
// the enclave judges it strictly, and measures it; what it names here only opens the way.
import { closeSync, openSync, readSync } from "node:fs";
import type { GatewayLimits } from "./limits.ts";

const defaultPorts: Readonly<Record<string, string>> = { "https:": "443", "wss:": "443", "http:": "80", "ws:": "80" };

/** `host:port` of every upstream and of the certificate authorities, as {@link targetOf} writes them. */
export function egressTargets(...configs: readonly unknown[]): ReadonlySet<string> {
  const targets = new Set<string>();
  const add = (url: unknown) => {
    const target = typeof url === "string" ? targetOf(url) : undefined;
    if (target !== undefined) targets.add(target);
  };
  for (const config of configs) {
    for (const chain of listOf(memberOf(config, "chains")))
      for (const upstream of listOf(memberOf(chain, "upstreams"))) {
        add(memberOf(upstream, "url"));
        add(memberOf(upstream, "webSocketUrl"));
      }
    for (const upstream of listOf(memberOf(memberOf(config, "windowLog"), "upstreams"))) add(memberOf(upstream, "url"));
    add(kmsEndpointOf(memberOf(config, "sealing")));
    add(bucketUrlOf(memberOf(config, "windowLog")));
    const authority = memberOf(memberOf(config, "tls"), "certificateAuthority");
    add(memberOf(authority, "url"));
    add(memberOf(authority, "directory"));
  }
  return targets;
}

/** Where the enclave asks for its sealing key: as configured, or AWS's own endpoint for the key's region. */
function kmsEndpointOf(sealing: unknown): unknown {
  const [endpoint, keyArn] = [memberOf(sealing, "endpoint"), memberOf(sealing, "keyArn")];
  const [, partition, region] = /^arn:(aws[a-z-]*):kms:([a-z0-9-]+):/.exec(String(keyArn)) ?? [];
  if (typeof endpoint === "string" || region === undefined) return endpoint;
  return `https://kms.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
}

/**
 * @returns `host:port` in lower case, IPv6 in brackets, as CONNECT has it; `undefined` for what is no URL with a port.
 *
 * @example
 * targetOf("https://ETH.example/key"); // "eth.example:443"
 */
export function targetOf(url: string): string | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, port, protocol } = new URL(url);
  const number = port || defaultPorts[protocol];
  return hostname === "" || number === undefined ? undefined : `${hostname}:${number}`;
}

/** Where a window log on S3 is, as the signer computes it; `undefined` where it is elsewhere. */
function bucketUrlOf(windowLog: unknown): string | undefined {
  if (memberOf(windowLog, "kind") !== "s3") return undefined;
  const [bucket, region, endpoint] = ["bucket", "region", "endpoint"].map((name) => memberOf(windowLog, name));
  if (typeof endpoint === "string") return endpoint;
  return `https://${bucket}.s3.${region}.amazonaws.com${String(region).startsWith("cn-") ? ".cn" : ""}`;
}

/** Chain and contract of a signer's window log; `undefined` where it is on none. */
export function windowContractOf(
  signerConfig: unknown,
): { readonly chainId: number; readonly contract: string } | undefined {
  const log = memberOf(signerConfig, "windowLog");
  const [chainId, contract] = [memberOf(log, "chainId"), memberOf(log, "contract")];
  return typeof chainId === "number" && typeof contract === "string" ? { chainId, contract } : undefined;
}

/** The longest wait for one call that the configuration sets, if it does. */
export function callDeadlineMsOf(relayConfig: unknown): number | undefined {
  const value = memberOf(memberOf(relayConfig, "limits"), "callDeadlineMs");
  return typeof value === "number" && value > 0 && value <= 600_000 ? value : undefined;
}

export type EnclaveConfigFile = { readonly bytes: Uint8Array; readonly config: unknown };

/** @throws RangeError if the file is larger than the enclave would take; SyntaxError if it is not JSON. */
export function readEnclaveConfig(file: string, limits: GatewayLimits): EnclaveConfigFile {
  const bytes = Buffer.alloc(limits.relayConfigBytesMax + 1);
  const descriptor = openSync(file, "r");
  try {
    const length = readSync(descriptor, bytes, 0, bytes.length, 0);
    if (length > limits.relayConfigBytesMax)
      throw new RangeError(`${file} has more than ${limits.relayConfigBytesMax} bytes`);
    return { bytes: bytes.subarray(0, length), config: JSON.parse(bytes.toString("utf8", 0, length)) };
  } finally {
    closeSync(descriptor);
  }
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
