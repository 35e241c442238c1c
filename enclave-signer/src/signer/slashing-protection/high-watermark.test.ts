// User: an operator who hands keys over to another signer at an epoch. Attacker: an administrator without the operators, and a host that restarts.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Client } from "../door/route.ts";
import type { HighWatermark } from "../keys/kept-orders.ts";
import { Refusal } from "../refusal.ts";
import { openHighWatermark } from "./high-watermark.ts";
import { highWatermarkRoute } from "./high-watermark-route.ts";

const mark = (epoch: number, slot = epoch * 32): HighWatermark => ({ epoch: BigInt(epoch), slot: BigInt(slot) });

function setUp({ kept = undefined as HighWatermark | undefined, hasOperators = true } = {}) {
  const asked: unknown[] = [];
  const state = { kept, isApproved: false, isLost: false, hold: undefined as Promise<void> | undefined };
  const approvals = {
    require(subject: unknown) {
      asked.push(subject);
      if (!state.isApproved) throw new Refusal("APPROVAL_REQUIRED");
    },
  };
  const control = openHighWatermark({
    kept,
    async keep(to) {
      await state.hold;
      if (state.isLost) throw new Error("not kept");
      state.kept = to;
    },
    approvals: hasOperators ? approvals : undefined,
  });
  return { control, state, asked };
}

describe("a high watermark", () => {
  test("is kept, and lowered without anybody's approval", async () => {
    const { control, state, asked } = setUp();
    for (const to of [mark(100), mark(100), mark(90), mark(0, 0)]) {
      await control.set(to, "admin");
      assert.deepEqual([control.current(), state.kept], [to, to]);
    }
    assert.deepEqual(asked, []);
  });

  test("is lifted only with the operators' approval: later, by one of the two numbers, or for good", async () => {
    for (const [to, subject] of [
      [mark(101), { action: "high-watermark", epoch: 101n, slot: 3_232n }],
      [mark(99, 3_201), { action: "high-watermark", epoch: 99n, slot: 3_201n }],
      [mark(101, 0), { action: "high-watermark", epoch: 101n, slot: 0n }],
      [undefined, { action: "high-watermark", epoch: null, slot: null }],
    ] as const) {
      const { control, state, asked } = setUp({ kept: mark(100) });
      await assert.rejects(control.set(to, "admin"), { code: "APPROVAL_REQUIRED" });
      assert.deepEqual([control.current(), state.kept, asked], [mark(100), mark(100), [subject]]);
      state.isApproved = true;
      await control.set(to, "admin");
      assert.deepEqual([control.current(), state.kept], [to, to]);
    }
  });

  test("needs no operators where there are none", async () => {
    const { control } = setUp({ kept: mark(100), hasOperators: false });
    await control.set(undefined, "admin");
    assert.equal(control.current(), undefined);
  });

  test("that could not be kept: of the two, the lower one is in force", async () => {
    const { control, state } = setUp({ kept: mark(100) });
    state.isLost = true;
    state.isApproved = true;
    await assert.rejects(control.set(mark(101), "admin"));
    assert.deepEqual(control.current(), mark(100));
    await assert.rejects(control.set(mark(99), "admin"));
    assert.deepEqual(control.current(), mark(99));
  });

  test("that takes long to keep does not lift one that came after it", async () => {
    const { control, state } = setUp();
    let release = () => {};
    state.hold = new Promise((resolve) => (release = resolve));
    const first = control.set(mark(100), "admin");
    await new Promise(setImmediate);
    state.hold = undefined;
    const second = control.set(mark(50), "admin");
    await new Promise(setImmediate);
    release();
    await Promise.all([first, second]);
    assert.deepEqual([control.current(), state.kept], [mark(50), mark(50)]);
  });
});

test("over the clients' door, for administrators of slashing protection alone", async () => {
  const { control, state } = setUp();
  const route = highWatermarkRoute(control);
  const ask = async (method: string, body = "", operation = "slashing-protection") => {
    const client: Client = { names: ["admin"], may: (asked) => asked === operation };
    const fields = { query: "", accept: undefined, contentType: undefined, authorization: undefined };
    const path = "/inkan/v1/high-watermark";
    const answer = await route.answer({ method, path, body: Buffer.from(body), client, ...fields });
    return [answer.status, JSON.parse(answer.body as string)];
  };
  assert.deepEqual(await ask("GET"), [200, {}]);
  const wanted = { epoch: "18446744073709551615", slot: "3200" };
  assert.equal((await ask("PUT", JSON.stringify(wanted), "list-keys"))[0], 403);
  assert.deepEqual(await ask("PUT", JSON.stringify(wanted)), [200, wanted]);
  assert.deepEqual(await ask("GET"), [200, wanted]);
  for (const malformed of [
    "",
    "{}",
    '{"epoch":"1"}',
    '{"epoch":1,"slot":32}',
    '{"epoch":"01","slot":"32"}',
    '{"epoch":"18446744073709551616","slot":"32"}',
    '{"epoch":"1","slot":"32","more":1}',
  ])
    assert.equal((await ask("PUT", malformed))[1].code, "REQUEST_MALFORMED", malformed);
  assert.equal((await ask("DELETE"))[1].code, "APPROVAL_REQUIRED");
  state.isApproved = true;
  assert.deepEqual(await ask("DELETE"), [200, {}]);
  assert.equal((await ask("POST"))[0], 405);
});
