// One random schedule: clones of one signer, a hostile parent between them and their log, malicious clients, an operator who imports and deletes keys.
import type { ProtectionFloor } from "../../../enclave-signer/src/signer/keys/key-ring.ts";
import type { SlashableDuty } from "../../../enclave-signer/src/signer/slashing-protection/duty.ts";
import { type Choices, seeded } from "../seeded.ts";
import { findSlashable, type SignedMessage } from "../slashing-checker.ts";
import { type Clone, ethereum, startClone } from "./clone.ts";
import { messageOf, rootOf } from "./messages.ts";
import { openModelBucket } from "./model-bucket.ts";
import { openModelChain } from "./model-chain.ts";
import { type HeldLog, openNetwork } from "./network.ts";
import { openOutside } from "./outside.ts";

/**
 * What the parent can do. `once-only`: the log is honest, everything around it is not; any number of clones, clocks wrong by an hour either way.
 * `chain`: the log is the chain backend over a model of a chain: records that go before they are final, a node that lies, others that are behind.
 * `chain, forged proofs`: the same, and the node that lies does nothing but show claims as written that aren't.
 * `s3`: the log is the S3 backend over a model of a bucket, whose administrator puts delete markers and further versions there.
 * `none`: the log is the parent's, who rolls it back and lies about writes; one clone at a time, one clock, which may be wrong by an hour.
 * `none, two alive`: the same with clones side by side. This is what exclusivity `none` does not protect from.
 */
export type Power = "once-only" | "chain" | "chain, forged proofs" | "s3" | "none" | "none, two alive";

export type ScheduleOutcome = {
  readonly signed: number;
  readonly slashable: number;
  /** Refusals by code. */
  readonly refused: ReadonlyMap<string, number>;
  readonly boots: number;
  readonly records: number;
};

type Alive = { clone: Clone | undefined; isAlive: boolean };
type Keys = ReadonlyMap<string, ProtectionFloor>;

const slotMs = ethereum.slotDurationMs;
const epochMs = 8 * slotMs;
const hourMs = 3_600_000;
const startMs = 200 * epochMs;
const noFloor: ProtectionFloor = { slot: undefined, source: undefined, target: undefined };
const [kept, moving] = ["0xaa", "0xbb"];
const [stepsMin, stepsMax] = [12, 40];

