// Bit fields: hexadecimal of their SSZ serialization, with the length bit for lists.
import { type BitArray, BitListType, BitVectorType, ProgressiveBitListType } from "@chainsafe/ssz";
import { hexBytes } from "./basic.ts";
import { type CompositeMember, malformed } from "./member.ts";

type BitsType = BitListType | BitVectorType | ProgressiveBitListType;

const bits = (ssz: BitsType, wanted: string): CompositeMember<BitArray> => ({
  ssz,
  schema: { type: "string", pattern: "^0x([0-9a-fA-F]{2})+$" },
  read(json, at) {
    const serialized = hexBytes(json);
    if (serialized === undefined || serialized.length === 0) throw malformed(at, wanted);
    try {
      return ssz.deserialize(serialized);
    } catch {
      // Its error tells of lengths and padding only in words of its own.
      throw malformed(at, wanted);
    }
  },
});

export const bitvector = (length: number) => bits(new BitVectorType(length), `a bit vector of ${length} bits`);

export const bitlist = (limit: number) => bits(new BitListType(limit), `a bit list of at most ${limit} bits`);

/** EIP-7916: the root does not depend on the bound. */
export const progressiveBitlist = (limit: number) =>
  bits(new ProgressiveBitListType({ limit }), `a bit list of at most ${limit} bits`);
