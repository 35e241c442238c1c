// User: those who have a part in a registry on a real chain, with a notice period and a rebuilder.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { createWalletClient, getAddress, type Hex, http, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../../test/harness/anvil.ts";
import { anvilClient } from "../../test/harness/anvil-client.ts";
import {
  activateRelease,
  attestBuild,
  changeRegistry,
  deployPcrRegistry,
  listReleases,
  measurementId,
  pcrRegistryAbi,
  proposeRelease,
  readRelease,
  revokeRelease,
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
const imageHash = new Uint8Array(48).fill(9);
const proposal = (fill: number) => ({
  ...pcrs(fill),
  sourceCommit,
  sourceLocators: ["https://example.org/inkan.git", "https://mirror.example/inkan.git"],
  imageHash,
  role: "relay" as const,
});

describe("the registry through its client", () => {
  let anvil: Anvil;
  let registries = 0;
  before(async () => {
    anvil = await startAnvil();
  });
  after(() => anvil.stop());

  const open = async () => {
    const transport = http(anvil.rpcUrl);
    const wallet = (index: number) => createWalletClient({ account: account(index), chain: foundry, transport });
    const chain = anvilClient(anvil.rpcUrl);
    const [owner, proposer, guardian, rebuilder, stranger] = [0, 1, 2, 3, 4].map(wallet) as never as [
      ReturnType<typeof wallet>,
      ReturnType<typeof wallet>,
      ReturnType<typeof wallet>,
      ReturnType<typeof wallet>,
      ReturnType<typeof wallet>,
    ];
    const setting = {
      owner: owner.account.address,
      proposer: proposer.account.address,
      guardian: guardian.account.address,
      noticePeriodSeconds,
      quorum: 1,
    };
    const registry = await deployPcrRegistry(owner, chain, setting, toHex(++registries, { size: 32 }));
    await changeRegistry(owner, chain, registry, { change: "add-rebuilder", account: rebuilder.account.address });
    return { owner, proposer, guardian, rebuilder, stranger, chain, registry };
  };

  test("a release is rebuilt, waits out its notice, comes into force by anyone, and is revoked by the guardian", async () => {
    const { proposer, guardian, rebuilder, stranger, chain, registry } = await open();
    const inForce = (id: Hex) =>
      chain.readContract({ address: registry, abi: pcrRegistryAbi, functionName: "isInForce", args: [id] });

    const id = await proposeRelease(proposer, chain, registry, proposal(1));
    const { pcr0, pcr1, pcr2 } = pcrs(1);
    assert.equal(id, measurementId(pcr0, pcr1, pcr2));
    await assert.rejects(activateRelease(stranger, chain, registry, id), { code: "QuorumMissing" });
    await assert.rejects(attestBuild(stranger, chain, registry, id, imageHash), { code: "NotRebuilder" });
    await assert.rejects(attestBuild(rebuilder, chain, registry, id, new Uint8Array(48)), {
      code: "ImageHashMismatch",
    });
    await attestBuild(rebuilder, chain, registry, id, imageHash);
    await assert.rejects(activateRelease(stranger, chain, registry, id), { code: "NoticePeriodRunning" });
    assert.equal(await inForce(id), false);

    await chain.increaseTime({ seconds: noticePeriodSeconds });
    await activateRelease(stranger, chain, registry, id);
    assert.equal(await inForce(id), true);

    await assert.rejects(revokeRelease(stranger, chain, registry, id, { reason: "because I can" }), {
      code: "NeitherOwnerNorGuardian",
      args: [getAddress(stranger.account.address)],
    });
    await revokeRelease(guardian, chain, registry, id, { reason: "leaked" });
    assert.equal(await inForce(id), false);
    await assert.rejects(proposeRelease(proposer, chain, registry, proposal(1)), { code: "ReleaseAlreadyKnown" });
  });

  test("what is kept is read back, and releases are listed", async () => {
    const { proposer, guardian, rebuilder, chain, registry } = await open();
    const pcr8 = new Uint8Array(48).fill(8);
    const id = await proposeRelease(proposer, chain, registry, { ...proposal(7), pcr8 });
    await attestBuild(rebuilder, chain, registry, id, imageHash);
    await revokeRelease(guardian, chain, registry, id, { reason: "no", sinceSeconds: 5n });
    const release = await readRelease(chain, registry, id);
    assert.deepEqual(
      [release?.state, release?.role, release?.quorum, release?.agreement, release?.noticePeriodSeconds],
      ["revoked", "relay", 1, 1, noticePeriodSeconds],
    );
    assert.deepEqual(
      release?.pcrs,
      [7, 8, 9].map((fill) => toHex(new Uint8Array(48).fill(fill))),
    );
    assert.equal(release?.imageHash, toHex(imageHash));
    assert.deepEqual(release?.sourceLocators, proposal(7).sourceLocators);
    assert.equal(release?.sourceCommit, `${sourceCommit}${"00".repeat(12)}`);
    assert.equal(release?.activatedAt, undefined);
    assert.deepEqual({ ...release?.revoked, at: 0 }, { at: 0, since: 5, reason: "no" });
    assert.ok(release?.pcr8Hash !== undefined);
    assert.deepEqual(await listReleases(chain, registry, { from: 0n, maximum: 10n }), [id]);
    assert.equal(await readRelease(chain, registry, `0x${"00".repeat(32)}`), undefined);
  });

  test("the owner gives roles and terms, and hands ownership over in two steps", async () => {
    const { owner, stranger, chain, registry } = await open();
    const read = (functionName: "guardian" | "proposer" | "owner") =>
      chain.readContract({ address: registry, abi: pcrRegistryAbi, functionName });
    const account = stranger.account.address;
    for (const change of ["guardian", "proposer"] as const) {
      await assert.rejects(changeRegistry(stranger, chain, registry, { change, account }), {
        code: "OwnableUnauthorizedAccount",
      });
      await changeRegistry(owner, chain, registry, { change, account });
      assert.equal(await read(change), getAddress(account));
    }
    await changeRegistry(owner, chain, registry, { change: "terms", noticePeriodSeconds: 2 * 86_400, quorum: 2 });
    await changeRegistry(owner, chain, registry, { change: "successor", retired: registry, successor: account });
    await changeRegistry(owner, chain, registry, { change: "transfer-ownership", account });
    assert.equal(await read("owner"), getAddress(owner.account.address));
    await changeRegistry(stranger, chain, registry, { change: "accept-ownership", account });
    assert.equal(await read("owner"), getAddress(account));
  });

  test("the id that is computed here is the contract's own", async () => {
    const { chain, registry } = await open();
    const { pcr0, pcr1, pcr2 } = pcrs(200);
    const args = [toHex(pcr0), toHex(pcr1), toHex(pcr2)] as const;
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
    const { proposer, chain, registry } = await open();
    await assert.rejects(
      proposeRelease(proposer, chain, registry, { ...proposal(3), sourceCommit: "0x1234" }),
      RangeError,
    );
  });
});
