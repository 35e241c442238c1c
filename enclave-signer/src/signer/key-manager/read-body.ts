// Bodies of the key manager API: strict JSON; members that it does not know are ignored. Errors say where and what is wanted: passwords are in these bodies.
import { JsonError, type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import { Refusal } from "../refusal.ts";
import { keyManagerLimits } from "./limits.ts";

export type ImportBody = {
  readonly keystores: readonly string[];
  readonly passwords: readonly string[];
  readonly interchange: string | undefined;
};

/** @throws {Refusal} `REQUEST_MALFORMED`, `REQUEST_TOO_LARGE`. */
export function readImportBody(body: Uint8Array, bytesMax: number): ImportBody {
  const object = objectOf(body, bytesMax);
  const keystores = texts(object, "keystores");
  const passwords = texts(object, "passwords");
  if (keystores.length !== passwords.length) throw malformed("one password for each keystore");
  const interchange = member(object, "slashing_protection");
  // Clients that have no history send nothing, null or an empty text.
  if (interchange === undefined || interchange === "") return { keystores, passwords, interchange: undefined };
  if (typeof interchange !== "string") throw malformed("slashing_protection is the text of an EIP-3076 file");
  return { keystores, passwords, interchange };
}

/** @returns Lower case with 0x. @throws {Refusal} `REQUEST_MALFORMED`, `REQUEST_TOO_LARGE`. */
export function readDeleteBody(body: Uint8Array, bytesMax: number): readonly string[] {
  const publicKeys = texts(objectOf(body, bytesMax), "pubkeys");
  if (publicKeys.length > keyManagerLimits.deletionsMax)
    throw malformed(`at most ${keyManagerLimits.deletionsMax} pubkeys`);
  if (!publicKeys.every((publicKey) => /^0x[0-9a-fA-F]{96}$/.test(publicKey)))
    throw malformed("pubkeys are 0x and 96 hexadecimal digits");
  return publicKeys.map((publicKey) => publicKey.toLowerCase());
}

const malformed = (wanted: string) => new Refusal("REQUEST_MALFORMED", wanted);

function objectOf(body: Uint8Array, bytesMax: number): JsonObject {
  try {
    const json = parseJson(body, { depthMax: keyManagerLimits.jsonDepthMax, bytesMax });
    if (typeof json === "object" && json !== null && !Array.isArray(json)) return json as JsonObject;
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
    if (thrown.code === "JSON_TOO_LARGE") throw new Refusal("REQUEST_TOO_LARGE");
  }
  throw malformed("the body is a JSON object");
}

const member = (object: JsonObject, name: string): JsonValue | undefined =>
  Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;

function texts(object: JsonObject, name: string): readonly string[] {
  const value = member(object, name);
  if (!Array.isArray(value) || !value.every((text) => typeof text === "string"))
    throw malformed(`${name} is a list of texts`);
  return value as readonly string[];
}
