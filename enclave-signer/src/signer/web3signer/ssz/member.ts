// A member of a request: how it is read from JSON, how it is merkleized (consensus-specs, `ssz/simple-serialize.md`), and how the API's
// description tells of it. One definition for the three, so that what is hashed is what was read.
import type { CompositeType, Type } from "@chainsafe/ssz";
import type { JsonValue } from "@inkan/attestation";
import { Refusal } from "../../refusal.ts";

/** JSON Schema, dialect 2020-12, as OpenAPI 3.1 has it. */
export type JsonSchema = { readonly [keyword: string]: JsonSchema | readonly JsonSchema[] | JsonValue };

export type Member<T = unknown> = {
  readonly ssz: Type<T>;
  readonly schema: JsonSchema;
  /**
   * @param json `undefined`: the member is missing.
   * @param at Path of the member in the request, in the API's own names.
   * @throws {Refusal} `REQUEST_MALFORMED`. It says where and what is wanted, never what was there.
   */
  read(json: JsonValue | undefined, at: string): T;
};

/** Everything but numbers and booleans: what has a tree of its own. */
export type CompositeMember<T = unknown> = Member<T> & { readonly ssz: CompositeType<T, unknown, unknown> };

export const malformed = (at: string, wanted: string): Refusal => new Refusal("REQUEST_MALFORMED", `${at}: ${wanted}`);
