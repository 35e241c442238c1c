// An ECDSA signature as WebAuthn has it (section 6.5.5): Ecdsa-Sig-Value of RFC 3279, section 2.2.3, in DER. One encoding per pair of numbers.

const scalarBytes = 32;

/**
 * r || s, 64 bytes, of a P-256 signature in DER.
 *
 * A high s passes: authenticators don't normalise it, so a signature must never serve as an identity.
 *
 * @returns `undefined` for anything but the one DER form: a long length, a needless or a missing zero, bytes behind, zero or negative numbers.
 */
export function p1363OfDer(der: Uint8Array): Uint8Array | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 72) return undefined;
  const r = takeInteger(der, 2);
  const s = r && takeInteger(der, r.end);
  if (r === undefined || s === undefined || s.end !== der.length) return undefined;
  const both = new Uint8Array(2 * scalarBytes);
  both.set(r.scalar, scalarBytes - r.scalar.length);
  both.set(s.scalar, 2 * scalarBytes - s.scalar.length);
  return both;
}

type Taken = { readonly scalar: Uint8Array; readonly end: number };

function takeInteger(der: Uint8Array, at: number): Taken | undefined {
  const length = der[at + 1];
  const first = der[at + 2];
  if (der[at] !== 0x02 || length === undefined || length === 0 || first === undefined) return undefined;
  const end = at + 2 + length;
  if (end > der.length || first >= 0x80) return undefined;
  if (first !== 0) return length > scalarBytes ? undefined : { scalar: der.subarray(at + 2, end), end };
  // A leading zero keeps a number positive, and stands only where one is needed: zero itself is no part of a signature.
  if (length === 1 || length > scalarBytes + 1 || der[at + 3]! < 0x80) return undefined;
  return { scalar: der.subarray(at + 3, end), end };
}
