// P-384 in bigints, for what a prover computes off chain. Not constant in time: nothing here is secret.
import { p384 } from "../ecdsa.ts";

const { p, n } = p384;

/** A point other than infinity, with coordinates below p. */
export type Point = { readonly x: bigint; readonly y: bigint };
/** x = X/Z^2, y = Y/Z^3; infinity where Z is zero. */
type Jacobian = { readonly X: bigint; readonly Y: bigint; readonly Z: bigint };

const infinity: Jacobian = { X: 1n, Y: 1n, Z: 0n };

/** The base point (SP 800-186, section 3.2.1.4). */
export const basePoint: Point = {
  x: 0xaa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7n,
  y: 0x3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5fn,
};

export const modulo = (a: bigint, m: bigint): bigint => ((a % m) + m) % m;

/** @returns The inverse of `a` modulo the prime `m`; 0 for a multiple of `m`. */
export function inverse(a: bigint, m: bigint): bigint {
  let [r0, r1, t0, t1] = [m, modulo(a, m), 0n, 1n];
  while (r1 !== 0n) {
    const q = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1];
  }
  return r0 === 1n ? modulo(t0, m) : 0n;
}

/** @returns A square root of `a` modulo p, or `undefined` where there is none. p is 3 modulo 4. */
export function squareRoot(a: bigint): bigint | undefined {
  let [root, power] = [1n, modulo(a, p)];
  for (let e = (p + 1n) / 4n; e > 0n; e >>= 1n) {
    if (e & 1n) root = (root * power) % p;
    power = (power * power) % p;
  }
  return (root * root - a) % p === 0n ? root : undefined;
}

/** The right side of the curve's equation, x^3 - 3x + b. */
export const curveRightSide = (x: bigint): bigint => modulo(x * x * x - 3n * x + p384.b, p);

function double({ X, Y, Z }: Jacobian): Jacobian {
  if (Z === 0n) return infinity;
  const zz = (Z * Z) % p;
  const yy = (Y * Y) % p;
  const s = (4n * X * yy) % p;
  const m = (3n * (X - zz) * (X + zz)) % p;
  const x = modulo(m * m - 2n * s, p);
  return { X: x, Y: modulo(m * (s - x) - 8n * yy * yy, p), Z: modulo(2n * Y * Z, p) };
}

function addAffine(a: Jacobian, b: Point): Jacobian {
  if (a.Z === 0n) return { X: b.x, Y: b.y, Z: 1n };
  const zz = (a.Z * a.Z) % p;
  const h = modulo(b.x * zz - a.X, p);
  const r = modulo(b.y * zz * a.Z - a.Y, p);
  if (h === 0n) return r === 0n ? double(a) : infinity;
  const hh = (h * h) % p;
  const v = (a.X * hh) % p;
  const x = modulo(r * r - hh * h - 2n * v, p);
  return { X: x, Y: modulo(r * (v - x) - a.Y * hh * h, p), Z: (a.Z * h) % p };
}

function toAffine({ X, Y, Z }: Jacobian): Point | undefined {
  if (Z === 0n) return undefined;
  const z = inverse(Z, p);
  return { x: modulo(X * z * z, p), y: modulo(Y * z * z * z, p) };
}

/** @returns `a` times `A` plus `b` times `B`, or `undefined` for infinity. Scalars are 0 to n-1. */
export function doubleMultiply(a: bigint, A: Point, b: bigint, B: Point): Point | undefined {
  const both = toAffine(addAffine({ ...jacobian(A) }, B));
  let sum = infinity;
  for (let bit = BigInt(n.toString(2).length - 1); bit >= 0n; bit--) {
    sum = double(sum);
    const [inA, inB] = [(a >> bit) & 1n, (b >> bit) & 1n];
    if (inA && inB) {
      if (both !== undefined) sum = addAffine(sum, both);
    } else if (inA) sum = addAffine(sum, A);
    else if (inB) sum = addAffine(sum, B);
  }
  return toAffine(sum);
}

const jacobian = ({ x, y }: Point): Jacobian => ({ X: x, Y: y, Z: 1n });
