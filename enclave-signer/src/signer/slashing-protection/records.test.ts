// Attacker: whoever can make a validator's key sign. Wants a second signature that conflicts with a first, by any order of requests, by files
// that lie or are old, by pruning, by a restart. What the rules say is compared with the definition on all pairs of messages.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { AttestationDuty, BlockDuty, SlashableDuty } from "./duty.ts";
import type { Interchange } from "./interchange.ts";
import { type RecordsLimits, recordsLimits } from "./limits.ts";
import { openRecords, type SigningRecords } from "./records.ts";

const key = `0x${"a1".repeat(48)}`;
const other = `0x${"b2".repeat(48)}`;
const root = (n: number) => new Uint8Array(32).fill(n);
const block = (slot: bigint): BlockDuty => ({ kind: "block", slot });
const attestation = (sourceEpoch: bigint, targetEpoch: bigint): AttestationDuty => ({
  kind: "attestation",
  sourceEpoch,
  targetEpoch,
});
const refused = (code: string) => ({ refused: code });
const interchange = (...data: Interchange["data"]): Interchange => ({
  genesisValidatorsRoot: `0x${"00".repeat(32)}`,
  data,
});
const history = (blocks: readonly bigint[], attestations: readonly (readonly [bigint, bigint])[] = []) => ({
  publicKey: key,
  blocks: blocks.map((slot) => ({ slot, signingRoot: undefined })),
  attestations: attestations.map(([sourceEpoch, targetEpoch]) => ({
    sourceEpoch,
    targetEpoch,
    signingRoot: undefined,
  })),
});

describe("the conditions of EIP-3076", () => {
  test("a block: its own root again, no other at its slot, none at or below the first", () => {
    const records = openRecords();
    assert.equal(records.decide(key, block(10n), root(1)), "new");
    assert.equal(records.decide(key, block(10n), root(1)), "repeat");
    assert.deepEqual(records.decide(key, block(10n), root(2)), refused("DOUBLE_BLOCK"));
    assert.deepEqual(records.decide(key, block(9n), root(2)), refused("BLOCK_BELOW_WATERMARK"));
    assert.equal(records.decide(key, block(12n), root(2)), "new");
    assert.equal(records.decide(key, block(11n), root(3)), "new", "complete records: between two signed slots");
    assert.equal(records.decide(other, block(9n), root(2)), "new", "control: another key");
  });

  for (const [name, source, target, expected] of [
    ["the same target, another root", 10n, 20n, "DOUBLE_VOTE"],
    ["the same target, another source", 11n, 20n, "DOUBLE_VOTE"],
    ["around a signed one", 9n, 21n, "SURROUNDING_VOTE"],
    ["within a signed one", 11n, 19n, "SURROUNDED_VOTE"],
    ["source after target", 31n, 30n, "SOURCE_AFTER_TARGET"],
    ["source below the first", 4n, 5n, "SOURCE_BELOW_WATERMARK"],
    ["target not above the first", 5n, 5n, "TARGET_BELOW_WATERMARK"],
  ] as const)
    test(`an attestation: ${name}`, () => {
      const records = openRecords();
      assert.equal(records.decide(key, attestation(5n, 6n), root(1)), "new");
      assert.equal(records.decide(key, attestation(10n, 20n), root(1)), "new");
      assert.deepEqual(records.decide(key, attestation(source, target), root(2)), refused(expected));
      assert.equal(records.decide(key, attestation(10n, 20n), root(1)), "repeat", "control: identical");
      assert.equal(records.decide(key, attestation(10n, 21n), root(2)), "new", "control: after it");
    });

  test("a root that is not known equals none, not even zero", () => {
    const records = openRecords();
    records.import(interchange(history([10n], [[1n, 2n]])), { as: "records" });
    for (const n of [0, 1]) {
      assert.deepEqual(records.decide(key, block(10n), root(n)), refused("DOUBLE_BLOCK"));
      assert.deepEqual(records.decide(key, attestation(1n, 2n), root(n)), refused("DOUBLE_VOTE"));
    }
    assert.equal(records.decide(key, block(11n), root(0)), "new");
    assert.equal(records.decide(key, block(11n), root(0)), "repeat", "control: a zero root that we signed");
  });

  test("judge says what decide would, and records nothing", () => {
    const records = openRecords();
    assert.equal(records.judge(key, block(1n), root(1)), "new");
    assert.equal(records.size, 0);
    assert.equal(records.judge(key, block(1n), root(2)), "new");
  });
});

