// A bundle of evidence, version 1 (docs/protocol/evidence-bundle.md): canonical JSON (RFC 8785) with exactly these members. Every byte of it is
// vouched for by something that is checked, so that no byte can be changed; what only an endpoint says of itself has no place here.
import { fromHex, toHex } from "../bytes.ts";
import type { ProvenContract } from "../chain-facts/chain-facts.ts";
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "../json/index.ts";
import { decodeBase64, encodeBase64 } from "../proof/base64.ts";
import { BundleError } from "./errors.ts";

export const bundleLimits = {
  /** Of a bundle: configuration and answer in Base64 are most of it. */
  bytesMax: 8_388_608,
  depthMax: 8,
  contractsMax: 3,
  slotsMax: 64,
  nodesMax: 65,
} as const;

/** The one exchange that a relay's bundle has, as the client sent and received it. */
export type BundledExchange = {
  readonly request: {
    readonly authority: string;
    readonly path: string;
    readonly body: Uint8Array;
    readonly nonce: string;
  };
  readonly answer: {
    readonly status: number;
    /** The five fields of a proof. */
    readonly contentType: string;
    readonly contentDigest: string;
    readonly inkanContext: string;
    readonly signatureInput: string;
    readonly signature: string;
    readonly body: Uint8Array;
  };
};

export type EvidenceBundle = {
  readonly attestation: {
    /** COSE_Sign1. */
    readonly document: Uint8Array;
    /** The verifier's own. */
    readonly nonce: Uint8Array;
    /** Where the document is an older one. */
    readonly nonceSignature: Uint8Array | undefined;
    /** DER SubjectPublicKeyInfo. */
    readonly responseKey: Uint8Array;
    /** Canonical JSON, as PCR16 measures it. */
    readonly configuration: string;
  };
  readonly chain: {
    readonly chainId: number;
    /** RLP. */
    readonly header: Uint8Array;
    readonly contracts: readonly ProvenContract[];
  };
  /** A signer's bundle has none. */
  readonly exchange: BundledExchange | undefined;
};

/** The bundle as text: one text for one bundle. */
export function encodeBundle({ attestation, chain, exchange }: EvidenceBundle): string {
  const hex = (bytes: Uint8Array) => `0x${toHex(bytes)}`;
  return canonicalJson({
    type: "inkan-evidence",
    version: 1,
    attestation: {
      document: encodeBase64(attestation.document),
      nonce: hex(attestation.nonce),
      nonceSignature: attestation.nonceSignature === undefined ? null : encodeBase64(attestation.nonceSignature),
      responseKey: encodeBase64(attestation.responseKey),
      configuration: attestation.configuration,
    },
    chain: {
      chainId: chain.chainId,
      header: hex(chain.header),
      contracts: chain.contracts.map(({ address, accountProof, storageProofs }) => ({
        address: hex(address),
        account: accountProof.map(hex),
        slots: storageProofs.map(({ slot, proof }) => ({ slot: `0x${slot.toString(16)}`, proof: proof.map(hex) })),
      })),
    },
    exchange:
      exchange === undefined
        ? null
        : {
            request: { ...exchange.request, body: encodeBase64(exchange.request.body) },
            answer: { ...exchange.answer, body: encodeBase64(exchange.answer.body) },
          },
  });
}

/** @throws {BundleError} `BUNDLE_TOO_LARGE`, `BUNDLE_MALFORMED` (the detail says where), `BUNDLE_NOT_CANONICAL`. */
export function decodeBundle(text: string | Uint8Array): EvidenceBundle {
  if (text.length > bundleLimits.bytesMax) throw new BundleError("BUNDLE_TOO_LARGE");
  const bundle = bundleOf(parse(text));
  const canonical = encodeBundle(bundle);
  const given = typeof text === "string" ? text : new TextDecoder().decode(text);
  if (given !== canonical) throw new BundleError("BUNDLE_NOT_CANONICAL");
  return bundle;
}

function parse(text: string | Uint8Array): JsonValue {
  try {
    return parseJson(text, { bytesMax: bundleLimits.bytesMax, depthMax: bundleLimits.depthMax });
  } catch (thrown) {
    throw new BundleError("BUNDLE_MALFORMED", "not strict JSON", { cause: thrown });
  }
}

