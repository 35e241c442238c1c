// PROXY protocol version 2 (HAProxy's specification, section 2.2): what stands before a passed-through connection. Ours carries
// no address, only a pseudonym for quotas, as a type-length-value of the range for custom use (section 2.2.7: 0xE0 to 0xEF).
import type { Socket } from "node:net";
import { InkanError } from "./errors.ts";
import { takeHead } from "./head.ts";
import type { LinkLimits } from "./limits.ts";
import { linkLimits } from "./limits.ts";

const signature = Uint8Array.of(0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a);
const fixedBytes = 16;
const versionAndCommandProxy = 0x21;
const familyUnspec = 0x00;
const pseudonymType = 0xe0;

/** The type-length-values of a header, and the client's own bytes behind it. Both are views, not copies. */
export type TakenHeader = { readonly tlvs: Uint8Array; readonly rest: Uint8Array };

/**
 * The header for one connection.
 *
 * @param pseudonym Keyed hash of the client's address, 1 to `pseudonymBytesMax` bytes.
 *
 * @example
 * proxyHeader(Uint8Array.of(1, 2)); // 0d0a0d0a000d0a515549540a 21 00 0005 e0 0002 0102
 */
export function proxyHeader(pseudonym: Uint8Array): Uint8Array {
  if (pseudonym.length < 1 || pseudonym.length > linkLimits.pseudonymBytesMax)
    throw new RangeError(`a pseudonym of ${pseudonym.length} bytes`);
  const header = new Uint8Array(fixedBytes + 3 + pseudonym.length);
  header.set(signature);
  header[12] = versionAndCommandProxy;
  header[13] = familyUnspec;
  header[15] = 3 + pseudonym.length;
  header[16] = pseudonymType;
  header[18] = pseudonym.length;
  header.set(pseudonym, fixedBytes + 3);
  return header;
}

/**
 * Takes the PROXY header off `received`: 12 bytes of signature, version and command, family, a 16-bit big-endian length, then TLVs.
 * Only family UNSPEC passes, so a header can't carry a client's address; the length is judged before any TLV is kept.
 *
 * @param received Bytes as the transport gave them; may end in the middle of the header.
 * @param limits `proxyHeaderBytesMax` is used, in bytes of TLVs, inclusive.
 * @returns `undefined` while the header is incomplete: call again with more bytes behind.
 * @throws {InkanError} `PROXY_HEADER_MALFORMED`, `PROXY_HEADER_TOO_LARGE`. Close: nothing behind it can be believed.
 *
 * @example
 * takeProxyHeader(Uint8Array.of(...signature, 0x21, 0x00, 0, 0, 0x16), linkLimits);
 * // { tlvs: [], rest: [0x16] } (0x16: a TLS handshake begins)
 */
export function takeProxyHeader(received: Uint8Array, limits: LinkLimits): TakenHeader | undefined {
  if (received.length < fixedBytes) return undefined;

  const isSigned = signature.every((byte, at) => received[at] === byte);
  if (!isSigned || received[12] !== versionAndCommandProxy || received[13] !== familyUnspec)
    throw new InkanError("PROXY_HEADER_MALFORMED", "wanted version 2, command PROXY, family UNSPEC");

  const tlvBytes = new DataView(received.buffer, received.byteOffset, received.byteLength).getUint16(14);
  const max = limits.proxyHeaderBytesMax;
  if (tlvBytes > max) throw new InkanError("PROXY_HEADER_TOO_LARGE", `${tlvBytes} bytes of TLVs, limit ${max}`);

  const end = fixedBytes + tlvBytes;
  if (received.length < end) return undefined;
  return { tlvs: received.subarray(fixedBytes, end), rest: received.subarray(end) };
}

/**
 * The pseudonym among the TLVs. TLVs of other types are passed over; two pseudonyms, or a length beyond the end, are refused.
 *
 * @returns A view; `undefined` if there is none.
 * @throws {InkanError} `PROXY_HEADER_MALFORMED`.
 */
export function readPseudonym(tlvs: Uint8Array, limits: LinkLimits): Uint8Array | undefined {
  let pseudonym: Uint8Array | undefined;
  for (let at = 0; at < tlvs.length; ) {
    if (at + 3 > tlvs.length) throw new InkanError("PROXY_HEADER_MALFORMED", "a TLV is cut short");
    const end = at + 3 + tlvs[at + 1]! * 256 + tlvs[at + 2]!;
    if (end > tlvs.length) throw new InkanError("PROXY_HEADER_MALFORMED", "a TLV is longer than the header");
    if (tlvs[at] === pseudonymType) {
      const bytes = end - at - 3;
      if (pseudonym !== undefined || bytes < 1 || bytes > limits.pseudonymBytesMax)
        throw new InkanError("PROXY_HEADER_MALFORMED", "wanted one pseudonym");
      pseudonym = tlvs.subarray(at + 3, end);
    }
    at = end;
  }
  return pseudonym;
}

/**
 * Takes the header off a fresh stream; afterwards its next byte is the client's first one.
 *
 * @returns The pseudonym, a copy; `undefined` if the header has none.
 * @throws {InkanError} `PROXY_HEADER_MALFORMED` (also: late, ended, cancelled), `PROXY_HEADER_TOO_LARGE`; the socket is destroyed then.
 *
 * @example
 * const pseudonym = await receiveProxyHeader(socket, linkLimits);
 * tlsServer.emit("connection", socket);
 */
export function receiveProxyHeader(
  socket: Socket,
  limits: LinkLimits,
  signal?: AbortSignal,
): Promise<Uint8Array | undefined> {
  return takeHead(socket, {
    deadlineMs: limits.proxyHeaderDeadlineMs,
    signal,
    bytesMax: fixedBytes + limits.proxyHeaderBytesMax,
    take: (received) => {
      const taken = takeProxyHeader(received, limits);
      if (taken === undefined) return undefined;
      const pseudonym = readPseudonym(taken.tlvs, limits);
      return { head: pseudonym && Uint8Array.from(pseudonym), rest: taken.rest };
    },
    refuse: (why, cause) => new InkanError("PROXY_HEADER_MALFORMED", `no whole PROXY header: ${why}`, { cause }),
  });
}
