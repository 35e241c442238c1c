// The key policy of a sealing key: who may use it, as a template with few parameters. Whatever a policy says besides is a deviation.
//
// Each PCR has a Deny of its own, with a negated operator: conditions within a statement are ANDed, so that one Deny over all PCRs would let
// an enclave through that matches in one of them; and a negated operator holds where the key is absent, so that a request without a document is denied
// as well. The Deny statements stand whatever else allows: IAM policies of the account, grants, later statements.
import { CustodyError } from "./errors.ts";
import { type PolicyStatement, readPolicy } from "./policy-document.ts";

/** PCR values, 96 lower-case hexadecimal digits each; several of one PCR are alternatives. */
export type PolicyMeasurements = {
  readonly pcr0: readonly string[];
  readonly pcr1: readonly string[];
  readonly pcr2: readonly string[];
  /** Of signed images; empty: PCR8 is not looked at. */
  readonly pcr8: readonly string[];
  /** Of the configuration. */
  readonly pcr16: readonly string[];
};

export type KeyPolicyParameters = {
  /** ARN of the role of the instances that run the signer. */
  readonly role: string;
  /** ARNs that may see, disable and delete the key, and change its policy unless it is `immutable`. At least one. */
  readonly administrators: readonly string[];
  /** Nobody may change the policy, ever: a new image needs a new key. */
  readonly immutable: boolean;
  readonly measurements: PolicyMeasurements;
};

export type PolicyObject = { readonly Version: "2012-10-17"; readonly Statement: readonly object[] };

/** What the enclave asks with a document. */
export const attestedActions = ["kms:Decrypt", "kms:GenerateDataKey"] as const;
const readActions = ["kms:DescribeKey", "kms:GetKeyPolicy", "kms:ListGrants"] as const;

/**
 * What leads around the conditions. `ReEncrypt`, `Encrypt` and the others take no attestation document, so no condition on one could hold them:
 * decrypting by re-encryption, wrapping a known data key, grants to others, copies of the key under another policy, key material that somebody knows.
 */
export const deniedActions = [
  ...["kms:CreateGrant", "kms:DeleteImportedKeyMaterial", "kms:DeriveSharedSecret", "kms:Encrypt"],
  ...[
    "kms:GenerateDataKeyPair*",
    "kms:GenerateDataKeyWithoutPlaintext",
    "kms:GenerateMac",
    "kms:GetParametersForImport",
  ],
  ...["kms:ImportKeyMaterial", "kms:ReEncrypt*", "kms:ReplicateKey", "kms:Sign", "kms:SynchronizeMultiRegionKey"],
  ...["kms:UpdatePrimaryRegion", "kms:Verify", "kms:VerifyMac"],
] as const;
const changeAction = "kms:PutKeyPolicy";

const administratorActions = [
  ...["kms:CancelKeyDeletion", "kms:DescribeKey", "kms:DisableKey", "kms:EnableKey", "kms:EnableKeyRotation"],
  ...["kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListGrants", "kms:ListKeyPolicies", "kms:ListResourceTags"],
  ...["kms:RevokeGrant", "kms:ScheduleKeyDeletion", "kms:TagResource", "kms:UntagResource", "kms:UpdateKeyDescription"],
] as const;

/** In the order of the statements. */
export const heldPcrs = [0, 1, 2, 16, 8] as const;
export type HeldPcr = (typeof heldPcrs)[number];

export const pcrConditionKey = (index: HeldPcr): string => `kms:RecipientAttestation:PCR${index}`;
export const valuesOf = (measurements: PolicyMeasurements, index: HeldPcr): readonly string[] =>
  measurements[`pcr${index}`];

/**
 * @returns The policy as `PutKeyPolicy` takes it (as JSON).
 * @throws {CustodyError} `PARAMETERS_INVALID`: a policy with a hole is not written.
 *
 * @example
 * JSON.stringify(renderKeyPolicy({ role, administrators: [admin], immutable: false, measurements }), null, 2);
 */
