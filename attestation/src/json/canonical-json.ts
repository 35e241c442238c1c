// JSON Canonicalization Scheme, RFC 8785: one text for one value, so that it can be hashed and compared.
import { JsonError } from "./json-error.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";

// Values that were read are bounded by their reader; this one stops what was built in a circle.
const depthMax = 1000;
/** What stands for itself: neither control characters, quote, backslash nor surrogates. */
const plain = /^[ !#-[\]-\ud7ff\ue000-\uffff]*$/;

/**
 * The canonical text of a value: no white space, members in the order of their names' UTF-16 code units, numbers as ECMAScript writes them.
 *
 * @throws {JsonError} `JSON_NOT_JSON`, `JSON_LONE_SURROGATE`, `JSON_TOO_DEEP` (beyond 1000).
 *
 * @example
 * canonicalJson({ b: 1.0, a: "€" }); // {"a":"€","b":1}
 */
export function canonicalJson(value: JsonValue): string {
  return valueText(value, 0);
}

function valueText(value: JsonValue, depth: number): string {
  if (typeof value === "string") return stringText(value);
  if (typeof value === "number") return numberText(value);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value !== "object") throw new JsonError("JSON_NOT_JSON", `JSON has no text for a ${typeof value}`);
  if (depth >= depthMax)
    throw new JsonError("JSON_TOO_DEEP", `at most ${depthMax} nested arrays and objects are written`);
  return Array.isArray(value) ? arrayText(value, depth + 1) : objectText(value as JsonObject, depth + 1);
}

function stringText(value: string): string {
  if (plain.test(value)) return `"${value}"`;
  if (!value.isWellFormed()) throw new JsonError("JSON_LONE_SURROGATE", "surrogates come in pairs");
  // ECMAScript's escapes are those of RFC 8785, section 3.2.2.2.
  return JSON.stringify(value);
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) throw new JsonError("JSON_NOT_JSON", "JSON has only finite numbers");
  return String(value);
}

function arrayText(elements: readonly JsonValue[], depth: number): string {
  let text = "[";
  for (let at = 0; at < elements.length; at++) text += (at === 0 ? "" : ",") + valueText(elements[at]!, depth);
  return `${text}]`;
}

function objectText(members: JsonObject, depth: number): string {
  const names = Object.keys(members);
  // The default order of `sort` is the one that is wanted: by UTF-16 code units.
  if (names.length > 1) names.sort();
  let text = "{";
  for (const name of names)
    text += `${text.length === 1 ? "" : ","}${stringText(name)}:${valueText(members[name]!, depth)}`;
  return `${text}}`;
}
