// A development chain with all contracts on it, an endpoint whose release is in force, whose operator accepts it, and whose key is registered: what
// a verifier finds where everything is as it should be. The chain's time is the test issuer's.
import { registration } from "@inkan/attestation";
import {
  acceptRelease,
  activateRelease,
  type ContractReader,
  type ContractWallet,
  createPolicy,
  type Deployment,
  deployAll,
  deploymentOf,
  policyAddress,
  proposeRelease,
  registerEnclave,
} from "@inkan/contracts";
import { type Address, createWalletClient, type Hex, http, keccak256, parseAbi, toHex, zeroAddress } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "./anvil.ts";
import { anvilClient } from "./anvil-client.ts";
import { type AttestedEndpoint, startAttestedEndpoint } from "./attested-endpoint.ts";
import { createNitroIssuer } from "./nitro-issuer.ts";

export type EnclaveContracts = {
  readonly anvil: Anvil;
  readonly wallet: ContractWallet;
  readonly reader: ContractReader;
  readonly deployment: Deployment;
  readonly operator: Address;
  readonly measurementId: Hex;
  readonly endpoint: AttestedEndpoint;
  /** Registers the endpoint's present key, with a document of the latest block's time. */
  register(): Promise<void>;
  /** The latest block's time, Unix seconds. */
  time(): Promise<number>;
  /** Puts the chain's time forward, and a block at its end. */
  pass(seconds: number): Promise<void>;
  stop(): Promise<void>;
};

export async function startEnclaveContracts(): Promise<EnclaveContracts> {
  const issuer = await createNitroIssuer();
  const anvil = await startAnvil({ extraArgs: ["--timestamp", String(issuer.at)] });
  const transport = http(anvil.rpcUrl);
  const account = mnemonicToAccount("test test test test test test test test test test test junk");
  const wallet = createWalletClient({ account, chain: foundry, transport });
  const reader = anvilClient(anvil.rpcUrl);
  const owner = account.address;
  const deployment = deploymentOf({
    owner,
    proposer: owner,
    guardian: owner,
    noticePeriodSeconds: 0,
    quorum: 0,
    rootId: keccak256(issuer.root.der),
    certificateRevoker: zeroAddress,
  });
  await deployAll(wallet, reader as never, deployment);
  const operator = policyAddress(deployment.policyFactory.address, { owner });
  const registry = {
    chainId: foundry.id,
    pcrRegistry: deployment.pcrRegistry.address,
    enclaveRegistry: deployment.enclaveRegistry.address,
    rpcUrl: anvil.rpcUrl,
  } as const;
  const endpoint = await startAttestedEndpoint({ issuer, registry, operator });
  const chain = reader as unknown as ContractReader;
  await createPolicy(wallet, chain, deployment.policyFactory.address, { owner });
  const measurementId = await proposeRelease(wallet, chain, registry.pcrRegistry, {
    ...endpoint.measurement,
    sourceCommit: `0x${"11".repeat(20)}`,
    sourceLocators: ["https://example.org/inkan.git"],
    imageHash: new Uint8Array(32).fill(1),
    role: "relay",
  });
  await activateRelease(wallet, chain, registry.pcrRegistry, measurementId);
  const { pcr16, origin } = endpoint;
  await acceptRelease(wallet, chain, operator, { measurementId, pcr16, origin, onRevocation: "stop" });

  const time = async () => Number((await reader.getBlock()).timestamp);
  return {
    anvil,
    wallet,
    reader: chain,
    deployment,
    operator,
    measurementId,
    endpoint,
    time,
    async register() {
      const nonce = await reader.readContract({
        address: registry.enclaveRegistry,
        abi: parseAbi(["function registrationNonce(address) view returns (bytes32)"]),
        functionName: "registrationNonce",
        args: [operator],
      });
      const document = await endpoint.document("register", Buffer.from(nonce.slice(2), "hex"), await time());
      const { hints } = await registration(document);
      await registerEnclave(wallet, chain, registry.enclaveRegistry, {
        document: toHex(document),
        hints: hints.map((hint) => toHex(hint)),
        operator,
      });
    },
    async pass(seconds) {
      await reader.increaseTime({ seconds });
      await reader.mine({ blocks: 1 });
    },
    async stop() {
      endpoint.close();
      await anvil.stop();
    },
  };
}
