// What a verifier is to expect of the embedded default: computed from what was started, not asked of it.
import { readFileSync } from "node:fs";
import { configPcr16, type Expectations, toHex } from "@inkan/attestation";
import { type Role, readConfig, simulatedRoot } from "@inkan/enclave-signer";

import type { State } from "./state.ts";

/** @param chainUrl RPC URL of the registry's chain: the chain itself, not the endpoint under test. */
export async function expectationsOf(role: Role, state: State, chainUrl: string): Promise<Expectations> {
  const { config, configText } = readConfig(readFileSync(state.path(`${role}.json`)), role);
  const { chainId, pcrRegistry, enclaveRegistry } = config.registry;
  const root = await simulatedRoot(state.path("simulated-nsm"));
  return {
    version: 1,
    role,
    origin: config.origin,
    registry: {
      chainId,
      pcrRegistry: pcrRegistry as `0x${string}`,
      enclaveRegistry: enclaveRegistry as `0x${string}`,
      rpcUrl: chainUrl,
    },
    operator: config.operator as `0x${string}`,
    pcr16: toHex(await configPcr16(new TextEncoder().encode(configText))),
    acceptedRoot: { name: root.name, certificate: pem(root.der) },
    certificateAuthority: readFileSync(state.path("development-ca/ca.pem"), "utf8"),
  };
}

function pem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
