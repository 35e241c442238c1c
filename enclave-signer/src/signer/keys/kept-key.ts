// What is kept of a key across restarts, and its bytes inside the seal. All integers are big-endian.
//
//   "inkan-keys-2\n" ‖ u32 number of keys ‖ keys ‖ orders (kept-orders.ts)
//   key = u8 kind (0 BLS, 1 secp256k1) ‖ secret, 32 ‖ public key, uncompressed (96 or 65) ‖ texts: group, path, boot (u8 length ‖ ASCII)
//         ‖ u8 which maxima follow (1 slot, 2 source, 4 target) ‖ u64 each
import { BootError } from "../../enclave/boot-error.ts";
import { BlsSigningKey } from "../bls.ts";
import { Secp256k1SigningKey } from "../secp256k1.ts";
import { decodeOrders, encodeOrders, type KeptOrders, noOrders } from "./kept-orders.ts";
import type { ProtectionFloor } from "./key-ring.ts";

export type KeyDetails = {
  readonly group: string | undefined;
  /** As in EIP-2334, empty when not known. */
  readonly derivationPath: string;
  /** What its history before this signer forbids. */
  readonly floor: ProtectionFloor;
  /** Id of the boot that imported or generated it: in that boot the boot floor holds besides. */
  readonly createdBoot: string;
};

export type KeptKey = KeyDetails &
  (
    | { readonly kind: "bls"; readonly signing: BlsSigningKey }
    | { readonly kind: "secp256k1"; readonly signing: Secp256k1SigningKey }
  );

/** Public key or address, lower case with 0x. */
export const nameOf = (key: KeptKey): string => (key.kind === "bls" ? key.signing.publicKeyHex : key.signing.address);

const magic = Buffer.from("inkan-keys-2\n");
const secretBytes = 32;
const kinds = { bls: 0, secp256k1: 1 } as const;
const publicKeyBytes = { bls: 96, secp256k1: 65 } as const;
const floorFields = ["slot", "source", "target"] as const;

/** @returns Every secret in the clear: seal it, then overwrite it. */
export function encodeKeys(keys: readonly KeptKey[], orders: KeptOrders = noOrders): Buffer {
  const ordered = encodeOrders(orders);
  const texts = keys.map(({ group, derivationPath, createdBoot }) =>
    [group ?? "", derivationPath, createdBoot].map((text) => Buffer.from(text, "latin1")),
  );
  const length = keys.reduce((sum, key, at) => sum + bytesOf(key, texts[at] ?? []), magic.length + 4 + ordered.length);
  const bytes = Buffer.alloc(length); // of its own, not of Node's shared pool
  let at = magic.copy(bytes);
  at = bytes.writeUInt32BE(keys.length, at);
  keys.forEach((key, index) => {
    at = bytes.writeUInt8(kinds[key.kind], at);
    key.signing.use((secret) => bytes.set(secret, at));
    at += secretBytes;
    bytes.set(key.kind === "bls" ? key.signing.publicKeyBytes : key.signing.publicKey, at);
    at += publicKeyBytes[key.kind];
    for (const text of texts[index] ?? []) {
      at = bytes.writeUInt8(text.length, at);
      at += text.copy(bytes, at);
    }
    at = bytes.writeUInt8(flagsOf(key.floor), at);
    for (const field of floorFields) {
      const maximum = key.floor[field];
      if (maximum !== undefined) at = bytes.writeBigUInt64BE(maximum, at);
    }
  });
  ordered.copy(bytes, at);
  return bytes;
}

/** What one store holds. */
export type KeptContent = { readonly keys: KeptKey[]; readonly orders: KeptOrders };

/**
 * @param bytes As {@link encodeKeys} made them. The secrets in them are overwritten one by one.
 * @throws {BootError} `KEY_STORE_MALFORMED`; nothing partial is returned.
 */
export function decodeKeys(bytes: Buffer): KeptContent {
  const reader = new Reader(bytes);
  try {
    if (!reader.take(magic.length).equals(magic)) throw new BootError("KEY_STORE_MALFORMED");
    const keys = Array.from({ length: reader.count() }, () => readKey(reader));
    const orders = decodeOrders(reader);
    reader.end();
    return { keys, orders };
  } catch {
    throw new BootError("KEY_STORE_MALFORMED");
  } finally {
    bytes.fill(0);
  }
}

function readKey(reader: Reader): KeptKey {
  const kind = reader.uint8() === kinds.bls ? "bls" : "secp256k1";
  const secret = reader.take(secretBytes);
  const publicKey = reader.take(publicKeyBytes[kind]);
  const [group = "", derivationPath = "", createdBoot = ""] = [reader.text(), reader.text(), reader.text()];
  const flags = reader.uint8();
  const [slot, source, target] = floorFields.map((_, bit) => ((flags >> bit) & 1 ? reader.uint64() : undefined));
  const details = { group: group || undefined, derivationPath, createdBoot, floor: { slot, source, target } };
  return kind === "bls"
    ? { kind, signing: BlsSigningKey.restore(secret, publicKey), ...details }
    : { kind, signing: Secp256k1SigningKey.take(secret), ...details };
}

const bytesOf = (key: KeptKey, texts: readonly Buffer[]): number =>
  2 +
  secretBytes +
  publicKeyBytes[key.kind] +
  texts.reduce((sum, text) => sum + 1 + text.length, 0) +
  8 * floorFields.filter((field) => key.floor[field] !== undefined).length;

const flagsOf = (floor: ProtectionFloor): number =>
  floorFields.reduce((flags, field, bit) => flags | (floor[field] === undefined ? 0 : 1 << bit), 0);

/** Past the end it throws, and so does what is left over. */
class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  take(length: number): Buffer {
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    if (taken.length !== length) throw new RangeError("cut");
    this.#at += length;
    return taken;
  }

  uint8 = (): number => this.take(1).readUInt8();
  uint64 = (): bigint => this.take(8).readBigUInt64BE();
  text = (): string => this.take(this.uint8()).toString("latin1");

  /** No more keys than the bytes could hold. */
  count(): number {
    const count = this.take(4).readUInt32BE();
    if (count > this.#bytes.length / secretBytes) throw new RangeError("cut");
    return count;
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw new RangeError("something follows");
  }
}
