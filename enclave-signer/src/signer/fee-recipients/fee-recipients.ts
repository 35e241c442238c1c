// Whom blocks and builder registrations may pay: the operators' list, and what proves it of a block whose body isn't seen.
import type { EthereumConfig } from "../../enclave/signer-config.ts";
import { Refusal } from "../refusal.ts";
import { openProofCheck } from "./block-proof.ts";
import { feeRecipientIndexOf } from "./generalized-index.ts";

/** BLOCK_V2 as it came: the header, and what Nimbus' verifying-web3signer adds (ethereum/remote-signing-api, pull request 10). */
export type BlockToPay = {
  /** The fork that the schedule has at the header's slot, upper case: `FULU`. Not the request's `version`, which is the client's word only. */
  readonly version: string;
  /** 32 bytes of the header that is signed. */
  readonly bodyRoot: Uint8Array;
  /** The request's `proofs` as parsed JSON, `undefined` where the client sent none. */
  readonly proofs: unknown;
};

export type FeeRecipients = {
  /**
   * For VALIDATOR_REGISTRATION, PROPOSER_PREFERENCES, and an EXECUTION_PAYLOAD_ENVELOPE that the proposer built itself (`builder_index` 2^64 - 1).
   *
   * @param address Any case, with 0x.
   * @throws {Refusal} `FEE_RECIPIENT_NOT_LISTED`.
   */
  check(address: string): void;
  /**
   * For BLOCK_V2: proofs are checked where sent, and demanded where the configuration says so. Blocks before Bellatrix pay nobody.
   *
   * @throws {Refusal} `FEE_RECIPIENT_PROOF_INVALID`, `FEE_RECIPIENT_NOT_LISTED`.
   */
  checkBlock(block: BlockToPay): void;
};

/** The addresses, lower case; `undefined`: any. It is a function, since operators change the list while the signer runs. */
export type FeeRecipientList = () => ReadonlySet<string> | undefined;

export function openFeeRecipients(ethereum: EthereumConfig, list: FeeRecipientList): FeeRecipients {
  const proofCheck = openProofCheck(list);
  return {
    check: (address) => checkListed(list, address),
    checkBlock({ version, bodyRoot, proofs }) {
      const index = feeRecipientIndexOf(version);
      if (index === undefined) return;
      const proven = proofCheck(index, bodyRoot, proofs);
      if (!proven && ethereum.feeRecipientProofRequired)
        throw new Refusal("FEE_RECIPIENT_PROOF_INVALID", `none for generalized index ${index}`);
    },
  };
}

export function checkListed(list: FeeRecipientList, address: string): void {
  const allowed = list();
  if (allowed !== undefined && !allowed.has(address.toLowerCase())) throw new Refusal("FEE_RECIPIENT_NOT_LISTED");
}

/** What the measured configuration says. */
export const configuredList = ({ feeRecipients }: EthereumConfig): ReadonlySet<string> | undefined =>
  feeRecipients === null ? undefined : new Set(feeRecipients.map((address) => address.toLowerCase()));
