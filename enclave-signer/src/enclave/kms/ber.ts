// BER (X.690) as CMS from KMS needs it: one-byte tags, definite lengths of at most four bytes or indefinite ones, everything consumed.
// Depth and number of elements are bounded before anything is kept; contents are views of the input.
import { KmsError } from "./kms-error.ts";

export type BerLimits = { readonly elementsMax: number; readonly depthMax: number };

/** `content` of a primitive element, `children` of a constructed one. */
export type BerElement =
  | { readonly tag: number; readonly content: Uint8Array; readonly children?: undefined }
  | { readonly tag: number; readonly children: readonly BerElement[]; readonly content?: undefined };

export const berTag = { integer: 0x02, octetString: 0x04, null: 0x05, oid: 0x06, sequence: 0x30, set: 0x31 } as const;
const constructed = 0x20;

type Cursor = { readonly bytes: Uint8Array; at: number; elementsLeft: number };

/**
 * The one element that fills `bytes`.
 *
 * @throws {KmsError} `CMS_MALFORMED`
 */
export function berElement(bytes: Uint8Array, { elementsMax, depthMax }: BerLimits): BerElement {
  const cursor: Cursor = { bytes, at: 0, elementsLeft: elementsMax };
  const element = next(cursor, bytes.length, depthMax);
  if (cursor.at !== bytes.length) throw malformed("bytes follow the element");
  return element;
}

function next(cursor: Cursor, end: number, depthLeft: number): BerElement {
  if (depthLeft <= 0) throw malformed("nested too deeply");
  if (cursor.elementsLeft-- <= 0) throw malformed("too many elements");
  const tag = byte(cursor, end);
  if ((tag & 0x1f) === 0x1f) throw malformed("a tag of several bytes");
  if (tag === 0) throw malformed("an end without a beginning");
  const isConstructed = (tag & constructed) !== 0;
  const length = lengthOf(cursor, end);
  if (length === undefined) {
    if (!isConstructed) throw malformed("a primitive element of indefinite length");
    return { tag, children: untilEndOfContents(cursor, end, depthLeft - 1) };
  }
  const elementEnd = cursor.at + length;
  if (elementEnd > end) throw malformed("an element that ends behind its parent");
  if (isConstructed) return { tag, children: childrenUntil(cursor, elementEnd, depthLeft - 1) };
  const content = cursor.bytes.subarray(cursor.at, elementEnd);
  cursor.at = elementEnd;
  return { tag, content };
}

function childrenUntil(cursor: Cursor, end: number, depthLeft: number): BerElement[] {
  const children: BerElement[] = [];
  while (cursor.at < end) children.push(next(cursor, end, depthLeft));
  return children;
}

/** X.690, section 8.1.3.6: two zero bytes. */
function untilEndOfContents(cursor: Cursor, end: number, depthLeft: number): BerElement[] {
  const children: BerElement[] = [];
  for (;;) {
    if (cursor.at + 2 > end) throw malformed("no end of contents");
    if (cursor.bytes[cursor.at] === 0) {
      if (cursor.bytes[cursor.at + 1] !== 0) throw malformed("an end of contents with contents");
      cursor.at += 2;
      return children;
    }
    children.push(next(cursor, end, depthLeft));
  }
}

/** `undefined`: indefinite. */
function lengthOf(cursor: Cursor, end: number): number | undefined {
  const first = byte(cursor, end);
  if (first < 0x80) return first;
  if (first === 0x80) return undefined;
  if (first > 0x84) throw malformed("a huge length");
  let length = 0;
  for (let left = first & 0x7f; left > 0; left--) length = length * 256 + byte(cursor, end);
  return length;
}

function byte(cursor: Cursor, end: number): number {
  const value = cursor.at < end ? cursor.bytes[cursor.at] : undefined;
  if (value === undefined) throw malformed("the input ends in a header");
  cursor.at++;
  return value;
}

const malformed = (what: string) => new KmsError("CMS_MALFORMED", what);
