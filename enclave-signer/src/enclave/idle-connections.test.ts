// Attacker: a client with more sockets than the enclave has memory for. Wants: memory, or that someone who is being served is cut off.
import assert from "node:assert/strict";
import { Duplex } from "node:stream";
import { describe, test } from "node:test";
import { openIdleConnections } from "./idle-connections.ts";

const connection = () => new Duplex({ read() {}, write: (_bytes, _encoding, done) => done() });

describe("idle connections", () => {
  test("past the bound the one that has waited longest is closed; those that are served are not", () => {
    const { idle, busy } = openIdleConnections(2);
    const [served, first, second, third] = [connection(), connection(), connection(), connection()];
    for (const each of [served, first]) idle(each);
    busy(served);
    for (const each of [second, third]) idle(each);
    assert.deepEqual(
      [served, first, second, third].map(({ destroyed }) => destroyed),
      [false, true, false, false],
    );
  });

  test("one that was served waits anew, behind the others; one that is gone does not count", () => {
    const { idle, busy } = openIdleConnections(2);
    const [first, second, third, gone] = [connection(), connection(), connection(), connection()];
    for (const each of [first, second]) idle(each);
    busy(first);
    idle(first);
    gone.destroy();
    idle(gone);
    assert.equal(second.destroyed, false, "control: two are within the bound");
    idle(third);
    assert.deepEqual(
      [first, second, third].map(({ destroyed }) => destroyed),
      [false, true, false],
    );
  });
});
