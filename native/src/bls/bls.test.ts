// A validator: the signer signs with blst's sources behind a binding of ours, and without a compiler with @chainsafe/blst. A difference of
// one byte between them would be a signature that no node takes.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import * as chainsafe from "@chainsafe/blst";
import { isBlsCompiled, loadBls } from "./add-on.ts";
import type { Bls } from "./bls.ts";
import { blsOf } from "./chainsafe.ts";

const theirs = blsOf(chainsafe);
const ours = isBlsCompiled() ? loadBls() : theirs;
const skip = ours.isAddOn ? false : "skipped: needs gcc when `npm ci` runs (apt install gcc libc6-dev)";
const scalar = () => randomBytes(32).fill(0, 0, 1);
const same = (a: Uint8Array, b: Uint8Array) =>
  assert.equal(Buffer.from(a).toString("hex"), Buffer.from(b).toString("hex"));
const order = Buffer.from("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001", "hex");

describe("the add-on's blst beside @chainsafe/blst", { skip }, () => {
  test("keys and signatures are the same bytes, 100 times", () => {
    for (let round = 0; round < 100; round++) {
      const secret = scalar();
      const message = randomBytes(round % 3 === 0 ? 33 : 32);
      const [a, b] = [ours.secretKeyFromBytes(secret), theirs.secretKeyFromBytes(secret)];
      same(a.toBytes(), b.toBytes());
      for (const compress of [true, false]) {
        same(a.toPublicKey().toBytes(compress), b.toPublicKey().toBytes(compress));
        same(a.sign(message).toBytes(compress), b.sign(message).toBytes(compress));
      }
      assert.equal(a.toPublicKey().toHex(), b.toPublicKey().toHex());
    }
  });

  test("a root that was hashed before gives no other root's signature", () => {
    const [a, b] = [scalar()].flatMap((secret) => [ours.secretKeyFromBytes(secret), theirs.secretKeyFromBytes(secret)]);
    // More than are kept, in an order that keeps, evicts and finds again; the caller's buffer changes under the add-on each time.
    const root = Buffer.alloc(32);
    const expected = new Map<number, Uint8Array>();
    for (let round = 0; round < 300; round++) {
      const which = round % 2 === 0 ? randomBytes(1)[0]! % 7 : 0;
      root.fill(0).writeUInt8(which, round % 2 === 0 ? 31 : 0);
      const known = expected.get(root.readUInt8(31)) ?? b!.sign(root).toBytes();
      expected.set(root.readUInt8(31), known);
      same(a!.sign(root).toBytes(), known);
      assert.equal(ours.verify(root, a!.toPublicKey(), ours.signatureFromBytes(known)), true);
      const other = Buffer.from(root);
      other[round % 32]! ^= 1 << (round % 8);
      assert.equal(ours.verify(other, a!.toPublicKey(), ours.signatureFromBytes(known)), false);
    }
  });

  test("derivation by EIP-2333 is the same", () => {
    const seed = randomBytes(32);
    const walk = (make: Bls) =>
      [12381, 3600, 0, 0, 4_294_967_295].reduce(
        (key, index) => key.deriveChildEip2333(index),
        make.deriveMasterEip2333(seed),
      );
    same(walk(ours).toBytes(), walk(theirs).toBytes());
  });

  test("each verifies the other's, and nothing else", () => {
    const message = randomBytes(32);
    const secrets = [scalar(), scalar(), scalar()];
    const made = (make: Bls) => {
      const keys = secrets.map((secret) => make.secretKeyFromBytes(secret));
      return {
        key: make.aggregatePublicKeys(keys.map((key) => key.toPublicKey())).toBytes(),
        signature: make.aggregateSignatures(keys.map((key) => key.sign(message))).toBytes(),
      };
    };
    const [a, b] = [made(ours), made(theirs)];
    same(a.key, b.key);
    same(a.signature, b.signature);
    for (const make of [ours, theirs]) {
      const key = make.publicKeyFromBytes(b.key, true);
      const signature = make.signatureFromBytes(b.signature, true);
      assert.equal(make.verify(message, key, signature), true); // control
      assert.equal(make.verify(randomBytes(32), key, signature), false);
      assert.equal(make.verify(message, make.secretKeyFromBytes(scalar()).toPublicKey(), signature), false);
      const other = make.secretKeyFromBytes(secrets[0]!).sign(message);
      assert.equal(make.verify(message, key, other), false);
    }
  });

  test("a key and its negative cancel out, and prove nothing", () => {
    const secret = scalar();
    const negative = Buffer.from(
      (BigInt(`0x${order.toString("hex")}`) - BigInt(`0x${secret.toString("hex")}`)).toString(16).padStart(64, "0"),
      "hex",
    );
    const message = randomBytes(32);
    for (const make of [ours, theirs]) {
      const keys = [secret, negative].map((bytes) => make.secretKeyFromBytes(bytes));
      const key = make.aggregatePublicKeys(keys.map((each) => each.toPublicKey()));
      const signature = make.aggregateSignatures(keys.map((each) => each.sign(message)));
      assert.equal(make.verify(message, key, signature), false);
      assert.equal(make.verify(message, keys[0]!.toPublicKey(), keys[0]!.sign(message)), true); // control
    }
  });

  test("a wiped key signs, shows and derives nothing more", () => {
    for (const make of [ours, theirs]) {
      const key = make.secretKeyFromBytes(scalar());
      key.sign(randomBytes(32)); // control
      key.wipe();
      assert.throws(() => key.sign(randomBytes(32)));
      assert.throws(() => key.toBytes());
      assert.throws(() => key.toPublicKey());
      assert.throws(() => key.deriveChildEip2333(0));
      key.wipe();
    }
  });

  for (const [what, give] of [
    ["zero as a secret key", (make) => make.secretKeyFromBytes(new Uint8Array(32))],
    ["the group's order as a secret key", (make) => make.secretKeyFromBytes(order)],
    ["31 bytes as a secret key", (make) => make.secretKeyFromBytes(new Uint8Array(31).fill(1))],
    ["47 bytes as a public key", (make) => make.publicKeyFromBytes(new Uint8Array(47).fill(0x80))],
    ["48 bytes without the flag of compression", (make) => make.publicKeyFromBytes(new Uint8Array(48).fill(1))],
    [
      "the point at infinity as a checked key",
      (make) => make.publicKeyFromBytes(Buffer.concat([Buffer.of(0xc0), Buffer.alloc(47)]), true),
    ],
    ["95 bytes as a signature", (make) => make.signatureFromBytes(new Uint8Array(95).fill(0x80))],
  ] satisfies [string, (make: Bls) => unknown][])
    test(`both refuse ${what}`, () => {
      assert.throws(() => give(ours));
      assert.throws(() => give(theirs));
    });
});
