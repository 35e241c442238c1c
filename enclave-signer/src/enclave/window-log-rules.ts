// What the parts of a window log's configuration must be to each other. Pure.
import type { ConfigProblem } from "./read-config.ts";
import type { S3LogConfig, WindowLogConfig } from "./signer-config.ts";

/** Two disjoint sets of upstreams must not both be able to agree; one that nobody contradicts is for development. */
export function windowLogProblems(log: WindowLogConfig): ConfigProblem[] {
  if (log.kind === "file") return [];
  if (log.kind === "s3") return s3Problems(log);
  const problems: ConfigProblem[] = [];
  const { upstreams, agreement } = log;
  if (
    agreement > upstreams.length ||
    2 * agreement <= upstreams.length ||
    (agreement === 1) !== (upstreams.length === 1)
  )
    problems.push({ path: "windowLog.agreement", message: `more than half of ${upstreams.length} upstreams` });
  const names = new Set<string>();
  for (const [index, { name, url }] of upstreams.entries()) {
    const path = `windowLog.upstreams[${index}]`;
    if (names.has(name)) problems.push({ path: `${path}.name`, message: "another upstream has this name" });
    names.add(name);
    const { protocol, hostname } = new URL(url);
    if (protocol === "http:" && !isLoopback(hostname))
      problems.push({ path: `${path}.url`, message: "without TLS on loopback only" });
  }
  return problems;
}

/** The path of the endpoint would stand before the bucket's name, and AWS's own host has the settings of its region. */
function s3Problems({ endpoint, retentionDays }: S3LogConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (endpoint !== null && endpoint !== new URL(endpoint).origin)
    problems.push({ path: "windowLog.endpoint", message: `an origin and nothing else: ${new URL(endpoint).origin}` });
  if (endpoint === null && retentionDays < retentionDaysMin)
    problems.push({ path: "windowLog.retentionDays", message: `at least ${retentionDaysMin} on AWS` });
  return problems;
}

/** Two records apart lie as far as the longest pause of a signer: what was locked for less may be gone when it comes back. */
const retentionDaysMin = 365;

const isLoopback = (hostname: string) => hostname === "127.0.0.1" || hostname === "[::1]" || hostname === "localhost";
