// What a measured configuration declares, where nobody else says it: a bundle has no word of the endpoint's own.
import { fromHex, toHex } from "../bytes.ts";
import { type JsonObject, type JsonValue, parseJson } from "../json/index.ts";
import { proofLimits } from "../proof/index.ts";

export type Declared = {
  readonly role: string;
  readonly origins: readonly string[];
  readonly registry: { readonly chainId: number; readonly pcrRegistry: string; readonly enclaveRegistry: string };
  /** 20 bytes. */
  readonly operator: Uint8Array | undefined;
};

/** @param configuration Canonical JSON; whether it is the measured one, a check says. Members of another form are as if absent. */
export function declaredOf(configuration: string): Declared {
  const top = objectOf(parsed(configuration));
  const registry = objectOf(top.registry);
  const { alternativeOrigins } = top;
  const operator = typeof top.operator === "string" ? fromHex(top.operator) : undefined;
  return {
    role: text(top.role),
    origins: [top.origin, ...(Array.isArray(alternativeOrigins) ? (alternativeOrigins as JsonValue[]) : [])].map(text),
    registry: {
      chainId: typeof registry.chainId === "number" ? registry.chainId : 0,
      pcrRegistry: text(registry.pcrRegistry),
      enclaveRegistry: text(registry.enclaveRegistry),
    },
    operator: operator?.length === 20 ? operator : undefined,
  };
}

/** The operator as expectations write it. */
export const operatorText = ({ operator }: Declared) => (operator === undefined ? "none" : `0x${toHex(operator)}`);

function parsed(configuration: string): JsonValue {
  try {
    return parseJson(configuration, { bytesMax: proofLimits.evidenceBytesMax, depthMax: proofLimits.evidenceDepthMax });
  } catch {
    return null;
  }
}

function objectOf(value: JsonValue | undefined): Readonly<Record<string, JsonValue | undefined>> {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return Object.assign(Object.create(null) as object, isObject ? (value as JsonObject) : {});
}

const text = (value: JsonValue | undefined) => (typeof value === "string" ? value : "");
