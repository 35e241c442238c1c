// CAA records by the verifier's own resolver. They are believed as it is: DNSSEC is its to check.
import { Resolver } from "node:dns/promises";
import type { CaaLookup } from "@inkan/attestation";
import { UsageError } from "../usage.ts";

const attemptMsMax = 3_000;
const attemptsMax = 2;

/**
 * @param server Address of a resolver; `undefined`: the system's; `none`: there is none.
 * @throws {UsageError}
 */
export function openCaaLookup(server: string | undefined): CaaLookup | undefined {
  if (server === "none") return undefined;
  const resolver = new Resolver({ timeout: attemptMsMax, tries: attemptsMax });
  try {
    if (server !== undefined) resolver.setServers([server]);
  } catch {
    throw new UsageError(`--dns: '${server}' is not an IP address, with or without a port`);
  }
  return async (name) => {
    const answers = await resolver.resolveCaa(name).catch((thrown: NodeJS.ErrnoException) => {
      if (thrown.code === "ENODATA" || thrown.code === "ENOTFOUND") return [];
      throw thrown;
    });
    return answers.flatMap(({ critical, ...properties }) =>
      Object.entries(properties)
        .filter(([tag]) => tag !== "type")
        .map(([tag, value]) => ({ critical: critical !== 0, tag: tag.toLowerCase(), value: String(value) })),
    );
  };
}
