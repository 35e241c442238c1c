/** The checks of who made a document: what cannot hold without a hypervisor that signs. Those that stand on another of them are not made at all. */
export const ofAuthenticity: ReadonlySet<string> = new Set([
  ...["algorithm", "signature-format", "root", "certificates", "issuers", "validity", "authorities", "leaf"],
  ...["certificate-signatures", "document-signature"],
]);
