// What administrators do with keys: each change is sealed and named by the log before it counts, but for a deletion, which stops the key first.
import type { Random } from "../../enclave/random.ts";
import type { BlsSigningKey } from "../bls.ts";
import { Secp256k1SigningKey } from "../secp256k1.ts";
import { openAccountKeystore, writeAccountKeystore } from "./account-keystore.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { deriveSigningKey } from "./derive.ts";
import { hasFloor, noFloor, raisedOf } from "./floors.ts";
import { decryptAll } from "./import-keystores.ts";
import { type KeptKey, type KeyDetails, nameOf } from "./kept-key.ts";
import type { KeptOrders } from "./kept-orders.ts";
import { KeyError, type KeyErrorCode } from "./key-error.ts";
import type { KeyRing, ProtectionFloor } from "./key-ring.ts";
import { writeKeystore } from "./keystore.ts";
import { keyLimits } from "./limits.ts";
import type { SealedKeyStore } from "./sealed-store.ts";

export type ImportRequest = {
  /** EIP-2335, each as JSON text. */
  readonly keystores: readonly string[];
  /** As many. */
  readonly passwords: readonly string[];
  readonly group?: string | undefined;
  /**
   * Called once, with all keys that decrypted (duplicates too), before any is active: takes their history over. When it throws, nothing
   * was imported and its error is thrown on.
   */
  readonly protect?: (publicKeys: readonly string[]) => Floors | Promise<Floors>;
  /** Called as keystores are decrypted, which takes up to a second each. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
};

export type Floors = ReadonlyMap<string, ProtectionFloor>;
export type Failed = { readonly status: "error"; readonly code: KeyErrorCode; readonly message: string };
export type ImportOutcome = { readonly status: "imported" | "duplicate"; readonly name: string } | Failed;
export type DeleteOutcome = { readonly status: "deleted" | "not_found" } | Failed;

/** A name is a public key or an address, lower case with 0x. */
export type KeySet = {
  /** One outcome for each keystore, in order. @throws {KeyError} `TOO_MANY_AT_ONCE`, `GROUP_INVALID`, `KEY_STORE_*`; what `protect` throws. */
  importKeystores(request: ImportRequest): Promise<ImportOutcome[]>;
  /** @param bytes 32, overwritten. @throws {KeyError} `SECRET_INVALID`, `KEYS_FULL`, `GROUP_INVALID`, `KEY_STORE_*`. */
  importSecp256k1(bytes: Uint8Array, group?: string): Promise<ImportOutcome>;
  /** Web3 Secret Storage, version 3. @throws {KeyError} `KEYSTORE_*`, `SECRET_INVALID`, `KEYS_FULL`, `GROUP_INVALID`, `KEY_STORE_*`. */
  importAccount(keystore: string, password: string, group?: string): Promise<ImportOutcome>;
  /** From the enclave's own randomness. @returns Names. @throws {KeyError} `TOO_MANY_AT_ONCE`, `KEYS_FULL`, `GROUP_INVALID`, `KEY_STORE_*`. */
  generate(request: { kind: KeptKey["kind"]; count: number; group?: string | undefined }): Promise<string[]>;
  /**
   * Signing with them is impossible once this was called, before the promise is settled and whatever it brings. `error`: the key is still
   * in the store, and would be back after a restart.
   */
  deleteKeys(names: readonly string[]): Promise<DeleteOutcome[]>;
  /** EIP-2335, or Web3 Secret Storage of an account; for an administrator alone. @throws {KeyError} `KEY_NOT_HERE`, `PASSWORD_INVALID`. */
  exportKeystore(name: string, password: string, derivation?: "scrypt" | "pbkdf2"): Promise<string>;
  /** Keeps what an import of history to active keys found; only raises. @throws {KeyError} `KEY_STORE_*`. */
  raiseFloors(floors: Floors): Promise<void>;
  /**
   * Reads the store again, and activates what the log names and is not active.
   *
   * @param protect Called with the floors of what was found, before any of it is active: slashing protection must know them first.
   * @throws {BootError} As at boot; nothing has changed then.
   */
  reload(protect?: (floors: Floors) => void): Promise<{ readonly added: number; readonly active: number }>;
  details(name: string): KeyDetails | undefined;
  /** What is kept, or, after `KEY_STORE_IN_DOUBT`, may be. */
  readonly orders: KeptOrders;
  /** Replaces the members that are given. @throws {KeyError} `KEY_STORE_*`. */
  setOrders(change: Partial<KeptOrders>): Promise<void>;
  /** Of all keys that have one: for slashing protection at boot. */
  floors(): Floors;
};

export type KeySetParts = {
  readonly ring: KeyRing;
  readonly store: SealedKeyStore;
  readonly random: Random;
  readonly pool: DerivationPool;
  readonly bootId: string;
  readonly keysMax: number;
};

/** Loads what the store has into the ring. @throws {BootError} See {@link SealedKeyStore.load}; the ring is then as it was. */
export async function openKeySet({ ring, store, random, pool, bootId, keysMax }: KeySetParts): Promise<KeySet> {
  const kept = new Map<string, KeptKey>();
  /** Out of the ring, but not yet out of the store. */
  const leaving = new Set<string>();
  let orders: KeptOrders;
  let last: Promise<unknown> = Promise.resolve();

  const oneByOne = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  const activate = (key: KeptKey) => {
    const name = nameOf(key);
    kept.set(name, key);
    if (key.kind === "bls")
      ring.addValidator({
        publicKey: name,
        group: key.group,
        derivationPath: key.derivationPath,
        signing: key.signing,
      });
    else ring.addAccount({ address: name, group: key.group, signing: key.signing });
  };
  /** With what is kept at that moment; deletions that come later are saved by their own turn. */
  const save = async (fresh: readonly KeptKey[], raised: ReadonlyMap<string, KeptKey> = new Map()) => {
    let left: readonly string[] = [];
    await store.save(() => {
      left = [...leaving];
      return [...[...kept].map(([name, key]) => raised.get(name) ?? key), ...fresh];
    }, orders);
    for (const name of left) leaving.delete(name);
    for (const [name, key] of raised) if (kept.has(name)) kept.set(name, key);
    fresh.forEach(activate);
  };
  const detailsOf = (group: string | undefined, derivationPath = ""): KeyDetails => ({
    group,
    derivationPath,
    floor: noFloor,
    createdBoot: bootId,
  });

  async function add(fresh: readonly KeptKey[]): Promise<void> {
    if (kept.size + fresh.length > keysMax) throw new KeyError("KEYS_FULL");
    await save(fresh);
  }

  const addAccount = (signing: Secp256k1SigningKey, group: string | undefined): Promise<ImportOutcome> =>
    oneByOne(async () => {
      if (kept.has(signing.address)) return { status: "duplicate", name: signing.address };
      await add([{ kind: "secp256k1", signing, ...detailsOf(group) }]);
      return { status: "imported", name: signing.address };
    });

  for (const key of await store.load()) activate(key);
  orders = store.orders;

  return {
    async importKeystores(request) {
      checkGroup(request.group);
      const opened = await decryptAll(request, pool);
      return oneByOne(async () => {
        const names = opened.flatMap((one) => ("signing" in one ? [one.signing.publicKeyHex] : []));
        const floors = names.length === 0 ? new Map() : ((await request.protect?.(names)) ?? new Map());
        const fresh = new Map<string, KeptKey>();
        const outcomes = opened.map((one): ImportOutcome => {
          if (!("signing" in one)) return failed(one);
          const name = one.signing.publicKeyHex;
          if (kept.has(name) || fresh.has(name)) return { status: "duplicate", name };
          if (kept.size + fresh.size >= keysMax) return failed(new KeyError("KEYS_FULL"));
          const floor = floors.get(name) ?? noFloor;
          fresh.set(name, { kind: "bls", signing: one.signing, ...detailsOf(request.group, one.path), floor });
          return { status: "imported", name };
        });
        const raised = raisedOf(kept, floors);
        if (fresh.size > 0 || raised.size > 0) await save([...fresh.values()], raised);
        return outcomes;
      });
    },

    async importSecp256k1(bytes, group) {
      checkGroup(group);
      return addAccount(secp256k1Of(bytes), group);
    },

    async importAccount(keystore, password, group) {
      checkGroup(group);
      return addAccount(await openAccountKeystore(keystore, password, pool), group);
    },

    async generate({ kind, count, group }) {
      checkGroup(group);
      if (!(count >= 1 && count <= keyLimits.generatedPerCallMax)) throw new KeyError("TOO_MANY_AT_ONCE");
      const make = (): KeptKey =>
        kind === "bls"
          ? { kind, signing: newBls(random), ...detailsOf(group) }
          : { kind, signing: newSecp256k1(random), ...detailsOf(group) };
      const fresh = Array.from({ length: count }, make);
      await oneByOne(() => add(fresh));
      return fresh.map(nameOf);
    },

    async deleteKeys(names) {
      const removed = names.map((name) => {
        const wasKept = kept.delete(name);
        if (ring.remove(name) || wasKept) leaving.add(name);
        return leaving.has(name);
      });
      if (!removed.includes(true)) return names.map(() => ({ status: "not_found" }));
      const saved = await oneByOne(() => save([])).catch(asKeyError);
      return removed.map((was) =>
        was ? (saved === undefined ? { status: "deleted" } : failed(saved)) : { status: "not_found" },
      );
    },

    async exportKeystore(name, password, derivation = "scrypt") {
      const key = kept.get(name);
      if (key === undefined) throw new KeyError("KEY_NOT_HERE");
      if (key.kind === "secp256k1") return writeAccountKeystore(key.signing, password, { derivation, random, pool });
      return writeKeystore(key.signing, password, { path: key.derivationPath, derivation, random, pool });
    },

    raiseFloors: (floors) =>
      oneByOne(async () => {
        const raised = raisedOf(kept, floors);
        if (raised.size > 0) await save([], raised);
      }),

    reload: (protect) =>
      oneByOne(async () => {
        const found = (await store.load()).filter((key) => !kept.has(nameOf(key)) && !leaving.has(nameOf(key)));
        protect?.(new Map(found.map((key) => [nameOf(key), key.floor])));
        found.forEach(activate);
        orders = store.orders;
        if (leaving.size > 0) await save([]);
        return { added: found.length, active: kept.size };
      }),

    details(name) {
      const key = kept.get(name);
      if (key === undefined) return undefined;
      const { group, derivationPath, floor, createdBoot } = key;
      return { group, derivationPath, floor, createdBoot };
    },
    get orders() {
      return orders;
    },
    setOrders: (change) =>
      oneByOne(async () => {
        const before = orders;
        orders = { ...before, ...change };
        try {
          await save([]);
        } catch (thrown) {
          // In doubt, the next save must not take back what the log may name already.
          if (!(thrown instanceof KeyError) || thrown.code !== "KEY_STORE_IN_DOUBT") orders = before;
          throw thrown;
        }
      }),
    floors: () => new Map([...kept].flatMap(([name, { floor }]) => (hasFloor(floor) ? [[name, floor] as const] : []))),
  };
}

const failed = ({ code, message }: KeyError): Failed => ({ status: "error", code, message });

function asKeyError(thrown: unknown): KeyError {
  if (thrown instanceof KeyError) return thrown;
  throw thrown;
}

function checkGroup(group: string | undefined): void {
  if (group !== undefined && !/^[a-z0-9][a-z0-9-]{0,31}$/.test(group)) throw new KeyError("GROUP_INVALID");
}

/** No seed is kept, so no other key is ever derived beside it, and it has no path. */
function newBls(random: Random): BlsSigningKey {
  const seed = random.bytes(keyLimits.seedBytesMin);
  try {
    return deriveSigningKey(seed, "m");
  } finally {
    seed.fill(0);
  }
}

/** Of 2^127 random numbers one is no scalar: that is not repeated, but thrown as SECRET_INVALID. */
const newSecp256k1 = (random: Random): Secp256k1SigningKey => secp256k1Of(random.bytes(32));

function secp256k1Of(bytes: Uint8Array): Secp256k1SigningKey {
  try {
    return Secp256k1SigningKey.take(bytes);
  } catch {
    throw new KeyError("SECRET_INVALID");
  }
}
