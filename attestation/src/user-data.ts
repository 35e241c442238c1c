// What an Inkan enclave states in `user_data`: deterministic CBOR (RFC 8949, section 4.2.1), at most 512 bytes.
//   { "keys": { "tls": bstr32, "response": bstr32 }, "origin": text, "purpose": text, "version": 1 }
// Keys stand as SHA-256 of their DER SubjectPublicKeyInfo; `bootAddress`, which contracts read, as keccak256 of a point.
import { equalBytes } from "./bytes.ts";
import type { CborMap, CborValue } from "./cbor.ts";
import { decodeCbor } from "./cbor.ts";
import { encodeCbor } from "./cbor-encode.ts";
import { AttestationError } from "./errors.ts";
import { attestationLimits } from "./limits.ts";

/** Why a document was made. A verifier takes only the purpose that it asked for, so no document serves in place of another. */
export const purposes = ["challenge", "register", "kms", "handover", "log"] as const;
export type Purpose = (typeof purposes)[number];

/** The keys that a document can vouch for. */
export const keyNames = ["response", "tls", "hpke", "boot"] as const;
export type KeyName = (typeof keyNames)[number];

/** Digests of keys, 32 bytes each. */
const digestNames = [...keyNames, "bootAddress"] as const;
type DigestName = (typeof digestNames)[number];

/**
 * SHA-256 of SubjectPublicKeyInfos, 32 bytes each. `bootAddress`: keccak256 of the 64 bytes x ‖ y of the signer's secp256k1 boot key, whose
 * last 20 bytes are the boot's address on chain.
 */
export type KeyDigests = { readonly response: Uint8Array } & { readonly [name in DigestName]?: Uint8Array | undefined };

export type UserData = {
  readonly version: 1;
  readonly purpose: Purpose;
  /** Scheme and authority that clients know the enclave by, such as `https://rpc.example`. */
  readonly origin: string;
  readonly keys: KeyDigests;
};

/**
 * @throws {RangeError} When it would not decode again: our own mistake, so no document is made.
 */
export function encodeUserData({ purpose, origin, keys }: Omit<UserData, "version">): Uint8Array<ArrayBuffer> {
  const digests = digestNames.flatMap((name) => (keys[name] === undefined ? [] : [[name, keys[name]] as const]));
  const bytes = write(new Map(digests), origin, purpose);
  try {
    decodeUserData(bytes);
  } catch (thrown) {
    throw new RangeError("not the user data of an enclave", { cause: thrown });
  }
  return bytes;
}

/**
 * Reads `user_data`: exactly the members above, each once, in the one deterministic encoding.
 *
 * @throws {AttestationError} `USER_DATA_MALFORMED`.
 */
export function decodeUserData(bytes: Uint8Array): UserData {
  if (bytes.length === 0 || bytes.length > attestationLimits.ownUserDataBytesMax)
    throw malformed(`${bytes.length} bytes, limit ${attestationLimits.ownUserDataBytesMax}`);
  const map = decodeMap(bytes);
  const origin = text(map.get("origin"));
  const purpose = text(map.get("purpose"));
  const keys = map.get("keys");
  if (map.size !== 4 || map.get("version") !== 1) throw malformed("not keys, origin, purpose and version 1");
  if (!isPurpose(purpose)) throw malformed("an unknown purpose");
  if (!isOrigin(origin)) throw malformed("an origin that is empty, too long or not printable ASCII");
  if (!(keys instanceof Map)) throw malformed("keys is not a map");
  const digests = decodeKeys(keys);
  // One value, one encoding: whatever was written otherwise (other order) is not ours.
  if (!equalBytes(bytes, write(keys, origin, purpose))) throw malformed("not the deterministic encoding");
  return { version: 1, purpose, origin, keys: digests };
}

function write(keys: CborMap, origin: string, purpose: string): Uint8Array<ArrayBuffer> {
  return encodeCbor(
    new Map<string, CborValue>([
      ["version", 1],
      ["purpose", purpose],
      ["origin", origin],
      ["keys", keys],
    ]),
  );
}

function decodeMap(bytes: Uint8Array): CborMap {
  try {
    const value = decodeCbor(bytes, { cborDepthMax: 2, cborItemsMax: 8 + 2 * digestNames.length + 1 });
    if (value instanceof Map) return value;
  } catch (thrown) {
    if (!(thrown instanceof AttestationError)) throw thrown;
    throw malformed(`${thrown.code}: ${thrown.message}`);
  }
  throw malformed("not a map");
}

function decodeKeys(map: CborMap): KeyDigests {
  const digests: { [name in DigestName]?: Uint8Array } = {};
  for (const [name, digest] of map) {
    if (!isDigestName(name)) throw malformed("a key of an unknown name");
    if (!(digest instanceof Uint8Array) || digest.length !== 32)
      throw malformed(`the digest of ${name} is not 32 bytes`);
    digests[name] = digest;
  }
  const { response } = digests;
  if (response === undefined) throw malformed("no response key");
  return { ...digests, response };
}

function isPurpose(value: string): value is Purpose {
  return (purposes as readonly string[]).includes(value);
}

function isDigestName(value: string | number): value is DigestName {
  return (digestNames as readonly (string | number)[]).includes(value);
}

/** Printable ASCII without a space: what a URL's origin consists of. */
function isOrigin(value: string): boolean {
  return value.length <= attestationLimits.originBytesMax && /^[\x21-\x7e]+$/.test(value);
}

function text(value: CborValue | undefined): string {
  if (typeof value !== "string") throw malformed("origin or purpose is not text");
  return value;
}

function malformed(seen: string): AttestationError {
  return new AttestationError("USER_DATA_MALFORMED", seen);
}
