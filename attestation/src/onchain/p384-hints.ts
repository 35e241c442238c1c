// Hints for P384Verifier: what makes checking a P-384 signature on chain cheap, docs/protocol/onchain.md section "Hints".
// The contract checks every one of them; a wrong one can only make it refuse.
import { concatBytes, toBigInt } from "../bytes.ts";
import { isPointOnCurve, isSignatureInRange, p384 } from "../ecdsa.ts";
import { sha384 } from "../hash.ts";
import { basePoint, curveRightSide, doubleMultiply, inverse, modulo, type Point, squareRoot } from "./p384-curve.ts";

const { p, n } = p384;
const halfBits = 192n;
/** Odd multiples 1, 3 … 15 of a point. */
const multiples = 8;

/** Length of hints, in bytes: flags (1), v (24), w (24), z (48), y (48), slopes for Q and for N (8 of 48 bytes each). */
export const p384HintBytes = 913;

const wIsNegative = 1;
const xIsRPlusN = 2;

/**
 * The hints with which P384Verifier checks `signature` over `message`.
 *
 * A signature in range that does not hold has hints too, with which the contract answers false instead of reverting.
 *
 * @param signature r || s, 96 bytes.
 * @param publicKey x || y, 96 bytes, without the leading 04.
 * @returns {@link p384HintBytes} bytes, or none where the ranges alone refuse.
 */
export async function p384Hints(
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!isSignatureInRange(p384, signature) || !isPointOnCurve(p384, concatBytes(Uint8Array.of(4), publicKey)))
    return new Uint8Array();
  const r = toBigInt(signature.subarray(0, 48));
  const s = toBigInt(signature.subarray(48));
  const key: Point = { x: toBigInt(publicKey.subarray(0, 48)), y: toBigInt(publicKey.subarray(48)) };
  return p384HintsOfDigest(toBigInt(await sha384(message)), r, s, key);
}

/**
 * {@link p384Hints} for a digest `e`, with r and s in 1..n-1 and a key on the curve.
 *
 * @param found R = u1 G + u2 Q, from a signer that knows it: what takes most of the time otherwise. A wrong one makes hints that are refused.
 */
export function p384HintsOfDigest(e: bigint, r: bigint, s: bigint, key: Point, found?: Point): Uint8Array<ArrayBuffer> {
  const sInverse = inverse(s, n);
  const u1 = modulo(e * sInverse, n);
  const u2 = modulo(r * sInverse, n);
  const { v, w } = halve(u2);
  const { x, y } = negativeOfR(r, found ?? doubleMultiply(u1, basePoint, u2, key));

  const flags = (w < 0n ? wIsNegative : 0) | (x === r ? 0 : xIsRPlusN);
  return concatBytes(
    Uint8Array.of(flags),
    bytes(v, 24),
    bytes(w < 0n ? -w : w, 24),
    bytes(modulo(v * u1, n), 48),
    bytes(y, 48),
    ...slopes(w < 0n ? { x: key.x, y: p - key.y } : key),
    ...(curveRightSide(x) === modulo(y * y, p) ? slopes({ x, y }) : [new Uint8Array(48 * multiples)]),
  );
}

/** N = -R for R = u1 G + u2 Q when the signature holds; otherwise a point that has r for its x, or (r, 0) when there is none. */
function negativeOfR(r: bigint, found: Point | undefined): Point {
  if (found !== undefined && modulo(found.x, n) === r) return { x: found.x, y: p - found.y };
  return { x: r, y: squareRoot(curveRightSide(r)) ?? 0n };
}

/**
 * v and w with v * u2 = w modulo n, 0 < v < 2^192 and |w| < 2^192: the first remainder below 2^192 in Euclid's algorithm on n and
 * u2. Its cofactor is at most n divided by the remainder before it, and that one is at least 2^192.
 */
export function halve(u2: bigint): { readonly v: bigint; readonly w: bigint } {
  let [r0, r1, t0, t1] = [n, u2, 0n, 1n];
  while (r1 >= 1n << halfBits) {
    const q = r0 / r1;
    [r0, r1, t0, t1] = [r1, r0 - q * r1, t1, t0 - q * t1];
  }
  return t1 < 0n ? { v: -t1, w: -r1 } : { v: t1, w: r1 };
}

/** The slopes of 2P = P + P, 3P = 2P + P, 5P = 2P + 3P … 15P = 2P + 13P, 48 bytes each. */
function slopes(point: Point): Uint8Array[] {
  const tangent = modulo((3n * point.x * point.x - 3n) * inverse(2n * point.y, p), p);
  const twice = along(tangent, point, point);
  const found = [bytes(tangent, 48)];
  for (let sum = point; found.length < multiples; ) {
    const slope = modulo((sum.y - twice.y) * inverse(sum.x - twice.x, p), p);
    found.push(bytes(slope, 48));
    sum = along(slope, twice, sum);
  }
  return found;
}

/** The sum of two points on a line of that slope. */
function along(slope: bigint, a: Point, b: Point): Point {
  const x = modulo(slope * slope - a.x - b.x, p);
  return { x, y: modulo(slope * (a.x - x) - a.y, p) };
}

function bytes(value: bigint, length: number): Uint8Array<ArrayBuffer> {
  const digits = value.toString(16).padStart(2 * length, "0");
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16));
}
