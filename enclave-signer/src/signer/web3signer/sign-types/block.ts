// BLOCK and BLOCK_V2: slashable. A header has the root of its block, whole or blinded; only phase 0 and Altair blocks come whole.
import type { JsonObject } from "@inkan/attestation";
import { Refusal } from "../../refusal.ts";
import { priorities } from "../../schedule.ts";
import type { Chain } from "../chain.ts";
import { BeaconBlock, BeaconBlockHeader } from "../containers/phase0.ts";
import { domainTypes } from "../domain.ts";
import { forkNames, isAtLeast } from "../fork-schedule.ts";
import { asObject, memberOf, objectSchema } from "../ssz/container.ts";
import { type CompositeMember, malformed } from "../ssz/member.ts";
import type { Message, SignType } from "./sign-type.ts";

/** Deprecated: a whole phase 0 block. */
export const block: SignType = {
  operation: "BLOCK",
  members: ["block"],
  priority: priorities.block,
  read: (object, at, chain) => wholeBlock(object, at, chain, BeaconBlock),
  schema: () => BeaconBlock.schema,
};

export const blockV2: SignType = {
  operation: "BLOCK_V2",
  members: ["beacon_block"],
  priority: priorities.block,
  read(object, at, chain, request) {
    const version = versionOf(object, at);
    if (version === "phase0" || version === "altair") {
      const type: CompositeMember<WholeBlock> = version === "phase0" ? BeaconBlock : chain.altair.BeaconBlock;
      return wholeBlock(asObject(memberOf(object, "block"), `${at}.block`), `${at}.block`, chain, type);
    }
    const header = BeaconBlockHeader.read(memberOf(object, "block_header"), `${at}.block_header`);
    const fork = chain.forkAtSlot(header.slot);
    // Nimbus writes them beside the block; a client that puts them inside is understood too.
    const proofs = memberOf(request, "proofs") ?? memberOf(object, "proofs");
    return {
      ...proposal(header.slot, chain),
      objectRoot: BeaconBlockHeader.ssz.hashTreeRoot(header),
      // The schedule says of which fork the body is: where the fee recipient stands in it must not be the client's choice.
      permit: ({ feeRecipients }) =>
        feeRecipients.checkBlock({ version: fork.toUpperCase(), bodyRoot: header.body_root, proofs }),
    };
  },
  schema: (chain) => ({
    anyOf: [
      {
        ...objectSchema({ version: { type: "string" }, block_header: BeaconBlockHeader.schema }),
      },
      objectSchema({
        version: { type: "string" },
        block: { anyOf: [BeaconBlock.schema, chain.altair.BeaconBlock.schema] },
      }),
    ],
  }),
};

type WholeBlock = { readonly slot: bigint };

function wholeBlock(object: JsonObject, at: string, chain: Chain, type: CompositeMember<WholeBlock>): Message {
  const value = type.read(object, at);
  // From Bellatrix on a block pays a fee recipient, and a header is what is sent.
  if (isAtLeast(chain.forkAtSlot(value.slot), "bellatrix"))
    throw new Refusal("FORK_NOT_IN_SCHEDULE", "at this slot a block is signed by its header");
  return { ...proposal(value.slot, chain), objectRoot: type.ssz.hashTreeRoot(value) };
}

const proposal = (slot: bigint, chain: Chain) =>
  ({
    domainType: domainTypes.DOMAIN_BEACON_PROPOSER,
    fork: { by: "epoch", epoch: chain.epochOf(slot) },
    duty: { kind: "block", slot },
  }) as const;

function versionOf(object: JsonObject, at: string) {
  const version = memberOf(object, "version");
  const name = typeof version === "string" ? version.toLowerCase() : "";
  const fork = forkNames.find((known) => known === name);
  if (fork === undefined) throw malformed(`${at}.version`, "the name of a fork");
  return fork;
}