export function renderKeyPolicy(parameters: KeyPolicyParameters): PolicyObject {
  requireSound(parameters);
  const { role, administrators, immutable, measurements } = parameters;
  const held = heldPcrs.filter((index) => valuesOf(measurements, index).length > 0);
  const values = (index: HeldPcr) => [...new Set(valuesOf(measurements, index))].sort();
  const anyone = { Principal: { AWS: "*" }, Resource: "*" };
  return {
    Version: "2012-10-17",
    Statement: [
      {
        ...{
          Sid: "AttestedEnclave",
          Effect: "Allow",
          Principal: { AWS: role },
          Action: [...attestedActions],
          Resource: "*",
        },
        Condition: {
          StringEqualsIgnoreCase: Object.fromEntries(held.map((index) => [pcrConditionKey(index), values(index)])),
        },
      },
      ...held.map((index) => ({
        ...{ Sid: `DenyOtherPCR${index}`, Effect: "Deny", ...anyone, Action: [...attestedActions] },
        Condition: { StringNotEqualsIgnoreCase: { [pcrConditionKey(index)]: values(index) } },
      })),
      {
        ...{ Sid: "DenyEscapes", Effect: "Deny", ...anyone },
        Action: immutable ? [...deniedActions, changeAction].sort() : [...deniedActions],
      },
      {
        Sid: "EnclaveReadsCustody",
        Effect: "Allow",
        Principal: { AWS: role },
        Action: [...readActions],
        Resource: "*",
      },
      {
        ...{ Sid: "Administrators", Effect: "Allow", Principal: { AWS: [...administrators].sort() }, Resource: "*" },
        Action: immutable ? [...administratorActions] : [...administratorActions, changeAction].sort(),
      },
    ],
  };
}

/**
 * The parameters with which the template is this policy; the order of statements and of values does not matter.
 *
 * @returns `undefined` where there are none.
 */
export function readKeyPolicy(policy: readonly PolicyStatement[]): KeyPolicyParameters | undefined {
  const named = (sid: string) => policy.find((statement) => statement.sid === sid);
  const pcr = (index: HeldPcr) => named(`DenyOtherPCR${index}`)?.conditions[0]?.values ?? [];
  const parameters = {
    role: named("AttestedEnclave")?.principals[0] ?? "",
    administrators: named("Administrators")?.principals ?? [],
    immutable: named("DenyEscapes")?.actions.includes(changeAction) ?? false,
    measurements: { pcr0: pcr(0), pcr1: pcr(1), pcr2: pcr(2), pcr8: pcr(8), pcr16: pcr(16) },
  };
  try {
    const rendered = readPolicy(JSON.stringify(renderKeyPolicy(parameters)));
    return canonicalStatements(rendered) === canonicalStatements(policy) ? parameters : undefined;
  } catch (thrown) {
    if (thrown instanceof CustodyError) return undefined;
    throw thrown;
  }
}

/** Text that two policies share exactly if they have the same statements. */
export function canonicalStatements(policy: readonly PolicyStatement[]): string {
  const sorted = (values: readonly string[]) => [...values].sort();
  return JSON.stringify(
    policy
      .map(({ sid, effect, principals, actions, notActions, conditions }) =>
        JSON.stringify([
          ...[sid, effect, sorted(principals), sorted(actions), sorted(notActions)],
          conditions
            .map(({ operator, ifExists, key, values }) => [operator, ifExists, key, sorted(values)].join("\n"))
            .sort(),
        ]),
      )
      .sort(),
  );
}

function requireSound({ role, administrators, measurements }: KeyPolicyParameters): void {
  const arn = /^arn:[a-z-]+:iam::\d{12}:(?:root|(?:role|user)\/[\x21-\x7e]{1,512})$/;
  if (!arn.test(role) || role.endsWith(":root")) throw invalid(`'${role}' is not the ARN of a role`);
  if (administrators.length === 0) throw invalid("no administrator");
  for (const each of administrators)
    if (!arn.test(each)) throw invalid(`'${each}' is not the ARN of a role, a user or a root`);
  // Who uses the key and who writes its policy are two.
  if (administrators.includes(role)) throw invalid("the role of the instances is no administrator");
  for (const index of heldPcrs) {
    const values = valuesOf(measurements, index);
    if (values.length === 0 && index !== 8) throw invalid(`no value for PCR${index}`);
    if (values.some((value) => !/^[0-9a-f]{96}$/.test(value)))
      throw invalid(`PCR${index} is not 96 lower-case hexadecimal digits`);
    // An enclave in debug mode has zeros there.
    if (values.some((value) => /^0+$/.test(value))) throw invalid(`PCR${index} is zero`);
  }
}

const invalid = (what: string) => new CustodyError("PARAMETERS_INVALID", what);
