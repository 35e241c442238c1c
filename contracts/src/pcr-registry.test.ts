// User: the owner of a registry on a real chain, with a notice period; and a guardian.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createTestClient, createWalletClient, getAddress, http, publicActions } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../../test/harness/anvil.ts";
import {
  activateMeasurement,
  deployPcrRegistry,
  measurementId,
  pcrRegistryAbi,
  proposeMeasurement,
  revokeMeasurement,
} from "./index.ts";

const noticePeriodSeconds = 86_400;
const sourceCommit = "0x00112233445566778899aabbccddeeff00112233" as const;
const account = (addressIndex: number) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex });
const pcrs = (fill: number) => ({
  pcr0: new Uint8Array(48).fill(fill),
  pcr1: new Uint8Array(48).fill(fill + 1),
  pcr2: new Uint8Array(48).fill(fill + 2),
});
const proposal = (fill: number) => ({
  ...pcrs(fill),
  sourceCommit,
  sourceLocator: "https://example.org/inkan.git",
  role: "relay" as const,
});

describe("the registry through its client", () => {
  let anvil: Anvil;
  before(async () => {
    anvil = await startAnvil();
  });
  after(() => anvil.stop());

  const open = async () => {
    const transport = http(anvil.rpcUrl);
    const wallet = (index: number) => createWalletClient({ account: account(index), chain: foundry, transport });
    const chain = createTestClient({ mode: "anvil", chain: foundry, transport, pollingInterval: 20 }).extend(
      publicActions,
    );
    const [owner, guardian, stranger] = [wallet(0), wallet(1), wallet(2)];
    const registry = await deployPcrRegistry(owner, chain, {
      owner: owner.account.address,
      guardian: guardian.account.address,
      noticePeriodSeconds,
    });
    return { owner, guardian, stranger, chain, registry };
  };

  test("a measurement waits out its notice, comes into force by anyone, and is revoked by the guardian", async () => {
    const { owner, guardian, stranger, chain, registry } = await open();
    const inForce = (id: `0x${string}`) =>
      chain.readContract({ address: registry, abi: pcrRegistryAbi, functionName: "isInForce", args: [id] });

    const id = await proposeMeasurement(owner, chain, registry, proposal(1));
    const { pcr0, pcr1, pcr2 } = pcrs(1);
    assert.equal(id, measurementId(pcr0, pcr1, pcr2));
    await assert.rejects(activateMeasurement(stranger, chain, registry, id), { code: "NoticePeriodRunning" });
    assert.equal(await inForce(id), false);

    await chain.increaseTime({ seconds: noticePeriodSeconds });
    await activateMeasurement(stranger, chain, registry, id);
    assert.equal(await inForce(id), true);

    await assert.rejects(revokeMeasurement(stranger, chain, registry, id, "because I can"), {
      code: "NeitherOwnerNorGuardian",
      args: [getAddress(stranger.account.address)],
    });
    await revokeMeasurement(guardian, chain, registry, id, "leaked");
    assert.equal(await inForce(id), false);
    await assert.rejects(proposeMeasurement(owner, chain, registry, proposal(1)), { code: "MeasurementAlreadyKnown" });
  });

  test("the id that is computed here is the contract's own", async () => {
    const { chain, registry } = await open();
    const { pcr0, pcr1, pcr2 } = pcrs(200);
    const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}` as const;
    const args = [hex(pcr0), hex(pcr1), hex(pcr2)] as const;
    const onChain = await chain.readContract({
      address: registry,
      abi: pcrRegistryAbi,
      functionName: "measurementId",
      args,
    });
    assert.equal(measurementId(pcr0, pcr1, pcr2), onChain);
    assert.throws(() => measurementId(pcr0.subarray(1), pcr1, pcr2), RangeError);
  });

  test("a commit that is no git object id is refused before anything is sent", async () => {
    const { owner, chain, registry } = await open();
    await assert.rejects(
      proposeMeasurement(owner, chain, registry, { ...proposal(3), sourceCommit: "0x1234" }),
      RangeError,
    );
  });
});
