// What a registry adds to the verification of a document: `EnclaveRegistry.register` of an enclave of ours, whose document a test PKI
// signed, less `NitroAttestation.verify` of the same document. No genuine production document can be registered: none has our nonce.
import { createHash, generateKeyPairSync } from "node:crypto";
import { encodeUserData, registration, toHex } from "@inkan/attestation";
import {
  acceptRelease,
  activateRelease,
  createPolicy,
  deployOnce,
  deployPcrRegistry,
  enclaveRegistryCreation,
  policyFactoryCreation,
  proposeRelease,
  registerEnclave,
} from "@inkan/contracts";
import type { Hex } from "viem";
import {
  createPublicClient,
  createWalletClient,
  encodeAbiParameters,
  http,
  keccak256,
  toBytes,
  zeroAddress,
} from "viem";
import { foundry } from "viem/chains";
import type { Anvil } from "../test/harness/anvil.ts";
import { clientsOf, deployer, deployNitroAttestation } from "../test/harness/nitro-attestation.ts";
import { createNitroIssuer, soundPcrs } from "../test/harness/nitro-issuer.ts";

const origin = "https://rpc.example";

/** In gas, for a signer's first registration: records of its own, the release and the policy read. */
export async function registryGas(anvil: Anvil, p384Verifier: Hex): Promise<bigint> {
  const transport = http(anvil.rpcUrl);
  const reader = createPublicClient({ chain: foundry, transport, pollingInterval: 20 });
  const wallet = createWalletClient({ chain: foundry, account: deployer, transport });
  const { address: owner } = deployer;
  const issuer = await createNitroIssuer();
  const deploy = () => deployNitroAttestation(anvil, { root: issuer.root, p384Verifier });
  const [alone, attestation] = [await deploy(), await deploy()];

  const terms = { owner, proposer: owner, guardian: zeroAddress, noticePeriodSeconds: 0, quorum: 0 };
  const pcrRegistry = await deployPcrRegistry(wallet, reader, terms);
  const factory = policyFactoryCreation();
  await deployOnce(wallet, reader, factory);
  const setting = { attestation: attestation.address, pcrRegistry, policyFactory: factory.address };
  const registry = enclaveRegistryCreation(setting);
  await deployOnce(wallet, reader, registry);
  const operator = await createPolicy(wallet, reader, factory.address, { owner });

  const pcr16 = new Uint8Array(48).fill(0x16);
  const pcrs = soundPcrs({ 16: pcr16 });
  const measurementId = await proposeRelease(wallet, reader, pcrRegistry, {
    pcr0: pcrs.get(0)!,
    pcr1: pcrs.get(1)!,
    pcr2: pcrs.get(2)!,
    pcr8: pcrs.get(8)!,
    sourceCommit: `0x${"11".repeat(20)}`,
    sourceLocators: ["https://example.org/inkan.git"],
    imageHash: new Uint8Array(48).fill(1),
    role: "signer",
  });
  await activateRelease(wallet, reader, pcrRegistry, measurementId);
  await acceptRelease(wallet, reader, operator, { measurementId, pcr16, origin, onRevocation: "stop" });

  const public_key = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
    type: "spki",
    format: "der",
  });
  const nonce = encodeAbiParameters(
    [{ type: "uint256" }, { type: "address" }, { type: "address" }],
    [BigInt(foundry.id), registry.address, operator],
  );
  const user_data = encodeUserData({
    purpose: "register",
    origin,
    keys: {
      response: createHash("sha256").update(public_key).digest(),
      boot: new Uint8Array(32).fill(2),
      bootAddress: new Uint8Array(32).fill(3),
    },
  });
  const fields = { pcrs, public_key: new Uint8Array(public_key), user_data, nonce: toBytes(keccak256(nonce)) };
  const call = await registration(await issuer.document({ fields }));
  const verified = await alone.send(call, issuer.at + 60);
  await clientsOf(anvil).chain.setNextBlockTimestamp({ timestamp: BigInt(issuer.at + 120) });
  const { gasUsed } = await registerEnclave(wallet, reader, registry.address, {
    document: `0x${toHex(call.document)}`,
    hints: call.hints.map((hint): Hex => `0x${toHex(hint)}`),
    operator,
  });
  return gasUsed - verified;
}
