// Attacker: root on the parent, through which every byte to and from the chain goes, together with nodes that lie. Wants: an enclave that
// takes a record for final that isn't, misses one that is, or reads another log than its own, and so signs what another boot signs. The
// chain, the contract, boots, documents and proofs are real. Each attack has its honest control.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { encodeFunctionData } from "viem";
import { signingWindowsAbi } from "../../contracts/src/index.ts";
import { boot } from "../../enclave-signer/src/enclave/boot.ts";
import { silentLog } from "../../enclave-signer/src/enclave/log.ts";
import { openSimulatedNsm } from "../../enclave-signer/src/enclave/nsm/simulated/simulated-nsm.ts";
import { epochClaims } from "../../enclave-signer/src/signer/slashing-protection/claim-size.ts";
import { openClaims } from "../../enclave-signer/src/signer/slashing-protection/claims.ts";
import { slotTimeOf } from "../../enclave-signer/src/signer/slashing-protection/slot-time.ts";
import type { Store } from "../../enclave-signer/src/signer/store/store.ts";
import { groupIdOf, slotsOf } from "../../enclave-signer/src/signer/window-log/chain/contract.ts";
import {
  openWindowAuthority,
  openWindowLog,
  windowTermsOf,
} from "../../enclave-signer/src/signer/window-log/open-window-log.ts";
import { type ParentEgress, startParentEgress } from "../harness/parent-egress.ts";
import {
  type LyingNode,
  operator,
  type RpcCall,
  startLyingNode,
  startWindowChain,
  type WindowChain,
} from "../harness/window-chain.ts";
import { seeded } from "../simulation/seeded.ts";
import { findSlashable, type SignedMessage } from "../simulation/slashing-checker.ts";

const root = mkdtempSync(join(tmpdir(), "inkan-window-chain-"));
let chain: WindowChain;
let egress: ParentEgress;
/** What is not lied about goes to the chain. */
const honest: Lie = ({ method, params }, ask) => ask(method, ...params);
type Lie = Parameters<typeof startLyingNode>[1];
type Ask = Parameters<Lie>[1];
const nodes: LyingNode[] = [];
/** What each of the three nodes does now. */
const lies: [Lie, Lie, Lie] = [honest, honest, honest];
let groups = 0;

before(async () => {
  chain = await startWindowChain();
  egress = await startParentEgress();
  for (const at of [0, 1, 2] as const)
    nodes.push(await startLyingNode(chain.anvil.rpcUrl, (call, ask) => lies[at](call, ask)));
});
after(async () => {
  await Promise.all([chain.stop(), egress.close(), ...nodes.map((node) => node.close())]);
  rmSync(root, { recursive: true, force: true });
});

const everyNode = (lie: Lie) => lies.fill(lie);
const honestly = () => everyNode(honest);
/** Answers `method` otherwise. */
const lieAbout =
  (method: string, make: (call: RpcCall, ask: Ask) => Promise<unknown>): Lie =>
  (call, ask) =>
    call.method === method ? make(call, ask) : honest(call, ask);

const epochMs = 32 * 12_000;
const genesisTime = Math.floor(Date.now() / 1000) - 1_000 * (epochMs / 1000);
const attestation = (target: number) =>
  ({ kind: "attestation", sourceEpoch: BigInt(target - 1), targetEpoch: BigInt(target) }) as const;

async function openGroup(): Promise<string> {
  const group = `group-${groups++}`;
  await chain.open(group);
  await chain.mine(3);
  return group;
}

type Options = {
  readonly contract?: string;
  /** What the parent does with a call. */
  readonly send?: (call: Uint8Array) => Promise<"sent" | "refused">;
  readonly openDeadlineMs?: number;
};

