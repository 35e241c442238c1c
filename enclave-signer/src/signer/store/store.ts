// What the gateway keeps for the enclave: sealed bytes, and records that can be written once only. All that comes back is hostile input.
// On the wire (docs/protocol/store.md): HTTP/1.1 over the link; PUT and GET of /sealed/<name>, PUT with `If-None-Match: *` and GET of
// /log/<name>/<n>, as an object store has them; GET of /credentials; PUT of /windows/<chain id>/<contract> hands over a signed call for a chain.

export type Store = {
  /** @returns `undefined` when there is nothing of the name. @throws {InkanError} of the link. */
  readSealed(name: string): Promise<Uint8Array | undefined>;
  /** Replaces the whole, durably, before it returns. */
  writeSealed(name: string, bytes: Uint8Array): Promise<void>;
  /** @returns `taken` when record `n` is there already, whoever wrote it. */
  appendRecord(log: string, n: number, bytes: Uint8Array): Promise<"written" | "taken">;
  readRecord(log: string, n: number): Promise<Uint8Array | undefined>;
  /** Credentials of the parent's role for AWS, JSON. @returns `undefined` when it has none. */
  readCredentials(): Promise<Uint8Array | undefined>;
  /**
   * Has the gateway's account send a call to a contract. Whether it ever gets there is read off the chain.
   *
   * @param contract Address, 0x and 40 digits.
   * @returns `refused`: the chain would not take it now, says the gateway.
   */
  sendWindowRecord(chainId: number, contract: string, call: Uint8Array): Promise<"sent" | "refused">;
};
