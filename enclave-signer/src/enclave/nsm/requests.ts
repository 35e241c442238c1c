// Requests of the NSM API as its CBOR (aws-nitro-enclaves-nsm-api, src/api/mod.rs): a text, or a map of one, with members in the order that
// AWS's own library writes. The bounds are held here, before a byte goes out: QEMU's device has none of them.
import { concatBytes, encodeCbor } from "@inkan/attestation";
import { type AttestationRequest, NsmError, nsmLimits } from "./nsm.ts";

export const describeNsmRequest = (): Uint8Array => encodeCbor("DescribeNSM");

export const getRandomRequest = (): Uint8Array => encodeCbor("GetRandom");

/** @throws {NsmError} `InvalidIndex`. */
export function describePcrRequest(index: number): Uint8Array {
  checkIndex(index);
  return request("DescribePCR", [["index", index]]);
}

/** @throws {NsmError} `InvalidIndex`, `InputTooLarge`. */
export function extendPcrRequest(index: number, data: Uint8Array): Uint8Array {
  checkIndex(index);
  return request("ExtendPCR", [
    ["index", index],
    ["data", data],
  ]);
}

/** @throws {NsmError} `InvalidIndex`. */
export function lockPcrRequest(index: number): Uint8Array {
  checkIndex(index);
  return request("LockPCR", [["index", index]]);
}

/**
 * @param range PCRs 0 to `range` - 1.
 * @throws {NsmError} `InvalidIndex`.
 */
export function lockPcrsRequest(range: number): Uint8Array {
  checkIndex(range, nsmLimits.pcrs);
  return request("LockPCRs", [["range", range]]);
}

/** @throws {NsmError} `InputTooLarge`, `InvalidArgument`. */
export function attestationRequest({ userData, nonce, publicKey }: AttestationRequest): Uint8Array {
  const bytes = request("Attestation", [
    ["user_data", userData ?? null],
    ["nonce", nonce ?? null],
    ["public_key", publicKey ?? null],
  ]);
  checkField("user_data", userData, nsmLimits.userDataBytesMax);
  checkField("nonce", nonce, nsmLimits.nonceBytesMax);
  checkField("public_key", publicKey, nsmLimits.publicKeyBytesMax);
  return bytes;
}

type Member = readonly [name: string, value: number | Uint8Array | null];

function request(name: string, members: readonly Member[]): Uint8Array {
  const bytes = concatBytes(mapHead(1), encodeCbor(name), mapHead(members.length), ...members.flatMap(encodeMember));
  if (bytes.length > nsmLimits.requestBytesMax)
    throw new NsmError("InputTooLarge", `${bytes.length} bytes of request, limit ${nsmLimits.requestBytesMax}`);
  return bytes;
}

const encodeMember = ([name, value]: Member) => [encodeCbor(name), encodeCbor(value)];
const mapHead = (entries: number) => Uint8Array.of(0xa0 | entries);

function checkIndex(index: number, max: number = nsmLimits.pcrs - 1): void {
  if (!Number.isInteger(index) || index < 0 || index > max)
    throw new NsmError("InvalidIndex", `there are ${nsmLimits.pcrs} PCRs`);
}

function checkField(name: string, bytes: Uint8Array | undefined, max: number): void {
  if (bytes !== undefined && bytes.length > max)
    throw new NsmError("InvalidArgument", `${name} has ${bytes.length} bytes, limit ${max}`);
}