/** A signer up to its claims, over three nodes of which two must agree. Blocks come while it boots. */
async function start(group: string, { contract = chain.contract, send, openDeadlineMs = 20_000 }: Options = {}) {
  const pcr = new Uint8Array(48).fill(1);
  const address = `0x${"11".repeat(20)}`;
  const enclave = await boot({
    role: "signer",
    configBytes: Buffer.from(
      JSON.stringify({
        ...{ version: 1, role: "signer", origin: "https://sign.example", operator },
        registry: { chainId: 31_337, pcrRegistry: address, enclaveRegistry: address },
        windowLog: {
          ...{ kind: "chain", group, chainId: 31_337, contract, finalityMs: 1_500, pollMs: 50 },
          upstreams: nodes.map(({ url }, at) => ({ name: `node-${at}`, url })),
        },
      }),
    ),
    nsm: await openSimulatedNsm({ directory: join(root, "nsm"), pcrs: { pcr0: pcr, pcr1: pcr, pcr2: pcr } }),
    egress: egress.address,
    log: silentLog,
  });
  after(() => enclave.close());
  const sender = chain.sender();
  const store = {
    sendWindowRecord: (_chain, _contract, call) => (send ?? sender.send)(call),
  } as Partial<Store> as Store;
  const terms = windowTermsOf(enclave.config.windowLog);
  const limits = { ...terms.limits, coverDeadlineMs: 1_000, openDeadlineMs, lookAgainMs: 0 };
  const authority = await openWindowAuthority(enclave);
  const journal = await whileMining(openWindowLog(enclave, authority, store, group, limits));
  const time = slotTimeOf({ preset: "mainnet", genesisTime, slotDurationMs: 12_000 });
  const { clock } = enclave;
  const size = epochClaims(time, 4, clock.unixMs, 1n);
  const claims = openClaims({ journal, size, monotonicMs: clock.monotonicMs, limits });
  /** What `sign.ts` does before it touches a key. */
  const sign = async (target: number) => {
    const duty = attestation(target);
    await claims.cover(duty);
    const refused = claims.refusalOf(duty);
    if (refused !== undefined) throw refused;
    claims.note(duty);
  };
  /** As a client that asks again where the window was not there in time. */
  const retried = async (target: number, tries = 20): Promise<void> => {
    try {
      await sign(target);
    } catch (thrown) {
      if ((thrown as { code?: unknown }).code !== "WINDOW_UNAVAILABLE" || tries === 0) throw thrown;
      await retried(target, tries - 1);
    }
  };
  return { claims, journal, sign, retried, signMining: (target: number) => whileMining(retried(target)), enclave };
}

/** Blocks come, so that what is in one becomes final. */
async function whileMining<T>(work: Promise<T>): Promise<T> {
  let isOver = false;
  const settled = work.finally(() => {
    isOver = true;
  });
  settled.catch(() => {});
  while (!isOver) {
    await chain.mine(1);
    await delay(30);
  }
  return settled;
}

describe("control: honest nodes, an honest parent", () => {
  test("a boot reads, introduces itself, claims and signs; the next one stays above, and after a release goes on", async () => {
    const group = await openGroup();
    const one = await start(group);
    assert.equal(one.journal.exclusivity, "once-only");
    await one.signMining(990);
    const before = await chain.length(group);
    for (const target of [991, 995, 1_000]) await one.sign(target);
    assert.equal(before, 2, "boot, claim");

    const two = await start(group);
    assert.equal(two.journal.windows.floor().target, 1_004n, "five epochs: the window, and the lead of one");
    await assert.rejects(two.signMining(1_000), { code: "BELOW_WINDOW" });
    await whileMining(one.claims.release());
    await assert.rejects(one.sign(1_000), { code: "SIGNER_RETIRED" });
    await chain.mine(3);
    await assert.rejects(two.signMining(1_000), { code: "BELOW_WINDOW" }, "signed by the other");
    await assert.rejects(two.sign(1_001), { code: "BEYOND_CLOCK" }, "but no longer below another's window");
    assert.equal(two.journal.windows.floor().target, 1_000n);
  });

  test("two live clones: what one has claimed the other doesn't sign", async () => {
    const group = await openGroup();
    const [one, two] = [await start(group), await start(group)];
    const outcomes = await whileMining(Promise.allSettled([one.retried(1_000), two.retried(1_000)]));
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
  });
});

