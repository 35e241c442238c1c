// What a live key, its policy and its grants are, against the template: the text is compared, and besides the policy is asked what it would answer
// to everybody who should get nothing. Each finding says what is wrong; whoever reads several of one policy may fix the first.
import { CustodyError, type CustodyFinding } from "./errors.ts";
import {
  attestedActions,
  deniedActions,
  type HeldPcr,
  heldPcrs,
  type KeyPolicyParameters,
  type PolicyMeasurements,
  pcrConditionKey,
  readKeyPolicy,
  valuesOf,
} from "./key-policy.ts";
import { custodyLimits } from "./limits.ts";
import { type PolicyStatement, readPolicy } from "./policy-document.ts";
import { isAllowed } from "./policy-evaluation.ts";

/** As DescribeKey, GetKeyPolicy and ListGrants give it. */
export type LiveKey = {
  readonly keyArn: string;
  readonly policy: string;
  readonly grants: number;
  readonly metadata: {
    readonly origin: string | undefined;
    readonly keyState: string | undefined;
    readonly keySpec: string | undefined;
    readonly keyUsage: string | undefined;
    readonly keyManager: string | undefined;
    readonly multiRegion: boolean | undefined;
  };
};

export type Custody = {
  readonly findings: readonly CustodyFinding[];
  /** What the policy lets use the key; of a policy that is not the template, what its Deny statements name. */
  readonly measurements: PolicyMeasurements;
  readonly parameters: KeyPolicyParameters | undefined;
};

/**
 * @param expected Measurements that may use the key; all others are named in a note. An enclave expects itself and its predecessors.
 *
 * @example
 * const { findings } = judgeCustody(live, expected);
 * if (findings.some(isFault)) throw new Error(findings.map(({ code, detail }) => `${code}: ${detail}`).join("\n"));
 */
export function judgeCustody(live: LiveKey, expected: PolicyMeasurements): Custody {
  const about = [...keyFindings(live), ...grantFindings(live)];
  let policy: readonly PolicyStatement[];
  try {
    policy = readPolicy(live.policy);
  } catch (thrown) {
    if (!(thrown instanceof CustodyError)) throw thrown;
    const unread: CustodyFinding = { code: "POLICY_MALFORMED", detail: thrown.message };
    return { findings: [unread, ...about], measurements: noMeasurements, parameters: undefined };
  }
  const parameters = readKeyPolicy(policy);
  const measurements = parameters?.measurements ?? measurementsIn(policy);
  const findings = [
    ...(parameters === undefined ? [{ code: "POLICY_DIFFERS", detail: sidsOf(policy) } as const] : []),
    ...weakConditions(policy),
    ...probes(policy, live.keyArn, expected),
    ...about,
    ...measurementNotes(measurements, expected),
    ...(parameters === undefined || parameters.immutable
      ? []
      : [{ code: "POLICY_CHANGEABLE", detail: parameters.administrators.join(", ") } as const]),
  ];
  return { findings: findings.slice(0, custodyLimits.findingsMax), measurements, parameters };
}

const noMeasurements: PolicyMeasurements = { pcr0: [], pcr1: [], pcr2: [], pcr8: [], pcr16: [] };
const sidsOf = (policy: readonly PolicyStatement[]) => policy.map(({ sid }) => sid || "(no Sid)").join(", ");

function measurementsIn(policy: readonly PolicyStatement[]): PolicyMeasurements {
  const values = (index: HeldPcr) => [
    ...new Set(
      policy.flatMap(({ conditions }) =>
        conditions.flatMap(({ key, values }) =>
          key.toLowerCase() === pcrConditionKey(index).toLowerCase() ? values.map((each) => each.toLowerCase()) : [],
        ),
      ),
    ),
  ];
  return { pcr0: values(0), pcr1: values(1), pcr2: values(2), pcr8: values(8), pcr16: values(16) };
}

/** Two ways of writing it that look right, and are not. */
function weakConditions(policy: readonly PolicyStatement[]): CustodyFinding[] {
  return policy.flatMap(({ sid, effect, conditions }): CustodyFinding[] => {
    const attested = conditions.filter(({ key }) => key.toLowerCase().startsWith("kms:recipientattestation:"));
    const detail = `statement '${sid}'`;
    return [
      ...(attested.some(({ ifExists }) => ifExists) ? [{ code: "IF_EXISTS", detail } as const] : []),
      ...(effect === "Deny" && attested.length > 1 ? [{ code: "ANDED_DENY", detail } as const] : []),
    ];
  });
}

