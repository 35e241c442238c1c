// The `proofs` of a BLOCK_V2 request: [{ index, proof, value? }], as Nimbus sends them and its guide describes them (web3signer.html, Verifying
// Web3Signer). Nimbus leaves `value` out: then the leaf is looked for among the listed addresses.
import { Refusal } from "../refusal.ts";
import type { FeeRecipientList } from "./fee-recipients.ts";
import { isMerkleBranch } from "./merkle-branch.ts";

const proofsMax = 16;
/** A generalized index of 31 bits at most. */
const branchMax = 31;

type SentProof = { readonly index: number; readonly branch: readonly Uint8Array[]; readonly value: string | undefined };

/**
 * Checks each proof that is sent for `index`; those for other members of the body are nobody's here.
 *
 * @returns Whether one was there.
 * @throws {Refusal} `FEE_RECIPIENT_PROOF_INVALID`, `FEE_RECIPIENT_NOT_LISTED`.
 */
export type ProofCheck = (index: number, bodyRoot: Uint8Array, proofs: unknown) => boolean;

export function openProofCheck(list: FeeRecipientList): ProofCheck {
  /** The one that a block paid last: with 256 listed ones it saves up to 255 branches. */
  let last: string | undefined;

  function check({ branch, index, value }: SentProof, bodyRoot: Uint8Array): void {
    const allowed = list();
    const proves = (address: string) => isMerkleBranch(leafOf(address), branch, index, bodyRoot);
    if (value !== undefined) {
      if (!proves(value)) throw invalid("the branch does not lead to the body's root");
      if (allowed !== undefined && !allowed.has(value)) throw new Refusal("FEE_RECIPIENT_NOT_LISTED");
      return;
    }
    // Any address will do, and none is named: there is nothing to find out.
    if (allowed === undefined) return;
    if (last !== undefined && allowed.has(last) && proves(last)) return;
    last = [...allowed].find(proves);
    if (last === undefined) throw invalid("it proves none of the listed addresses");
  }

  return (index, bodyRoot, proofs) => {
    const sent = readProofs(proofs).filter((proof) => proof.index === index);
    for (const proof of sent) check(proof, bodyRoot);
    return sent.length > 0;
  };
}

const invalid = (detail: string) => new Refusal("FEE_RECIPIENT_PROOF_INVALID", detail);

/** Bytes20 as SSZ chunk. */
function leafOf(address: string): Uint8Array {
  const leaf = Buffer.alloc(32);
  leaf.write(address.slice(2), "hex");
  return leaf;
}

function readProofs(proofs: unknown): SentProof[] {
  if (proofs === undefined || proofs === null) return [];
  if (!Array.isArray(proofs) || proofs.length > proofsMax) throw invalid(`at most ${proofsMax} in a list`);
  return proofs.map((sent: unknown) => {
    if (typeof sent !== "object" || sent === null) throw invalid("each is an object");
    const { index, proof, value } = sent as Readonly<Record<string, unknown>>;
    if (!Array.isArray(proof) || proof.length > branchMax) throw invalid(`a branch has at most ${branchMax} hashes`);
    return { index: readIndex(index), branch: proof.map(readHash), value: readValue(value) };
  });
}

/** Nimbus writes 64-bit numbers as decimal strings. */
function readIndex(index: unknown): number {
  const number = typeof index === "string" && /^[1-9]\d{0,9}$/.test(index) ? Number(index) : index;
  if (typeof number !== "number" || !Number.isInteger(number) || number < 1 || number >= 2 ** branchMax)
    throw invalid("index is a generalized index below 2^31");
  return number;
}

function readHash(text: unknown): Uint8Array {
  if (typeof text !== "string" || !/^(0x)?[0-9a-fA-F]{64}$/.test(text)) throw invalid("a hash has 32 bytes");
  return Buffer.from(text.slice(-64), "hex");
}

/** Twenty bytes, or the chunk that they make. @returns Lower case with 0x. */
function readValue(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  const bytes = typeof value === "string" ? /^0x([0-9a-fA-F]{40})(0{24})?$/.exec(value)?.[1] : undefined;
  if (bytes === undefined) throw invalid("value is an address");
  return `0x${bytes.toLowerCase()}`;
}