describe("a record that is not final", () => {
  test("counts for nothing: no claim, no signature, until blocks stand on it", async () => {
    const group = await openGroup();
    const one = await start(group);
    const length = await chain.length(group);
    await assert.rejects(one.sign(1_000), { code: "WINDOW_UNAVAILABLE" });
    assert.equal(await chain.length(group), length + 1, "control: the claim is in a block");
    await assert.rejects(one.sign(1_000), { code: "WINDOW_UNAVAILABLE" });
    await one.signMining(1_000);
    assert.equal(await chain.length(group), length + 1, "it was that claim");
  });

  test("that a reorganization replaced by another boot's led to no signature, and the other's is what counts", async () => {
    const group = await openGroup();
    const [one, two] = [await start(group), await start(group)];
    const snapshot = await chain.client.snapshot();
    await assert.rejects(one.sign(1_000), { code: "WINDOW_UNAVAILABLE" });
    const seen = await chain.length(group);
    await chain.client.revert({ id: snapshot });
    assert.equal(await chain.length(group), seen - 1, "control: it is gone");
    // The parent holds the first one's claim back, and the second's goes in.
    await two.signMining(1_000);
    await assert.rejects(one.signMining(1_000), { code: "BELOW_WINDOW" });
    assert.equal(one.journal.stopped(), undefined, "no fault of the log's");
  });

  test("that came back in another block after a reorganization is the same record", async () => {
    const group = await openGroup();
    const one = await start(group);
    await assert.rejects(one.sign(1_000), { code: "WINDOW_UNAVAILABLE" });
    await chain.client.request({ method: "anvil_reorg", params: [1, []] } as never);
    await one.signMining(1_000);
  });
});

test("two live clones on a chain that reorganizes, asked at random: no slashable pair, by the independent checker", async (context) => {
  const seed = Number(process.env.INKAN_SEED ?? Math.floor(Math.random() * 2 ** 30));
  const choices = seeded(seed);
  const group = await openGroup();
  const clones = [await start(group), await start(group)];
  const messages: SignedMessage[] = [];
  const asking: Promise<unknown>[] = [];
  let reorganized = 0;
  for (let round = 0; round < 60; round++) {
    const at = choices.below(2);
    // One key; each clone would sign another message for the same target.
    const [targetEpoch, back] = [BigInt(990 + choices.below(11)), BigInt(1 + choices.below(3))];
    const duty = { kind: "attestation", targetEpoch, sourceEpoch: targetEpoch - back } as const;
    const { claims } = clones[at]!;
    const sign = async () => {
      await claims.cover(duty);
      if (claims.refusalOf(duty) !== undefined || signedBy[at]!.has(targetEpoch)) return;
      claims.note(duty);
      // What EIP-3076's records do inside a boot.
      signedBy[at]!.set(targetEpoch, duty.sourceEpoch);
      if (conflictsInside(signedBy[at]!, duty)) return void signedBy[at]!.delete(targetEpoch);
      messages.push({ ...duty, publicKey: "0xaa", signingRoot: `clone ${at}` });
    };
    asking.push(sign().catch(() => {}));
    await delay(choices.below(60));
    const blocks = await chain.client.getBlockNumber();
    if (choices.chance(35) && blocks > 4n) {
      reorganized++;
      await chain.client.request({ method: "anvil_reorg", params: [1 + choices.below(2), []] } as never);
      // What was in the blocks that went: sometimes nobody sends it again.
    } else await chain.mine(1 + choices.below(2));
  }
  await whileMining(Promise.all(asking));
  const pairs = findSlashable(messages);
  context.diagnostic(
    `seed ${seed}: ${messages.length} signed, ${reorganized} reorganizations, ${pairs.length} slashable pairs`,
  );
  assert.deepEqual(pairs, []);
  assert.ok(messages.length > 0 && reorganized > 0, "control: something was signed, and blocks went");
});

const signedBy = [new Map<bigint, bigint>(), new Map<bigint, bigint>()];
/** Whether the vote surrounds another of the same boot, or is surrounded. */
function conflictsInside(
  signed: ReadonlyMap<bigint, bigint>,
  { targetEpoch, sourceEpoch }: { readonly targetEpoch: bigint; readonly sourceEpoch: bigint },
): boolean {
  return [...signed].some(
    ([target, source]) =>
      (source < sourceEpoch && targetEpoch < target) || (sourceEpoch < source && target < targetEpoch),
  );
}

