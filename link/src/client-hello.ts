// The server name and the application protocols in a TLS ClientHello, and nothing else of it: RFC 8446 sections 4.1.2 and 5.1,
// RFC 6066 section 3, RFC 7301 section 3.1. In the gateway they decide only where the bytes go; the enclave reads them again for itself.

export type ClientHello =
  | { readonly kind: "incomplete" }
  | { readonly kind: "malformed" }
  /** `serverName` in lower case; `undefined` without one, as for IP addresses. `protocols` in the client's order, as Latin-1. */
  | { readonly kind: "hello"; readonly serverName: string | undefined; readonly protocols: readonly string[] };

const malformed: ClientHello = { kind: "malformed" };
const incomplete: ClientHello = { kind: "incomplete" };
const recordHandshake = 22;
const messageClientHello = 1;
const extensionServerName = 0;
const extensionProtocols = 16;
const nameTypeHost = 0;
const recordBytesMax = 16_384;

/**
 * Reads what has come so far of a connection.
 *
 * @param bytesMax Of the whole ClientHello message; one that claims more is malformed.
 */
export function readClientHello(received: Uint8Array, bytesMax: number): ClientHello {
  const message = joinRecords(received, bytesMax);
  if ("kind" in message) return message;
  return readMessage(message);
}

/** The handshake message of the first records; a client may cut it into several. */
function joinRecords(received: Uint8Array, bytesMax: number): Uint8Array | ClientHello {
  const message: number[] = [];
  let messageBytes = 4;
  for (let at = 0; ; ) {
    // What can be judged is judged at once, so that another protocol does not wait for the deadline.
    if (at < received.length && received[at] !== recordHandshake) return malformed;
    if (at + 1 < received.length && received[at + 1] !== 3) return malformed;
    if (at + 5 > received.length) return incomplete;
    const length = received[at + 3]! * 256 + received[at + 4]!;
    if (length === 0 || length > recordBytesMax) return malformed;

    for (const byte of received.subarray(at + 5, at + 5 + length)) {
      message.push(byte);
      if (message.length === 1 && byte !== messageClientHello) return malformed;
      if (message.length === 4) {
        messageBytes = 4 + message[1]! * 65_536 + message[2]! * 256 + message[3]!;
        if (messageBytes > bytesMax) return malformed;
      }
      if (message.length > 4 && message.length === messageBytes) return Uint8Array.from(message);
    }
    at += 5 + length;
    if (at > received.length) return incomplete;
  }
}

function readMessage(message: Uint8Array): ClientHello {
  const fields = reader(message.subarray(4));
  fields.skip(2 + 32); // legacy_version, random
  fields.vector(1, 0, 32); // legacy_session_id
  fields.vector(2, 2, 65_534); // cipher_suites
  fields.vector(1, 1, 255); // legacy_compression_methods
  if (fields.failed()) return malformed;
  if (fields.left() === 0) return { kind: "hello", serverName: undefined, protocols: [] };

  const extensions = reader(fields.vector(2, 0, 65_535));
  if (fields.failed() || fields.left() > 0) return malformed;
  let serverName: string | undefined;
  let protocols: readonly string[] | undefined;
  while (extensions.left() > 0) {
    const type = extensions.number(2);
    const data = extensions.vector(2, 0, 65_535);
    if (extensions.failed()) return malformed;
    if (type === extensionServerName) {
      const name = readServerName(data);
      if (name === undefined || serverName !== undefined) return malformed;
      serverName = name;
    } else if (type === extensionProtocols) {
      const names = readProtocols(data);
      if (names === undefined || protocols !== undefined) return malformed;
      protocols = names;
    }
  }
  return { kind: "hello", serverName, protocols: protocols ?? [] };
}

/** Names of 1 to 255 bytes, at least one of them. */
function readProtocols(data: Uint8Array): readonly string[] | undefined {
  const extension = reader(data);
  const list = reader(extension.vector(2, 2, 65_535));
  if (extension.failed() || extension.left() > 0) return undefined;
  const names: string[] = [];
  while (list.left() > 0) {
    const bytes = list.vector(1, 1, 255);
    if (list.failed()) return undefined;
    names.push(String.fromCharCode(...bytes));
  }
  return names;
}

/** RFC 8737, section 3: whoever validates a name offers exactly this protocol. */
export function isAcmeChallenge({ protocols }: { readonly protocols: readonly string[] }): boolean {
  return protocols.length === 1 && protocols[0] === "acme-tls/1";
}

/** A list with exactly one host name, as every client sends it. */
function readServerName(data: Uint8Array): string | undefined {
  const extension = reader(data);
  const list = reader(extension.vector(2, 1, 65_535));
  const type = list.number(1);
  const bytes = list.vector(2, 1, 255);
  if (extension.failed() || list.failed() || extension.left() > 0 || list.left() > 0 || type !== nameTypeHost)
    return undefined;
  const name = String.fromCharCode(...bytes);
  return /^[A-Za-z0-9_]([A-Za-z0-9._-]*)$/.test(name) ? name.toLowerCase() : undefined;
}

/** Reads RFC 8446 section 3 notation; once something does not fit it has failed and gives zeros. */
function reader(bytes: Uint8Array) {
  let at = 0;
  let hasFailed = false;
  const take = (count: number): Uint8Array => {
    if (at + count > bytes.length) {
      hasFailed = true;
      at = bytes.length;
      return new Uint8Array(0);
    }
    at += count;
    return bytes.subarray(at - count, at);
  };
  const number = (size: number) => take(size).reduce((value, byte) => value * 256 + byte, 0);
  return {
    number,
    skip: (count: number) => void take(count),
    vector: (sizeOfLength: number, min: number, max: number): Uint8Array => {
      const length = number(sizeOfLength);
      if (length < min || length > max) hasFailed = true;
      return take(length);
    },
    left: () => bytes.length - at,
    failed: () => hasFailed,
  };
}