/** Everybody who could be behind a request: the account's root stands for whatever its administrators make of themselves. */
function principalsOf(policy: readonly PolicyStatement[], keyArn: string): string[] {
  const [, partition = "aws", , , account = ""] = keyArn.split(":");
  const named = policy.flatMap(({ principals }) => principals).filter((each) => each.startsWith("arn:"));
  return [...new Set([...named, `arn:${partition}:iam::${account}:root`])];
}

function probes(policy: readonly PolicyStatement[], keyArn: string, expected: PolicyMeasurements): CustodyFinding[] {
  const principals = principalsOf(policy, keyArn);
  const anyoneMay = (action: string, context: ReadonlyMap<string, string>) =>
    principals.some((principal) => isAllowed(policy, { principal, action, context }));
  const findings: CustodyFinding[] = [];
  for (const action of attestedActions) {
    if (anyoneMay(action, new Map())) findings.push({ code: "UNATTESTED_ALLOWED", detail: action });
    for (const index of heldPcrs) {
      if (valuesOf(expected, index).length === 0) continue;
      const others = [new Map(soundContext(expected)), new Map(soundContext(expected))];
      others[0]?.set(pcrConditionKey(index), "f".repeat(96));
      others[1]?.delete(pcrConditionKey(index));
      if (others.some((context) => anyoneMay(action, context)))
        findings.push({ code: "PCR_NOT_HELD", detail: `${action}, PCR${index}` });
    }
  }
  for (const pattern of deniedActions) {
    // Of `kms:ReEncrypt*` the names that there are today.
    const actions = escapes[pattern] ?? [pattern];
    if (actions.some((action) => anyoneMay(action, soundContext(expected)) || anyoneMay(action, new Map())))
      findings.push({ code: "ESCAPE_ALLOWED", detail: pattern });
  }
  return findings;
}

const escapes: Readonly<Record<string, readonly string[]>> = {
  "kms:ReEncrypt*": ["kms:ReEncryptFrom", "kms:ReEncryptTo"],
  "kms:GenerateDataKeyPair*": ["kms:GenerateDataKeyPair", "kms:GenerateDataKeyPairWithoutPlaintext"],
};

/** A request of an enclave that may use the key. */
function soundContext(expected: PolicyMeasurements): Map<string, string> {
  const context = new Map<string, string>();
  for (const index of heldPcrs) {
    const [value] = valuesOf(expected, index);
    if (value !== undefined) context.set(pcrConditionKey(index), value);
  }
  return context;
}

function grantFindings({ grants }: LiveKey): CustodyFinding[] {
  return grants === 0 ? [] : [{ code: "GRANTS_EXIST", detail: String(grants) }];
}

function keyFindings({ metadata }: LiveKey): CustodyFinding[] {
  const { origin, keyState, keySpec, keyUsage, keyManager, multiRegion } = metadata;
  const findings: CustodyFinding[] = [];
  if (origin !== "AWS_KMS") findings.push({ code: "KEY_ORIGIN", detail: String(origin) });
  if (multiRegion !== false) findings.push({ code: "KEY_MULTI_REGION", detail: String(multiRegion) });
  if (keyState !== "Enabled") findings.push({ code: "KEY_NOT_ENABLED", detail: String(keyState) });
  if (keySpec !== "SYMMETRIC_DEFAULT" || keyUsage !== "ENCRYPT_DECRYPT" || keyManager !== "CUSTOMER")
    findings.push({ code: "KEY_KIND", detail: `${keySpec}, ${keyUsage}, ${keyManager}` });
  return findings;
}

function measurementNotes(named: PolicyMeasurements, expected: PolicyMeasurements): CustodyFinding[] {
  const others = heldPcrs.flatMap((index) =>
    valuesOf(named, index)
      .filter((value) => valuesOf(expected, index).length > 0 && !valuesOf(expected, index).includes(value))
      .map((value) => `PCR${index} ${value.slice(0, 16)}…`),
  );
  const mixed = named.pcr0.length > 1 && named.pcr16.length > 1;
  return [
    ...(others.length > 0 ? [{ code: "OTHER_MEASUREMENTS", detail: others.join(", ") } as const] : []),
    ...(mixed
      ? [
          {
            code: "MIXED_MEASUREMENTS",
            detail: `${named.pcr0.length} images, ${named.pcr16.length} configurations`,
          } as const,
        ]
      : []),
  ];
}
