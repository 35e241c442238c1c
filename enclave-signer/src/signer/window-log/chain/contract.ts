// The contract `SigningWindows` as bytes: what a boot key signs for it (EIP-712), the call that appends, and where its storage keeps a log
// (Solidity, "Layout of State Variables in Storage"; ABI specification). docs/protocol/window-log.md, *The chain backend*.
import { mappingSlot } from "@inkan/attestation";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Maxima } from "../../slashing-protection/window.ts";
import type { RecordBody, WindowRecord } from "../record.ts";

/** One group's log at one contract. */
export type LogAddress = {
  readonly chainId: number;
  /** 20 bytes. */
  readonly contract: Uint8Array;
  /** {@link groupIdOf}: 32 bytes. */
  readonly group: Uint8Array;
};

/** The first slots of a group, and those of its records' hashes. */
export type LogSlots = {
  /** Operator (160 bits), block of its opening (48), number of records (48), from the lowest bit. */
  readonly state: bigint;
  /** Block of the last record: the lowest 48 bits. */
  readonly lastBlock: bigint;
  hashOf(n: number): bigint;
};

const kinds: Readonly<Record<RecordBody["kind"], bigint>> = { boot: 0n, claim: 1n, release: 2n, retire: 3n, keys: 4n };
const recordType =
  "WindowRecord(bytes32 group,uint64 n,bytes32 previous,address boot,uint8 kind,uint72 target,uint72 source,uint72 slot,bytes32 detail,bytes32 contentHash)";
const domainType = "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)";
const appendSignature = "append((bytes32,uint64,bytes32,address,uint8,(uint72,uint72,uint72),bytes32),bytes,bytes)";
const recordedSignature = "Recorded(bytes32,uint64,address,uint8,bytes32,bytes)";
const groupsMapping = 0n;
const hashesMapping = 1n;

const keccakOfText = (text: string): Uint8Array => keccak_256(Buffer.from(text));
export const recordedTopic: Uint8Array = keccakOfText(recordedSignature);

/** Id of a group: keccak256(abi.encode(operator, name)). @param operator 20 bytes. */
export function groupIdOf(operator: Uint8Array, name: string): Uint8Array {
  return keccak_256(Buffer.concat([padded(operator), word(0x40n), dynamic(Buffer.from(name))]));
}

export function slotsOf(group: Uint8Array): LogSlots {
  const state = mappingSlot(group, groupsMapping);
  const hashes = mappingSlot(group, hashesMapping);
  return { state, lastBlock: state + 1n, hashOf: (n) => mappingSlot(word(BigInt(n)), hashes) };
}

export type ChainRecord = Pick<WindowRecord, "n" | "previous" | "body"> & {
  /** 20 bytes. */
  readonly bootAddress: Uint8Array;
  /** Program and configuration of the boot, lower-case hexadecimal: what a `boot` record says of itself. */
  readonly identity: string;
};

/** What the boot key signs. @param contentHash SHA-256 of the record's bytes. */
export function digestOf(at: LogAddress, record: ChainRecord, contentHash: Uint8Array): Uint8Array {
  const domain = keccak_256(
    Buffer.concat([
      keccakOfText(domainType),
      keccakOfText("Inkan SigningWindows"),
      keccakOfText("1"),
      word(BigInt(at.chainId)),
      padded(at.contract),
    ]),
  );
  const struct = keccak_256(Buffer.concat([keccakOfText(recordType), ...recordWords(at, record), contentHash]));
  return keccak_256(Buffer.concat([Uint8Array.of(0x19, 0x01), domain, struct]));
}

/** Calldata of `append`. @param signature r ‖ s ‖ v, 65 bytes. */
export function appendCall(
  at: LogAddress,
  record: ChainRecord,
  content: Uint8Array,
  signature: Uint8Array,
): Uint8Array {
  const words = recordWords(at, record);
  const head = 32 * (words.length + 2);
  const encoded = dynamic(content);
  return Buffer.concat([
    keccakOfText(appendSignature).subarray(0, 4),
    ...words,
    word(BigInt(head)),
    word(BigInt(head + encoded.length)),
    encoded,
    dynamic(signature),
  ]);
}

/** `content` out of the data of a `Recorded` event, from anybody; `undefined` for what is none. */
export function contentOfEvent(data: Uint8Array): Uint8Array | undefined {
  const integer = (at: number) => BigInt(`0x${Buffer.from(data.subarray(at, at + 32)).toString("hex")}`);
  if (data.length < 128 || data.length % 32 !== 0 || integer(64) !== 96n) return undefined;
  const length = integer(96);
  return length <= BigInt(data.length - 128) ? data.subarray(128, 128 + Number(length)) : undefined;
}

function recordWords({ group }: LogAddress, { n, previous, bootAddress, identity, body }: ChainRecord): Uint8Array[] {
  const { target, source, slot } = body.kind === "boot" || body.kind === "keys" ? none : body.maxima;
  return [
    group,
    word(BigInt(n)),
    Buffer.from(previous, "hex"),
    padded(bootAddress),
    word(kinds[body.kind]),
    ...[target, source, slot].map((value) => word(value + 1n)),
    detailOf(body, identity),
  ];
}

const none: Maxima = { target: -1n, source: -1n, slot: -1n };

function detailOf(body: RecordBody, identity: string): Uint8Array {
  if (body.kind === "boot") return Buffer.from(identity, "hex");
  return body.kind === "keys" ? Buffer.from(body.digest, "hex") : word(0n);
}

function word(value: bigint): Uint8Array {
  return Buffer.from(value.toString(16).padStart(64, "0"), "hex");
}

function padded(address: Uint8Array): Uint8Array {
  return Buffer.concat([new Uint8Array(12), address]);
}

/** Length and bytes, filled up to whole words. */
function dynamic(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([word(BigInt(bytes.length)), bytes, new Uint8Array((32 - (bytes.length % 32)) % 32)]);
}
