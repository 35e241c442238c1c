// Containers with the members' names as JSON has them. Members that a container does not have are ignored, as Web3Signer ignores them:
// they are neither read nor hashed.
import { ContainerType, ProgressiveContainerType, type Type } from "@chainsafe/ssz";
import type { JsonObject, JsonValue } from "@inkan/attestation";
import { type CompositeMember, type JsonSchema, type Member, malformed } from "./member.ts";

export type Members = { readonly [name: string]: Member };
export type ValueOf<M extends Members> = { readonly [K in keyof M]: M[K] extends Member<infer T> ? T : never };
export type ContainerMember<M extends Members> = CompositeMember<ValueOf<M>> & { readonly members: M };

/** @param members In the order of their merkleization. */
export function container<M extends Members>(members: M): ContainerMember<M> {
  return containerOf(members, new ContainerType(typesOf(members)));
}

/** EIP-7495 with EIP-7916's tree: every field active, none left out since. */
export function progressiveContainer<M extends Members>(members: M): ContainerMember<M> {
  const types = typesOf(members);
  return containerOf(
    members,
    new ProgressiveContainerType(
      types,
      Object.keys(types).map(() => true),
    ),
  );
}

const typesOf = (members: Members): Record<string, Type<unknown>> =>
  Object.fromEntries(Object.entries(members).map(([name, { ssz }]) => [name, ssz]));

function containerOf<M extends Members>(members: M, ssz: Type<Record<string, unknown>>): ContainerMember<M> {
  const entries = Object.entries(members);
  return {
    members,
    ssz: ssz as Type<unknown> as CompositeMember<ValueOf<M>>["ssz"],
    schema: objectSchema(Object.fromEntries(entries.map(([name, { schema }]) => [name, schema]))),
    read(json, at) {
      const object = asObject(json, at);
      const value: Record<string, unknown> = {};
      for (const [name, member] of entries) value[name] = member.read(memberOf(object, name), `${at}.${name}`);
      return value as ValueOf<M>;
    },
  };
}

export function asObject(json: JsonValue | undefined, at: string): JsonObject {
  if (typeof json !== "object" || json === null || Array.isArray(json)) throw malformed(at, "an object");
  return json as JsonObject;
}

/** `null` is as good as missing, as in Web3Signer. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** An object that needs all of `properties`; others are ignored. */
export const objectSchema = (properties: { readonly [name: string]: JsonSchema }): JsonSchema => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});
