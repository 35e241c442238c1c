// How CertificateCache on chain names the certificates of a chain: each id stands for the whole path up to the root.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "../bytes.ts";
import type { Certificate } from "../x509.ts";

/** All are 32 bytes. */
export type CertificateKeys = {
  /** The id of the certificate above it. */
  readonly parentId: Uint8Array;
  /** keccak256 of the DER. `idOfBytes(parentId, bytesHash)` is `id` once these bytes were verified on chain, and zero before. */
  readonly bytesHash: Uint8Array;
  /** keccak256 of TBSCertificate: what `revokeCertificate` takes. */
  readonly tbsHash: Uint8Array;
  /** keccak256(parentId || tbsHash). Two signatures of one TBSCertificate make different bytes and the same id. */
  readonly id: Uint8Array;
};

/** The keys of every certificate below the root, in order. `chain` begins with the root, whose id is the keccak256 of its bytes. */
export function certificateKeys(chain: readonly Certificate[]): readonly CertificateKeys[] {
  const [root, ...below] = chain;
  let parentId = keccak_256(root?.der ?? new Uint8Array());
  return below.map(({ der, tbs }) => {
    const tbsHash = keccak_256(tbs);
    const keys = { parentId, bytesHash: keccak_256(der), tbsHash, id: keccak_256(concatBytes(parentId, tbsHash)) };
    parentId = keys.id;
    return keys;
  });
}
