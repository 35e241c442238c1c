// What the signer says of its keys. Its answers are read member by member: an administrator may be connected to anything.
import type { Connection } from "./connection.ts";

export type ListedKey = {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly derivationPath: string;
};

/** All keys that this certificate may see. */
export async function listKeys(connection: Connection): Promise<ListedKey[]> {
  const answer = await connection.ask("GET", "/inkan/v1/keys");
  return dataOf(answer).map((key) => ({
    name: textOf(key, "name"),
    kind: textOf(key, "kind"),
    group: textOf(key, "group"),
    derivationPath: textOf(key, "derivation_path"),
  }));
}

/** @throws When the answer has no list. */
export function dataOf(answer: unknown): readonly unknown[] {
  const data = memberOf(answer, "data");
  if (!Array.isArray(data)) throw new Error("the signer's answer has no data");
  return data;
}

/** Empty where there is no text. Control characters of a stranger don't reach the terminal. */
export function textOf(object: unknown, name: string): string {
  const value = memberOf(object, name);
  return typeof value === "string" ? value.replace(/\p{Cc}/gu, " ") : "";
}

export const memberOf = (object: unknown, name: string): unknown =>
  typeof object === "object" && object !== null && Object.hasOwn(object, name)
    ? (object as Readonly<Record<string, unknown>>)[name]
    : undefined;