describe("the ends of 64 bits", () => {
  const last = 2n ** 64n - 1n;
  test("the last number is kept as it is", () => {
    const records = openRecords();
    assert.equal(records.decide(key, block(last), root(1)), "new");
    assert.deepEqual(records.decide(key, block(last), root(2)), refused("DOUBLE_BLOCK"));
    assert.equal(records.decide(key, attestation(last - 1n, last), root(1)), "new");
    assert.deepEqual(records.decide(key, attestation(last, last), root(2)), refused("DOUBLE_VOTE"));
    assert.deepEqual(records.floorOf(key), { slot: last, source: last - 1n, target: last });
  });
  test("one more, or a negative one, does not wrap around", () => {
    const records = openRecords();
    for (const duty of [block(last + 1n), block(-1n), attestation(0n, last + 2n), attestation(-1n, 3n)])
      assert.equal((records.decide(key, duty, root(1)) as { refused: string }).refused, "REQUEST_MALFORMED");
    assert.equal(
      (records.decide(key, block(1n), new Uint8Array(31)) as { refused: string }).refused,
      "REQUEST_MALFORMED",
    );
    assert.equal(records.size, 0);
  });
});

describe("what is dropped never becomes signable", () => {
  const limits: RecordsLimits = { keysMax: 10, epochsKept: 4n, slotsKept: 8n, recordsPerKeyMax: 3 };
  test("by distance", () => {
    const records = openRecords({ ...limits, recordsPerKeyMax: 100 });
    for (let epoch = 1n; epoch <= 20n; epoch++)
      records.decide(key, attestation(epoch - 1n, epoch), root(Number(epoch)));
    assert.equal(typeof records.decide(key, attestation(1n, 2n), root(99)), "object");
    assert.deepEqual(records.decide(key, attestation(15n, 16n), root(16)), refused("TARGET_BELOW_WATERMARK"));
    assert.equal(records.decide(key, attestation(16n, 17n), root(17)), "repeat", "control: kept");
  });
  test("by number", () => {
    const records = openRecords(limits);
    for (const slot of [10n, 11n, 12n, 13n, 14n]) assert.equal(records.decide(key, block(slot), root(1)), "new");
    assert.deepEqual(records.decide(key, block(11n), root(1)), refused("BLOCK_BELOW_WATERMARK"));
    assert.equal(records.decide(key, block(12n), root(1)), "repeat", "control: kept");
  });
  test("a forgotten key keeps its maxima", () => {
    const records = openRecords(limits);
    records.decide(key, block(10n), root(1));
    records.decide(key, attestation(3n, 4n), root(1));
    records.forget(key);
    assert.deepEqual(records.decide(key, block(10n), root(1)), refused("BLOCK_BELOW_WATERMARK"));
    assert.deepEqual(records.decide(key, attestation(3n, 4n), root(1)), refused("TARGET_BELOW_WATERMARK"));
    assert.equal(records.decide(key, attestation(3n, 5n), root(1)), "new", "control");
  });
  test("a floor only raises", () => {
    const records = openRecords(limits);
    records.setFloor(key, { slot: 10n, source: 5n, target: 6n });
    records.setFloor(key, { slot: 3n, source: undefined, target: 2n });
    assert.deepEqual(records.floorOf(key), { slot: 10n, source: 5n, target: 6n });
  });
  test("keys past the limit are refused; those that are there sign on", () => {
    const records = openRecords({ ...limits, keysMax: 1 });
    assert.equal(records.decide(key, block(1n), root(1)), "new");
    assert.equal((records.decide(other, block(1n), root(1)) as { refused: string }).refused, "OVERLOADED");
    assert.throws(() => records.setFloor(other, { slot: 1n, source: 1n, target: 1n }), { code: "OVERLOADED" });
    const file = interchange(history([50n]), { ...history([50n]), publicKey: other });
    assert.throws(() => records.import(file), { code: "OVERLOADED" });
    assert.equal(records.floorOf(key).slot, 1n, "nothing of the file was taken");
    assert.equal(records.import(file, { isWanted: (publicKey) => publicKey === key }).get(key)?.slot, 50n, "control");
  });
});

