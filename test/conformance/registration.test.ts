// Enclaves with a simulated NSM register on a real chain with the real verifiers: nothing here is a stand-in but the hypervisor's root.
// Attacker: whoever has a genuine document and wants more from it, and whoever shows a key after its release was revoked.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { encodeUserData, type Purpose, registration } from "@inkan/attestation";
import {
  acceptRelease,
  activateRelease,
  type ContractReader,
  type ContractWallet,
  createPolicy,
  type Deployment,
  deployAll,
  deploymentOf,
  enclaveRegistryAbi,
  isEnclaveValid,
  listEnclaves,
  type MeasurementRole,
  pcrRegistryAbi,
  proposeRelease,
  readEnclave,
  registerEnclave,
} from "@inkan/contracts";
import { openSimulatedNsm, registrationNonce, simulatedRoot } from "@inkan/enclave-signer";
import {
  type Address,
  createWalletClient,
  encodeFunctionData,
  getAddress,
  type Hex,
  hexToBytes,
  http,
  keccak256,
  sha256,
  toHex,
} from "viem";
import { mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../harness/anvil.ts";
import { type AnvilClient, anvilClient } from "../harness/anvil-client.ts";

const origin = "https://rpc.example";
const seed = { relay: 1, signer: 101 } as const;
const filled = (byte: number) => new Uint8Array(48).fill(byte);
const pcrsOf = (role: MeasurementRole) => ({
  pcr0: filled(seed[role]),
  pcr1: filled(seed[role] + 1),
  pcr2: filled(seed[role] + 2),
});
const bootKey = privateKeyToAccount(`0x${"b0".repeat(32)}`);

describe("registration", () => {
  const directory = mkdtempSync(join(tmpdir(), "inkan-registration-"));
  let anvil: Anvil;
  let chain: AnvilClient;
  let reader: ContractReader;
  let owner: ContractWallet;
  let deployment: Deployment;
  let operator: Address;
  const ids = {} as Record<MeasurementRole, Hex>;

  before(async () => {
    const root = await simulatedRoot(directory);
    anvil = await startAnvil();
    chain = anvilClient(anvil.rpcUrl);
    reader = chain as unknown as ContractReader;
    const account = mnemonicToAccount("test test test test test test test test test test test junk");
    owner = createWalletClient({ account, chain: foundry, transport: http(anvil.rpcUrl) });
    const own = account.address;
    deployment = deploymentOf({
      ...{ owner: own, proposer: own, guardian: own, certificateRevoker: own },
      ...{ noticePeriodSeconds: 0, quorum: 0, rootId: keccak256(root.der) },
    });
    await deployAll(owner, reader, deployment);
    operator = await createPolicy(owner, reader, deployment.policyFactory.address, { owner: own });
    for (const role of ["relay", "signer"] as const) {
      ids[role] = await proposeRelease(owner, reader, deployment.pcrRegistry.address, {
        ...pcrsOf(role),
        sourceCommit: `0x${"11".repeat(20)}`,
        sourceLocators: ["https://example.org/inkan.git"],
        imageHash: filled(9),
        role,
      });
      await activateRelease(owner, reader, deployment.pcrRegistry.address, ids[role]);
    }
  });
  after(async () => {
    await anvil?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** An enclave that has booted: its configuration is measured and locked. */
  const bootEnclave = async (role: MeasurementRole) => {
    const nsm = await openSimulatedNsm({ directory, pcrs: pcrsOf(role), unixMs: Date.now });
    const pcr16 = await nsm.extendPcr(16, new TextEncoder().encode(`configuration of the ${role}`));
    await nsm.lockPcrs(32);
    const { publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const spki = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
    const keys = {
      response: hexToBytes(sha256(spki)),
      ...(role === "signer" ? { bootAddress: hexToBytes(keccak256(`0x${bootKey.publicKey.slice(4)}`)) } : {}),
    };
    const own = { chainId: foundry.id, pcrRegistry: "", enclaveRegistry: deployment.enclaveRegistry.address };
    const document = (changed: { purpose?: Purpose; operator?: Address } = {}) =>
      nsm.attestation({
        publicKey: spki,
        nonce: registrationNonce({ registry: own, operator: changed.operator ?? operator }),
        userData: encodeUserData({ purpose: changed.purpose ?? "register", origin, keys }),
      });
    return { pcr16, keyId: sha256(spki), document };
  };

  const register = async (document: Uint8Array, forOperator = operator) => {
    const { hints } = await registration(document);
    return registerEnclave(owner, reader, deployment.enclaveRegistry.address, {
      document: toHex(document),
      hints: hints.map((hint) => toHex(hint)),
      operator: forOperator,
    });
  };
  const isValid = (keyId: Hex) => isEnclaveValid(reader, deployment.enclaveRegistry.address, keyId);

  test("a relay of a release in force registers, and stops being valid in the block of the revocation", async () => {
    const { keyId, pcr16, document } = await bootEnclave("relay");
    await assert.rejects(register(await document()), { code: "ConfigurationNotAccepted" });
    await acceptRelease(owner, reader, operator, { measurementId: ids.relay, pcr16, origin, onRevocation: "stop" });
    await assert.rejects(register(await document({ purpose: "challenge" })), { code: "PurposeNotRegister" });
    const elsewhere = getAddress(`0x${"33".repeat(20)}`);
    await assert.rejects(register(await document({ operator: elsewhere })), { code: "NonceMismatch" });
    await assert.rejects(register(await document(), elsewhere), { code: "OperatorUnknown" });
    const forged = await document();
    forged[forged.length - 1]! ^= 1;
    await assert.rejects(register(forged), { code: "DocumentSignatureInvalid" });

    const registered = await register(await document());
    assert.equal(registered.keyId, keyId);
    assert.equal(registered.bootAddress, undefined);
    assert.ok(registered.gasUsed < 16_777_216n, `${registered.gasUsed} gas`);
    assert.equal(await isValid(keyId), true);
    assert.equal(
      await isEnclaveValid(reader, deployment.enclaveRegistry.address, keyId, (await chain.getBlock()).timestamp),
      true,
    );

    const { timestamp } = await chain.getBlock();
    const hash = await owner.sendTransaction({
      to: deployment.pcrRegistry.address,
      data: encodeFunctionData({
        abi: pcrRegistryAbi,
        functionName: "revoke",
        args: [ids.relay, timestamp, "leaked"],
      }),
    });
    const { blockNumber } = await chain.waitForTransactionReceipt({ hash });
    const validAt = (block: bigint) =>
      chain.readContract({
        address: deployment.enclaveRegistry.address,
        abi: enclaveRegistryAbi,
        functionName: "isValid",
        args: [keyId],
        blockNumber: block,
      });
    assert.deepEqual([await validAt(blockNumber - 1n), await validAt(blockNumber)], [true, false]);
    await assert.rejects(register(await document()), { code: "ReleaseNotInForce" });
  });

  test("a signer registers its boot address, and again with a newer document", async () => {
    const { keyId, pcr16, document } = await bootEnclave("signer");
    const accepted = { measurementId: ids.signer, pcr16, origin, onRevocation: "continue" } as const;
    await acceptRelease(owner, reader, operator, accepted);
    const first = await document();
    const registered = await register(first);
    assert.equal(registered.bootAddress, bootKey.address);
    await assert.rejects(register(first), { code: "DocumentNotNewer" });
    const again = await register(await document());
    assert.ok(again.expiresAt >= registered.expiresAt);

    const record = await readEnclave(reader, deployment.enclaveRegistry.address, keyId);
    assert.equal(record?.operator, operator);
    assert.equal(record?.bootAddress, bootKey.address);
    assert.equal(record?.measurementId, ids.signer);
    assert.equal(record?.pcr16Hash, keccak256(pcr16));
    assert.equal(record?.periods.length, 1);
    const listed = await listEnclaves(reader, deployment.enclaveRegistry.address, operator, { from: 0n, maximum: 10n });
    assert.ok(listed.includes(keyId));
    assert.equal(await readEnclave(reader, deployment.enclaveRegistry.address, `0x${"00".repeat(32)}`), undefined);
  });
});
