// What the NSM answers, strictly: a response that reads otherwise means that this is not the device that we know.
import { type CborMap, type CborValue, decodeCbor } from "@inkan/attestation";
import { type NsmDescription, NsmError, type NsmErrorCode, nsmErrorNames, nsmLimits } from "../nsm.ts";

/** The largest answer describes 32 locked PCRs. */
const cborLimits = { cborDepthMax: 3, cborItemsMax: 64 } as const;
const pcrBytes = 48;
const randomBytesMin = 32;

/** @throws {NsmError} What the NSM refused with; `InvalidResponse`. */
export function readDescription(response: Uint8Array): NsmDescription {
  const members = answerTo("DescribeNSM", response);
  onlyMembers(members, [
    ...["version_major", "version_minor", "version_patch", "module_id"],
    ...["max_pcrs", "locked_pcrs", "digest"],
  ]);
  const moduleId = members.get("module_id");
  const lockedPcrs = members.get("locked_pcrs");
  if (typeof moduleId !== "string" || moduleId === "") throw invalid("module_id");
  if (members.get("digest") !== "SHA384") throw invalid("digest");
  if (!Array.isArray(lockedPcrs) || !lockedPcrs.every(isPcr)) throw invalid("locked_pcrs");
  if (lockedPcrs.some((index, at) => at > 0 && index <= lockedPcrs[at - 1]!)) throw invalid("locked_pcrs");
  return {
    versionMajor: integer(members, "version_major"),
    versionMinor: integer(members, "version_minor"),
    versionPatch: integer(members, "version_patch"),
    moduleId,
    maxPcrs: integer(members, "max_pcrs"),
    lockedPcrs,
    digest: "SHA384",
  };
}

/** @throws {NsmError} What the NSM refused with; `InvalidResponse`. */
export function readPcr(response: Uint8Array): { readonly lock: boolean; readonly data: Uint8Array } {
  const members = answerTo("DescribePCR", response);
  onlyMembers(members, ["lock", "data"]);
  const lock = members.get("lock");
  if (typeof lock !== "boolean") throw invalid("lock");
  return { lock, data: pcrValue(members) };
}

/** @throws {NsmError} What the NSM refused with; `InvalidResponse`. */
export function readExtended(response: Uint8Array): Uint8Array {
  const members = answerTo("ExtendPCR", response);
  onlyMembers(members, ["data"]);
  return pcrValue(members);
}

/** @throws {NsmError} What the NSM refused with; `InvalidResponse`. */
export function readDone(name: "LockPCR" | "LockPCRs", response: Uint8Array): void {
  if (decoded(response) !== name) throw refusalOrInvalid(name, response);
}

/** @throws {NsmError} What the NSM refused with; `InvalidResponse`. */
export function readDocument(response: Uint8Array): Uint8Array {
  const members = answerTo("Attestation", response);
  onlyMembers(members, ["document"]);
  const document = members.get("document");
  if (!(document instanceof Uint8Array) || document.length === 0) throw invalid("document");
  return Uint8Array.from(document);
}

/**
 * Overwrites `response`.
 *
 * @throws {NsmError} What the NSM refused with; `InvalidResponse`.
 */
export function readRandom(response: Uint8Array): Uint8Array {
  const members = answerTo("GetRandom", response);
  onlyMembers(members, ["random"]);
  const random = members.get("random");
  if (!(random instanceof Uint8Array) || random.length < randomBytesMin) throw invalid("random");
  const taken = Uint8Array.from(random);
  response.fill(0);
  return taken;
}

function answerTo(name: string, response: Uint8Array): CborMap {
  const answer = decoded(response);
  const members = answer instanceof Map && answer.size === 1 ? answer.get(name) : undefined;
  if (members instanceof Map) return members;
  throw refusalOrInvalid(name, response);
}

function refusalOrInvalid(name: string, response: Uint8Array): NsmError {
  const answer = decoded(response);
  const error = answer instanceof Map && answer.size === 1 ? answer.get("Error") : undefined;
  if (typeof error === "string" && (nsmErrorNames as readonly string[]).includes(error))
    return new NsmError(error as NsmErrorCode, `${name} was refused`);
  return invalid(name);
}

function decoded(response: Uint8Array): CborValue {
  if (response.length > nsmLimits.responseBytesMax) throw invalid("too long");
  try {
    return decodeCbor(response, cborLimits);
  } catch (cause) {
    throw new NsmError("InvalidResponse", "not the CBOR of a response", { cause });
  }
}

function onlyMembers(members: CborMap, names: readonly string[]): void {
  if (members.size !== names.length || names.some((name) => !members.has(name))) throw invalid("members");
}

function integer(members: CborMap, name: string): number {
  const value = members.get(name);
  if (typeof value !== "number" || value < 0 || value > 0xffff) throw invalid(name);
  return value;
}

function pcrValue(members: CborMap): Uint8Array {
  const data = members.get("data");
  if (!(data instanceof Uint8Array) || data.length !== pcrBytes) throw invalid("data");
  return Uint8Array.from(data);
}

const isPcr = (value: CborValue): value is number => typeof value === "number" && value >= 0 && value < nsmLimits.pcrs;
const invalid = (what: string) => new NsmError("InvalidResponse", `${what} is not what the NSM API says`);
