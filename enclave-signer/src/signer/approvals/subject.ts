// What operators approve: one typed subject per action, complete enough that nothing but it can follow from the approval.

export type VoluntaryExitSubject = {
  readonly publicKey: string;
  readonly validatorIndex: bigint;
  readonly epoch: bigint;
  /** As this enclave computed it: it fixes the fork version too. */
  readonly signingRoot: string;
};

/** Lower case hexadecimal with 0x throughout; uint64 values are bigint here and decimal strings in the statement. */
export type ApprovalSubject =
  | ({ readonly action: "voluntary-exit" } & VoluntaryExitSubject)
  | {
      /** Each of them as if approved by itself. */
      readonly action: "voluntary-exits";
      readonly exits: readonly VoluntaryExitSubject[];
    }
  | {
      /** Their secrets leave the signer, to this client and under a password of its choice. */
      readonly action: "export-keys";
      /** Name of the client's permission. */
      readonly requestedBy: string;
      /** Of validators, or addresses of accounts; sorted. */
      readonly publicKeys: readonly string[];
    }
  | {
      readonly action: "deposit";
      readonly publicKey: string;
      readonly withdrawalCredentials: string;
      readonly amountGwei: bigint;
      readonly genesisForkVersion: string;
      readonly signingRoot: string;
    }
  | {
      readonly action: "delete-key";
      /** A BLS public key, or the address of a secp256k1 key. */
      readonly publicKey: string;
    }
  | {
      /** All of them together. */
      readonly action: "delete-keys";
      /** Of validators, sorted. */
      readonly publicKeys: readonly string[];
    }
  | {
      readonly action: "fee-recipients";
      /** 1 for the first change; each follows the one before. */
      readonly sequence: number;
      /** Id of the statement before; for the first, the digest that stands for the configured list. */
      readonly previous: string;
      /** The whole list from then on, sorted. */
      readonly feeRecipients: readonly string[];
    }
  | {
      /** Lifts what a lower high watermark forbids; `null` for both: there is none from then on. */
      readonly action: "high-watermark";
      readonly epoch: bigint | null;
      readonly slot: bigint | null;
    }
  | {
      readonly action: "clear-conflict";
      /** Of the sequencer's key. */
      readonly address: string;
      readonly chainId: number;
      /** SHA-256 of the evidence that is cleared. */
      readonly evidence: string;
    }
  | {
      readonly action: "rewind";
      readonly address: string;
      readonly chainId: number;
      /** The highest block number that was signed. */
      readonly fromNumber: bigint;
      /** The number of the block that is asked for. */
      readonly toNumber: bigint;
      readonly payloadHash: string;
    };

export type ApprovalAction = ApprovalSubject["action"];

/**
 * How often one approval serves. `while-alive`: the same request again gives the same signature or secret, so a lost answer costs nobody a second
 * round of approvals. `once`: the same request again would do something new.
 */
export const usesOf = {
  "voluntary-exit": "while-alive",
  "voluntary-exits": "while-alive",
  "export-keys": "while-alive",
  deposit: "while-alive",
  "delete-key": "once",
  "delete-keys": "once",
  "fee-recipients": "once",
  "high-watermark": "once",
  "clear-conflict": "once",
  rewind: "once",
} as const satisfies Record<ApprovalAction, "once" | "while-alive">;

/** Whether who approved `batch` approved `asked` with it. */
export function isPartOf(asked: ApprovalSubject, batch: ApprovalSubject): boolean {
  if (asked.action === "voluntary-exit" && batch.action === "voluntary-exits")
    return batch.exits.some(
      ({ publicKey, validatorIndex, epoch, signingRoot }) =>
        publicKey === asked.publicKey &&
        validatorIndex === asked.validatorIndex &&
        epoch === asked.epoch &&
        signingRoot === asked.signingRoot,
    );
  if (asked.action === "export-keys" && batch.action === "export-keys")
    return batch.requestedBy === asked.requestedBy && asked.publicKeys.every((each) => batch.publicKeys.includes(each));
  return false;
}
