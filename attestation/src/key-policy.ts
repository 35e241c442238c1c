// The policy of a key that seals: made, read, evaluated and judged. It is an entry of its own, `@inkan/attestation/key-policy`: who verifies an endpoint reads
// the custody report, and needs none of this on a page.
export { type Custody, judgeCustody, type LiveKey } from "./custody/findings.ts";
export {
  type KeyPolicyParameters,
  type PolicyMeasurements,
  type PolicyObject,
  readKeyPolicy,
  renderKeyPolicy,
} from "./custody/key-policy.ts";
export { custodyLimits } from "./custody/limits.ts";
export { type PolicyStatement, readPolicy } from "./custody/policy-document.ts";
export { isAllowed, type PolicyRequest } from "./custody/policy-evaluation.ts";