describe("importing", () => {
  test("closes the gaps between what is known, and below", () => {
    const records = openRecords();
    records.import(interchange(history([40n], [[2n, 30n]])));
    const floors = records.import(interchange(history([50n], [[10n, 50n]])));
    assert.deepEqual(floors.get(key), { slot: 50n, source: 10n, target: 50n });
    assert.deepEqual(records.decide(key, block(45n), root(1)), refused("BLOCK_BELOW_WATERMARK"));
    assert.deepEqual(records.decide(key, attestation(9n, 49n), root(1)), refused("SOURCE_BELOW_WATERMARK"));
    assert.equal(records.decide(key, block(51n), root(1)), "new");
  });
  test("closes those between our own records too: another may have signed there meanwhile", () => {
    const records = openRecords();
    for (const slot of [5n, 9n]) records.decide(key, block(slot), root(1));
    assert.equal(records.judge(key, block(7n), root(2)), "new", "control: before");
    records.import(interchange(history([2n])));
    assert.deepEqual(records.decide(key, block(7n), root(2)), refused("BLOCK_BELOW_WATERMARK"));
  });
  test("an older file lowers nothing", () => {
    const records = openRecords();
    records.import(interchange(history([100n], [[12n, 13n]])));
    const floors = records.import(interchange(history([2n], [[4n, 5n]])));
    assert.deepEqual(floors.get(key), { slot: 100n, source: 12n, target: 13n });
    assert.deepEqual(records.decide(key, block(3n), root(1)), refused("BLOCK_BELOW_WATERMARK"));
  });
  test("repeats nothing that a file says was signed; what we signed, it does", () => {
    const records = openRecords();
    records.decide(key, block(9n), root(1));
    records.import(interchange({ publicKey: key, blocks: [{ slot: 10n, signingRoot: root(2) }], attestations: [] }));
    assert.deepEqual(records.decide(key, block(10n), root(2)), refused("BLOCK_BELOW_WATERMARK"));
    assert.equal(records.decide(key, block(9n), root(1)), "repeat");
  });
  test("an export says what it is told that others may have signed, of a key without history too", () => {
    const records = openRecords();
    records.decide(key, attestation(3n, 4n), root(1));
    const floor = { slot: 70n, source: 9n, target: 8n };
    const synthetic = { sourceEpoch: 9n, targetEpoch: 9n, signingRoot: undefined };
    for (const minimal of [false, true])
      assert.deepEqual(
        records.export([key, other], { minimal, floor }),
        [key, other].map((publicKey) => ({
          publicKey,
          blocks: [{ slot: 70n, signingRoot: undefined }],
          attestations: [synthetic],
        })),
      );
    assert.equal(records.decide(key, block(1n), root(1)), "new", "control: it raised nothing here");
  });
  test("a file that lies about a root makes nothing repeatable that was dropped", () => {
    const records = openRecords({ ...recordsLimits, slotsKept: 4n });
    for (const slot of [1n, 2n, 3n, 30n]) records.decide(key, block(slot), root(1));
    for (const as of ["records", "watermark"] as const)
      records.import(interchange({ publicKey: key, blocks: [{ slot: 2n, signingRoot: root(7) }], attestations: [] }), {
        as,
      });
    assert.equal(typeof records.decide(key, block(2n), root(7)), "object");
  });
});

describe("the root of a message that is imported as a record", () => {
  const [mine, theirs] = [root(1), root(2)];
  const file = (...roots: (Uint8Array | undefined)[]) =>
    interchange({
      publicKey: key,
      blocks: roots.map((signingRoot) => ({ slot: 10n, signingRoot })),
      attestations: roots.map((signingRoot) => ({ sourceEpoch: 1n, targetEpoch: 2n, signingRoot })),
    });
  for (const [name, roots, isRepeated] of [
    ["is repeated", [mine], true],
    ["is repeated when the file says it twice", [mine, mine], true],
    ["is not repeated beside another", [mine, theirs], false],
    ["is not repeated beside an unknown one", [mine, undefined], false],
    ["is not repeated behind an unknown one", [undefined, mine], false],
  ] as const)
    test(name, () => {
      for (const files of [[file(...roots)], roots.map((signingRoot) => file(signingRoot))]) {
        const records = openRecords();
        for (const one of files) records.import(one, { as: "records" });
        assert.equal(records.decide(key, block(10n), mine) === "repeat", isRepeated);
        assert.equal(records.decide(key, attestation(1n, 2n), mine) === "repeat", isRepeated);
        assert.deepEqual(records.decide(key, block(10n), theirs), refused("DOUBLE_BLOCK"));
      }
    });
});

