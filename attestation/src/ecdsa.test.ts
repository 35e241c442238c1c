// Attacker: hands over keys and signatures at and beyond the edges of their ranges, where libraries have been wrong before.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { concatBytes, fromHex, toBigInt } from "./bytes.ts";
import type { Curve } from "./ecdsa.ts";
import { isPointOnCurve, isSignatureInRange, p256, p384, verifyEcdsa } from "./ecdsa.ts";
import { pointOfSpki, spkiOfPoint } from "./spki.ts";

const fixed = (value: bigint, { bytes }: Curve) => fromHex(value.toString(16).padStart(2 * bytes, "0"))!;

for (const curve of [p256, p384])
  describe(curve.name, () => {
    const pair = (r: bigint, s: bigint) => concatBytes(fixed(r, curve), fixed(s, curve));

    test("r and s are in 1..n-1, in exactly the curve's length", () => {
      for (const [r, s] of [
        [0n, 1n],
        [1n, 0n],
        [curve.n, 1n],
        [1n, curve.n],
        [curve.n + 1n, 1n],
      ] as const)
        assert.equal(isSignatureInRange(curve, pair(r, s)), false, `${r}, ${s}`);
      for (const [r, s] of [
        [1n, 1n],
        [curve.n - 1n, curve.n - 1n],
      ] as const)
        assert.equal(isSignatureInRange(curve, pair(r, s)), true, `control: ${r}, ${s}`);
      assert.equal(isSignatureInRange(curve, pair(1n, 1n).subarray(1)), false);
      assert.equal(isSignatureInRange(curve, concatBytes(Uint8Array.of(0), pair(1n, 1n))), false);
      assert.equal(isSignatureInRange(curve, new Uint8Array()), false);
    });

    test("a key is a point on the curve, uncompressed, with coordinates below p", async () => {
      const { publicKey, privateKey } = await crypto.subtle.generateKey(
        { name: "ECDSA", namedCurve: curve.name },
        true,
        ["sign", "verify"],
      );
      const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
      const [x, y] = [toBigInt(point.subarray(1, 1 + curve.bytes)), toBigInt(point.subarray(1 + curve.bytes))];
      const written = (first: number, a: bigint, b: bigint) =>
        concatBytes(Uint8Array.of(first), fixed(a, curve), fixed(b, curve));
      assert.equal(isPointOnCurve(curve, point), true); // control
      assert.equal(isPointOnCurve(curve, written(4, x, curve.p - y)), true); // control: the other root
      assert.equal(isPointOnCurve(curve, written(4, x, y ^ 1n)), false);
      assert.equal(isPointOnCurve(curve, written(4, 0n, 0n)), false);
      assert.equal(isPointOnCurve(curve, written(4, curve.p, y)), false);
      assert.equal(isPointOnCurve(curve, written(6 + Number(y & 1n), x, y)), false, "the hybrid form");
      assert.equal(isPointOnCurve(curve, written(2, x, y)), false);
      assert.equal(isPointOnCurve(curve, point.subarray(0, 1 + curve.bytes)), false);
      assert.equal(isPointOnCurve(curve, Uint8Array.of(0)), false, "the point at infinity");

      const spki = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
      assert.deepEqual(pointOfSpki(curve, spki), point); // control
      assert.deepEqual(spkiOfPoint(curve, point), spki);
      assert.equal(pointOfSpki(curve, concatBytes(spki, Uint8Array.of(0))), undefined);
      assert.equal(pointOfSpki(curve === p256 ? p384 : p256, spki), undefined, "the other curve's");
      for (let at = 0; at < spki.length; at++)
        assert.equal(pointOfSpki(curve, spki.with(at, spki[at]! ^ 1)), undefined, `byte ${at}`);

      const signed = new TextEncoder().encode("signed");
      const signature = new Uint8Array(
        await crypto.subtle.sign({ name: "ECDSA", hash: curve.hash }, privateKey, signed),
      );
      assert.equal(await verifyEcdsa(curve, point, signed, signature), true); // control
      assert.equal(await verifyEcdsa(curve, written(4, x, curve.p - y), signed, signature), false, "the negated key");
      assert.equal(await verifyEcdsa(curve, written(4, 0n, 0n), signed, signature), false);
      assert.equal(await verifyEcdsa(curve, point, signed.with(0, 0), signature), false);
      assert.equal(await verifyEcdsa(curve, point, signed, signature.subarray(1)), false);
    });
  });