export async function runSchedule(seed: number, power: Power): Promise<ScheduleOutcome> {
  const choices = seeded(seed);
  const messages: SignedMessage[] = [];
  const refused = new Map<string, number>();
  const clones = new Set<Alive>();
  const clonesMax = power === "none" ? 1 : 3;
  const copies: HeldLog[] = [[]];
  let held = copies[0]!;
  let nowMs = startMs + choices.below(epochMs);
  let boots = 0;
  const isOurs = power === "none" || power === "none, two alive";
  const isBentOnProofs = power === "chain, forged proofs";
  const asksPerStep = isBentOnProofs ? 8 : 2;
  const offset = isBentOnProofs ? () => 0 : anyOffset;
  const commonOffsetMs = offset(choices);
  const outside = openOutside();
  /** Sealed key stores by digest. The parent keeps all of them; the log says which is current. */
  let isMovingOutside = isOurs || choices.chance(60);
  const first = new Map([[kept, noFloor], ...(isMovingOutside ? [] : [[moving, noFloor] as const])]);
  const stores = new Map<string | undefined, Keys>([[undefined, first]]);

  // Who forges proofs gains most where all else goes well.
  const maliciousPercent = isBentOnProofs ? 0 : choices.of([0, 15, 40]);
  const network = openNetwork({
    ...{ choices, held: () => held },
    exclusivity: isOurs ? "none" : "once-only",
    maliciousPercent,
  });
  const chain =
    power === "chain" || isBentOnProofs
      ? openModelChain({ choices, maliciousPercent, isBentOnProofs, monotonicMs: () => nowMs })
      : undefined;
  const bucket = power === "s3" ? openModelBucket({ choices, maliciousPercent, nowMs: () => nowMs }) : undefined;
  const count = (code: string) => refused.set(code, (refused.get(code) ?? 0) + 1);
  const live = () => [...clones].filter((one): one is Alive & { clone: Clone } => one.clone !== undefined);

  function bootOne(): void {
    if (clones.size >= clonesMax) return;
    if (isOurs && choices.chance(60)) {
      copies.push(held);
      held = choices.of(copies).slice(0, choices.below(held.length + 2));
    }
    const one: Alive = { clone: undefined, isAlive: true };
    clones.add(one);
    const offsetMs = isOurs ? commonOffsetMs : offset(choices);
    const isAlive = () => one.isAlive;
    startClone({
      ...{ number: boots++, isAlive },
      ...(chain === undefined
        ? { log: bucket?.logOf(isAlive, network.send) ?? network.logOf(isAlive) }
        : {
            log: chain.logOf(isAlive, network.send),
            pause: chain.pauseOf(isAlive),
            leadMs: choices.of([0, epochMs]),
          }),
      unixMs: () => nowMs + offsetMs,
      monotonicMs: () => nowMs,
      windowEpochs: 1 + choices.below(4),
      onSigned: (publicKey, signingRoot) => messages.push(messageOf(publicKey, signingRoot)),
    }).then(
      (clone) => {
        const keys = stores.get(clone.journal.keyStore.current());
        for (const [publicKey, floor] of keys ?? []) clone.add(publicKey, floor);
        one.clone = clone;
      },
      (thrown: { code?: string }) => {
        count(`boot: ${thrown.code}`);
        clones.delete(one);
      },
    );
  }

  function crashOne(): void {
    const one = choices.of([...clones]);
    if (one !== undefined) end(one);
  }

  function end(one: Alive): void {
    one.isAlive = false;
    clones.delete(one);
  }

  function releaseOne(): void {
    const one = choices.of(live());
    if (one === undefined) return;
    // Just before and just after, clients ask, best for what was not signed yet.
    if (choices.chance(20)) nowMs += epochMs;
    for (let asked = 0; asked < 3; asked++) ask(one.clone);
    // The process goes on for a while, and clients still ask it.
    one.clone.protection
      .release()
      .catch((thrown: { code?: string }) => count(`release: ${thrown.code}`))
      .finally(() => choices.chance(70) && end(one));
    for (let asked = 0; asked < 3; asked++) ask(one.clone);
  }

  function askOne(): void {
    const one = choices.of(live());
    if (one === undefined) return;
    for (let asked = 0; asked < asksPerStep; asked++) ask(one.clone);
  }

  function ask(clone: Clone): void {
    const duty = dutyAround(aim(clone), choices);
    const publicKey = clone.has(moving) && choices.chance(60) ? moving : kept;
    const signingRoot = rootOf(duty, choices.below(2));
    clone.signer
      .signRoot({ publicKey, signingRoot, duty, priority: duty.kind === "block" ? 0 : 1 })
      .catch((thrown: { code?: string; message: string }) => count(thrown.code ?? thrown.message));
  }

  /** An epoch that hurts: now, by the clone's clock or the true one, or where another boot's windows end. */
  function aim(clone: Clone): number {
    const own = Math.floor(clone.unixMs() / epochMs);
    const others = Number(clone.journal.windows.floor().target) + 1;
    if (others > 0 && choices.chance(60)) return Math.min(others, own);
    return choices.chance(70) ? own : Math.floor(nowMs / epochMs);
  }

  function askOutside(): void {
    if (!isMovingOutside) return;
    const hereMs = isOurs ? nowMs + commonOffsetMs : nowMs;
    const duty = dutyAround(Math.floor(hereMs / epochMs) - 1, choices);
    if (duty.kind === "attestation" && duty.sourceEpoch >= duty.targetEpoch) return;
    const latest = BigInt(Math.floor(hereMs / slotMs));
    if ((duty.kind === "block" ? duty.slot : duty.targetEpoch * 8n) > latest) return;
    if (outside.sign(duty)) messages.push(messageOf(moving, rootOf(duty, choices.below(2))));
  }

  /** The key's history comes along, or, where our clock is not behind the other signer's, may have been forgotten. */
  function importOne(): void {
    const one = choices.of(live());
    if (one === undefined || !isMovingOutside) return;
    isMovingOutside = false;
    const { clone } = one;
    const isForgotten = (isOurs || clone.unixMs() >= nowMs) && choices.chance(50);
    const data = isForgotten ? [] : [outside.history(moving)];
    clone.records.import({ genesisValidatorsRoot: "", data });
    clone.records.setFloor(moving, clone.protection.importFloor());
    const floor = clone.records.floorOf(moving);
    const keys = stores.get(clone.journal.keyStore.current()) ?? new Map();
    const digest = digestOf(stores.size);
    stores.set(digest, new Map([...keys, [moving, floor]]));
    clone.journal.keyStore.record(digest).then(
      () => clone.add(moving, floor),
      (thrown: { code?: string }) => count(`import: ${thrown.code}`),
    );
  }

  /** First it is stopped, then the store without it becomes current, then the history goes out. */
  function deleteOne(): void {
    const one = choices.of(live());
    if (one === undefined || isOurs || !one.clone.has(moving)) return;
    const { clone } = one;
    clone.remove(moving);
    const keys = new Map(stores.get(clone.journal.keyStore.current()));
    keys.delete(moving);
    const digest = digestOf(stores.size);
    stores.set(digest, keys);
    clone.journal.keyStore.record(digest).then(
      () => {
        outside.takeOver(clone.records.floorOf(moving));
        outside.takeOver(clone.protection.exportFloor());
        isMovingOutside = true;
      },
      (thrown: { code?: string }) => count(`delete: ${thrown.code}`),
    );
  }

  function step(): void {
    const which = choices.below(100);
    if (which < 44) askOne();
    else if (which < 62) network.step();
    else if (which < 74)
      nowMs += isBentOnProofs ? slotMs : choices.of([slotMs, epochMs, epochMs, 2 * epochMs, 6 * epochMs]);
    else if (which < 83) bootOne();
    else if (which < 87) crashOne();
    else if (which < 90) releaseOne();
    else if (which < 94) askOutside();
    else if (which < 97) importOne();
    else deleteOne();
  }

  for (let at = 0; at < (isBentOnProofs ? 4 : 2); at++) {
    bootOne();
    await settled();
  }
  for (let steps = stepsMin + choices.below(stepsMax - stepsMin); steps > 0; steps--) {
    step();
    await settled();
    bucket?.step();
    chain?.step();
    if (chain !== undefined) await settled();
  }
  for (const one of clones) one.isAlive = false;
  network.drop();
  chain?.step();
  for (let turns = 0; turns < 4; turns++) await settled();
  const slashable = findSlashable(messages).length;
  return {
    signed: messages.length,
    slashable,
    refused,
    boots,
    records: chain?.records.length ?? bucket?.records ?? held.length,
  };
}

/** What a malicious client asks for: around an epoch, with sources that surround. */
function dutyAround(epochNow: number, choices: Choices): SlashableDuty {
  const epoch = epochNow + choices.of([-2, -1, 0, 0, 0, 1]);
  if (choices.chance(30)) return { kind: "block", slot: BigInt(8 * epoch + choices.below(4)) };
  const targetEpoch = BigInt(epoch);
  const back = choices.of([1, 1, 1, 2, 3, 5, 7]);
  return { kind: "attestation", targetEpoch, sourceEpoch: targetEpoch - BigInt(back) };
}

const anyOffset = (choices: Choices): number => choices.of([0, 0, choices.below(2 * hourMs) - hourMs, -hourMs, hourMs]);
const digestOf = (number: number) => number.toString(16).padStart(64, "0");

/** What can go on does, for a turn: `sign.ts` signs in turns of its own. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
