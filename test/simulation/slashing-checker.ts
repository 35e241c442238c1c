// Would a validator be slashed for what was signed? Written from the consensus specification alone (phase0/beacon-chain.md,
// `is_slashable_attestation_data`, `process_proposer_slashing`), and shares no line with the signer: it judges the signer.

export type SignedBlock = {
  readonly kind: "block";
  readonly publicKey: string;
  readonly slot: bigint;
  /** Any spelling that is the same for the same root. */
  readonly signingRoot: string;
};

export type SignedAttestation = {
  readonly kind: "attestation";
  readonly publicKey: string;
  readonly sourceEpoch: bigint;
  readonly targetEpoch: bigint;
  readonly signingRoot: string;
};

export type SignedMessage = SignedBlock | SignedAttestation;

/** Two messages of one key for which it is slashed. Of a surround, the first is the one around. */
export type SlashablePair = {
  readonly offence: "double proposal" | "double vote" | "surround vote";
  readonly messages: readonly [SignedMessage, SignedMessage];
};

/**
 * Judges everything that was signed, by whichever enclave, in any order, repeats included: one message signed twice is no offence.
 * Sorts, so hundreds of thousands of messages take a second.
 *
 * @returns One pair for each message that stands against an earlier one in its order; empty exactly when nobody can be slashed.
 */
export function findSlashable(messages: Iterable<SignedMessage>): readonly SlashablePair[] {
  const pairs: SlashablePair[] = [];
  for (const ofKey of byKey(messages).values()) {
    pairs.push(...doubles("double proposal", ofKey.blocks, ({ slot }) => slot));
    pairs.push(...doubles("double vote", ofKey.attestations, ({ targetEpoch }) => targetEpoch));
    pairs.push(...surrounds(ofKey.attestations));
  }
  return pairs;
}

type OfKey = { readonly blocks: SignedBlock[]; readonly attestations: SignedAttestation[] };

function byKey(messages: Iterable<SignedMessage>): ReadonlyMap<string, OfKey> {
  const keys = new Map<string, OfKey>();
  for (const message of messages) {
    const ofKey = keys.get(message.publicKey) ?? { blocks: [], attestations: [] };
    keys.set(message.publicKey, ofKey);
    if (message.kind === "block") ofKey.blocks.push(message);
    else ofKey.attestations.push(message);
  }
  return keys;
}

/** Same slot, or same target, and another root. */
function doubles<Message extends SignedMessage>(
  offence: SlashablePair["offence"],
  messages: readonly Message[],
  placeOf: (message: Message) => bigint,
): SlashablePair[] {
  const first = new Map<bigint, Message>();
  const pairs: SlashablePair[] = [];
  for (const message of messages) {
    const earlier = first.get(placeOf(message));
    if (earlier === undefined) first.set(placeOf(message), message);
    else if (earlier.signingRoot !== message.signingRoot) pairs.push({ offence, messages: [earlier, message] });
  }
  return pairs;
}

/** s1 < s2 and t2 < t1: in the order of sources, a target below one that a strictly smaller source had. */
function surrounds(attestations: readonly SignedAttestation[]): SlashablePair[] {
  const inOrder = [...attestations].sort((a, b) => order(a.sourceEpoch, b.sourceEpoch));
  const pairs: SlashablePair[] = [];
  let widest: SignedAttestation | undefined;
  let widestOfThisSource: SignedAttestation | undefined;
  for (const attestation of inOrder) {
    if (widestOfThisSource !== undefined && widestOfThisSource.sourceEpoch < attestation.sourceEpoch) {
      if (widest === undefined || widest.targetEpoch < widestOfThisSource.targetEpoch) widest = widestOfThisSource;
      widestOfThisSource = undefined;
    }
    if (widest !== undefined && attestation.targetEpoch < widest.targetEpoch)
      pairs.push({ offence: "surround vote", messages: [widest, attestation] });
    if (widestOfThisSource === undefined || widestOfThisSource.targetEpoch < attestation.targetEpoch)
      widestOfThisSource = attestation;
  }
  return pairs;
}

const order = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
