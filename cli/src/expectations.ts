// What a verifier expects of an endpoint, from outside the party under test: a file that the operator, a friend or `inkan start` wrote.
import { readFile } from "node:fs/promises";
import { UsageError } from "./usage.ts";

export type Expectations = {
  readonly version: 1;
  readonly role: "relay" | "signer";
  /** The origin that the attestation document must name. */
  readonly origin: string;
  /** Where the allowed measurements are, and an RPC URL to read them by that is not the endpoint under test. */
  readonly registry: {
    readonly chainId: number;
    readonly pcrRegistry: `0x${string}`;
    readonly enclaveRegistry: `0x${string}`;
    readonly rpcUrl: string;
  };
  /** PCR16 that the measured configuration must give: 96 hexadecimal digits. */
  readonly pcr16: string;
  /** A root that is accepted besides the AWS Nitro root, by name: PEM. Absent: only AWS's. */
  readonly acceptedRoot?: { readonly name: string; readonly certificate: string };
  /** PEM of a certificate authority that is accepted for TLS besides the machine's. */
  readonly certificateAuthority?: string;
};

const checks: Readonly<Record<keyof Expectations, (value: unknown) => boolean>> = {
  version: (value) => value === 1,
  role: (value) => value === "relay" || value === "signer",
  origin: (value) => typeof value === "string" && URL.canParse(value),
  registry: (value) =>
    isObject(value) &&
    Number.isSafeInteger(value.chainId) &&
    [value.pcrRegistry, value.enclaveRegistry].every((address) => /^0x[0-9a-fA-F]{40}$/.test(String(address))) &&
    typeof value.rpcUrl === "string" &&
    URL.canParse(value.rpcUrl),
  pcr16: (value) => typeof value === "string" && /^[0-9a-f]{96}$/.test(value),
  acceptedRoot: (value) =>
    value === undefined || (isObject(value) && typeof value.name === "string" && typeof value.certificate === "string"),
  certificateAuthority: (value) => value === undefined || typeof value === "string",
};

/** @throws {UsageError} that names the file and the member that is wrong. */
export async function readExpectations(path: string): Promise<Expectations> {
  const text = await readFile(path, "utf8").catch(() => {
    throw new UsageError(`cannot read the expectations '${path}'`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UsageError(`the expectations '${path}' are not JSON`);
  }
  if (!isObject(value)) throw new UsageError(`the expectations '${path}' are not a JSON object`);
  for (const [member, holds] of Object.entries(checks))
    if (!holds(value[member])) throw new UsageError(`the expectations '${path}': '${member}' is missing or malformed`);
  for (const member of Object.keys(value))
    if (!Object.hasOwn(checks, member)) throw new UsageError(`the expectations '${path}': '${member}' is not known`);
  return value as Expectations;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
