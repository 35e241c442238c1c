// What is measured into PCR16: the whole configuration of an enclave. Unknown members are refused, defaults are written out,
// and the canonical bytes (RFC 8785) of the result are what `inkan verify` recomputes.
import { z } from "zod";
import { chainId, common, name, publicTls, upstreamTrust, urlOf } from "./config-members.ts";
import { signerConfig } from "./signer-config.ts";

/** One node that answers for a chain. */
const upstream = z.strictObject({
  name,
  url: urlOf("https:", "http:"),
  /** Where `eth_subscribe` goes; without one, this upstream serves no subscriptions. */
  webSocketUrl: urlOf("wss:", "ws:").nullable().default(null),
  ...upstreamTrust,
});

const chain = z.strictObject({
  name,
  chainId,
  /** Other names in the path: `/eth` and `/mainnet`. */
  aliases: z.array(name).max(8).default([]),
  blockTimeMs: z.int().min(1).max(600_000).default(12_000),
  upstreams: z.array(upstream).min(1).max(16),
  /** Methods beyond, or not among, those allowed by default: exact names, or a prefix that ends in `*`. A denial wins. */
  methods: z
    .strictObject({
      allow: z.array(z.string().max(64)).max(256).default([]),
      deny: z.array(z.string().max(64)).max(256).default([]),
    })
    .default({ allow: [], deny: [] }),
});

/** Bounds that an operator may set; all are inclusive. */
const limits = z.strictObject({
  requestBytesMax: z.int().min(1024).max(16_777_216).default(2_097_152),
  responseBytesMax: z.int().min(1024).max(134_217_728).default(33_554_432),
  batchMax: z.int().min(1).max(10_000).default(1_000),
  /** From a complete request to its answer, every retry included. */
  callDeadlineMs: z.int().min(100).max(120_000).default(20_000),
  upstreamConnectionsMax: z.int().min(1).max(4_096).default(256),
});

const relayConfig = z.strictObject({
  ...common,
  role: z.literal("relay"),
  /** `enclave`: TLS ends inside. `host`: HTTP ends in the gateway, which reads what passes. */
  frontDoors: z
    .array(z.enum(["enclave", "host"]))
    .min(1)
    .max(2),
  tls: publicTls.nullable().default(null),
  chains: z.array(chain).min(1).max(64),
  limits: limits.default(limits.parse({})),
  /** `proof: false` is for measuring what a proof costs; `verify` refuses an endpoint that runs so. */
  proof: z.boolean().default(true),
});

const configSchema = z.discriminatedUnion("role", [relayConfig, signerConfig]);

export type RelayConfig = z.infer<typeof relayConfig>;
export type { SignerConfig } from "./signer-config.ts";
export type Config = z.infer<typeof configSchema>;
/** What may be written: members with a default left out. */
export type ConfigInput = z.input<typeof configSchema>;
export type ChainConfig = RelayConfig["chains"][number];
export type UpstreamConfig = ChainConfig["upstreams"][number];
export { configSchema };
