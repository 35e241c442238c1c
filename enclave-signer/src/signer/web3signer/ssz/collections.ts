// Lists and vectors of one type.
import {
  type BasicType,
  ListBasicType,
  ListCompositeType,
  ProgressiveListCompositeType,
  type Type,
  VectorCompositeType,
} from "@chainsafe/ssz";
import type { JsonValue } from "@inkan/attestation";
import { uint64 } from "./basic.ts";
import { type CompositeMember, type Member, malformed } from "./member.ts";

function elements<T>(element: Member<T>, lengthMin: number, lengthMax: number): Member<T[]>["read"] {
  return (json, at) => {
    if (!Array.isArray(json) || json.length < lengthMin || json.length > lengthMax)
      throw malformed(at, lengthMin === 0 ? `at most ${lengthMax} elements` : `${lengthMin} elements`);
    return (json as readonly JsonValue[]).map((value, index) => element.read(value, `${at}[${index}]`));
  };
}

const composite = <T>(ssz: Type<T>) => ssz as CompositeMember<T>["ssz"];

export const vector = <T>(element: CompositeMember<T>, length: number): CompositeMember<T[]> => ({
  ssz: composite<T[]>(new VectorCompositeType(element.ssz as never, length) as Type<unknown> as Type<T[]>),
  schema: { type: "array", items: element.schema, minItems: length, maxItems: length },
  read: elements(element, length, length),
});

export const list = <T>(element: CompositeMember<T>, limit: number): CompositeMember<T[]> => ({
  ssz: composite<T[]>(new ListCompositeType(element.ssz as never, limit) as Type<unknown> as Type<T[]>),
  schema: { type: "array", items: element.schema, maxItems: limit },
  read: elements(element, 0, limit),
});

export const uint64List = (limit: number): CompositeMember<bigint[]> => ({
  ssz: composite<bigint[]>(
    new ListBasicType(uint64.ssz as BasicType<bigint>, limit) as Type<unknown> as Type<bigint[]>,
  ),
  schema: { type: "array", items: uint64.schema, maxItems: limit },
  read: elements(uint64, 0, limit),
});

/** EIP-7916: the root does not depend on the bound. */
export const progressiveList = <T>(element: CompositeMember<T>, limit: number): CompositeMember<T[]> => ({
  ssz: composite<T[]>(new ProgressiveListCompositeType(element.ssz as never, { limit }) as Type<unknown> as Type<T[]>),
  schema: { type: "array", items: element.schema, maxItems: limit },
  read: elements(element, 0, limit),
});
