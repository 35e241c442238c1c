// From a document to the call that registers it: the hints that the chain needs, for the certificates that it has not seen.
import { type CertificateKeys, registration } from "@inkan/attestation";
import { type ContractReader, enclaveRegistryAbi, nitroAttestationAbi } from "@inkan/contracts";
import { type Address, type Hex, toHex, zeroHash } from "viem";

export type PreparedCall = { readonly document: Hex; readonly hints: readonly Hex[]; readonly operator: Address };

/**
 * @param document COSE_Sign1 of purpose `register`. It is not verified here: the contract does.
 * @throws {AttestationError} When it is no document; what viem throws when the chain can't be asked.
 */
export async function prepareRegistration(
  reader: Pick<ContractReader, "readContract">,
  enclaveRegistry: Address,
  { document, operator }: { readonly document: Uint8Array; readonly operator: Address },
): Promise<PreparedCall> {
  const address = await reader.readContract({
    address: enclaveRegistry,
    abi: enclaveRegistryAbi,
    functionName: "attestation",
  });
  const isCached = ({ parentId, bytesHash }: CertificateKeys) =>
    reader
      .readContract({
        address,
        abi: nitroAttestationAbi,
        functionName: "idOfBytes",
        args: [toHex(parentId), toHex(bytesHash)],
      })
      .then((id) => id !== zeroHash);
  const call = await registration(document, (keys) => Promise.all(keys.map(isCached)));
  return { document: toHex(call.document), hints: call.hints.map((hint) => toHex(hint)), operator };
}
