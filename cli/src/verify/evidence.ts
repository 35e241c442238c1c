// What `GET /attestation` answers, taken apart. All of it is the endpoint's word until the document has been verified.
import { parseJson } from "@inkan/attestation";

const evidenceLimits = { bytesMax: 1_048_576, depthMax: 8 };

export type Evidence = {
  readonly type: string;
  readonly role: string;
  readonly frontDoor: string;
  readonly document: Uint8Array;
  readonly responseKey: Uint8Array;
  readonly tlsKey: Uint8Array | undefined;
  /** Canonical JSON of the whole configuration. */
  readonly configuration: string;
  /** The origins that the configuration names, the first one being the document's. */
  readonly origins: readonly string[];
  readonly registry: { readonly chainId: number; readonly address: string };
  /** Where the document is an older one: the response key's signature over the nonce. */
  readonly nonceSignature: Uint8Array | undefined;
};

/** @throws {Error} that names the member which is missing or malformed. */
export function readEvidence(body: Uint8Array): Evidence {
  const top = object(parseJson(body, evidenceLimits), "the evidence");
  const keys = object(top.keys, "keys");
  const registry = object(top.registry, "registry");
  const { chainId } = registry;
  const configuration = text(top.configuration, "configuration");
  if (typeof chainId !== "number") throw new Error("registry.chainId is not a number");
  return {
    type: text(top.type, "type"),
    role: text(top.role, "role"),
    frontDoor: text(top.frontDoor, "frontDoor"),
    document: base64(top.document, "document"),
    responseKey: base64(keys.response, "keys.response"),
    tlsKey: keys.tls === null || keys.tls === undefined ? undefined : base64(keys.tls, "keys.tls"),
    configuration,
    origins: originsOf(configuration),
    registry: { chainId, address: text(registry.address, "registry.address") },
    nonceSignature:
      top.nonceSignature === null || top.nonceSignature === undefined
        ? undefined
        : base64(top.nonceSignature, "nonceSignature"),
  };
}

function originsOf(configuration: string): string[] {
  const { origin, alternativeOrigins = [] } = object(parseJson(configuration, evidenceLimits), "configuration");
  if (!Array.isArray(alternativeOrigins)) throw new Error("configuration.alternativeOrigins is not an array");
  return [origin, ...alternativeOrigins].map((each) => text(each, "an origin of the configuration"));
}

function object(value: unknown, name: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error(`${name} is not an object`);
  return value as Record<string, unknown>;
}

function text(value: unknown, name: string): string {
  if (typeof value !== "string") throw new Error(`${name} is not a string`);
  return value;
}

function base64(value: unknown, name: string): Uint8Array {
  const encoded = text(value, name);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(encoded)) throw new Error(`${name} is not Base64`);
  return new Uint8Array(Buffer.from(encoded, "base64"));
}
