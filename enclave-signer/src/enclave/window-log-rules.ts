// What the parts of a window log's configuration must be to each other. Pure.
import type { ConfigProblem } from "./read-config.ts";
import type { WindowLogConfig } from "./signer-config.ts";

/** Two disjoint sets of upstreams must not both be able to agree; one that nobody contradicts is for development. */
export function windowLogProblems(log: WindowLogConfig): ConfigProblem[] {
  if (log.kind === "file") return [];
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

const isLoopback = (hostname: string) => hostname === "127.0.0.1" || hostname === "[::1]" || hostname === "localhost";
