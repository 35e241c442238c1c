// The sealing key of this boot, by the configuration: of the machine's NSM, or a data key that AWS KMS wraps.

import { openCredentials } from "../enclave/aws/credentials.ts";
import type { Enclave } from "../enclave/boot.ts";
import { machineUnixMs } from "../enclave/clock.ts";
import type { SignerConfig } from "../enclave/config.ts";
import { openKms } from "../enclave/kms/kms-client.ts";
import { openSealingKey, type SealingKey, sealingKey } from "../enclave/seal.ts";
import type { KmsSealingConfig } from "../enclave/signer-config.ts";
import { watchCustody } from "./custody/watch-custody.ts";
import { openDataKey, sealingContext } from "./keys/data-key.ts";
import type { Store } from "./store/store.ts";
import { predecessorsOf } from "./window-log/open-window-log.ts";
import { readOwnDocument } from "./window-log/own-document.ts";

export type Sealing = { readonly key: SealingKey; close(): void };

/**
 * @param isSealed The window log names a key store: there was a sealing key before.
 * @throws {BootError} `SEALING_UNAVAILABLE`, `DATA_KEY_*`, `CUSTODY_REFUSED`. @throws {StoreError}
 */
export async function openSealing(enclave: Enclave<SignerConfig>, store: Store, isSealed: boolean): Promise<Sealing> {
  const { config, nsm, random } = enclave;
  if (config.sealing.kind === "machine") return { key: await openSealingKey(nsm, random), close() {} };
  return openKmsSealing(enclave, config.sealing, store, isSealed);
}

async function openKmsSealing(
  { config: whole, attester, clock, random, egress, log }: Enclave<SignerConfig>,
  config: KmsSealingConfig,
  store: Store,
  isSealed: boolean,
): Promise<Sealing> {
  const { windowLog, keyStore } = whole;
  const kms = openKms({
    ...{ config, egress, attest: (publicKey) => attester.kmsDocument(publicKey) },
    credentials: openCredentials({ fetch: () => store.readCredentials(), clock }),
    clockOffsetMs: clock.unixMs() - machineUnixMs(),
  });
  const own = readOwnDocument(await attester.kmsDocument(undefined));
  const predecessors = predecessorsOf(windowLog);
  const custody = await watchCustody({ kms, keyArn: config.keyArn, attester, own, predecessors, clock, log });
  const close = () => {
    custody.close();
    kms.close();
  };
  try {
    const dataKey = await openDataKey({
      ...{ kms, config, store, attester, own, predecessors, isSealed },
      ...{ context: sealingContext(whole), group: windowLog.group },
      otherConfiguration: keyStore.otherConfiguration,
      beforeWrapping: async () => custody.requireSound(),
    });
    return { key: sealingKey(`kms ${config.keyArn}`, dataKey, random), close };
  } catch (thrown) {
    close();
    throw thrown;
  }
}
