// Strict JSON: what the relay reads, what the configuration's hash is made over.
export { canonicalJson } from "./canonical-json.ts";
export { JsonError, type JsonErrorCode } from "./json-error.ts";
export type { JsonLimits, JsonObject, JsonValue } from "./json-value.ts";
export { parseJson } from "./parse-json.ts";
export { sliceTopLevel } from "./slice-top-level.ts";
