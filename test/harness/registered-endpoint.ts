// An endpoint of a test PKI whose measurement a registry on a development chain has in force: what verifies until a test makes it lie.
import { activateRelease, deployPcrRegistry, proposeRelease } from "@inkan/contracts";
import { createPublicClient, createWalletClient, http, zeroAddress } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { startAnvil } from "./anvil.ts";
import { type AttestedEndpoint, startAttestedEndpoint } from "./attested-endpoint.ts";

export type RegisteredEndpoint = {
  readonly endpoint: AttestedEndpoint;
  readonly chainUrl: string;
  stop(): Promise<void>;
};

export async function startRegisteredEndpoint(): Promise<RegisteredEndpoint> {
  const anvil = await startAnvil();
  const transport = http(anvil.rpcUrl);
  const account = mnemonicToAccount("test test test test test test test test test test test junk");
  const owner = createWalletClient({ account, chain: foundry, transport });
  const reader = createPublicClient({ chain: foundry, transport, pollingInterval: 20 });
  const [own, none] = [account.address, zeroAddress];
  const setting = { owner: own, proposer: own, guardian: none, noticePeriodSeconds: 0, quorum: 0 };
  const pcrRegistry = await deployPcrRegistry(owner, reader, setting);
  // Some contract in which no enclave is registered: nobody here asks for one.
  const enclaveRegistry = await deployPcrRegistry(owner, reader, setting);
  const registry = {
    chainId: 31_337,
    pcrRegistry,
    enclaveRegistry,
    rpcUrl: anvil.rpcUrl,
  } as const;
  const endpoint = await startAttestedEndpoint({ registry });
  const id = await proposeRelease(owner, reader, pcrRegistry, {
    ...endpoint.measurement,
    sourceCommit: `0x${"11".repeat(20)}`,
    sourceLocators: ["https://example.org/inkan.git"],
    imageHash: new Uint8Array(32).fill(1),
    role: "relay",
  });
  await activateRelease(owner, reader, pcrRegistry, id);
  return {
    endpoint,
    chainUrl: anvil.rpcUrl,
    async stop() {
      endpoint.close();
      await anvil.stop();
    },
  };
}
