// The configuration into PCR16, and PCRs 16 to 31 locked: from here on nothing in the enclave can say that it was started otherwise.
import { createHash } from "node:crypto";
import { BootError } from "./boot-error.ts";
import type { Config } from "./config.ts";
import { type Nsm, nsmLimits } from "./nsm/nsm.ts";
import type { ReadConfig } from "./read-config.ts";

/** The PCR that measures the configuration; those above it are locked unused. */
export const configurationPcr = 16;

const zero = new Uint8Array(48);
declare const lockedBrand: unique symbol;

/** A configuration that is measured, locked and read back. Only {@link measureConfiguration} makes one. */
export type Locked<C extends Config = Config> = ReadConfig<C> & {
  /** 48 bytes. */
  readonly pcr16: Uint8Array;
  readonly [lockedBrand]: true;
};

/**
 * ExtendPCR(16, SHA-384(canonical bytes)), LockPCRs(32), DescribePCR of all.
 *
 * @throws {BootError} `PCR_NOT_FRESH` when something was there before us, `PCR_MISMATCH`, `PCR_NOT_LOCKED`; {@link NsmError}.
 */
export async function measureConfiguration<C extends Config>(nsm: Nsm, read: ReadConfig<C>): Promise<Locked<C>> {
  for (let index = configurationPcr; index < nsmLimits.pcrs; index++) {
    const { lock, data } = await nsm.describePcr(index);
    if (lock || !same(data, zero)) throw new BootError("PCR_NOT_FRESH", `PCR${index}`);
  }

  const pcr16 = new Uint8Array(createHash("sha384").update(zero).update(read.configDigest).digest());
  if (!same(await nsm.extendPcr(configurationPcr, read.configDigest), pcr16))
    throw new BootError("PCR_MISMATCH", `PCR${configurationPcr} after extending it`);
  await nsm.lockPcrs(nsmLimits.pcrs);

  for (let index = 0; index < nsmLimits.pcrs; index++) {
    const { lock, data } = await nsm.describePcr(index);
    if (!lock) throw new BootError("PCR_NOT_LOCKED", `PCR${index}`);
    const expected = index === configurationPcr ? pcr16 : zero;
    if (index >= configurationPcr && !same(data, expected))
      throw new BootError("PCR_MISMATCH", `PCR${index} read back`);
  }
  return { ...read, pcr16 } as Locked<C>;
}

const same = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;
