// Every check that a report holds, in the order in which it is made and shown.

type CheckEntry = {
  readonly title: string;
  /** Where the rule comes from. */
  readonly source: string;
};

const entry = (title: string, source: string): CheckEntry => ({ title, source });
const nitro = (section: string) => `AWS attestation_process.md ${section}`;

/** Id to title and source. A report has each of them exactly once. */
export const checkTable = {
  "document-size": entry("size of the document", nitro("3.2.1 (payload), RFC 9052 4.2 (envelope)")),
  envelope: entry("COSE_Sign1 structure in strict CBOR", `RFC 9052 4.2, RFC 8949 4.2.1, ${nitro("3.1")}`),
  signed: entry("a signature is there", nitro("3.1")),
  algorithm: entry("signature algorithm", nitro("3.1: ES384 only")),
  "signature-format": entry("form of the signature", "RFC 9053 2.1, FIPS 186-5 6.4.2"),
  payload: entry("payload is one strict CBOR map", `RFC 8949 4.2.1, ${nitro("3.2.1")}`),
  kind: entry("made by an enclave, not by a NitroTPM", "AWS EC2 guide, NitroTPM attestation document (nitrotpm_pcrs)"),
  fields: entry("no unknown field", nitro("3.2.2.1")),
  "module-id": entry("module_id", nitro("3.2.2.2")),
  digest: entry("digest", nitro("3.2.2.2")),
  timestamp: entry("timestamp", nitro("3.2.2.2")),
  pcrs: entry("pcrs", nitro("3.2.2.2")),
  certificate: entry("certificate", nitro("3.2.2.2")),
  cabundle: entry("cabundle", nitro("3.2.2.2")),
  "public-key-size": entry("public_key", nitro("3.2.2.2")),
  "user-data-size": entry("user_data", nitro("3.2.2, aws-nitro-enclaves-nsm-api#52")),
  "nonce-size": entry("nonce", nitro("3.2.2, aws-nitro-enclaves-nsm-api#52")),
  root: entry("the chain begins at an accepted root", `${nitro("3.2.3.1")}, AWS guide "Verifying the root of trust"`),
  certificates: entry("every certificate is strict X.509 with secp384r1", "RFC 5280 4.1, RFC 5480 2, X.690 10"),
  issuers: entry("each certificate names the one before it", "RFC 5280 6.1.3 (a)(4)"),
  validity: entry("every certificate is valid at the time of checking", `${nitro("3.2.3.2")}, RFC 5280 6.1.3 (a)(2)`),
  authorities: entry("certificate authorities may sign what they sign", `${nitro("3.2.3.3")}, RFC 5280 6.1.4 (k)-(n)`),
  leaf: entry("the document's certificate signs documents only", nitro("3.2.3.3")),
  "certificate-signatures": entry("each certificate is signed by the one before it", "RFC 5280 6.1.3 (a)(1)"),
  "document-signature": entry("the document is signed by its certificate", `${nitro("3.2.3.4")}, RFC 9052 4.4`),
  "not-from-future": entry("the document is not dated ahead", "Inkan: both bounds of freshness"),
  age: entry("the document is fresh", "Inkan: both bounds of freshness"),
  debug: entry("the enclave is not in debug mode", "AWS guide, cryptographic attestation: PCRs of debug mode are zero"),
  measurement: entry("the program is an expected one", "AWS guide, PCR0, PCR1, PCR2 (and PCR8)"),
  "expected-pcrs": entry("single PCRs are as expected", "AWS guide, PCR3, PCR4 and following"),
  configuration: entry(
    "the configuration shown is the measured one",
    "Inkan: PCR16 = SHA-384(0^48 || SHA-384(configuration))",
  ),
  nonce: entry("the document answers this nonce", nitro("3.2.2.2 (nonce)")),
  "user-data": entry("user_data is an Inkan enclave's", "Inkan: docs/protocol, RFC 8949 4.2.1"),
  purpose: entry("the document was made for this purpose", "Inkan: user_data.purpose"),
  origin: entry("the document names this origin", "Inkan: user_data.origin"),
  keys: entry("the document vouches for the keys shown", "Inkan: user_data.keys, public_key"),
} as const satisfies Record<string, CheckEntry>;

/** The closed union of checks. */
export type CheckId = keyof typeof checkTable;