function bundleOf(value: JsonValue): EvidenceBundle {
  const top = members(value, "the bundle", ["type", "version", "attestation", "chain", "exchange"]);
  if (top.type !== "inkan-evidence" || top.version !== 1) throw malformed("type or version");
  const attestation = members(top.attestation, "attestation", [
    "document",
    "nonce",
    "nonceSignature",
    "responseKey",
    "configuration",
  ]);
  const chain = members(top.chain, "chain", ["chainId", "header", "contracts"]);
  if (typeof chain.chainId !== "number" || !Number.isSafeInteger(chain.chainId)) throw malformed("chain.chainId");
  return {
    attestation: {
      document: base64(attestation.document, "attestation.document"),
      nonce: hexadecimal(attestation.nonce, "attestation.nonce"),
      nonceSignature:
        attestation.nonceSignature === null
          ? undefined
          : base64(attestation.nonceSignature, "attestation.nonceSignature"),
      responseKey: base64(attestation.responseKey, "attestation.responseKey"),
      configuration: string(attestation.configuration, "attestation.configuration"),
    },
    chain: {
      chainId: chain.chainId,
      header: hexadecimal(chain.header, "chain.header"),
      contracts: list(chain.contracts, bundleLimits.contractsMax, "chain.contracts").map(contractOf),
    },
    exchange: top.exchange === null ? undefined : exchangeOf(top.exchange),
  };
}

function contractOf(value: JsonValue): ProvenContract {
  const { address, account, slots } = members(value, "a contract", ["address", "account", "slots"]);
  return {
    address: hexadecimal(address, "address"),
    accountProof: nodesOf(account),
    storageProofs: list(slots, bundleLimits.slotsMax, "slots").map((each) => {
      const { slot, proof } = members(each, "a slot", ["slot", "proof"]);
      const digits = string(slot, "slot");
      if (!/^0x(0|[1-9a-f][0-9a-f]{0,63})$/.test(digits)) throw malformed("slot");
      return { slot: BigInt(digits), proof: nodesOf(proof) };
    }),
  };
}

function exchangeOf(value: JsonValue | undefined): BundledExchange {
  const { request, answer } = members(value, "exchange", ["request", "answer"]);
  const asked = members(request, "request", ["authority", "path", "body", "nonce"]);
  const names = ["contentType", "contentDigest", "inkanContext", "signatureInput", "signature"] as const;
  const got = members(answer, "answer", ["status", "body", ...names]);
  if (typeof got.status !== "number" || !Number.isSafeInteger(got.status)) throw malformed("status");
  const [contentType, contentDigest, inkanContext, signatureInput, signature] = names.map((name) =>
    string(got[name], name),
  );
  return {
    request: {
      authority: string(asked.authority, "authority"),
      path: string(asked.path, "path"),
      body: base64(asked.body, "request.body"),
      nonce: string(asked.nonce, "nonce"),
    },
    answer: {
      status: got.status,
      contentType: contentType!,
      contentDigest: contentDigest!,
      inkanContext: inkanContext!,
      signatureInput: signatureInput!,
      signature: signature!,
      body: base64(got.body, "answer.body"),
    },
  };
}

const malformed = (where: string) => new BundleError("BUNDLE_MALFORMED", where);

/** Exactly these members, no prototype's. */
function members<const Name extends string>(
  value: JsonValue | undefined,
  where: string,
  names: readonly Name[],
): Readonly<Record<Name, JsonValue>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(where);
  const object = value as JsonObject;
  if (Object.keys(object).length !== names.length || !names.every((name) => Object.hasOwn(object, name)))
    throw malformed(`${where}: wanted ${names.join(", ")}`);
  return object as Readonly<Record<Name, JsonValue>>;
}

function string(value: JsonValue | undefined, where: string): string {
  if (typeof value !== "string") throw malformed(where);
  return value;
}

function base64(value: JsonValue | undefined, where: string): Uint8Array {
  const bytes = decodeBase64(string(value, where));
  if (bytes === undefined) throw malformed(where);
  return bytes;
}

function hexadecimal(value: JsonValue | undefined, where: string): Uint8Array {
  const digits = string(value, where);
  const bytes = digits.startsWith("0x") ? fromHex(digits) : undefined;
  if (bytes === undefined) throw malformed(where);
  return bytes;
}

function list(value: JsonValue | undefined, max: number, where: string): readonly JsonValue[] {
  if (!Array.isArray(value) || value.length > max) throw malformed(where);
  return value as readonly JsonValue[];
}

const nodesOf = (value: JsonValue | undefined) =>
  list(value, bundleLimits.nodesMax, "nodes").map((node) => hexadecimal(node, "a node"));
