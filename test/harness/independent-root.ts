// A second opinion on signing roots: its own reading of the request's JSON and its own merkleization (consensus-specs, `ssz/simple-serialize.md`;
// EIP-7495, EIP-7916), a few lines each, sharing nothing with the signer. It follows the specification where the signer follows habits of speed.
import { createHash } from "node:crypto";

type Json = { readonly [name: string]: Json } | readonly Json[] | string | number | boolean | null | undefined;
type Merkleize = (json: Json) => Buffer;

const sha256 = (...parts: Uint8Array[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const zero = Buffer.alloc(32);
const chunked = (bytes: Buffer) =>
  Array.from({ length: Math.ceil(bytes.length / 32) }, (_, at) => {
    const chunk = Buffer.alloc(32);
    bytes.copy(chunk, 0, at * 32, Math.min(bytes.length, at * 32 + 32));
    return chunk;
  });

/** `leaves` is any power of two: what isn't there is zero. */
function tree(chunks: readonly Buffer[], leaves: number): Buffer {
  if (chunks.length > leaves) throw new Error("too many chunks");
  let level = [...chunks];
  let filler: Buffer = zero;
  for (let width = leaves; width > 1; width /= 2) {
    if (level.length % 2 === 1) level.push(filler);
    level = Array.from({ length: level.length / 2 }, (_, at) => sha256(level[at * 2]!, level[at * 2 + 1]!));
    filler = sha256(filler, filler);
  }
  return level[0] ?? filler;
}
const powerOfTwo = (n: number) => 2 ** Math.ceil(Math.log2(Math.max(n, 1)));
/** EIP-7916 as Gloas has it: subtrees of 1, 4, 16 … leaves, the rest to the right (earlier drafts had it to the left). */
function progressive(chunks: readonly Buffer[], leaves = 1): Buffer {
  if (chunks.length === 0) return zero;
  return sha256(tree(chunks.slice(0, leaves), leaves), progressive(chunks.slice(leaves), leaves * 4));
}
const mixIn = (root: Buffer, length: number) => sha256(root, u64Bytes(BigInt(length)));

function u64Bytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(32);
  bytes.writeBigUInt64LE(value);
  return bytes;
}
const asText = (json: Json): string => {
  if (typeof json !== "string") throw new Error("no string");
  return json;
};
const bytesOf = (json: Json): Buffer => {
  const text = asText(json);
  if (!/^0x([0-9a-fA-F]{2})*$/.test(text)) throw new Error("no bytes");
  return Buffer.from(text.slice(2), "hex");
};
export const numberOf = (json: Json): bigint => {
  if (typeof json === "number" && Number.isSafeInteger(json) && json >= 0) return BigInt(json);
  if (!/^(0|[1-9]\d*)$/.test(asText(json)) || BigInt(asText(json)) >= 2n ** 64n) throw new Error("no uint64");
  return BigInt(asText(json));
};
const own = (json: Json, name: string): Json => {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw new Error("no object");
  return Object.getOwnPropertyDescriptor(json, name)?.value as Json;
};

const u64: Merkleize = (json) => u64Bytes(numberOf(json));
const u256: Merkleize = (json) => {
  if (typeof json === "number" && Number.isSafeInteger(json) && json >= 0) return u256(String(json));
  if (!/^(0|[1-9]\d*)$/.test(asText(json)) || BigInt(asText(json)) >= 2n ** 256n) throw new Error("no uint256");
  return Buffer.from(BigInt(asText(json)).toString(16).padStart(64, "0"), "hex").reverse();
};
const bool: Merkleize = (json) => {
  if (typeof json !== "boolean") throw new Error("no boolean");
  return u64Bytes(json ? 1n : 0n);
};
const bytes =
  (length: number): Merkleize =>
  (json) => {
    const value = bytesOf(json);
    if (value.length !== length) throw new Error("wrong length");
    return tree(chunked(value), powerOfTwo(Math.ceil(length / 32)));
  };
const byteList =
  (max: number): Merkleize =>
  (json) => {
    const value = bytesOf(json);
    if (value.length > max) throw new Error("too long");
    return mixIn(tree(chunked(value), powerOfTwo(Math.ceil(max / 32))), value.length);
  };
const progressiveBytes: Merkleize = (json) => mixIn(progressive(chunked(bytesOf(json))), bytesOf(json).length);
const bitvector =
  (length: number): Merkleize =>
  (json) => {
    const value = bytesOf(json);
    if (value.length !== Math.ceil(length / 8)) throw new Error("wrong length");
    if (length % 8 !== 0 && value.at(-1)! >> (length % 8) !== 0) throw new Error("bits behind the end");
    return tree(chunked(value), powerOfTwo(Math.ceil(length / 256)));
  };
function bitsOf(json: Json, max: number): { chunks: Buffer[]; length: number } {
  const value = bytesOf(json);
  const last = value.at(-1);
  if (last === undefined || last === 0) throw new Error("no length bit");
  const top = 31 - Math.clz32(last);
  const length = (value.length - 1) * 8 + top;
  if (length > max) throw new Error("too many bits");
  value[value.length - 1] = last ^ (1 << top);
  return { chunks: chunked(value.subarray(0, Math.ceil(length / 8))), length };
}
const bitlist =
  (max: number): Merkleize =>
  (json) => {
    const { chunks, length } = bitsOf(json, max);
    return mixIn(tree(chunks, powerOfTwo(Math.ceil(max / 256))), length);
  };
const progressiveBits =
  (max: number): Merkleize =>
  (json) => {
    const { chunks, length } = bitsOf(json, max);
    return mixIn(progressive(chunks), length);
  };
const elements = (json: Json, min: number, max: number): readonly Json[] => {
  if (!Array.isArray(json) || json.length < min || json.length > max) throw new Error("wrong number of elements");
  return json;
};
const list =
  (element: Merkleize, max: number): Merkleize =>
  (json) =>
    mixIn(tree(elements(json, 0, max).map(element), powerOfTwo(max)), (json as Json[]).length);
const vector =
  (element: Merkleize, length: number): Merkleize =>
  (json) =>
    tree(elements(json, length, length).map(element), powerOfTwo(length));
const u64List =
  (max: number): Merkleize =>
  (json) => {
    const packed = Buffer.concat(elements(json, 0, max).map((value) => u64(value).subarray(0, 8)));
    return mixIn(tree(chunked(packed), powerOfTwo(max / 4)), (json as Json[]).length);
  };
const progressiveList =
  (element: Merkleize, max: number): Merkleize =>
  (json) =>
    mixIn(progressive(elements(json, 0, max).map(element)), (json as Json[]).length);

type Fields = { readonly [name: string]: Merkleize };
const leavesOf = (fields: Fields, json: Json) => Object.entries(fields).map(([name, of]) => of(own(json, name)));
const container =
  (fields: Fields): Merkleize =>
  (json) =>
    tree(leavesOf(fields, json), powerOfTwo(Object.keys(fields).length));
const progressiveContainer =
  (fields: Fields): Merkleize =>
  (json) => {
    const active = Buffer.alloc(32);
    Object.keys(fields).forEach((_, at) => {
      active[at >> 3]! |= 1 << (at & 7);
    });
    return sha256(progressive(leavesOf(fields, json)), active);
  };

const checkpoint = container({ epoch: u64, root: bytes(32) });
const attestationFields = {
  slot: u64,
  index: u64,
  beacon_block_root: bytes(32),
  source: checkpoint,
  target: checkpoint,
};
const attestation = container(attestationFields);
const headerFields = { slot: u64, proposer_index: u64, parent_root: bytes(32), state_root: bytes(32) };
const header = container({ ...headerFields, body_root: bytes(32) });
const signed = (message: Merkleize) => container({ message, signature: bytes(96) });
const exit = container({ epoch: u64, validator_index: u64 });
const indexed = container({ attesting_indices: u64List(2048), data: attestation, signature: bytes(96) });
const aggregate0 = container({ aggregation_bits: bitlist(2048), data: attestation, signature: bytes(96) });
const depositData = { pubkey: bytes(48), withdrawal_credentials: bytes(32), amount: u64 };
const bodyFields = {
  randao_reveal: bytes(96),
  eth1_data: container({ deposit_root: bytes(32), deposit_count: u64, block_hash: bytes(32) }),
  graffiti: bytes(32),
  proposer_slashings: list(container({ signed_header_1: signed(header), signed_header_2: signed(header) }), 16),
  attester_slashings: list(container({ attestation_1: indexed, attestation_2: indexed }), 2),
  attestations: list(aggregate0, 128),
  deposits: list(
    container({ proof: vector(bytes(32), 33), data: container({ ...depositData, signature: bytes(96) }) }),
    16,
  ),
  voluntary_exits: list(signed(exit), 16),
};
const aggregateAndProof = (aggregate: Merkleize) =>
  container({ aggregator_index: u64, aggregate, selection_proof: bytes(96) });
const address = bytes(20);

const envelope = progressiveContainer({
  payload: progressiveContainer({
    parent_hash: bytes(32),
    fee_recipient: address,
    state_root: bytes(32),
    receipts_root: bytes(32),
    logs_bloom: bytes(256),
    prev_randao: bytes(32),
    block_number: u64,
    gas_limit: u64,
    gas_used: u64,
    timestamp: u64,
    extra_data: byteList(32),
    base_fee_per_gas: u256,
    block_hash: bytes(32),
    transactions: progressiveList(progressiveBytes, 1_048_576),
    withdrawals: progressiveList(container({ index: u64, validator_index: u64, address, amount: u64 }), 16),
    blob_gas_used: u64,
    excess_blob_gas: u64,
    block_access_list: progressiveBytes,
    slot_number: u64,
  }),
  execution_requests: progressiveContainer({
    deposits: progressiveList(container({ ...depositData, signature: bytes(96), index: u64 }), 8192),
    withdrawals: progressiveList(
      container({ source_address: address, validator_pubkey: bytes(48), amount: u64 }),
      8192,
    ),
    consolidations: progressiveList(
      container({ source_address: address, source_pubkey: bytes(48), target_pubkey: bytes(48) }),
      8192,
    ),
    builder_deposits: progressiveList(container({ ...depositData, signature: bytes(96) }), 8192),
    builder_exits: progressiveList(container({ source_address: address, pubkey: bytes(48) }), 8192),
  }),
  builder_index: u64,
  beacon_block_root: bytes(32),
  parent_beacon_block_root: bytes(32),
});

/** Mainnet's preset. */
const aggregates = {
  phase0: aggregateAndProof(aggregate0),
  electra: aggregateAndProof(
    container({
      aggregation_bits: bitlist(131_072),
      data: attestation,
      signature: bytes(96),
      committee_bits: bitvector(64),
    }),
  ),
  gloas: aggregateAndProof(
    progressiveContainer({
      aggregation_bits: progressiveBits(131_072),
      data: attestation,
      signature: bytes(96),
      committee_bits: bitvector(64),
    }),
  ),
};

export type IndependentFork = { readonly name: string; readonly version: string; readonly epoch: number };
export type IndependentChain = {
  readonly forks: readonly IndependentFork[];
  readonly genesisValidatorsRoot: string;
};

const names = ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas"];
const rank = (fork: IndependentFork | undefined) => names.indexOf(fork?.name ?? "");

/** `undefined` epoch: no chain. */
type Said = {
  readonly root: Buffer;
  readonly domain: string;
  readonly epoch: bigint | undefined;
  readonly isExit?: true;
};
type Read = (object: Json, chain: IndependentChain) => Said;

const slotEpoch = (json: Json) => numberOf(json) / 32n;
const forkAt = (chain: IndependentChain, epoch: bigint) => chain.forks.findLast((fork) => BigInt(fork.epoch) <= epoch);
const at =
  (merkleize: Merkleize, domain: string, epoch: (object: Json) => bigint): Read =>
  (object) => ({ root: merkleize(object), domain, epoch: epoch(object) });
const bySlot = (object: Json) => slotEpoch(own(object, "slot"));
const aggregateRead: Read = (object, chain) => {
  const epoch = slotEpoch(own(own(own(object, "aggregate"), "data"), "slot"));
  const forkRank = rank(forkAt(chain, epoch));
  const which = forkRank >= 7 ? "gloas" : forkRank >= 5 ? "electra" : "phase0";
  return { root: aggregates[which](object), domain: "06000000", epoch };
};
const phase0Block = container({ ...headerFields, body: container(bodyFields) });
const altairBlock = container({
  ...headerFields,
  body: container({
    ...bodyFields,
    sync_aggregate: container({ sync_committee_bits: bitvector(512), sync_committee_signature: bytes(96) }),
  }),
});

const readers: {
  readonly [type: string]: { readonly names: readonly string[]; readonly wraps?: true; readonly read: Read };
} = {
  BLOCK: { names: ["block"], read: at(phase0Block, "00000000", bySlot) },
  BLOCK_V2: {
    names: ["beacon_block"],
    read(object) {
      const version = asText(own(object, "version")).toLowerCase();
      if (!names.includes(version)) throw new Error("no version");
      const [block, of] =
        version === "phase0"
          ? [own(object, "block"), phase0Block]
          : version === "altair"
            ? [own(object, "block"), altairBlock]
            : [own(object, "block_header"), header];
      return { root: of(block), domain: "00000000", epoch: bySlot(block) };
    },
  },
  ATTESTATION: {
    names: ["attestation"],
    read: at(attestation, "01000000", (object) => numberOf(own(own(object, "target"), "epoch"))),
  },
  RANDAO_REVEAL: {
    names: ["randao_reveal"],
    read: at(container({ epoch: u64 }), "02000000", (object) => numberOf(own(object, "epoch"))),
  },
  AGGREGATION_SLOT: { names: ["aggregation_slot"], read: at(container({ slot: u64 }), "05000000", bySlot) },
  AGGREGATE_AND_PROOF: { names: ["aggregate_and_proof"], wraps: true, read: aggregateRead },
  AGGREGATE_AND_PROOF_V2: { names: ["aggregate_and_proof"], wraps: true, read: aggregateRead },
  SYNC_COMMITTEE_MESSAGE: {
    names: ["sync_committee_message"],
    read: at((object) => bytes(32)(own(object, "beacon_block_root")), "07000000", bySlot),
  },
  SYNC_COMMITTEE_SELECTION_PROOF: {
    names: ["sync_aggregator_selection_data"],
    read: at(container({ slot: u64, subcommittee_index: u64 }), "08000000", bySlot),
  },
  SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF: {
    names: ["contribution_and_proof"],
    read: at(
      container({
        aggregator_index: u64,
        contribution: container({
          slot: u64,
          beacon_block_root: bytes(32),
          subcommittee_index: u64,
          aggregation_bits: bitvector(128),
          signature: bytes(96),
        }),
        selection_proof: bytes(96),
      }),
      "09000000",
      (object) => bySlot(own(object, "contribution")),
    ),
  },
  VALIDATOR_REGISTRATION: {
    names: ["validator_registration"],
    read: (object) => ({
      root: container({ fee_recipient: address, gas_limit: u64, timestamp: u64, pubkey: bytes(48) })(object),
      domain: "00000001",
      epoch: undefined,
    }),
  },
  PAYLOAD_ATTESTATION_MESSAGE: {
    names: ["payload_attestation_message", "payload_attestation_data", "payload_attestation"],
    wraps: true,
    read: at(
      container({ beacon_block_root: bytes(32), slot: u64, payload_present: bool, blob_data_available: bool }),
      "0c000000",
      bySlot,
    ),
  },
  PROPOSER_PREFERENCES: {
    names: ["proposer_preferences"],
    wraps: true,
    read: at(
      container({
        dependent_root: bytes(32),
        proposal_slot: u64,
        validator_index: u64,
        fee_recipient: address,
        target_gas_limit: u64,
      }),
      "0d000000",
      (object) => slotEpoch(own(object, "proposal_slot")),
    ),
  },
  EXECUTION_PAYLOAD_ENVELOPE: {
    names: ["execution_payload_envelope"],
    wraps: true,
    read: at(envelope, "0b000000", (object) => slotEpoch(own(own(object, "payload"), "slot_number"))),
  },
  EXECUTION_PAYLOAD_BID: {
    names: ["execution_payload_bid"],
    wraps: true,
    read: at(
      progressiveContainer({
        parent_block_hash: bytes(32),
        parent_block_root: bytes(32),
        block_hash: bytes(32),
        prev_randao: bytes(32),
        fee_recipient: address,
        gas_limit: u64,
        builder_index: u64,
        slot: u64,
        value: u64,
        execution_payment: u64,
        blob_kzg_commitments: progressiveList(bytes(48), 4096),
        execution_requests_root: bytes(32),
      }),
      "0b000000",
      bySlot,
    ),
  },
  BUILDER_REQUEST_AUTH: {
    names: ["builder_request_auth", "request_auth"],
    wraps: true,
    read: (object) => ({
      root: container({ data: byteList(4096), slot: u64 })(object),
      domain: "0b000001",
      epoch: undefined,
    }),
  },
  DEPOSIT: {
    names: ["deposit"],
    read: (object) => ({ root: container(depositData)(object), domain: "03000000", epoch: undefined }),
  },
  VOLUNTARY_EXIT: {
    names: ["voluntary_exit"],
    read: (object) => ({ root: exit(object), domain: "04000000", epoch: numberOf(own(object, "epoch")), isExit: true }),
  },
};
const aliases: { readonly [type: string]: string } = {
  PAYLOAD_ATTESTATION: "PAYLOAD_ATTESTATION_MESSAGE",
  REQUEST_AUTH: "BUILDER_REQUEST_AUTH",
};

/**
 * What a signature over `request` may be over, by the specification and the schedule alone: `signingRoot` and `fork_info` of the request have no say,
 * but for `fork.epoch` of an exit (EIP-7044).
 *
 * @throws Whenever the request means nothing.
 */
export function independentSigningRoot(request: unknown, chain: IndependentChain): Buffer {
  const json = request as Json;
  const type = asText(own(json, "type")).toUpperCase();
  const reader = readers[aliases[type] ?? type];
  if (reader === undefined) throw new Error("no such type");
  const present = reader.names.filter((name) => (own(json, name) ?? undefined) !== undefined);
  if (present.length !== 1) throw new Error("no object");
  const outer = own(json, present[0]!);
  const inner = reader.wraps ? own(outer, "data") : undefined;
  const said = reader.read(typeof inner === "object" && inner !== null ? inner : outer, chain);
  const [version, root] =
    said.epoch === undefined
      ? [chain.forks[0]?.version, zero]
      : [versionOf(said, said.epoch, json, chain), bytesOf(chain.genesisValidatorsRoot)];
  const forkData = tree([Buffer.concat([bytesOf(version), Buffer.alloc(28)]), root], 2);
  return sha256(said.root, Buffer.from(said.domain, "hex"), forkData.subarray(0, 28));
}

function versionOf({ isExit }: Said, epoch: bigint, json: Json, chain: IndependentChain): Json {
  if (!isExit) return forkAt(chain, epoch)?.version;
  const fork = own(own(json, "fork_info"), "fork");
  const forkEpoch = numberOf(own(fork, "epoch"));
  if (rank(forkAt(chain, forkEpoch)) >= 4) return chain.forks.find(({ name }) => name === "capella")?.version;
  return own(fork, epoch < forkEpoch ? "previous_version" : "current_version");
}
