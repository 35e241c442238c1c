// What a person expects of an endpoint, as `inkan verify --expect` reads it: the same file, pasted, or the same members in fields.
import { type JsonObject, type JsonValue, parseJson } from "../json/index.ts";
import { decodePem } from "../pem.ts";

export type Expectations = {
  readonly version: 1;
  readonly role: "relay" | "signer";
  readonly origin: string;
  readonly registry: {
    readonly chainId: number;
    readonly pcrRegistry: string;
    readonly enclaveRegistry: string;
    readonly rpcUrl: string;
  };
  /** 96 lower-case hexadecimal digits. */
  readonly pcr16: string;
  readonly acceptedRoot?: { readonly name: string; readonly certificate: string };
};

/** Names the member at fault; the page has the words. */
export type ExpectationsFault =
  | { readonly fault: "not-json" }
  | { readonly fault: "missing" | "unknown"; readonly member: string };

const bounds = { bytesMax: 65_536, depthMax: 8 };

const isText = (value: JsonValue | undefined, max: number): value is string =>
  typeof value === "string" && value.length <= max;
const isUrl = (value: JsonValue | undefined) =>
  isText(value, 2_048) && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
const isAddress = (value: JsonValue | undefined) => isText(value, 42) && /^0x[0-9a-fA-F]{40}$/.test(value);

const registryMembers: Readonly<Record<string, (value: JsonValue | undefined) => boolean>> = {
  chainId: (value) => Number.isSafeInteger(value) && Number(value) > 0,
  pcrRegistry: isAddress,
  enclaveRegistry: isAddress,
  rpcUrl: isUrl,
};
const rootMembers: typeof registryMembers = {
  name: (value) => isText(value, 128),
  certificate: (value) => isText(value, 8_192) && decodePem(value) !== undefined,
};
const members: Readonly<Record<string, (value: JsonValue | undefined) => boolean>> = {
  version: (value) => value === 1,
  role: (value) => value === "relay" || value === "signer",
  origin: isUrl,
  registry: isObject,
  pcr16: (value) => isText(value, 96) && /^[0-9a-f]{96}$/.test(value),
  acceptedRoot: (value) => value === undefined || isObject(value),
  // For the command line, which can be told of authorities; a browser knows its own.
  certificateAuthority: (value) => value === undefined || isText(value, 65_536),
};

export function readExpectations(text: string): Expectations | ExpectationsFault {
  let value: JsonValue;
  try {
    value = parseJson(text, bounds);
  } catch {
    return { fault: "not-json" };
  }
  if (!isObject(value)) return { fault: "not-json" };
  return (
    faultOf(value, members, "") ??
    faultOf(value.registry as JsonObject, registryMembers, "registry.") ??
    (value.acceptedRoot === undefined
      ? undefined
      : faultOf(value.acceptedRoot as JsonObject, rootMembers, "acceptedRoot.")) ??
    (value as unknown as Expectations)
  );
}

function faultOf(value: JsonObject, known: typeof members, prefix: string): ExpectationsFault | undefined {
  for (const [name, holds] of Object.entries(known))
    if (!holds(Object.hasOwn(value, name) ? value[name] : undefined))
      return { fault: "missing", member: prefix + name };
  for (const name of Object.keys(value))
    if (!Object.hasOwn(known, name)) return { fault: "unknown", member: prefix + name };
  return undefined;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The form's fields, each as typed. */
export const fieldNames = [
  ...(["role", "origin", "chainId", "pcrRegistry", "enclaveRegistry", "rpcUrl", "pcr16"] as const),
  ...(["rootName", "rootCertificate"] as const),
] as const;
export type Fields = Readonly<Record<(typeof fieldNames)[number], string>>;
export const emptyFields: Fields = {
  ...{ role: "relay", origin: "", chainId: "", pcrRegistry: "", enclaveRegistry: "" },
  ...{ rpcUrl: "", pcr16: "", rootName: "", rootCertificate: "" },
};

/** The same text as a file would have. */
export function expectationsText(fields: Fields): string {
  const { role, origin, chainId, pcrRegistry, enclaveRegistry, rpcUrl, pcr16, rootName, rootCertificate } = fields;
  const trimmed = (text: string) => text.trim();
  return JSON.stringify(
    {
      version: 1,
      role,
      origin: trimmed(origin),
      registry: {
        chainId: /^\s*\d+\s*$/.test(chainId) ? Number(chainId) : chainId,
        ...{ pcrRegistry: trimmed(pcrRegistry), enclaveRegistry: trimmed(enclaveRegistry), rpcUrl: trimmed(rpcUrl) },
      },
      pcr16: trimmed(pcr16).replace(/^0x/, "").toLowerCase(),
      ...(rootCertificate.trim() !== "" && {
        acceptedRoot: { name: trimmed(rootName), certificate: `${trimmed(rootCertificate)}\n` },
      }),
    },
    undefined,
    2,
  );
}
