// The attestation document as the NSM writes it (aws-nitro-enclaves-nsm-api, docs/attestation_process.md): an untagged COSE_Sign1
// (RFC 9052 section 4.2) with ES384. Payloads are indefinite-length maps with these nine keys in this order since June 2025.
import { type KeyObject, sign } from "node:crypto";
import { encodeCbor } from "@inkan/attestation";
import type { AttestationRequest } from "../nsm.ts";
import type { Chain } from "./pki.ts";

/** Map { 1: -35 }: alg is ES384. */
const protectedHeader = Uint8Array.of(0xa1, 0x01, 0x38, 0x22);
const arrayOf4 = 0x84;
const emptyMap = 0xa0;
const indefiniteMap = 0xbf;
const end = 0xff;

export type DocumentContent = AttestationRequest & {
  readonly moduleId: string;
  /** Unix milliseconds. */
  readonly timestampMs: number;
  readonly pcrs: ReadonlyMap<number, Uint8Array>;
  readonly chain: Chain;
};

export function attestationDocument(content: DocumentContent): Uint8Array {
  const payload = payloadOf(content);
  const toBeSigned = encodeCbor(["Signature1", protectedHeader, new Uint8Array(), payload]);
  const signature = es384(toBeSigned, content.chain.leafKey);
  return Buffer.concat([
    Uint8Array.of(arrayOf4),
    encodeCbor(protectedHeader),
    Uint8Array.of(emptyMap),
    encodeCbor(payload),
    encodeCbor(signature),
  ]);
}

function payloadOf({ moduleId, timestampMs, pcrs, chain, publicKey, userData, nonce }: DocumentContent): Uint8Array {
  const members = [
    ["module_id", moduleId],
    ["digest", "SHA384"],
    ["timestamp", timestampMs],
    ["pcrs", pcrs],
    ["certificate", chain.certificate],
    ["cabundle", chain.cabundle],
    ["public_key", publicKey ?? null],
    ["user_data", userData ?? null],
    ["nonce", nonce ?? null],
  ] as const;
  const items = members.flatMap(([name, value]) => [encodeCbor(name), encodeCbor(value)]);
  return Buffer.concat([Uint8Array.of(indefiniteMap), ...items, Uint8Array.of(end)]);
}

/** r ‖ s, 96 bytes. */
const es384 = (data: Uint8Array, key: KeyObject): Uint8Array =>
  sign("sha384", data, { key, dsaEncoding: "ieee-p1363" });
