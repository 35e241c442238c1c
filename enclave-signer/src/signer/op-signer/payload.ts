// The bytes that a sequencer gossips (ethereum-optimism/specs, `protocol/rollup-node-p2p.md`): before Ecotone the SSZ of an ExecutionPayload,
// from then on parentBeaconBlockRoot ‖ SSZ. Only what the guard judges is read, at fixed offsets; all other offsets are checked for bounds.
import { Refusal } from "../refusal.ts";
import { hexText } from "./members.ts";

/** 1: Bedrock. 2: Canyon, with withdrawals. 3: Ecotone, with blob gas. 4: Isthmus, with the withdrawals' root. */
export type PayloadVersion = 1 | 2 | 3 | 4;

export type DecodedPayload = {
  readonly version: PayloadVersion;
  /** Lower case with 0x, 32 bytes. */
  readonly parentHash: string;
  /** What the payload says of itself; whoever takes the block recomputes it. */
  readonly blockHash: string;
  readonly number: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
};

/** Bytes of an ExecutionPayload's fixed part; its first offset must be exactly this. */
const fixedBytes: Readonly<Record<PayloadVersion, number>> = { 1: 508, 2: 512, 3: 528, 4: 560 };
const plainVersions = [1, 2] as const;
const envelopedVersions = [3, 4] as const;
const rootBytes = 32;
const extraDataBytesMax = 32;
const withdrawalBytes = 44;
const withdrawalsMax = 16;

/**
 * @throws {Refusal} `BLOCK_PAYLOAD_INVALID`: of no known version, or of two at once. The signature does not say which version was meant, so
 *   bytes that two readers could take for two blocks are refused.
 */
export function decodePayload(bytes: Uint8Array): DecodedPayload {
  const readings = [
    ...plainVersions.map((version) => read(bytes, version)),
    ...envelopedVersions.map((version) => read(bytes.subarray(rootBytes), version)),
  ].filter((reading) => reading !== undefined);
  const [reading, other] = readings;
  if (reading === undefined) throw new Refusal("BLOCK_PAYLOAD_INVALID", "payloadBytes is no known SSZ of a payload");
  if (other !== undefined) throw new Refusal("BLOCK_PAYLOAD_INVALID", "payloadBytes can be read in two ways");
  return reading;
}

function read(ssz: Uint8Array, version: PayloadVersion): DecodedPayload | undefined {
  const fixed = fixedBytes[version];
  if (ssz.length < fixed) return undefined;
  const view = new DataView(ssz.buffer, ssz.byteOffset, ssz.byteLength);
  const extraData = view.getUint32(436, true);
  const transactions = view.getUint32(504, true);
  const withdrawals = version === 1 ? ssz.length : view.getUint32(508, true);
  if (extraData !== fixed) return undefined;
  if (transactions < extraData || transactions > extraData + extraDataBytesMax) return undefined;
  if (withdrawals < transactions || withdrawals > ssz.length) return undefined;
  const listed = ssz.length - withdrawals;
  if (listed % withdrawalBytes !== 0 || listed > withdrawalsMax * withdrawalBytes) return undefined;
  return {
    version,
    parentHash: hexText(ssz.subarray(0, 32)),
    blockHash: hexText(ssz.subarray(472, 504)),
    number: view.getBigUint64(404, true),
    timestamp: view.getBigUint64(428, true),
  };
}
