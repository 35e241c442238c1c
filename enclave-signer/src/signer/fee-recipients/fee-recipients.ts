// Whom blocks and builder registrations may pay: the operators' list, and what proves it of a block whose body isn't seen.
import { Refusal } from "../refusal.ts";

/** BLOCK_V2 as it came: the header, and what Nimbus' verifying-web3signer adds (ethereum/remote-signing-api, pull request 10). */
export type BlockToPay = {
  /** As in the request, upper case: `BELLATRIX`. */
  readonly version: string;
  /** 32 bytes of the header that is signed. */
  readonly bodyRoot: Uint8Array;
  /** The request's `proofs` as parsed JSON, `undefined` where the client sent none. */
  readonly proofs: unknown;
};

export type FeeRecipients = {
  /**
   * For VALIDATOR_REGISTRATION and PROPOSER_PREFERENCES.
   *
   * @param address Any case, with 0x.
   * @throws {Refusal} `FEE_RECIPIENT_NOT_LISTED`.
   */
  check(address: string): void;
  /**
   * For BLOCK_V2: proofs are checked where sent, and demanded where the configuration says so.
   *
   * @throws {Refusal} `FEE_RECIPIENT_PROOF_INVALID`, `FEE_RECIPIENT_NOT_LISTED`.
   */
  checkBlock(block: BlockToPay): void;
};

/** The addresses, lower case; `undefined`: any. It is a function, since operators change the list while the signer runs. */
export type FeeRecipientList = () => ReadonlySet<string> | undefined;

export function checkListed(list: FeeRecipientList, address: string): void {
  const allowed = list();
  if (allowed !== undefined && !allowed.has(address.toLowerCase())) throw new Refusal("FEE_RECIPIENT_NOT_LISTED");
}
