// The form's fields as the file that `inkan verify --expect` reads.

/** The form's fields, each as typed. */
export const fieldNames = [
  ...(["role", "origin", "chainId", "pcrRegistry", "enclaveRegistry", "operator", "rpcUrl", "pcr16"] as const),
  ...(["rootName", "rootCertificate"] as const),
] as const;
export type Fields = Readonly<Record<(typeof fieldNames)[number], string>>;
export const emptyFields: Fields = {
  ...{ role: "relay", origin: "", chainId: "", pcrRegistry: "", enclaveRegistry: "", operator: "" },
  ...{ rpcUrl: "", pcr16: "", rootName: "", rootCertificate: "" },
};

/** The same text as a file would have. */
export function expectationsText(fields: Fields): string {
  const { role, origin, chainId, pcrRegistry, enclaveRegistry, operator, rpcUrl, pcr16, rootName, rootCertificate } =
    fields;
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
      ...(operator.trim() !== "" && { operator: trimmed(operator) }),
      pcr16: trimmed(pcr16).replace(/^0x/, "").toLowerCase(),
      ...(rootCertificate.trim() !== "" && {
        acceptedRoot: { name: trimmed(rootName), certificate: `${trimmed(rootCertificate)}\n` },
      }),
    },
    undefined,
    2,
  );
}
