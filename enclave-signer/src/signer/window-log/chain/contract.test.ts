// User: the contract, compiled by somebody else's compiler, which must read and keep what is written here as it was meant.
// Attacker: a node that serves records: whatever it calls an event is read without harm.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { encodeAbiParameters, encodeFunctionData, type Hex, hexToBytes, toEventSelector } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { signingWindowsAbi, windowGroupId } from "../../../../../contracts/src/index.ts";
import { operator, startWindowChain, type WindowChain } from "../../../../../test/harness/window-chain.ts";
import type { RecordBody } from "../record.ts";
import {
  appendCall,
  type ChainRecord,
  contentOfEvent,
  digestOf,
  groupIdOf,
  type LogAddress,
  recordedTopic,
  slotsOf,
} from "./contract.ts";

const hex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;
const bytes = (text: string) => hexToBytes(text as Hex);
const kinds = { boot: 0, claim: 1, release: 2, retire: 3, keys: 4 } as const;

let chain: WindowChain;
before(async () => {
  chain = await startWindowChain();
  await chain.open("default");
});
after(() => chain.stop());

const identity = "1d".repeat(32);
const maxima = { target: 5n, source: -1n, slot: 2n ** 64n - 1n };
const bodies: readonly RecordBody[] = [
  { kind: "boot", spki: "AAAA", document: "AAAA" },
  { kind: "claim", maxima },
  { kind: "release", maxima },
  { kind: "retire", maxima: { target: -1n, source: -1n, slot: -1n } },
  { kind: "keys", digest: "ab".repeat(32) },
];

describe("a record for the contract", () => {
  const at = (): LogAddress => ({
    chainId: 31_337,
    contract: bytes(chain.contract),
    group: groupIdOf(bytes(operator), "default"),
  });
  const account = privateKeyToAccount(generatePrivateKey());
  const recordOf = (body: RecordBody): ChainRecord => ({
    ...{ n: 7, previous: "77".repeat(32), body, identity },
    bootAddress: bytes(account.address),
  });
  const structOf = ({ n, previous, body }: ChainRecord) => {
    const plusOne = "maxima" in body ? body.maxima : { target: -1n, source: -1n, slot: -1n };
    return {
      group: hex(at().group),
      n: BigInt(n),
      previous: `0x${previous}` as Hex,
      boot: account.address,
      kind: kinds[body.kind],
      maxima: { target: plusOne.target + 1n, source: plusOne.source + 1n, slot: plusOne.slot + 1n },
      detail: `0x${{ boot: identity, keys: "ab".repeat(32) }[body.kind as string] ?? "0".repeat(64)}` as Hex,
    };
  };

  test("its group's id is the contract's", () => {
    for (const name of ["default", "x", `sequencer-10-0x${"ab".repeat(20)}`, "n".repeat(128)])
      assert.equal(hex(groupIdOf(bytes(operator), name)), windowGroupId(operator, name));
  });

  for (const body of bodies)
    test(`${body.kind}: digest and call are what the contract computes and other encoders write`, async () => {
      const [record, content] = [recordOf(body), Buffer.from("what signers read")];
      const digest = digestOf(at(), record, createHash("sha256").update(content).digest());
      const onChain = await chain.client.readContract({
        address: chain.contract,
        abi: signingWindowsAbi,
        functionName: "digestOf",
        args: [structOf(record), hex(content)],
      });
      assert.equal(hex(digest), onChain);
      const signature = await account.sign({ hash: hex(digest) });
      assert.equal(
        hex(appendCall(at(), record, content, bytes(signature))),
        encodeFunctionData({
          abi: signingWindowsAbi,
          functionName: "append",
          args: [structOf(record), hex(content), signature],
        }),
      );
    });

  test("once it is there, its slots and its event are where they are looked for", async () => {
    const record: ChainRecord = { ...recordOf(bodies[0]!), n: 0, previous: "0".repeat(64) };
    const content = Buffer.from("the first record");
    const hash = createHash("sha256").update(content).digest();
    const signature = await account.sign({ hash: hex(digestOf(at(), record, hash)) });
    assert.equal(await chain.sender().send(appendCall(at(), record, content, bytes(signature))), "sent");
    const { state, lastBlock, hashOf } = slotsOf(at().group);
    const read = async (slot: bigint) =>
      BigInt((await chain.client.getStorageAt({ address: chain.contract, slot: `0x${slot.toString(16)}` })) ?? "0x0");
    const [value, block] = [await read(state), await chain.client.getBlockNumber()];
    assert.equal(value >> 208n, 1n, "length");
    assert.equal(value & ((1n << 160n) - 1n), BigInt(operator));
    assert.ok(((value >> 160n) & ((1n << 48n) - 1n)) < block, "opened");
    assert.equal((await read(lastBlock)) & ((1n << 48n) - 1n), block);
    assert.equal(await read(hashOf(0)), BigInt(hex(hash)));
    assert.equal(await read(hashOf(1)), 0n);

    const [log] = await chain.client.getLogs({ address: chain.contract, fromBlock: block });
    assert.equal(log!.topics[0], hex(recordedTopic));
    assert.equal(
      hex(recordedTopic),
      toEventSelector(signingWindowsAbi.find((each) => "name" in each && each.name === "Recorded") as never),
    );
    assert.equal(log!.topics[1], hex(at().group));
    assert.deepEqual(Buffer.from(contentOfEvent(bytes(log!.data))!), content);
    // The same call again, by another account: the contract takes a record once.
    assert.equal(await chain.sender(6).send(appendCall(at(), record, content, bytes(signature))), "refused");
  });
});

test("what is called an event and is none gives no content, and never more than it has", () => {
  const event = (length: bigint, tail: Hex) =>
    bytes(
      encodeAbiParameters(
        [{ type: "uint8" }, { type: "bytes32" }, { type: "uint256" }, { type: "uint256" }],
        [1, `0x${"11".repeat(32)}`, 96n, length],
      ) + tail.slice(2),
    );
  assert.equal(contentOfEvent(event(3n, `0x${"aa".repeat(32)}`))!.length, 3); // control
  assert.equal(contentOfEvent(event(32n, `0x${"aa".repeat(32)}`))!.length, 32);
  for (const [length, tail] of [
    [33n, `0x${"aa".repeat(32)}`],
    [2n ** 255n, `0x${"aa".repeat(32)}`],
    [2n ** 53n + 1n, "0x"],
    [0n, "0xaa"],
  ] as const)
    assert.equal(contentOfEvent(event(length, tail)), undefined);
  assert.equal(contentOfEvent(new Uint8Array()), undefined);
});
