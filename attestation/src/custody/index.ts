export { CustodyError, type CustodyFinding, type CustodyFindingCode, custodyFindingTable, isFault } from "./errors.ts";
export { type Custody, judgeCustody, type LiveKey } from "./findings.ts";
export {
  type KeyPolicyParameters,
  type PolicyMeasurements,
  type PolicyObject,
  readKeyPolicy,
  renderKeyPolicy,
} from "./key-policy.ts";
export { custodyLimits } from "./limits.ts";
export { type PolicyStatement, readPolicy } from "./policy-document.ts";
export { isAllowed, type PolicyRequest } from "./policy-evaluation.ts";
export {
  type CustodyReport,
  custodyReportText,
  readCustodyReport,
  signedCustodyBytes,
  verifyCustodySignature,
} from "./report.ts";
