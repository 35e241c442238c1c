// What is wrong with the custody of a sealing key: the key policy, the grants and the key of AWS KMS that wraps what a signer seals.

/** `fault`: the key can be used, or got at, in another way than by the measured program. `note`: who relies on it should know. */
export const custodyFindingTable = {
  POLICY_MALFORMED: [
    "fault",
    "the key policy is not one, or uses what is not understood here, so nothing is known about it",
  ],
  POLICY_DIFFERS: ["fault", "the key policy is not the template with any parameters"],
  UNATTESTED_ALLOWED: ["fault", "a caller without an attestation document may use the key"],
  PCR_NOT_HELD: ["fault", "an enclave with another value of this PCR may use the key"],
  ESCAPE_ALLOWED: ["fault", "an action that leads around the conditions is allowed"],
  IF_EXISTS: ["fault", "a condition on attestation ends in IfExists, which a request without a document satisfies"],
  ANDED_DENY: ["fault", "one Deny holds conditions on several PCRs, and so denies only when all of them differ"],
  GRANTS_EXIST: ["fault", "the key has grants, which allow besides the policy"],
  KEY_ORIGIN: ["fault", "the key material does not come from AWS KMS itself, so somebody may have a copy"],
  KEY_MULTI_REGION: ["fault", "the key is a multi-Region key: replicas have policies of their own"],
  KEY_KIND: ["fault", "the key is not a symmetric key of the customer's"],
  KEY_NOT_ENABLED: ["fault", "the key is not enabled"],
  NOT_READ: ["fault", "policy, grants or key could not be read, so nothing is known about them"],
  OTHER_MEASUREMENTS: ["note", "the policy lets other images or configurations than this one use the key"],
  MIXED_MEASUREMENTS: [
    "note",
    "the policy names several images and several configurations, and so allows each pair of them",
  ],
  POLICY_CHANGEABLE: ["note", "somebody may change the key policy; a change shows in the next report"],
} as const satisfies Record<string, readonly ["fault" | "note", string]>;

export type CustodyFindingCode = keyof typeof custodyFindingTable;

/** @example { code: "PCR_NOT_HELD", detail: "kms:Decrypt, PCR16" } */
export type CustodyFinding = { readonly code: CustodyFindingCode; readonly detail: string };

export const isFault = ({ code }: CustodyFinding): boolean => custodyFindingTable[code][0] === "fault";

/** Match on `code`. */
export class CustodyError extends Error {
  readonly code: "POLICY_MALFORMED" | "CUSTODY_REPORT_MALFORMED" | "PARAMETERS_INVALID";
  override readonly name = "CustodyError";

  constructor(code: CustodyError["code"], message: string) {
    super(message);
    this.code = code;
  }
}
