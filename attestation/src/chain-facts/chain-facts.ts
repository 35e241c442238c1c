// All that the contracts hold of one enclave at one block, proven against its state root: read from endpoints, or taken from a bundle.
import { equalBytes, toHex } from "../bytes.ts";
import { ChainStateError } from "../chain-state/errors.ts";
import {
  type Account,
  emptyCodeHash,
  getProofCall,
  proveAccount,
  proveSlot,
  readGetProof,
  type StateProof,
} from "../chain-state/index.ts";
import type { Eip1193Provider } from "../http-provider.ts";
import { RegistryError } from "../registry-error.ts";
import {
  type AcceptancePeriod,
  acceptancePeriods,
  type EnclaveFacts,
  enclaveFacts,
  type ReleaseFacts,
  releaseFacts,
} from "./facts.ts";
import type { Slots } from "./storage.ts";

/** Of which enclave. Addresses have 20 bytes, all else 32. */
export type FactsQuestion = {
  readonly pcrRegistry: Uint8Array;
  readonly enclaveRegistry: Uint8Array;
  /** The operator's policy; without one nothing is asked of it. */
  readonly operator: Uint8Array | undefined;
  readonly measurementId: Uint8Array;
  readonly pcr16Hash: Uint8Array;
  readonly keyId: Uint8Array;
};

export type ChainFacts = {
  readonly release: ReleaseFacts | undefined;
  /** `undefined`: no operator was asked about. */
  readonly acceptance: readonly AcceptancePeriod[] | undefined;
  readonly enclave: EnclaveFacts | undefined;
};

/** Proofs of one contract's account and slots. */
export type ProvenContract = { readonly address: Uint8Array } & StateProof;

type Part = {
  readonly address: Uint8Array;
  /** Without code there, nothing may be concluded. An operator who made no policy accepted nothing. */
  readonly needsCode: boolean;
  readonly read: (slots: Slots) => Partial<ChainFacts>;
};

/** What a contract's slots are for, in the order of a bundle. */
const parts = (question: FactsQuestion): readonly Part[] => [
  {
    address: question.pcrRegistry,
    needsCode: true,
    read: (slots) => ({ release: releaseFacts(slots, question.measurementId) }),
  },
  {
    address: question.enclaveRegistry,
    needsCode: true,
    read: (slots) => ({ enclave: enclaveFacts(slots, question.keyId) }),
  },
  ...(question.operator === undefined
    ? []
    : [
        {
          address: question.operator,
          needsCode: false,
          read: (slots: Slots) => ({
            acceptance: acceptancePeriods(slots, question.measurementId, question.pcr16Hash),
          }),
        },
      ]),
];

/** Rounds of questions: a length is known before what it counts. */
const roundsMax = 4;

/**
 * Verifies proofs of exactly the slots that the question needs, and reads them.
 *
 * @param contracts In the order in which {@link readChainFacts} gives them.
 * @throws {ChainStateError} When nothing can be concluded; `PROOF_INCOMPLETE` for a slot too few, `PROOF_NODE_UNUSED` for one too many,
 * `PROOF_OTHER_SUBJECT` for other contracts.
 * @throws {RegistryError} `REGISTRY_HAS_NO_CODE` where there is no contract.
 */
export function proveChainFacts(
  stateRoot: Uint8Array,
  contracts: readonly ProvenContract[],
  question: FactsQuestion,
): ChainFacts {
  const wanted = parts(question);
  if (contracts.length !== wanted.length)
    throw new ChainStateError("PROOF_OTHER_SUBJECT", `${contracts.length} contracts, ${wanted.length} asked for`);
  const facts = wanted.map((part, index) => {
    const contract = contracts[index];
    if (contract === undefined || !equalBytes(contract.address, part.address))
      throw new ChainStateError("PROOF_OTHER_SUBJECT", `contract ${index}`);
    const values = provenValues(accountOf(stateRoot, contract, part), contract);
    const used = new Set<bigint>();
    const fact = part.read((slot) => {
      const value = values.get(slot);
      if (value === undefined) throw new ChainStateError("PROOF_INCOMPLETE", "a slot is not shown");
      used.add(slot);
      return value;
    });
    if (used.size !== contract.storageProofs.length)
      throw new ChainStateError("PROOF_NODE_UNUSED", "slots that nobody asked for");
    return fact;
  });
  return Object.assign({ release: undefined, acceptance: undefined, enclave: undefined }, ...facts) as ChainFacts;
}

/**
 * Asks an endpoint for all that is needed at a block. What it answers is proven, so the endpoint is not believed.
 *
 * @throws {ChainStateError | RegistryError} As {@link proveChainFacts}. A provider's own errors pass through.
 */
export async function readChainFacts(
  provider: Eip1193Provider,
  { stateRoot, number }: { readonly stateRoot: Uint8Array; readonly number: bigint },
  question: FactsQuestion,
): Promise<{ readonly facts: ChainFacts; readonly contracts: readonly ProvenContract[] }> {
  const contracts: ProvenContract[] = [];
  for (const part of parts(question)) contracts.push(await readContract(provider, { stateRoot, number }, part));
  return { facts: proveChainFacts(stateRoot, contracts, question), contracts };
}

async function readContract(
  provider: Eip1193Provider,
  { stateRoot, number }: { readonly stateRoot: Uint8Array; readonly number: bigint },
  part: Part,
): Promise<ProvenContract> {
  const { address, read } = part;
  let asked: readonly bigint[] = [];
  let shown: StateProof = { accountProof: [], storageProofs: [] };
  for (let round = 0; round < roundsMax; round++) {
    const values =
      round === 0 ? new Map<bigint, bigint>() : provenValues(accountOf(stateRoot, { address, ...shown }, part), shown);
    const needed = new Set<bigint>();
    // What is not known yet counts as zero, which is the shorter way through every layout.
    read((slot) => {
      needed.add(slot);
      return values.get(slot) ?? 0n;
    });
    if (round > 0 && [...needed].every((slot) => values.has(slot))) return { address, ...shown };
    asked = [...new Set([...asked, ...needed])];
    shown = readGetProof(await provider.request(getProofCall(address, asked, number)), address, asked);
  }
  throw new ChainStateError("PROOF_INCOMPLETE", "a layout that does not end");
}

function provenValues(account: Account, { storageProofs }: StateProof): ReadonlyMap<bigint, bigint> {
  const values = new Map<bigint, bigint>();
  for (const { slot, proof } of storageProofs) {
    if (values.has(slot)) throw new ChainStateError("PROOF_OTHER_SUBJECT", "a slot twice");
    values.set(slot, proveSlot(account.storageRoot, slot, proof));
  }
  return values;
}

function accountOf(stateRoot: Uint8Array, { address, accountProof }: ProvenContract, { needsCode }: Part): Account {
  const account = proveAccount(stateRoot, address, accountProof);
  if (needsCode && equalBytes(account.codeHash, emptyCodeHash))
    throw new RegistryError("REGISTRY_HAS_NO_CODE", `0x${toHex(address)}`);
  return account;
}
