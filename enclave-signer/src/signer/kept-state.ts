// What outlives a boot, and what stands on it: the window log says what other boots may have signed and which key store is current; keys come
// out of that store, each with the floor that was sealed beside it. In this order: no key is opened under a log that is not believed.
import type { Address } from "@inkan/link";
import type { Enclave } from "../enclave/boot.ts";
import type { SignerConfig } from "../enclave/config.ts";
import type { SealingKey } from "../enclave/seal.ts";
import type { Approvals } from "./approvals/approvals.ts";
import { openDerivationPool } from "./keys/derivation-pool.ts";
import { type KeyRing, openKeyRing } from "./keys/key-ring.ts";
import { type KeySet, openKeySet } from "./keys/key-set.ts";
import { openSealedKeyStore } from "./keys/sealed-store.ts";
import { openSealing } from "./open-sealing.ts";
import { type HighWatermarkControl, openHighWatermark } from "./slashing-protection/high-watermark.ts";
import { openProtection, type Protection } from "./slashing-protection/open-protection.ts";
import { openRecords, type SigningRecords } from "./slashing-protection/records.ts";
import type { Store } from "./store/store.ts";
import { openStoreClient } from "./store/store-client.ts";
import type { Authority } from "./window-log/authority.ts";
import type { Journal } from "./window-log/journal.ts";
import { openWindowAuthority, openWindowLog, type WindowTerms, windowTermsOf } from "./window-log/open-window-log.ts";

export type KeptState = {
  readonly store: Store;
  readonly sealing: SealingKey;
  readonly authority: Authority;
  readonly journal: Journal;
  readonly windowTerms: WindowTerms;
  readonly keys: KeyRing;
  readonly keySet: KeySet;
  readonly records: SigningRecords;
  readonly highWatermark: HighWatermarkControl;
  /** `undefined` where the configuration has no chain with validators. */
  readonly protection: Protection | undefined;
  /** Gives the windows back, so that the next boot need not wait for their end. */
  close(): Promise<void>;
};

/**
 * @param operators Where they are configured: who approves that a high watermark is lifted.
 * @throws {LogError} The log is not to be believed. @throws {BootError} `KEY_STORE_*`, `SEALED_BYTES_*`, `SEALING_UNAVAILABLE`, `DATA_KEY_*`, `CUSTODY_REFUSED`.
 * @throws {StoreError} @throws {Refusal} `WINDOW_UNAVAILABLE`: the gateway gave no answer in time.
 */
export async function openKeptState(
  enclave: Enclave<SignerConfig>,
  address: Address,
  operators?: Approvals,
): Promise<KeptState> {
  const { config, clock, random } = enclave;
  const { group, windowEpochs } = config.windowLog;
  const windowTerms = windowTermsOf(config.windowLog);
  const store = openStoreClient(address);
  const authority = await openWindowAuthority(enclave);
  const journal = await openWindowLog(enclave, authority, store, group);
  const opened = await openSealing(enclave, store, journal.keyStore.current() !== undefined);
  const sealing = opened.key;

  const keys = openKeyRing();
  const keySet = await openKeySet({
    ring: keys,
    store: openSealedKeyStore({ store, sealing, anchor: journal.keyStore, group, ...config.keyStore }),
    random,
    pool: openDerivationPool(),
    bootId: journal.boot,
    keysMax: config.limits.keysMax,
  });
  const records = openRecords();
  for (const [publicKey, floor] of keySet.floors()) records.setFloor(publicKey, floor);
  const highWatermark = openHighWatermark({
    kept: keySet.orders.highWatermark,
    keep: (to) => keySet.setOrders({ highWatermark: to }),
    approvals: operators,
  });
  const { ethereum } = config;
  const protection =
    ethereum === null
      ? undefined
      : openProtection({
          ...{ journal, records, ethereum, windowEpochs, clock, ...windowTerms },
          highWatermark: highWatermark.current,
        });
  return {
    ...{ store, sealing, authority, journal, windowTerms, keys, keySet, records, highWatermark, protection },
    async close() {
      try {
        await protection?.release();
      } finally {
        opened.close();
        store.close();
      }
    },
  };
}