describe("random histories, against the definition on all pairs", () => {
  type Signed = { readonly duty: SlashableDuty; readonly root: number };
  const requests: readonly Signed[] = [0, 1, 2].flatMap((n) => [
    ...Array.from({ length: 14 }, (_, slot) => ({ duty: block(BigInt(slot)), root: n })),
    ...Array.from({ length: 81 }, (_, at) => ({
      duty: attestation(BigInt(at % 9), BigInt(Math.floor(at / 9))),
      root: n,
    })),
  ]);
  const isAllowed = (records: SigningRecords, { duty, root: n }: Signed) =>
    typeof records.judge(key, duty, root(n)) === "string";
  const allowed = (records: SigningRecords) => new Set(requests.filter((request) => isAllowed(records, request)));
  const assertSubset = (a: ReadonlySet<Signed>, b: ReadonlySet<Signed>, why: string) => {
    for (const request of a) assert.ok(b.has(request), `${why}: ${shown(request)}`);
  };
  const shown = (value: unknown) =>
    JSON.stringify(value, (_, inner) => (typeof inner === "bigint" ? String(inner) : inner));

  test("without imports and pruning, exactly the conditions", () => {
    const random = seeded(1);
    for (let round = 0; round < 300; round++) {
      const records = openRecords();
      const signed: Signed[] = [];
      for (let step = 0; step < 12; step++) {
        const request = requests[random(requests.length)]!;
        const expected = byDefinition(signed, request);
        const decision = records.decide(key, request.duty, root(request.root));
        assert.equal(typeof decision === "string", expected, `${shown(signed)} then ${shown(request)}`);
        if (decision === "new") signed.push(request);
      }
    }
  });

  test("with imports, floors, pruning and restarts: no slashable pair, and each only takes away", () => {
    const random = seeded(2);
    let taken = 0;
    let repeats = 0;
    for (let round = 0; round < 400; round++) {
      const limits: RecordsLimits = {
        keysMax: 2,
        epochsKept: BigInt(2 + random(12)),
        slotsKept: BigInt(2 + random(20)),
        recordsPerKeyMax: 1 + random(8),
      };
      const records = openRecords(limits);
      const signed: Signed[] = [];
      for (let step = 0; step < 15; step++) {
        if (random(4) > 0) {
          const isAgain = signed.length > 0 && random(4) === 0;
          const request = (isAgain ? signed : requests)[random(isAgain ? signed.length : requests.length)]!;
          const decision = records.decide(key, request.duty, root(request.root));
          if (typeof decision === "string") signed.push(request);
          if (decision === "repeat") repeats++;
          continue;
        }
        const before = allowed(records);
        const what = takeAway(records, random);
        assertSubset(allowed(records), before, `${what} made signable`);
        taken++;
      }
      for (const [at, a] of signed.entries())
        for (const b of signed.slice(at + 1)) assert.ok(!conflicts(a, b), `${shown(a)} and ${shown(b)} were signed`);

      const exporter = allowed(records);
      for (const request of exporter)
        for (const earlier of signed)
          assert.ok(!conflicts(earlier, request), `${shown(request)} is signable after ${shown(earlier)}`);
      for (const as of ["records", "watermark"] as const)
        for (const minimal of [false, true]) {
          const importer = openRecords();
          const exported = records.export([key], { minimal });
          assertSound(exported);
          importer.import(interchange(...exported), { as });
          assertSubset(allowed(importer), exporter, `an import of our export, minimal ${minimal}, as ${as}`);
        }
      const restarted = openRecords();
      restarted.setFloor(key, records.floorOf(key));
      assertSubset(allowed(restarted), exporter, "a restart on the floor");
    }
    assert.ok(taken > 500 && repeats > 50, `${taken} imports and floors, ${repeats} repeats were drawn`);
  });

  test("what a file holds is protected, as watermark or as records", () => {
    const random = seeded(3);
    for (let round = 0; round < 400; round++) {
      const records = openRecords();
      const as = random(2) === 0 ? "records" : "watermark";
      const files = [randomFile(random), randomFile(random)];
      for (const file of files) records.import(interchange(file), { as });
      for (const request of requests) {
        if (records.judge(key, request.duty, root(request.root)) !== "new") continue;
        for (const { blocks, attestations } of files) {
          const imported = [
            ...blocks.map(({ slot }) => block(slot)),
            ...attestations.map((vote) => attestation(vote.sourceEpoch, vote.targetEpoch)),
          ];
          for (const duty of imported) {
            assert.ok(!conflicts({ duty, root: -1 }, request), `${shown(duty)} against ${shown(request)}`);
            if (as === "watermark") assert.ok(isAfter(request.duty, duty), `${shown(request)} after ${shown(duty)}`);
          }
        }
      }
    }
  });

  /** Some clients leave out a key whose file holds a slashable pair, or refuse a source after its target. */
  function assertSound([entry]: Interchange["data"]): void {
    const slots = (entry?.blocks ?? []).map(({ slot }) => slot);
    assert.equal(new Set(slots).size, slots.length);
    const votes = (entry?.attestations ?? []).map((vote) => attestation(vote.sourceEpoch, vote.targetEpoch));
    for (const [at, vote] of votes.entries()) {
      assert.ok(vote.sourceEpoch <= vote.targetEpoch);
      for (const [rootOfLater, later] of votes.slice(at + 1).entries())
        assert.ok(!conflicts({ duty: vote, root: -1 }, { duty: later, root: rootOfLater }), shown(entry));
    }
  }

  function takeAway(records: SigningRecords, random: (bound: number) => number): string {
    const kind = random(5);
    if (kind === 0) {
      records.setFloor(key, { slot: BigInt(random(10)), source: BigInt(random(6)), target: BigInt(random(6)) });
      return "a floor";
    }
    if (kind === 1 && random(4) === 0) {
      records.forget(key);
      return "forgetting";
    }
    const as = kind === 2 ? "watermark" : "records";
    const file = randomFile(random);
    records.import(interchange(file), { as });
    return `import as ${as} of ${shown(file)}`;
  }

  function randomFile(random: (bound: number) => number): Interchange["data"][number] {
    const signingRoot = () => (random(3) === 0 ? undefined : root(random(3)));
    return {
      publicKey: key,
      blocks: Array.from({ length: random(5) }, () => ({ slot: BigInt(random(14)), signingRoot: signingRoot() })),
      attestations: Array.from({ length: random(5) }, () => ({
        sourceEpoch: BigInt(random(9)),
        targetEpoch: BigInt(random(9)),
        signingRoot: signingRoot(),
      })),
    };
  }

  /** Conditions 1 to 5 over a plain list. */
  function byDefinition(signed: readonly Signed[], request: Signed): boolean {
    const { duty } = request;
    if (duty.kind === "attestation" && duty.sourceEpoch > duty.targetEpoch) return false;
    const sameKind = signed.filter(({ duty: { kind } }) => kind === duty.kind);
    if (sameKind.some((earlier) => shown(earlier) === shown(request))) return true;
    return sameKind.every((earlier) => !conflicts(earlier, request)) && isAboveFirst(sameKind, duty);
  }

  function isAboveFirst(signed: readonly Signed[], duty: SlashableDuty): boolean {
    const first = signed[0]?.duty;
    if (first === undefined) return true;
    return isAfter(duty, first);
  }
});

/** Nothing at or below: slot above; source not below and target above. */
function isAfter(duty: SlashableDuty, earlier: SlashableDuty): boolean {
  if (duty.kind === "block") return earlier.kind !== "block" || duty.slot > earlier.slot;
  if (earlier.kind === "block") return true;
  return duty.sourceEpoch >= earlier.sourceEpoch && duty.targetEpoch > earlier.targetEpoch;
}

type Placed = { readonly duty: SlashableDuty; readonly root: number };
function conflicts(a: Placed, b: Placed): boolean {
  if (a.duty.kind === "block" || b.duty.kind === "block")
    return a.duty.kind === "block" && b.duty.kind === "block" && a.duty.slot === b.duty.slot && a.root !== b.root;
  const [s1, t1, s2, t2] = [a.duty.sourceEpoch, a.duty.targetEpoch, b.duty.sourceEpoch, b.duty.targetEpoch];
  if (t1 === t2) return a.root !== b.root || s1 !== s2;
  return (s1 < s2 && t2 < t1) || (s2 < s1 && t1 < t2);
}

/** mulberry32. @returns Integers below `bound`. */
function seeded(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}
