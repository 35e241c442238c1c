// The ARN of a KMS key (AWS, Service Authorization Reference), and what follows from it. A stand-in's keys are of a partition that AWS does not have,
// so that wherever a key is named it is named as one of a stand-in.
export const standInPartition = "inkan-stand-in";

export const keyArnPattern =
  /^arn:(aws(?:-[a-z]{2,8}){0,2}|inkan-stand-in):kms:([a-z0-9-]{1,32}):(\d{12}):key\/[A-Za-z0-9-]{1,64}$/;

export type KeyArn = {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  readonly isStandIn: boolean;
};

/** @throws {TypeError} The configuration's schema has refused it before. */
export function readKeyArn(text: string): KeyArn {
  const [, partition, region, account] = keyArnPattern.exec(text) ?? [];
  if (partition === undefined || region === undefined || account === undefined) throw new TypeError("not a key's ARN");
  return { partition, region, account, isStandIn: partition === standInPartition };
}

/** Domains of AWS's endpoints: public ones, FIPS ones, and those of VPC endpoints. */
const awsDomains = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];

export const isAwsHost = (hostname: string): boolean => awsDomains.some((domain) => hostname.endsWith(domain));

/** AWS's own endpoint for the key's region (AWS General Reference, "AWS KMS endpoints"). */
export function defaultEndpoint({ partition, region }: KeyArn): string {
  return `https://kms.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}`;
}
