// DER (X.690) as certificates need it: one-byte tags, definite lengths in their shortest form, everything consumed.
import { AttestationError } from "./errors.ts";

/** One element. `content` and `whole` are views of the input. */
export type DerElement = { readonly tag: number; readonly content: Uint8Array; readonly whole: Uint8Array };

export const derTag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** Bounds shared by all elements of one certificate. */
export type DerBudget = { elementsLeft: number };

/**
 * The elements that fill `bytes`, one after the other.
 *
 * @throws {AttestationError} `DER_MALFORMED`, for whatever is not exactly a row of elements.
 */
export function derElements(bytes: Uint8Array, budget: DerBudget): DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length; ) {
    budget.elementsLeft--;
    if (budget.elementsLeft < 0) throw new AttestationError("DER_MALFORMED", "too many elements");
    const element = elementAt(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** The one element that fills `bytes`, of the given tag. @throws {AttestationError} `DER_MALFORMED`. */
export function derElement(bytes: Uint8Array, tag: number, budget: DerBudget): DerElement {
  const [element, ...more] = derElements(bytes, budget);
  if (element === undefined) throw new AttestationError("DER_MALFORMED", "an element is missing");
  if (more.length > 0) throw new AttestationError("DER_MALFORMED", "bytes follow the element");
  return withTag(element, tag);
}

/** @throws {AttestationError} `DER_MALFORMED` when the element is absent or of another tag. */
export function withTag(element: DerElement | undefined, tag: number): DerElement {
  if (element === undefined) throw new AttestationError("DER_MALFORMED", "an element is missing");
  if (element.tag !== tag) throw new AttestationError("DER_MALFORMED", `tag ${element.tag}, wanted ${tag}`);
  return element;
}

/**
 * The magnitude of a positive INTEGER, without its sign byte; zero gives no bytes.
 *
 * @throws {AttestationError} `DER_MALFORMED`: empty, negative, or not in the fewest bytes (X.690, section 8.3.2).
 */
export function unsignedInteger(element: DerElement): Uint8Array {
  const [first, second] = element.content;
  if (first === undefined) throw new AttestationError("DER_MALFORMED", "an empty INTEGER");
  if (first >= 0x80) throw new AttestationError("DER_MALFORMED", "a negative INTEGER");
  if (first !== 0) return element.content;
  if (second !== undefined && second < 0x80)
    throw new AttestationError("DER_MALFORMED", "an INTEGER with a needless zero");
  return element.content.subarray(1);
}

/** BOOLEAN: DER writes true as ff and nothing else (X.690, section 11.1). @throws {AttestationError} `DER_MALFORMED`. */
export function boolean({ content }: DerElement): boolean {
  if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff))
    throw new AttestationError("DER_MALFORMED", "a BOOLEAN that is neither 00 nor ff");
  return content[0] === 0xff;
}

/** Walks through everything constructed, so that no part of what was signed is left unread. @throws {AttestationError} */
export function requireDer(bytes: Uint8Array, depthLeft: number, budget: DerBudget): void {
  if (depthLeft <= 0) throw new AttestationError("DER_MALFORMED", "nested too deeply");
  for (const { tag, content } of derElements(bytes, budget))
    if ((tag & 0x20) !== 0) requireDer(content, depthLeft - 1, budget);
}

function elementAt(bytes: Uint8Array, at: number): DerElement {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined)
    throw new AttestationError("DER_MALFORMED", "the input ends in a header");
  if ((tag & 0x1f) === 0x1f) throw new AttestationError("DER_MALFORMED", "a tag of several bytes");
  if (tag === 0) throw new AttestationError("DER_MALFORMED", "tag 0");

  const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
  // Two bytes of length cover anything that a certificate may hold. 0x80 alone is BER's indefinite form.
  if (first === 0x80 || lengthBytes > 2) throw new AttestationError("DER_MALFORMED", "an indefinite or huge length");
  let length = first < 0x80 ? first : 0;
  for (let read = 0; read < lengthBytes; read++) {
    const byte = bytes[at + 2 + read];
    if (byte === undefined) throw new AttestationError("DER_MALFORMED", "the input ends in a length");
    length = length * 256 + byte;
  }
  const least = lengthBytes === 0 ? 0 : lengthBytes === 1 ? 0x80 : 0x100;
  if (length < least) throw new AttestationError("DER_MALFORMED", "a length that is not in its shortest form");

  const start = at + 2 + lengthBytes;
  const end = start + length;
  if (end > bytes.length) throw new AttestationError("DER_MALFORMED", "an element that ends behind the input");
  return { tag, content: bytes.subarray(start, end), whole: bytes.subarray(at, end) };
}
