// A maintainer who forgets a check, or writes one that breaks: the report refuses.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckId } from "./checks.ts";
import { checkTable } from "./checks.ts";
import { AttestationError } from "./errors.ts";
import { Checks } from "./report.ts";

const ids = Object.keys(checkTable) as CheckId[];
const passed = () => ({ seen: "fine", value: true });

test("control: all made and passed is an acceptance", async () => {
  const checks = new Checks();
  for (const id of ids) await checks.make(id, "", [], passed);
  assert.deepEqual([checks.finish().accepted, checks.finish().code], [true, undefined]);
});

test("a check that nobody made refuses", async () => {
  for (const forgotten of ids) {
    const checks = new Checks();
    for (const id of ids) if (id !== forgotten) await checks.make(id, "", [], passed);
    assert.deepEqual([checks.finish().accepted, checks.finish().code], [false, "NOT_CHECKED"]);
  }
});

test("a check that breaks refuses, and its message stays inside", async () => {
  const checks = new Checks();
  for (const id of ids)
    await checks.make(id, "", [], () => {
      if (id === "leaf") throw new TypeError("secret inside");
      return passed();
    });
  const { accepted, code, checks: made } = checks.finish();
  assert.deepEqual([accepted, code], [false, "INTERNAL"]);
  assert.ok(!JSON.stringify(made).includes("secret inside"));
});

test("a check that needs a failed one is not made, and names the one that failed first", async () => {
  const checks = new Checks();
  const envelope = await checks.make("envelope", "", [], () => {
    throw new AttestationError("COSE_MALFORMED");
  });
  const payload = await checks.make("payload", "", [envelope], () => assert.fail("it was made"));
  await checks.make("kind", "", [payload], () => assert.fail("it was made"));
  const kind = checks.finish().checks.find(({ id }) => id === "kind");
  assert.deepEqual([kind?.outcome, kind?.code, kind?.passed], ["not-checked", "NOT_CHECKED", false]);
  assert.ok(kind?.seen.includes(checkTable.envelope.title));
});
