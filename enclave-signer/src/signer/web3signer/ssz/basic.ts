// Numbers, booleans and byte strings as the beacon API writes them: decimal strings, hexadecimal with 0x.
import { BooleanType, ByteListType, ByteVectorType, ProgressiveByteListType, UintBigintType } from "@chainsafe/ssz";
import type { JsonValue } from "@inkan/attestation";
import { type CompositeMember, type Member, malformed } from "./member.ts";

/** No leading zeros: one number, one spelling. */
const decimal = /^(?:0|[1-9][0-9]*)$/;

function uint(byteLength: 8 | 32): Member<bigint> {
  const bits = byteLength * 8;
  const digitsMax = byteLength === 8 ? 20 : 78;
  const limit = 1n << BigInt(bits);
  return {
    ssz: new UintBigintType(byteLength),
    schema: {
      anyOf: [
        { type: "string", pattern: `^(0|[1-9][0-9]{0,${digitsMax - 1}})$` },
        { type: "integer", minimum: 0, maximum: Number.MAX_SAFE_INTEGER },
      ],
    },
    read(json, at) {
      if (typeof json === "number" && Number.isSafeInteger(json) && json >= 0 && !Object.is(json, -0))
        return BigInt(json);
      if (typeof json === "string" && json.length <= digitsMax && decimal.test(json)) {
        const value = BigInt(json);
        if (value < limit) return value;
      }
      throw malformed(at, `a decimal uint${bits}`);
    },
  };
}

/** A decimal string, or a number that a double holds exactly: greater numbers are refused by the JSON parser, never rounded. */
export const uint64 = uint(8);
export const uint256 = uint(32);

export const boolean: Member<boolean> = {
  ssz: new BooleanType(),
  schema: { type: "boolean" },
  read(json, at) {
    if (typeof json !== "boolean") throw malformed(at, "true or false");
    return json;
  },
};

/** @returns `undefined` for anything but 0x and whole bytes of hexadecimal digits. */
export function hexBytes(json: JsonValue | undefined): Uint8Array | undefined {
  if (typeof json !== "string" || json.length % 2 !== 0 || !json.startsWith("0x")) return undefined;
  // Decoding ends at the first character that is no digit.
  const bytes = Buffer.from(json.slice(2), "hex");
  return bytes.length === json.length / 2 - 1 ? bytes : undefined;
}

const fixedBytes = new Map<number, CompositeMember<Uint8Array>>();

/** Exactly `length` bytes. */
export function bytes(length: number): CompositeMember<Uint8Array> {
  const known = fixedBytes.get(length);
  if (known !== undefined) return known;
  const member: CompositeMember<Uint8Array> = {
    ssz: new ByteVectorType(length),
    schema: { type: "string", pattern: `^0x[0-9a-fA-F]{${length * 2}}$` },
    read(json, at) {
      const value = hexBytes(json);
      if (value?.length !== length) throw malformed(at, `0x and ${length * 2} hexadecimal digits`);
      return value;
    },
  };
  fixedBytes.set(length, member);
  return member;
}

export const bytes4 = bytes(4);
export const bytes20 = bytes(20);
export const bytes32 = bytes(32);
/** A compressed point of G1. */
export const bytes48 = bytes(48);
/** A compressed point of G2. */
export const bytes96 = bytes(96);

const readBytes =
  (lengthMax: number): Member<Uint8Array>["read"] =>
  (json, at) => {
    const value = hexBytes(json);
    if (value === undefined || value.length > lengthMax)
      throw malformed(at, `0x and hexadecimal digits of at most ${lengthMax} bytes`);
    return value;
  };

const hexSchema = { type: "string", pattern: "^0x([0-9a-fA-F]{2})*$" };

export const byteList = (lengthMax: number): CompositeMember<Uint8Array> => ({
  ssz: new ByteListType(lengthMax),
  schema: hexSchema,
  read: readBytes(lengthMax),
});

/** EIP-7916: the root does not depend on the bound. */
export const progressiveByteList = (lengthMax: number): CompositeMember<Uint8Array> => ({
  ssz: new ProgressiveByteListType({ limit: lengthMax }),
  schema: hexSchema,
  read: readBytes(lengthMax),
});
