// Attacker: whoever may set the machine's clock.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { RootToSign, Signer } from "./sign.ts";
import { onTimeBy, signOnTime } from "./sign-on-time.ts";

test("while the machine's clock is wrong nothing is signed; when it is right again, it is", async () => {
  let isRight = false;
  let signed = 0;
  const signer: Signer = {
    async signRoot() {
      signed++;
      return new Uint8Array(96);
    },
    signDigest: () => ({ rs: new Uint8Array(64), recovery: 0 }),
    waiting: 3,
  };
  const onTime = signOnTime(signer, onTimeBy({ isRight: async () => isRight }));
  await assert.rejects(onTime.signRoot({} as RootToSign), { code: "SYSTEM_CLOCK_WRONG" });
  assert.equal(signed, 0);
  isRight = true;
  await onTime.signRoot({} as RootToSign);
  assert.equal(signed, 1);
  assert.equal(onTime.waiting, 3);
});
