// What the parts of a sealing key's configuration must be to each other: a key of AWS is asked at AWS alone. Pure.
import { isAwsHost, readKeyArn } from "./kms/key-arn.ts";
import type { ConfigProblem } from "./read-config.ts";
import type { SealingConfig } from "./signer-config.ts";

/**
 * A configuration that names a key of AWS and another server would make the enclave wrap with a key that somebody else chose, and everybody who
 * reads the key's ARN believe otherwise.
 */
export function sealingProblems(sealing: SealingConfig): ConfigProblem[] {
  if (sealing.kind === "machine") return [];
  const { keyArn, endpoint, roots } = sealing;
  const { isStandIn } = readKeyArn(keyArn);
  const url = endpoint === null ? undefined : new URL(endpoint);
  const problem = (member: string, message: string): ConfigProblem => ({ path: `sealing.${member}`, message });
  const problems: ConfigProblem[] = [];
  if (url !== undefined && (url.pathname !== "/" || url.search !== "" || url.origin !== endpoint))
    problems.push(problem("endpoint", `an origin and nothing else: ${url.origin}`));
  if (isStandIn) {
    if (url === undefined) problems.push(problem("endpoint", "a stand-in is somewhere: name it"));
    else if (url.protocol === "http:" && !isLoopback(url.hostname))
      problems.push(problem("endpoint", "without TLS on loopback only"));
    return problems;
  }
  if (url !== undefined && (url.protocol !== "https:" || !isAwsHost(url.hostname)))
    problems.push(problem("endpoint", "https, and a host of AWS, for a key of AWS"));
  if (roots.length > 0) problems.push(problem("roots", "for a key of AWS the roots of the image hold"));
  return problems;
}

const isLoopback = (hostname: string) => hostname === "127.0.0.1" || hostname === "[::1]" || hostname === "localhost";
