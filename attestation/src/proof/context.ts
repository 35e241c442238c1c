// `Inkan-Context`: an RFC 8941 dictionary that says what the bytes of an answer alone don't. docs/protocol/proof.md, section 4.
import { parseDictionary, serializeDictionary, Token } from "structured-headers";
import { ProofError } from "./errors.ts";
import { proofLimits } from "./limits.ts";

/** Where the answer's bytes came from. Of a batch: the most remote of its elements. */
export const contextSources = ["upstream", "cache", "local"] as const;
/** What is claimed. `relayed`: this code got it from one configured upstream. Of a batch: the weakest. */
export const contextLevels = ["relayed", "agreed", "proven"] as const;

export type ContextSource = (typeof contextSources)[number];
export type ContextLevel = (typeof contextLevels)[number];

export type ProofContext = {
  /** SHA-256 of the request's content, 32 bytes. */
  readonly requestSha256: Uint8Array;
  readonly source: ContextSource;
  readonly level: ContextLevel;
  /** Head of the chain as the answering upstream had shown it; `undefined` if not known. Of a batch: the lowest. */
  readonly block: number | undefined;
  /** Whole seconds since the bytes came from the upstream. */
  readonly ageSeconds: number;
};

/**
 * The field's value. `requestSha256` in base64.
 *
 * @throws {ProofError} `VALUE_UNSAFE` for integers that the field can't hold.
 */
export function inkanContext(
  requestSha256: string,
  source: ContextSource,
  level: ContextLevel,
  block: bigint | number | undefined,
  ageSeconds: number,
): string {
  const blockText = block === undefined ? "" : `, block=${integerText(block)}`;
  return `req=:${requestSha256}:, src=${source}, level=${level}${blockText}, age=${integerText(ageSeconds)}`;
}

/** An RFC 8941 Integer that is not negative. */
export function integerText(value: bigint | number): string {
  if (value < 0 || value > proofLimits.integerMax || (typeof value === "number" && !Number.isInteger(value)))
    throw new ProofError("VALUE_UNSAFE", "an integer must be whole and have at most 15 digits");
  return String(value);
}

/** @throws {ProofError} `CONTEXT_MALFORMED`. Members that this profile does not know are refused too: who adds one renames the tag. */
export function parseInkanContext(text: string): ProofContext {
  const malformed = (seen: string) => new ProofError("CONTEXT_MALFORMED", seen);
  const members = parseCanonicalDictionary(text);
  if (members === undefined) throw malformed("not a canonical RFC 8941 dictionary");

  const order = ["req", "src", "level", ...(members.has("block") ? ["block"] : []), "age"];
  const names = [...members.keys()];
  if (names.join() !== order.join()) throw malformed(`members ${names.join(", ")}; wanted ${order.join(", ")}`);
  const value = (name: string) => {
    const [item, parameters] = members.get(name)!;
    if (parameters.size > 0) throw malformed(`${name} has parameters`);
    return item;
  };
  const word = (name: string) => {
    const token = value(name);
    return token instanceof Token ? token.toString() : undefined;
  };
  const integer = (name: string) => {
    const number = value(name);
    if (typeof number !== "number" || !Number.isInteger(number) || number < 0)
      throw malformed(`${name} is no integer >= 0`);
    return number;
  };

  const request = value("req");
  if (!(request instanceof ArrayBuffer) || request.byteLength !== 32) throw malformed("req is not 32 bytes");
  const source = contextSources.find((name) => name === word("src"));
  const level = contextLevels.find((name) => name === word("level"));
  if (source === undefined || level === undefined)
    throw malformed("src or level is not one of the words of this profile");
  const block = members.has("block") ? integer("block") : undefined;
  return { requestSha256: new Uint8Array(request), source, level, block, ageSeconds: integer("age") };
}

/**
 * Parses a dictionary field that must be in the one form in which RFC 8941, section 4.1, writes it.
 * A key or parameter that occurs twice (where readers keep the last) is refused with it.
 */
export function parseCanonicalDictionary(text: string): ReturnType<typeof parseDictionary> | undefined {
  try {
    const members = parseDictionary(text);
    return serializeDictionary(members) === text ? members : undefined;
  } catch {
    return undefined;
  }
}
