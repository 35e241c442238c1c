// The window log of the embedded default: the contract on the development chain, opened for the signer's groups, and the gateway's account for it.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { openWindowGroup } from "@inkan/contracts";
import { readConfig, type SignerConfig } from "@inkan/enclave-signer";
import { type DevelopmentContracts, registryClients } from "./development-registry.ts";
import type { State } from "./state.ts";

/** Anvil's eighth account, whose key is public: it pays for records, and has no other part. Another's nonces would get in its way. */
const accountKey = "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356";

/** Opens the logs that the signer's configuration names, as the policy's owner; none where its log is a file. */
export async function openWindows(
  state: State,
  chainUrl: string,
  { deployment, operator }: DevelopmentContracts,
): Promise<void> {
  const { config } = readConfig(readFileSync(state.path("signer.json")), "signer");
  if (config.windowLog.kind !== "chain") return;
  const { wallet, reader } = registryClients(chainUrl);
  for (const name of groupsOf(config))
    await openWindowGroup(wallet, reader, deployment.signingWindows.address, { operator, name });
}

/** What the gateway needs to send records; nothing where the log is a file. */
export function windowFlags(state: State, chainUrl: string): readonly string[] {
  const { config } = readConfig(readFileSync(state.path("signer.json")), "signer");
  if (config.windowLog.kind !== "chain") return [];
  const file = state.path("windows-account.key");
  if (!existsSync(file)) writeFileSync(file, `${accountKey}\n`, { mode: 0o600 });
  return ["--windows-rpc", chainUrl, "--windows-account", file];
}

/** The validators' group, and one for each sequencer whose numbers are claimed (docs/protocol/window-log.md). */
function groupsOf({ windowLog, sequencers }: SignerConfig): readonly string[] {
  const ofSequencers = sequencers
    .filter(({ mode }) => mode === "payload")
    .map(({ chainId, address }) => `sequencer-${chainId}-${address.toLowerCase()}`);
  return [windowLog.group, ...ofSequencers];
}
