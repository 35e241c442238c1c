// The configurations that the embedded default measures into PCR16: written once, then the operator's to change.
import type { ConfigInput } from "@inkan/enclave-signer";
import { developmentBlockTimeMs, developmentChainId } from "./development-chain.ts";

export type Ports = { readonly http: number; readonly tls: number; readonly chain: number; readonly ca: number };

const common = (ports: Ports, registryAddress: string, operator: string) => ({
  version: 1 as const,
  origin: `http://127.0.0.1:${ports.http}`,
  registry: { chainId: developmentChainId, address: registryAddress },
  operator,
});

/** Both front doors over one chain, `/dev`, whose only upstream is the development chain. */
export function relayConfiguration(ports: Ports, registryAddress: string, operator: string): ConfigInput {
  return {
    ...common(ports, registryAddress, operator),
    role: "relay",
    alternativeOrigins: [
      `http://localhost:${ports.http}`,
      `https://127.0.0.1:${ports.tls}`,
      `https://localhost:${ports.tls}`,
    ],
    frontDoors: ["enclave", "host"],
    tls: {
      names: ["localhost", "127.0.0.1"],
      certificateAuthority: { kind: "development", url: `http://127.0.0.1:${ports.ca}/` },
    },
    chains: [
      {
        name: "dev",
        chainId: developmentChainId,
        blockTimeMs: developmentBlockTimeMs,
        upstreams: [
          { name: "anvil", url: `http://127.0.0.1:${ports.chain}/`, webSocketUrl: `ws://127.0.0.1:${ports.chain}/` },
        ],
      },
    ],
  };
}

export function signerConfiguration(ports: Ports, registryAddress: string, operator: string): ConfigInput {
  return { ...common(ports, registryAddress, operator), role: "signer" };
}
