// ECDSA (FIPS 186-5) over P-256 and P-384: the ranges are judged here, the arithmetic is WebCrypto's.
import { toBigInt } from "./bytes.ts";

/** Parameters of a curve y^2 = x^3 - 3x + b over the field of p, with a base point of order n (SP 800-186). */
export type Curve = {
  readonly name: "P-256" | "P-384";
  /** The hash that is always paired with it here. */
  readonly hash: "SHA-256" | "SHA-384";
  /** Length of a coordinate, and of r and of s. */
  readonly bytes: 32 | 48;
  readonly p: bigint;
  readonly b: bigint;
  readonly n: bigint;
};

export const p256: Curve = {
  name: "P-256",
  hash: "SHA-256",
  bytes: 32,
  p: 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn,
  b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  n: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
};

export const p384: Curve = {
  name: "P-384",
  hash: "SHA-384",
  bytes: 48,
  p: 0xfffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffffn,
  b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  n: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

/**
 * Whether `signature` is r || s of the curve's length with both in 1..n-1.
 * A high s passes: about half of AWS's genuine signatures have one, so a signature must never serve as an identity.
 */
export function isSignatureInRange(curve: Curve, signature: Uint8Array): boolean {
  if (signature.length !== 2 * curve.bytes) return false;
  const r = toBigInt(signature.subarray(0, curve.bytes));
  const s = toBigInt(signature.subarray(curve.bytes));
  return r > 0n && r < curve.n && s > 0n && s < curve.n;
}

/** Whether `point` is `04 || x || y` with coordinates below p that satisfy the curve's equation. */
export function isPointOnCurve(curve: Curve, point: Uint8Array): boolean {
  if (point.length !== 1 + 2 * curve.bytes || point[0] !== 0x04) return false;
  const x = toBigInt(point.subarray(1, 1 + curve.bytes));
  const y = toBigInt(point.subarray(1 + curve.bytes));
  if (x >= curve.p || y >= curve.p) return false;
  return (y * y - (x * x * x - 3n * x + curve.b)) % curve.p === 0n;
}

/**
 * Verifies a signature over `signed` with the curve's hash.
 *
 * @param point Uncompressed public key, `04 || x || y`.
 * @param signature r || s (IEEE P1363), not DER.
 * @returns `false` for whatever is out of range, off the curve, or simply wrong; it does not throw on hostile bytes.
 */
export async function verifyEcdsa(
  curve: Curve,
  point: Uint8Array,
  signed: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  if (!isPointOnCurve(curve, point) || !isSignatureInRange(curve, signature)) return false;
  const algorithm = { name: "ECDSA", namedCurve: curve.name };
  // Copies: WebCrypto takes no view of shared memory.
  const key = await crypto.subtle.importKey("raw", new Uint8Array(point), algorithm, false, ["verify"]);
  const scheme = { name: "ECDSA", hash: curve.hash };
  return crypto.subtle.verify(scheme, key, new Uint8Array(signature), new Uint8Array(signed));
}