describe("a parent that carries calls", () => {
  test("and drops all of them: nothing is signed; once it carries again, all is well", async () => {
    const group = await openGroup();
    let isDropping = false;
    const sender = chain.sender(6);
    const one = await start(group, { send: async (call) => (isDropping ? "sent" : sender.send(call)) });
    isDropping = true;
    await assert.rejects(whileMining(one.sign(1_000)), { code: "WINDOW_UNAVAILABLE" });
    isDropping = false;
    await one.signMining(1_000);
  });

  test("and says that the chain refuses: believed only so far that nothing is signed", async () => {
    const group = await openGroup();
    let isLying = false;
    const sender = chain.sender(6);
    const one = await start(group, { send: async (call) => (isLying ? "refused" : sender.send(call)) });
    isLying = true;
    await assert.rejects(whileMining(one.sign(1_000)), { code: "WINDOW_UNAVAILABLE" });
    isLying = false;
    await one.signMining(1_000);
  });

  test("and keeps a claim for later, sends others' first and repeats all: each record is there once, at its place", async () => {
    const group = await openGroup();
    const sender = chain.sender(6);
    const kept: Uint8Array[] = [];
    let isKeeping = false;
    const one = await start(group, {
      async send(call) {
        kept.push(call);
        return isKeeping ? "sent" : sender.send(call);
      },
    });
    isKeeping = true;
    await assert.rejects(whileMining(one.sign(1_000)), { code: "WINDOW_UNAVAILABLE" });
    const two = await start(group);
    await two.signMining(1_000);
    const length = await chain.length(group);
    const another = chain.sender(8);
    for (const call of [...kept, ...kept]) assert.equal(await another.send(call), "refused");
    assert.equal(await chain.length(group), length);
    await assert.rejects(one.signMining(1_000), { code: "BELOW_WINDOW" });
  });
});

