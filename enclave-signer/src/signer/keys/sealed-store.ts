// The key set across restarts: sealed bytes that the gateway keeps, and their digest in the window log, which no host can turn back.
//
// Two slots. Written is always the one that the log does not name; then the log names it. A crash before the log took the digest leaves
// the slot before, a crash after it the new one: at every moment the slot that the log names is whole.
import { createHash } from "node:crypto";
import { BootError, type BootErrorCode } from "../../enclave/boot-error.ts";
import type { SealingKey } from "../../enclave/seal.ts";
import type { Store } from "../store/store.ts";
import { decodeKeys, encodeKeys, type KeptContent, type KeptKey } from "./kept-key.ts";
import { type KeptOrders, noOrders } from "./kept-orders.ts";
import { KeyError } from "./key-error.ts";

/** The part of the window log that this needs, `KeyStoreRecords` there. Digests are SHA-256 of the sealed bytes, lower-case hexadecimal. */
export type KeyStoreAnchor = {
  /** What the newest such record of the group names. */
  current(): string | undefined;
  /** Reads what other boots recorded since. Throws when it can't, or when nothing may be recorded any more. */
  catchUp(): Promise<void>;
  /** Returns once the log has it. When it throws, the log may have it or not, until the same digest was recorded again. */
  record(digest: string): Promise<void>;
};

export type SealedKeyStore = {
  /**
   * Exactly what the log names, or nothing at all.
   *
   * @returns No key where the log names no store: a first write whose record never came counts for nothing.
   * @throws {BootError} `KEY_STORE_MISSING`, `KEY_STORE_ROLLED_BACK`, `KEY_STORE_OF_ANOTHER_CONFIGURATION`, `KEY_STORE_MALFORMED`, `SEALED_BYTES_*`.
   * @throws {StoreError} When the gateway gives no answer.
   */
  load(): Promise<KeptKey[]>;
  /** Those beside the keys that were loaded or saved last. */
  readonly orders: KeptOrders;
  /**
   * Replaces the set, and the orders beside it.
   *
   * @param keys Called when they are encoded, in the same step: a key that was wiped by then is not among them.
   * @throws {KeyError} `KEY_STORE_NOT_WRITTEN`: the set before is still the current one. `KEY_STORE_CHANGED_ELSEWHERE`: load again. `KEY_STORE_IN_DOUBT`: nobody knows which is; the
   * next call first settles it.
   */
  save(keys: () => readonly KeptKey[], orders?: KeptOrders): Promise<void>;
};

export type SealedKeyStoreParts = {
  readonly store: Pick<Store, "readSealed" | "writeSealed">;
  readonly sealing: SealingKey;
  readonly anchor: KeyStoreAnchor;
  /** Of the window log. */
  readonly group: string;
  /** What to do with a store that, as the log proves, another configuration left. */
  readonly otherConfiguration: "refuse" | "start-empty";
};

type Slot = 0 | 1;
const slots: readonly Slot[] = [0, 1];
const digestOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

export function openSealedKeyStore(parts: SealedKeyStoreParts): SealedKeyStore {
  const { store, sealing, anchor, group, otherConfiguration } = parts;
  const label = `keys of ${group}`;
  const place = (slot: Slot) => `keys-${group}-${slot}`;
  let current: { readonly slot: Slot; readonly digest: string } | undefined;
  let inDoubt: typeof current;
  let orders = noOrders;

  const openNamed = (sealed: Uint8Array): KeptContent => {
    let plain: Uint8Array;
    try {
      plain = sealing.open(label, sealed);
    } catch (thrown) {
      if (!(thrown instanceof BootError) || thrown.code !== "SEALED_BYTES_OF_ANOTHER_KEY") throw thrown;
      if (otherConfiguration === "start-empty") return { keys: [], orders: noOrders };
      throw new BootError("KEY_STORE_OF_ANOTHER_CONFIGURATION", `sealing key of '${sealing.provider}'`);
    }
    return decodeKeys(Buffer.from(plain.buffer, plain.byteOffset, plain.length));
  };

  /** For operators: none of these bytes is what the log names, so none is loaded whatever comes out. */
  const refusalOf = (found: readonly Uint8Array[]): BootErrorCode => {
    if (found.length === 0) return "KEY_STORE_MISSING";
    for (const sealed of found) {
      try {
        sealing.open(label, sealed).fill(0);
      } catch (thrown) {
        if (thrown instanceof BootError) return thrown.code;
        throw thrown;
      }
    }
    return "KEY_STORE_ROLLED_BACK";
  };

  return {
    get orders() {
      return orders;
    },
    async load() {
      const digest = anchor.current();
      current = undefined;
      orders = noOrders;
      // What is in doubt stays so, and its bytes stay, until the log has the same digest: a record may be late.
      if (inDoubt?.digest === digest) inDoubt = undefined;
      if (digest === undefined) return [];
      const found: Uint8Array[] = [];
      for (const slot of slots) {
        const sealed = await store.readSealed(place(slot));
        if (sealed === undefined) continue;
        if (digestOf(sealed) === digest) {
          const content = openNamed(sealed);
          current = { slot, digest };
          orders = content.orders;
          return content.keys;
        }
        found.push(sealed);
      }
      throw new BootError(refusalOf(found));
    },

    async save(keys, ordered = orders) {
      if (inDoubt !== undefined) {
        await record(anchor, inDoubt.digest);
        current = inDoubt;
        inDoubt = undefined;
      }
      // Another boot may have saved: its bytes lie where ours would go.
      await anchor.catchUp().catch((cause: unknown) => {
        throw new KeyError("KEY_STORE_NOT_WRITTEN", undefined, { cause });
      });
      if (anchor.current() !== current?.digest) throw new KeyError("KEY_STORE_CHANGED_ELSEWHERE");
      const slot = current?.slot === 0 ? 1 : 0;
      const plain = encodeKeys(keys(), ordered);
      const sealed = sealing.seal(label, plain);
      plain.fill(0);
      const next = { slot, digest: digestOf(sealed) } as const;
      await write(store, place(slot), sealed, next.digest);
      inDoubt = next;
      await record(anchor, next.digest);
      current = next;
      inDoubt = undefined;
      orders = ordered;
    },
  };
}

/** Read back: the log never names what an honest store failed to keep. */
async function write(store: SealedKeyStoreParts["store"], place: string, sealed: Uint8Array, digest: string) {
  try {
    await store.writeSealed(place, sealed);
    const kept = await store.readSealed(place);
    if (kept !== undefined && digestOf(kept) === digest) return;
  } catch (thrown) {
    throw new KeyError("KEY_STORE_NOT_WRITTEN", undefined, { cause: thrown });
  }
  throw new KeyError("KEY_STORE_NOT_WRITTEN");
}

async function record(anchor: KeyStoreAnchor, digest: string): Promise<void> {
  try {
    await anchor.record(digest);
  } catch (thrown) {
    throw new KeyError("KEY_STORE_IN_DOUBT", undefined, { cause: thrown });
  }
}
