// Attacker: whoever reads a log, an error or a dump of a structure that a secret got into by mistake.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { inspect } from "node:util";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isNativeAvailable, lockedSecretBytes } from "@inkan/native";
import { Secret } from "./secret.ts";

/** In locked memory, a wiped secret has no bytes at all. */
const isEmpty = (view: Uint8Array) => view.length === 0 || view.every((byte) => byte === 0);
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
    secret.wipe();
    assert.ok(isEmpty(kept));
    assert.throws(() => secret.use((own) => own), TypeError);
  });

  const skip = isNativeAvailable() ? false : "skipped: needs gcc when `npm ci` runs (apt install gcc libc6-dev)";
  test("lies in memory that is not swapped, and gives it back", { skip }, async (context) => {
    const before = lockedSecretBytes();
    const secrets = Array.from({ length: 4_096 }, () => Secret.take(randomBytes(32)));
    const locked = lockedSecretBytes() - before;
    if (locked < 4_096 * 32)
      return context.skip(`skipped: this user may lock no more memory (ulimit -l), ${locked} bytes`);
    for (const secret of secrets) secret.wipe();
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    for (let round = 0; round < 50 && lockedSecretBytes() - before >= locked / 2; round++) {
      collect();
      await setImmediate();
    }
    assert.ok(lockedSecretBytes() - before < locked / 2);
  });

  test("a wiped one's place shows nothing to the next", () => {
    for (let round = 0; round < 100; round++) {
      const one = Secret.take(randomBytes(32).fill(0xa5));
      const view = one.use((own) => own);
      one.wipe();
      const next = Secret.take(Buffer.alloc(32, 0x5a));
      assert.ok(isEmpty(view));
      assert.equal(
        next.use((own) => own.every((byte) => byte === 0x5a)),
        true,
      );
      next.wipe();
    }
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
