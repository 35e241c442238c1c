// The configurations that the embedded default measures into PCR16: written once, then the operator's to change.
import { randomBytes } from "node:crypto";
import type { ConfigInput } from "@inkan/enclave-signer";
import { developmentBlockTimeMs, developmentChainId, developmentFinalityMs } from "./development-chain.ts";
import type { DevelopmentContracts } from "./development-registry.ts";
import { adminName, clientName, type SignerClients } from "./signer-clients.ts";

export type Ports = {
  readonly http: number;
  readonly tls: number;
  readonly chain: number;
  readonly ca: number;
  readonly signer: number;
};

const common = (ports: Ports, { deployment, operator }: DevelopmentContracts) => ({
  version: 1 as const,
  origin: `http://127.0.0.1:${ports.http}`,
  registry: {
    chainId: developmentChainId,
    pcrRegistry: deployment.pcrRegistry.address,
    enclaveRegistry: deployment.enclaveRegistry.address,
  },
  operator,
});

/** Both front doors over one chain, `/dev`, whose only upstream is the development chain. */
export function relayConfiguration(ports: Ports, contracts: DevelopmentContracts): ConfigInput {
  return {
    ...common(ports, contracts),
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

/** A signer for a chain of its own, which began now: nobody's stake hangs on it. */
export function signerConfiguration(
  ports: Ports,
  contracts: DevelopmentContracts,
  { clientAuthority, adminAuthority, keyManagerTokenSha256 }: SignerClients,
): ConfigInput {
  return {
    ...common(ports, contracts),
    role: "signer",
    origin: `https://127.0.0.1:${ports.signer}`,
    alternativeOrigins: [`https://localhost:${ports.signer}`],
    tls: {
      names: ["localhost", "127.0.0.1"],
      certificateAuthority: { kind: "development", url: `http://127.0.0.1:${ports.ca}/` },
    },
    clients: {
      authorities: [clientAuthority],
      adminAuthorities: [adminAuthority],
      permissions: [
        { name: "validator", certificate: { dns: clientName }, keys: ["*"], operations: ["duties", "metrics"] },
        {
          name: "admin",
          certificate: { dns: adminName },
          authority: "admin",
          keys: ["*"],
          operations: [
            "list-keys",
            "import-keys",
            "delete-keys",
            "export-keys",
            "slashing-protection",
            "reload",
            "metrics",
          ],
        },
      ],
      keyManagerTokenSha256,
    },
    windowLog: {
      kind: "chain",
      chainId: developmentChainId,
      contract: contracts.deployment.signingWindows.address,
      // One node, and nobody to contradict it: what is at stake here is nothing.
      upstreams: [{ name: "anvil", url: `http://127.0.0.1:${ports.chain}/` }],
      agreement: 1,
      finalityMs: developmentFinalityMs,
      pollMs: developmentBlockTimeMs / 4,
    },
    ethereum: {
      preset: "minimal",
      genesisValidatorsRoot: `0x${randomBytes(32).toString("hex")}`,
      genesisTime: Math.floor(Date.now() / 1000),
      slotDurationMs: developmentSlotMs,
      forks: developmentForks.map((name, at) => ({ name, version: `0x${(at + 1).toString(16)}0000d0e`, epoch: 0 })),
    },
  };
}

/** Eight of them are an epoch: so long a signer of the development log waits after a start before it attests. */
const developmentSlotMs = 2_000;
const developmentForks = ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu"] as const;
