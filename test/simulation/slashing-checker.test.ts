// User: the model test, which believes this checker alone. It must find every offence that comparing all pairs finds, and no other.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { findSlashable, type SignedAttestation, type SignedBlock, type SignedMessage } from "./slashing-checker.ts";

const block = (slot: number, signingRoot: string, publicKey = "a"): SignedBlock => ({
  kind: "block",
  publicKey,
  slot: BigInt(slot),
  signingRoot,
});
const attestation = (source: number, target: number, signingRoot: string, publicKey = "a"): SignedAttestation => ({
  kind: "attestation",
  publicKey,
  sourceEpoch: BigInt(source),
  targetEpoch: BigInt(target),
  signingRoot,
});

describe("each offence is found, in either order, and its harmless neighbour is not", () => {
  const cases: readonly [string, readonly SignedMessage[], readonly SignedMessage[]][] = [
    ["double proposal", [block(5, "x"), block(5, "y")], [block(5, "x"), block(6, "y"), block(5, "x")]],
    ["double vote", [attestation(1, 2, "x"), attestation(1, 2, "y")], [attestation(1, 2, "x"), attestation(1, 3, "y")]],
    ["double vote", [attestation(0, 2, "x"), attestation(1, 2, "y")], [attestation(1, 2, "x"), attestation(1, 2, "x")]],
    [
      "surround vote",
      [attestation(1, 5, "x"), attestation(2, 4, "y")],
      [attestation(2, 5, "x"), attestation(2, 4, "y")],
    ],
    ["double proposal", [block(5, "x"), block(5, "y")], [block(5, "x"), block(5, "y", "b")]],
    [
      "surround vote",
      [attestation(1, 5, "x"), attestation(2, 4, "y")],
      [attestation(1, 5, "x"), attestation(2, 4, "y", "b")],
    ],
  ];
  for (const [offence, bad, good] of cases)
    test(`${offence}: ${bad.map(shown).join(" ")}`, () => {
      assert.deepEqual(
        findSlashable(bad).map((pair) => pair.offence),
        [offence],
      );
      assert.equal(findSlashable([...bad].reverse()).length, 1);
      assert.deepEqual(findSlashable(good), []);
    });

  test("of a surround, the message around comes first", () => {
    const [around, within] = [attestation(1, 5, "x"), attestation(2, 4, "y")];
    assert.deepEqual(findSlashable([within, around])[0]?.messages, [around, within]);
  });
});

test("2,000 random histories: an offence is found exactly where comparing all pairs finds one", () => {
  const random = seeded(0x5eed);
  let offending = 0;
  for (let round = 0; round < 2_000; round++) {
    const messages: SignedMessage[] = Array.from({ length: 1 + random(12) }, () => {
      const root = String(random(3));
      const key = "ab"[random(2)];
      return random(2) === 0 ? block(random(12), root, key) : attestation(random(8), random(16), root, key);
    });
    const expected = everyPair(messages);
    const found = findSlashable(messages);
    assert.equal(
      found.length > 0,
      expected.length > 0,
      JSON.stringify(messages, (_, value) => String(value)),
    );
    for (const { messages: pair } of found)
      assert.equal(everyPair(pair).length, 1, "each pair is an offence by itself");
    if (found.length > 0) offending++;
  }
  assert.ok(offending > 500 && offending < 1_900, `${offending} of 2,000 offend: both kinds were drawn`);
});

test("300,000 honest messages are judged, and one bad one among them is found", () => {
  const messages: SignedMessage[] = [];
  for (let epoch = 1; epoch <= 3_000; epoch++)
    for (let key = 0; key < 100; key++) messages.push(attestation(epoch - 1, epoch, `root ${epoch}`, `key ${key}`));
  assert.deepEqual(findSlashable(messages), []);
  assert.equal(findSlashable([...messages, attestation(5, 1_500, "root 1500", "key 7")])[0]?.offence, "surround vote");
});

/** The definition, on all pairs. */
function everyPair(messages: readonly SignedMessage[]): (readonly [SignedMessage, SignedMessage])[] {
  return messages.flatMap((a, at) =>
    messages.slice(at + 1).flatMap((b) => (offends(a, b) || offends(b, a) ? [[a, b] as const] : [])),
  );
}

function offends(a: SignedMessage, b: SignedMessage): boolean {
  if (a.publicKey !== b.publicKey) return false;
  if (a.kind === "block") return b.kind === "block" && a.slot === b.slot && a.signingRoot !== b.signingRoot;
  if (b.kind === "block") return false;
  if (a.targetEpoch === b.targetEpoch && a.signingRoot !== b.signingRoot) return true;
  return a.sourceEpoch < b.sourceEpoch && b.targetEpoch < a.targetEpoch;
}

function shown(message: SignedMessage): string {
  return message.kind === "block" ? `@${message.slot}` : `${message.sourceEpoch}→${message.targetEpoch}`;
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
