// The examples of the JSON-RPC 2.0 specification, section 7, against a running relay.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, describe, test } from "node:test";
import { type RecordingUpstream, startRecordingUpstream } from "../harness/recording-upstream.ts";
import { startTestRelay, type TestRelay } from "../harness/relay.ts";
import { sharedMaterial } from "../harness/shared-material.ts";

type Expected = null | { id?: unknown; result?: unknown; error?: { code: number } } | Expected[];

const { path, skip } = sharedMaterial("vectors/jsonrpc2-examples.json");
const { cases } = (skip === false ? JSON.parse(readFileSync(path, "utf8")) : { cases: [] }) as {
  cases: readonly { name: string; send: string; expect: Expected }[];
};

describe(`JSON-RPC 2.0: ${cases.length} examples of the specification`, { skip }, () => {
  let upstream: RecordingUpstream;
  let relay: TestRelay;
  before(async () => {
    upstream = await startRecordingUpstream();
    relay = await startTestRelay({ upstreams: [{ name: "recorder", url: upstream.url }] });
  });
  after(async () => {
    await relay?.close();
    await upstream?.close();
  });

  test("there are examples", () => assert.ok(cases.length > 0));
  for (const { name, send, expect } of cases)
    test(name, async () => {
      const { body } = await relay.send({ body: send });
      if (expect === null) assert.equal(body.length, 0);
      else hold(JSON.parse(body.toString()), expect);
    });
});

/** Answers of a batch may come in any order; `"*"` stands for anything. */
function hold(answer: unknown, expected: Expected): void {
  if (Array.isArray(expected)) {
    assert.ok(Array.isArray(answer));
    assert.equal(answer.length, expected.length);
    const left = [...(answer as unknown[])];
    for (const one of expected) {
      const at = left.findIndex((candidate) => holds(candidate, one));
      assert.notEqual(at, -1, `${JSON.stringify(one)} is not among ${JSON.stringify(left)}`);
      left.splice(at, 1);
    }
  } else assert.ok(holds(answer, expected), `${JSON.stringify(answer)} is not ${JSON.stringify(expected)}`);
}

function holds(answer: unknown, expected: Expected): boolean {
  try {
    const { jsonrpc, id, result, error } = answer as Record<string, unknown>;
    const wanted = expected as Exclude<Expected, null | Expected[]>;
    assert.equal(jsonrpc, "2.0");
    if ("id" in wanted) assert.deepEqual(id, wanted.id);
    assert.equal((error as { code: number } | undefined)?.code, wanted.error?.code);
    if (wanted.result !== undefined && wanted.result !== "*") assert.deepEqual(result, wanted.result);
    assert.equal(result !== undefined, wanted.result !== undefined);
    return true;
  } catch {
    return false;
  }
}
