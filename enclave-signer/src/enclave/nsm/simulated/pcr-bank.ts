// The PCRs of one simulated enclave: 32 of 48 bytes, of which 0..15 are locked before the enclave runs.
import { createHash } from "node:crypto";
import { NsmError, nsmLimits } from "../nsm.ts";

/** What the hypervisor measured of an image: 48 bytes each. */
export type ImagePcrs = { readonly pcr0: Uint8Array; readonly pcr1: Uint8Array; readonly pcr2: Uint8Array };

export const pcrBytes = 48;

/** SHA-384(old ‖ data). */
export function extended(old: Uint8Array, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha384").update(old).update(data).digest());
}

export class PcrBank {
  readonly #values: Uint8Array[] = Array.from({ length: nsmLimits.pcrs }, () => new Uint8Array(pcrBytes));
  readonly #locked: boolean[] = Array.from(
    { length: nsmLimits.pcrs },
    (_, index) => index < nsmLimits.pcrsLockedAtBoot,
  );

  /**
   * PCR3 and PCR4 extend with the raw string, unlike PCR0-2, which extend with the content's SHA-384.
   *
   * @param roleArn Of the parent's IAM role; without one PCR3 stays zero.
   */
  constructor(image: ImagePcrs, instanceId: string, roleArn: string | undefined) {
    const zero = new Uint8Array(pcrBytes);
    this.#values[0] = Uint8Array.from(image.pcr0);
    this.#values[1] = Uint8Array.from(image.pcr1);
    this.#values[2] = Uint8Array.from(image.pcr2);
    if (roleArn !== undefined) this.#values[3] = extended(zero, Buffer.from(roleArn));
    this.#values[4] = extended(zero, Buffer.from(instanceId));
  }

  describe(index: number): { lock: boolean; data: Uint8Array } {
    return { data: Uint8Array.from(this.#at(index)), lock: this.#locked[index] === true };
  }

  extend(index: number, data: Uint8Array): Uint8Array {
    const old = this.#at(index);
    if (this.#locked[index] === true) throw new NsmError("ReadOnlyIndex", `PCR${index} is locked`);
    const value = extended(old, data);
    this.#values[index] = value;
    return Uint8Array.from(value);
  }

  lock(index: number): void {
    this.#at(index);
    if (this.#locked[index] === true) throw new NsmError("ReadOnlyIndex", `PCR${index} is locked`);
    this.#locked[index] = true;
  }

  lockRange(range: number): void {
    if (!Number.isInteger(range) || range < 0 || range > nsmLimits.pcrs)
      throw new NsmError("InvalidIndex", `there are ${nsmLimits.pcrs} PCRs`);
    this.#locked.fill(true, 0, range);
  }

  /** The locked ones by index, ascending: only these appear in documents. */
  locked(): ReadonlyMap<number, Uint8Array> {
    return new Map([...this.#values.entries()].filter(([index]) => this.#locked[index] === true));
  }

  #at(index: number): Uint8Array {
    const value = Number.isInteger(index) ? this.#values[index] : undefined;
    if (value === undefined) throw new NsmError("InvalidIndex", `there are ${nsmLimits.pcrs} PCRs`);
    return value;
  }
}
