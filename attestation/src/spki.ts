// SubjectPublicKeyInfo (RFC 5480) of the two curves in use: one fixed prefix each, then the uncompressed point.
import { concatBytes, equalBytes, fromHex } from "./bytes.ts";
import type { Curve } from "./ecdsa.ts";
import { isPointOnCurve } from "./ecdsa.ts";

// SEQUENCE { SEQUENCE { id-ecPublicKey, curve }, BIT STRING with no unused bit, 04… }
const prefixes = {
  "P-256": fromHex("3059301306072a8648ce3d020106082a8648ce3d030107034200")!,
  "P-384": fromHex("3076301006072a8648ce3d020106052b81040022036200")!,
} as const;

/**
 * The uncompressed point of a DER SubjectPublicKeyInfo, a view of `spki`.
 *
 * @returns `undefined` for another algorithm or curve, a compressed point, explicit parameters, a point off the curve, bytes behind.
 */
export function pointOfSpki(curve: Curve, spki: Uint8Array): Uint8Array | undefined {
  const prefix = prefixes[curve.name];
  if (!equalBytes(spki.subarray(0, prefix.length), prefix)) return undefined;
  const point = spki.subarray(prefix.length);
  return isPointOnCurve(curve, point) ? point : undefined;
}

/** The DER SubjectPublicKeyInfo of an uncompressed point. */
export function spkiOfPoint(curve: Curve, point: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(prefixes[curve.name], point);
}
