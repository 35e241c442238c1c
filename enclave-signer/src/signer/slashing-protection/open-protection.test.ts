// Attacker: a parent that gives a restarted signer an empty development log, and then has its keys exported to another signer.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Journal } from "../window-log/journal.ts";
import type { Exclusivity } from "../window-log/log.ts";
import { openProtection } from "./open-protection.ts";
import { openRecords } from "./records.ts";
import { noMaxima } from "./window.ts";

const ethereum = { preset: "mainnet", genesisTime: 0, slotDurationMs: 12_000 } as const;
const epochMs = 384_000;

/** At 10 epochs after genesis, with a log of which nothing is there. */
function openAt10(exclusivity: Exclusivity) {
  const windows = { own: [], floor: () => noMaxima };
  const journal = { exclusivity, windows, stopped: () => undefined } as unknown as Journal;
  const clock = { unixMs: () => 10 * epochMs, monotonicMs: () => 0 };
  return openProtection({ journal, records: openRecords(), ethereum, windowEpochs: 4, clock });
}

test("an export says all that may have been signed until this boot, when the log can't", () => {
  const floor = openAt10("none").exportFloor();
  assert.ok(floor.target !== undefined && floor.target >= 10n);
  assert.ok(floor.source !== undefined && floor.source >= 9n);
  assert.ok(floor.slot !== undefined && floor.slot >= 320n);
});

test("control: a log that can't be put back is believed when it says that nothing was claimed", () => {
  const nothing = { slot: undefined, source: undefined, target: undefined };
  assert.deepEqual(openAt10("once-only").exportFloor(), nothing);
});
