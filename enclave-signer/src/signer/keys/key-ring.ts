// The keys that are active: looked up by every API, used by `sign.ts` alone.
import type { BlsSigningKey } from "../bls.ts";
import type { Secp256k1SigningKey } from "../secp256k1.ts";

/** Maxima that a key must stay above: what an imported history said. */
export type ProtectionFloor = {
  readonly slot: bigint | undefined;
  readonly source: bigint | undefined;
  readonly target: bigint | undefined;
};

export type ValidatorKey = {
  /** Lower case, with 0x: 96 hexadecimal digits. */
  readonly publicKey: string;
  readonly group: string | undefined;
  /** As in EIP-2334, empty when not known. */
  readonly derivationPath: string;
  readonly signing: BlsSigningKey;
};

export type EthereumAccountKey = {
  /** Lower case, with 0x: 40 hexadecimal digits. */
  readonly address: string;
  readonly group: string | undefined;
  readonly signing: Secp256k1SigningKey;
};

export type KeyRing = {
  /** @param publicKey Lower case, with 0x. */
  validator(publicKey: string): ValidatorKey | undefined;
  account(address: string): EthereumAccountKey | undefined;
  /** Sorted by public key. */
  validators(): readonly ValidatorKey[];
  accounts(): readonly EthereumAccountKey[];
  addValidator(key: ValidatorKey): void;
  addAccount(key: EthereumAccountKey): void;
  /** Signing with it is impossible once this returns. @returns Whether it was there. */
  remove(publicKeyOrAddress: string): boolean;
};

export function openKeyRing(): KeyRing {
  const validators = new Map<string, ValidatorKey>();
  const accounts = new Map<string, EthereumAccountKey>();
  let sorted: readonly ValidatorKey[] | undefined;
  return {
    validator: (publicKey) => validators.get(publicKey),
    account: (address) => accounts.get(address),
    validators: () => (sorted ??= [...validators.values()].sort((a, b) => (a.publicKey < b.publicKey ? -1 : 1))),
    accounts: () => [...accounts.values()],
    addValidator(key) {
      validators.set(key.publicKey, key);
      sorted = undefined;
    },
    addAccount(key) {
      accounts.set(key.address, key);
    },
    remove(name) {
      const key = validators.get(name) ?? accounts.get(name);
      if (key === undefined) return false;
      key.signing.wipe();
      sorted = undefined;
      return validators.delete(name) || accounts.delete(name);
    },
  };
}
