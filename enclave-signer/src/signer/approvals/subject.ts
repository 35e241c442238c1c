// What operators approve: one typed subject per action, complete enough that nothing but it can follow from the approval.

/** Lower case hexadecimal with 0x throughout; uint64 values are bigint here and decimal strings in the statement. */
export type ApprovalSubject =
  | {
      readonly action: "voluntary-exit";
      readonly publicKey: string;
      readonly validatorIndex: bigint;
      readonly epoch: bigint;
      /** As this enclave computed it: it fixes the fork version too. */
      readonly signingRoot: string;
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
      readonly action: "fee-recipients";
      /** 1 for the first change; each follows the one before. */
      readonly sequence: number;
      /** Id of the statement before; for the first, the digest that stands for the configured list. */
      readonly previous: string;
      /** The whole list from then on, sorted. */
      readonly feeRecipients: readonly string[];
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
 * How often one approval serves. `while-alive`: the same request again gives the same signature, so a lost answer costs nobody a second
 * round of approvals. `once`: the same request again would do something new.
 */
export const usesOf = {
  "voluntary-exit": "while-alive",
  deposit: "while-alive",
  "delete-key": "once",
  "fee-recipients": "once",
  "clear-conflict": "once",
  rewind: "once",
} as const satisfies Record<ApprovalAction, "once" | "while-alive">;
