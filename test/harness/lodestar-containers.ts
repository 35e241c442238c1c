// Every container that is hashed for signing, against Lodestar's of the same name, on random values. Lodestar takes its preset from the environment
// when it is loaded, so one process compares one preset.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  BitArray,
  BitListType,
  BitVectorType,
  BooleanType,
  ByteListType,
  ByteVectorType,
  ProgressiveBitListType,
  ProgressiveByteListType,
  type Type,
  UintBigintType,
  UintNumberType,
} from "@chainsafe/ssz";
import type { JsonValue } from "@inkan/attestation";
import { openChain } from "../../enclave-signer/src/signer/web3signer/chain.ts";
import {
  SyncAggregatorSelectionData,
  SyncCommitteeMessageData,
} from "../../enclave-signer/src/signer/web3signer/containers/altair.ts";
import { ValidatorRegistrationV1 } from "../../enclave-signer/src/signer/web3signer/containers/bellatrix.ts";
import {
  BuilderRequestAuth,
  ExecutionPayloadBid,
  PayloadAttestationData,
  ProposerPreferences,
} from "../../enclave-signer/src/signer/web3signer/containers/gloas.ts";
import * as phase0 from "../../enclave-signer/src/signer/web3signer/containers/phase0.ts";
import type { Member } from "../../enclave-signer/src/signer/web3signer/ssz/member.ts";
import { ethereumConfig } from "./web3signer.ts";

type Next = (below: number) => number;
const roundsOfEach = 20;

export async function compareContainers(preset: "mainnet" | "minimal"): Promise<void> {
  process.env.LODESTAR_PRESET = preset;
  const { ssz } = await import("@lodestar/types");
  const chain = openChain(ethereumConfig({ preset }));
  const pairs: readonly [name: string, ours: Member<never>, theirs: Type<unknown>][] = [
    ["AttestationData", phase0.AttestationData, ssz.phase0.AttestationDataBigint],
    ["BeaconBlockHeader", phase0.BeaconBlockHeader, ssz.phase0.BeaconBlockHeaderBigint],
    ["VoluntaryExit", phase0.VoluntaryExit, ssz.phase0.VoluntaryExit],
    ["DepositMessage", phase0.DepositMessage, ssz.phase0.DepositMessage],
    ["AggregateAndProof of phase0", phase0.AggregateAndProof, ssz.phase0.AggregateAndProof],
    ["AggregateAndProof of electra", chain.electra.AggregateAndProof, ssz.electra.AggregateAndProof],
    ["AggregateAndProof of gloas", chain.gloas.AggregateAndProof, ssz.gloas.AggregateAndProof],
    ["BeaconBlock of phase0", phase0.BeaconBlock, ssz.phase0.BeaconBlock],
    ["BeaconBlock of altair", chain.altair.BeaconBlock, ssz.altair.BeaconBlock],
    ["SyncAggregatorSelectionData", SyncAggregatorSelectionData, ssz.altair.SyncAggregatorSelectionData],
    ["ContributionAndProof", chain.altair.ContributionAndProof, ssz.altair.ContributionAndProof],
    ["ValidatorRegistrationV1", ValidatorRegistrationV1, ssz.bellatrix.ValidatorRegistrationV1],
    ["PayloadAttestationData", PayloadAttestationData, ssz.gloas.PayloadAttestationData],
    ["ProposerPreferences", ProposerPreferences, ssz.gloas.ProposerPreferences],
    ["ExecutionPayloadBid", ExecutionPayloadBid, ssz.gloas.ExecutionPayloadBid],
    ["ExecutionPayloadEnvelope", chain.gloas.ExecutionPayloadEnvelope, ssz.gloas.ExecutionPayloadEnvelope],
    ["BuilderRequestAuth", BuilderRequestAuth, ssz.gloas.BuilderRequestAuth],
  ] as unknown as [string, Member<never>, Type<unknown>][];
  const seed = Number(process.env.INKAN_SEED ?? 20_261_124);

  for (const [name, ours, theirs] of pairs)
    test(`${name}, ${preset}: ${roundsOfEach} random values have Lodestar's root (seed ${seed})`, () => {
      const next = random(seed);
      for (let round = 0; round < roundsOfEach; round++) {
        const value = randomValue(theirs, next);
        const json = theirs.toJson(value) as JsonValue;
        const root = ours.ssz.hashTreeRoot(ours.read(json, name));
        assert.deepEqual(Buffer.from(root), Buffer.from(theirs.hashTreeRoot(value)), JSON.stringify(json));
      }
    });

  test(`control, ${preset}: a value that differs has another root`, () => {
    const next = random(seed);
    const header = ssz.phase0.BeaconBlockHeaderBigint;
    const [one, other] = [randomValue(header, next), randomValue(header, next)];
    const read = phase0.BeaconBlockHeader.read(header.toJson(one as never) as JsonValue, "header");
    assert.notDeepEqual(
      Buffer.from(phase0.BeaconBlockHeader.ssz.hashTreeRoot(read)),
      Buffer.from(header.hashTreeRoot(other as never)),
    );
  });

  // Of Lodestar there is no container of its name: the signed root is the block's.
  assert.deepEqual(Object.keys(SyncCommitteeMessageData.members), ["beacon_block_root", "slot"]);
}

function random(state: number): Next {
  let s = state;
  return (below) => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((s / 2 ** 32) * below);
  };
}

const randomBytes = (length: number, next: Next) => Uint8Array.from({ length }, () => next(256));
const bits = (length: number, next: Next) => BitArray.fromBoolArray(Array.from({ length }, () => next(2) === 1));

/** Lists are short, but for one in four: then they reach past the first subtrees of a progressive tree. */
const lengthUpTo = (limit: number, next: Next) => Math.min(limit, next(4) === 0 ? next(90) : next(4));

type Parts = {
  readonly fields?: Readonly<Record<string, Type<unknown>>>;
  readonly elementType?: Type<unknown>;
  readonly limit?: number;
  readonly length?: number;
};

function randomValue(type: Type<unknown>, next: Next): unknown {
  if (type instanceof UintNumberType)
    return type.byteLength === 8 ? next(2 ** 32) * 2 ** 21 + next(2 ** 21) : next(256);
  if (type instanceof UintBigintType)
    return BigInt(`0x${Buffer.from(randomBytes(type.byteLength, next)).toString("hex")}`);
  if (type instanceof BooleanType) return next(2) === 1;
  if (type instanceof ByteVectorType) return randomBytes(type.lengthBytes, next);
  if (type instanceof ByteListType)
    return randomBytes(Math.min(type.limitBytes, next(5) === 0 ? 4_096 : next(64)), next);
  if (type instanceof ProgressiveByteListType) return randomBytes(next(5) === 0 ? next(5_000) : next(64), next);
  if (type instanceof BitVectorType) return bits(type.lengthBits, next);
  if (type instanceof BitListType) return bits(next(Math.min(type.limitBits + 1, 5_000)), next);
  if (type instanceof ProgressiveBitListType) return bits(next(5_000), next);
  const { fields, elementType, limit, length } = type as Parts;
  if (fields !== undefined)
    return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, randomValue(field, next)]));
  if (elementType === undefined) throw new TypeError(`no random value for ${type.typeName}`);
  const count = length ?? lengthUpTo(limit ?? 90, next);
  return Array.from({ length: count }, () => randomValue(elementType, next));
}
