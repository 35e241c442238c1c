// What a document says, and which nonce it carries, by its purpose. Bytes of a caller go into `challenge` documents alone, so that
// `/attestation?nonce=` is no oracle for a document of another purpose.
import { createHash } from "node:crypto";
import { encodeUserData } from "@inkan/attestation";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Config } from "../config.ts";

export type DocumentPurpose =
  | { readonly purpose: "challenge"; readonly nonce: Uint8Array | undefined }
  | { readonly purpose: "register" | "handover" }
  /** With a nonce, for what KMS wrapped: 32 bytes of the enclave's own. */
  | { readonly purpose: "kms"; readonly nonce: Uint8Array | undefined }
  /** The enclave's own place in the window log. */
  | { readonly purpose: "log"; readonly nonce: Uint8Array };

/** DER SubjectPublicKeyInfos. */
export type AttestedKeys = {
  readonly response: Uint8Array;
  readonly tls: Uint8Array | undefined;
  /** The signer's alone. */
  readonly boot?: Uint8Array | undefined;
  /** The signer's alone: keccak256 of its secp256k1 boot key's point, 32 bytes. */
  readonly bootAddressDigest?: Uint8Array | undefined;
};

/** Deterministic CBOR; see `docs/protocol/attestation.md`. */
export function userDataOf({ purpose }: DocumentPurpose, config: Config, keys: AttestedKeys): Uint8Array {
  return encodeUserData({
    purpose,
    origin: config.origin,
    keys: {
      response: sha256(keys.response),
      tls: keys.tls && sha256(keys.tls),
      boot: keys.boot && sha256(keys.boot),
      bootAddress: keys.bootAddressDigest,
    },
  });
}

/** The nonce of a document of this purpose; none for what only the enclave itself asks. */
export function nonceOf(asked: DocumentPurpose, config: Config): Uint8Array | undefined {
  if (asked.purpose === "challenge" || asked.purpose === "log" || asked.purpose === "kms") return asked.nonce;
  return asked.purpose === "register" ? registrationNonce(config) : undefined;
}

/**
 * keccak256(abi.encode(uint256 chainId, address enclaveRegistry, address operator)): a registration is for one operator at one registry.
 *
 * @example
 * registrationNonce({ registry: { chainId: 1, pcrRegistry: "0x11…11", enclaveRegistry: "0x22…22" }, operator: "0x33…33" }); // 32 bytes
 */
export function registrationNonce({ registry, operator }: Pick<Config, "registry" | "operator">): Uint8Array {
  const word = (hex: string) => Buffer.from(hex.padStart(64, "0"), "hex");
  const address = (text: string) => word(text.slice(2).toLowerCase());
  return keccak_256(
    Buffer.concat([word(BigInt(registry.chainId).toString(16)), address(registry.enclaveRegistry), address(operator)]),
  );
}

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
