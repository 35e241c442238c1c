// Attacker: whoever reads a log, an error or a dump of a structure that a secret got into by mistake.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { Secret } from "./secret.ts";

const bytes = () => Buffer.from("correct horse battery staple");

describe("a secret", () => {
  test("shows itself in no text, JSON, inspection or spread", () => {
    const secret = Secret.take(bytes());
    const holder = { name: "key", secret };
    for (const shown of [
      String(secret),
      `${secret}`,
      JSON.stringify(holder),
      inspect(holder, { showHidden: true, depth: 9 }),
      JSON.stringify({ ...secret }),
      JSON.stringify(Object.getOwnPropertyNames(secret)),
    ]) {
      assert.doesNotMatch(shown, /horse|104, ?111|686f72/);
    }
    assert.equal(String(secret), "[secret]");
    assert.equal(
      secret.use((own) => Buffer.from(own).toString()),
      bytes().toString(),
    ); // control
  });

  test("has one place: what it was taken from is overwritten, and wiping it ends it", () => {
    const source = bytes();
    const secret = Secret.take(source);
    assert.ok(source.every((byte) => byte === 0));
    const kept = secret.use((own) => own);
    secret.wipe();
    assert.ok(kept.every((byte) => byte === 0));
    assert.throws(() => secret.use((own) => own), TypeError);
  });

  test("is compared whole", () => {
    const secret = Secret.take(bytes());
    assert.equal(secret.equals(bytes()), true);
    assert.equal(secret.equals(Secret.take(bytes())), true);
    const last = bytes();
    last[last.length - 1]! ^= 1;
    assert.equal(secret.equals(last), false);
    assert.equal(secret.equals(bytes().subarray(1)), false);
  });
});