describe("nodes that lie", () => {
  const big = "0xffffff";
  /** Another block under the right number: as the chain would be if the last transaction had not happened. */
  const otherHeader = lieAbout("eth_getBlockByNumber", async ({ params: [place] }, ask) => {
    const block = (await ask("eth_getBlockByNumber", place, false)) as Record<string, string>;
    return (await ask("eth_getBlockByNumber", `0x${(Number(block.number) - 1).toString(16)}`, false)) as unknown;
  });
  const forged = lieAbout("eth_getProof", async ({ params }, ask) => {
    const proof = (await ask("eth_getProof", ...params)) as { storageProof: { proof: string[] }[] };
    for (const each of proof.storageProof) each.proof = each.proof.map((node) => node.replace(/..$/, "00"));
    return proof;
  });
  const anotherContract =
    (other: () => string): Lie =>
    async (call, ask) => {
      if (call.method !== "eth_getProof") return honest(call, ask);
      const [, slots, block] = call.params;
      return { ...((await ask("eth_getProof", other(), slots, block)) as object), address: chain.contract };
    };
  const anotherGroup =
    (other: () => string): Lie =>
    async (call, ask) => {
      if (call.method !== "eth_getProof") return honest(call, ask);
      const [address, keys, block] = call.params as [string, string[], string];
      const { state, lastBlock } = slotsOf(groupIdOf(Buffer.from(operator.slice(2), "hex"), other()));
      const foreign = [state, lastBlock].map((slot) => `0x${slot.toString(16).padStart(64, "0")}`);
      const proof = (await ask("eth_getProof", address, [...foreign, ...keys.slice(2)], block)) as {
        storageProof: { key: string }[];
      };
      for (const [at, key] of keys.entries()) proof.storageProof[at]!.key = key;
      return proof;
    };
  const olderProof = lieAbout("eth_getProof", async ({ params: [address, slots, block] }, ask) =>
    ask("eth_getProof", address, slots, `0x${(Number(block) - 2).toString(16)}`),
  );
  const noLogs = lieAbout("eth_getLogs", async () => []);
  const shorterLogs = lieAbout("eth_getLogs", async (call, ask) =>
    ((await honest(call, ask)) as unknown[]).slice(0, -1),
  );
  const changedLogs = lieAbout("eth_getLogs", async (call, ask) =>
    ((await honest(call, ask)) as { data: string }[]).map((log) => ({
      ...log,
      data: log.data.replace(/7b22/g, "7b23"),
    })),
  );
  const silent: Lie = async () => undefined;
  const tooNew = lieAbout("eth_getBlockByNumber", async ({ params: [place] }, ask) => {
    const block = (await ask("eth_getBlockByNumber", place === "finalized" ? "latest" : place, false)) as object;
    return block;
  });
  const anotherChain = lieAbout("eth_chainId", async () => "0x1");
  let other = "";
  let foreignGroup = "";
  before(async () => {
    other = await chain.deployAnother();
    foreignGroup = await openGroup();
    await start(foreignGroup);
  });
  after(honestly);

  for (const [what, lie] of [
    ["shows proofs with changed nodes", forged],
    ["shows proofs of another contract", anotherContract(() => other)],
    ["shows proofs of another group", anotherGroup(() => foreignGroup)],
    ["shows proofs of an older state", olderProof],
    ["withholds all records", noLogs],
    ["withholds the last record", shorterLogs],
    ["changes records", changedLogs],
    ["names another block as final", otherHeader],
    ["is of another chain", anotherChain],
    ["says nothing", silent],
  ] as const)
    test(`one of three ${what}: the others are heard; all three: nothing is signed`, async () => {
      const group = await openGroup();
      const one = await start(group);
      await one.signMining(985);
      await whileMining(one.claims.release());
      await chain.mine(3);
      try {
        lies[0] = lie;
        const two = await start(group); // control: a boot of its own, and its claim
        await two.signMining(1_000);
        assert.equal(two.journal.windows.floor().target, 985n);

        everyNode(lie);
        if (lie === otherHeader) return; // three that agree on another final block are the chain, as far as anyone can tell
        await assert.rejects(start(group, { openDeadlineMs: 400 }), { code: "WINDOW_UNAVAILABLE" });
      } finally {
        honestly();
      }
    });

  test("one calls the newest block final: two others are needed to agree, so it does not count", async () => {
    const group = await openGroup();
    const one = await start(group);
    try {
      lies[0] = tooNew;
      await assert.rejects(one.sign(1_000), { code: "WINDOW_UNAVAILABLE" });
      lies[1] = tooNew; // control: two that agree are believed
      await one.sign(1_000);
    } finally {
      honestly();
    }
  });

  test("each names another block: no two agree, and nothing is signed", async () => {
    const group = await openGroup();
    const one = await start(group);
    try {
      lies[0] = otherHeader;
      lies[1] = lieAbout("eth_getBlockByNumber", async ({ params: [place] }, ask) =>
        place === "finalized" ? ask("eth_getBlockByNumber", "0x1", false) : { number: big },
      );
      await assert.rejects(whileMining(one.sign(1_000)), { code: "WINDOW_UNAVAILABLE" });
      honestly();
      for (let tries = 0; (await one.signMining(1_000).catch(() => "late")) !== undefined; tries++)
        assert.ok(tries < 10);
    } finally {
      honestly();
    }
  });

  test("records in another order, twice, and with foreign ones among them: the hashes sort them", async () => {
    const group = await openGroup();
    const one = await start(group);
    await one.signMining(985);
    try {
      everyNode(
        lieAbout("eth_getLogs", async ({ params: [filter] }, ask) => {
          const { topics, ...rest } = filter as { topics: string[] };
          const all = (await ask("eth_getLogs", { ...rest, topics: [topics[0]] })) as unknown[];
          return [...all.toReversed(), { data: "0x" }, null, ...all];
        }),
      );
      const two = await start(group);
      assert.equal(two.journal.windows.floor().target, 1_004n);
    } finally {
      honestly();
    }
  });

  test("a range that is too large for a node is asked for in pieces", async () => {
    const group = await openGroup();
    const one = await start(group);
    await chain.mine(60);
    await one.signMining(985);
    try {
      everyNode(
        lieAbout("eth_getLogs", async (call, ask) => {
          const { fromBlock, toBlock } = call.params[0] as { fromBlock: string; toBlock: string };
          return Number(toBlock) - Number(fromBlock) >= 10 ? undefined : honest(call, ask);
        }),
      );
      assert.equal((await start(group)).journal.windows.floor().target, 1_004n);
    } finally {
      honestly();
    }
  });
});

describe("finality that did not hold", () => {
  test("a final record that is gone at a later final block ends the boot for good", async () => {
    const group = await openGroup();
    const snapshot = await chain.client.snapshot();
    const one = await start(group);
    await one.signMining(1_000);
    await chain.client.revert({ id: snapshot });
    await chain.mine(40);
    await assert.rejects(one.journal.catchUp(), { code: "LOG_CORRUPT" });
    assert.equal(one.journal.stopped()?.code, "LOG_CORRUPT");
    await assert.rejects(one.signMining(1_000), { code: "LOG_CORRUPT" });
  });
});

test("a group that is not open is waited for, and nothing is written by anybody else's leave", async () => {
  await assert.rejects(start("never-opened", { openDeadlineMs: 400 }), { code: "WINDOW_UNAVAILABLE" });
  const call = encodeFunctionData({ abi: signingWindowsAbi, functionName: "open", args: [operator, "never-opened"] });
  assert.equal(await chain.sender(7).send(Buffer.from(call.slice(2), "hex")), "refused");
});
