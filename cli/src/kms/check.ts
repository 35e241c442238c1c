// `inkan kms check`: what a live key is, against the template, against the images and configurations that are expected, and against the registry.
import { DescribeKeyCommand, GetKeyPolicyCommand, KMSClient, paginateListGrants } from "@aws-sdk/client-kms";
import { type CustodyFinding, httpProvider, isFault, readMeasurement } from "@inkan/attestation";
import { judgeCustody, type LiveKey, type PolicyMeasurements } from "@inkan/attestation/key-policy";
import { readExpectationsFile } from "../expectations.ts";
import { parse, UsageError } from "../usage.ts";
import { measurementHelp, measurementOptions, readMeasurements, textOf } from "./measurements.ts";

const text = { type: "string" } as const;

const help = `usage: inkan kms check --key ARN --pcrs FILE --config FILE [options]

Reads policy, grants and state of the key from AWS, with the credentials that the AWS SDK finds, or from files; names every deviation from the template.

${measurementHelp}
  --key ARN                 the key's ARN
  --expect FILE             an expectations file: every image that the policy names must be a release in force in its registry
  --endpoint URL            of KMS, in place of AWS's own
  --policy FILE             in place of AWS: the policy ('aws kms get-key-policy --output text'),
  --grants FILE             'aws kms list-grants' (JSON), and
  --metadata FILE           'aws kms describe-key' (JSON)
  --json                    one JSON object on standard output

exit codes: 0 as the template has it, 1 failed, 2 not understood, 3 a fault was found`;

const faultStatus = 3;

export async function check(args: string[]): Promise<number> {
  const options = {
    ...measurementOptions,
    key: text,
    expect: text,
    endpoint: text,
    policy: text,
    grants: text,
    metadata: text,
  };
  const { values } = parse(args, { ...options, json: { type: "boolean", default: false } }, help);
  const { key: keyArn, policy, grants, metadata, endpoint, expect } = values;
  if (keyArn === undefined || !/^arn:[a-z-]+:kms:[a-z0-9-]+:\d{12}:key\//.test(keyArn))
    throw new UsageError("give --key, an ARN");
  const expected = await readMeasurements(values);
  const files = [policy, grants, metadata];
  if (files.some((file) => file !== undefined) && files.includes(undefined))
    throw new UsageError("--policy, --grants and --metadata go together");
  const live =
    policy === undefined || grants === undefined || metadata === undefined
      ? await readLive(keyArn, endpoint)
      : await readFiles(keyArn, { policy, grants, metadata });
  const custody = judgeCustody(live, expected);
  const unregistered = expect === undefined ? [] : await registryFindings(custody.measurements, expect);
  const faults = custody.findings.filter(isFault);
  if (values.json) console.log(JSON.stringify({ keyArn, ...custody, unregistered }, null, 2));
  else print(custody.findings, unregistered);
  return faults.length + unregistered.length > 0 ? faultStatus : 0;
}

function print(findings: readonly CustodyFinding[], unregistered: readonly string[]): void {
  for (const finding of findings)
    console.log(`${isFault(finding) ? "fault" : "note "}  ${finding.code.padEnd(20)} ${finding.detail}`);
  for (const image of unregistered) console.log(`fault  NOT_IN_FORCE         ${image}`);
  if (findings.every((each) => !isFault(each)) && unregistered.length === 0)
    console.log("ok     the policy is the template");
}

type KeyMetadata = {
  readonly Origin?: string | undefined;
  readonly KeyState?: string | undefined;
  readonly KeySpec?: string | undefined;
  readonly KeyUsage?: string | undefined;
  readonly KeyManager?: string | undefined;
  readonly MultiRegion?: boolean | undefined;
};

const metadataOf = (key: KeyMetadata): LiveKey["metadata"] => ({
  ...{ origin: key.Origin, keyState: key.KeyState, keySpec: key.KeySpec, keyUsage: key.KeyUsage },
  ...{ keyManager: key.KeyManager, multiRegion: key.MultiRegion },
});

async function readLive(keyArn: string, endpoint: string | undefined): Promise<LiveKey> {
  const region = keyArn.split(":")[3] ?? "";
  const client = new KMSClient({ region, ...(endpoint === undefined ? {} : { endpoint }) });
  try {
    const { KeyMetadata = {} } = await client.send(new DescribeKeyCommand({ KeyId: keyArn }));
    const { Policy = "" } = await client.send(new GetKeyPolicyCommand({ KeyId: keyArn, PolicyName: "default" }));
    let grants = 0;
    for await (const { Grants = [] } of paginateListGrants({ client }, { KeyId: keyArn })) grants += Grants.length;
    return { keyArn, policy: Policy, grants, metadata: metadataOf(KeyMetadata as KeyMetadata) };
  } finally {
    client.destroy();
  }
}

async function readFiles(
  keyArn: string,
  files: { readonly policy: string; readonly grants: string; readonly metadata: string },
): Promise<LiveKey> {
  const { Grants } = JSON.parse(await textOf(files.grants)) as { readonly Grants?: unknown };
  if (!Array.isArray(Grants)) throw new UsageError(`${files.grants}: no Grants`);
  const { KeyMetadata } = JSON.parse(await textOf(files.metadata)) as { readonly KeyMetadata?: KeyMetadata };
  if (KeyMetadata === undefined) throw new UsageError(`${files.metadata}: no KeyMetadata`);
  return { keyArn, policy: await textOf(files.policy), grants: Grants.length, metadata: metadataOf(KeyMetadata) };
}

/** A policy lists PCRs apart: an image is any PCR0 with a PCR1 and a PCR2 with which some release is in force. */
async function registryFindings({ pcr0, pcr1, pcr2 }: PolicyMeasurements, file: string): Promise<string[]> {
  const { registry } = await readExpectationsFile(file);
  const provider = httpProvider(registry.rpcUrl);
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
  const findings: string[] = [];
  for (const image of pcr0) {
    const statuses = new Set<string>();
    for (const [kernel, application] of pcr1.flatMap((kernel) =>
      pcr2.map((application) => [kernel, application] as const),
    )) {
      const question = { pcr0: bytes(image), pcr1: bytes(kernel), pcr2: bytes(application) };
      const { chainId, pcrRegistry } = registry;
      const { status } = await readMeasurement(provider, { chainId, address: pcrRegistry, ...question });
      statuses.add(status);
    }
    if (!statuses.has("in-force"))
      findings.push(`PCR0 ${image.slice(0, 16)}… is ${[...statuses].join(", ")} in the registry`);
  }
  return findings;
}
