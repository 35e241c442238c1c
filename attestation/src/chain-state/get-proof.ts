// `eth_getProof` (EIP-1186): an answer from anybody, against a state root that is believed.
import { equalBytes, toHex } from "../bytes.ts";
import { type Account, proveAccount, proveSlot, slotKey } from "./account.ts";
import { ChainStateError } from "./errors.ts";
import { chainStateLimits } from "./limits.ts";
import { memberOf, quotedBytes, quotedSlot } from "./quoted.ts";

/** Nodes of an account's proof, and of each of its slots', in the order of the question. */
export type StateProof = {
  readonly accountProof: readonly Uint8Array[];
  readonly storageProofs: readonly { readonly slot: bigint; readonly proof: readonly Uint8Array[] }[];
};

export type ProvenState = {
  readonly account: Account;
  /** In the order of the question; 0 where there is nothing. */
  readonly values: readonly bigint[];
};

/**
 * The call that asks for accounts and slots at a block. Slots are written in 32 bytes: some nodes take no shorter form.
 *
 * @param address 20 bytes.
 */
export function getProofCall(address: Uint8Array, slots: readonly bigint[], block: bigint) {
  if (slots.length > chainStateLimits.slotsMax)
    throw new RangeError(`at most ${chainStateLimits.slotsMax} slots are asked for`);
  const keys = slots.map((slot) => `0x${toHex(slotKey(slot))}`);
  return { method: "eth_getProof", params: [`0x${toHex(address)}`, keys, `0x${block.toString(16)}`] } as const;
}

/**
 * Takes the nodes out of an answer. What the answer claims beside them (balance, values, …) is not read: the nodes say it.
 *
 * @param address 20 bytes, as asked.
 * @param slots As asked, in this order.
 * @throws {ChainStateError} `PROOF_MALFORMED`, `PROOF_TOO_LARGE`, `PROOF_OTHER_SUBJECT`.
 */
export function readGetProof(answer: unknown, address: Uint8Array, slots: readonly bigint[]): StateProof {
  const named = quotedBytes(memberOf(answer, "address"), 20);
  if (named === undefined) throw malformed("address");
  if (!equalBytes(named, address)) throw new ChainStateError("PROOF_OTHER_SUBJECT", "another account");
  const shown = memberOf(answer, "storageProof");
  if (!Array.isArray(shown)) throw malformed("storageProof");
  if (shown.length !== slots.length) throw new ChainStateError("PROOF_OTHER_SUBJECT", `${shown.length} slots`);
  return {
    accountProof: nodesOf(memberOf(answer, "accountProof"), "accountProof"),
    storageProofs: slots.map((slot, index) => {
      const each: unknown = shown[index];
      if (quotedSlot(memberOf(each, "key")) !== slot) throw new ChainStateError("PROOF_OTHER_SUBJECT", `slot ${index}`);
      return { slot, proof: nodesOf(memberOf(each, "proof"), "storageProof.proof") };
    }),
  };
}

/**
 * What a state holds.
 *
 * @throws {ChainStateError} When nothing can be concluded.
 *
 * @example
 * const header = readBlock(await provider.request({ method: "eth_getBlockByNumber", params: ["finalized", false] }));
 * const { method, params } = getProofCall(address, [0n], header.number);
 * const { values } = proveState(header.stateRoot, address, readGetProof(await provider.request({ method, params }), address, [0n]));
 */
export function proveState(
  stateRoot: Uint8Array,
  address: Uint8Array,
  { accountProof, storageProofs }: StateProof,
): ProvenState {
  const account = proveAccount(stateRoot, address, accountProof);
  return { account, values: storageProofs.map(({ slot, proof }) => proveSlot(account.storageRoot, slot, proof)) };
}

function nodesOf(value: unknown, name: string): Uint8Array[] {
  if (!Array.isArray(value)) throw malformed(name);
  if (value.length > chainStateLimits.proofNodesMax)
    throw new ChainStateError("PROOF_TOO_LARGE", `${value.length} nodes`);
  return value.map((each: unknown) => {
    if (typeof each === "string" && each.length > 2 + 2 * chainStateLimits.nodeBytesMax)
      throw new ChainStateError("PROOF_TOO_LARGE", `a node of ${each.length} characters`);
    const node = quotedBytes(each);
    if (node === undefined) throw malformed(`a node of ${name}`);
    return node;
  });
}

function malformed(what: string): ChainStateError {
  return new ChainStateError("PROOF_MALFORMED", `${what} is absent or has another form`);
}
