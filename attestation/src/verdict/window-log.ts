// Where a signer's windows are claimed, in words, for whoever reads a verdict. What it is worth, the warnings say.
import { parseJson } from "../json/index.ts";
import { proofLimits } from "../proof/index.ts";

/**
 * @param configuration JSON of a signer, from anybody: what is not of the form that the schema has is shown as `?`.
 * @returns `undefined` where the configuration is no JSON.
 *
 * @example
 * windowLogText('{"windowLog":{"kind":"file"}}'); // "file"
 */
export function windowLogText(configuration: string): string | undefined {
  const limits = { bytesMax: proofLimits.evidenceBytesMax, depthMax: proofLimits.evidenceDepthMax };
  let log: Readonly<Record<string, unknown>>;
  try {
    const { windowLog } = parseJson(configuration, limits) as { readonly windowLog?: object };
    log = { ...windowLog };
  } catch {
    return undefined;
  }
  /** Words of a terminal or a page could be commands. */
  const shown = (name: string): string => {
    const value = log[name];
    if (typeof value === "number") return String(value);
    return typeof value === "string" && /^[A-Za-z0-9:/._-]{1,253}$/.test(value) ? value : "?";
  };
  if (log.kind === "chain") return `chain ${shown("chainId")}, contract ${shown("contract")}`;
  if (log.kind !== "s3") return shown("kind");
  const where = typeof log.endpoint === "string" ? shown("endpoint") : shown("region");
  return `s3, bucket ${shown("bucket")} of account ${shown("accountId")} at ${where}, locked for ${shown("retentionDays")} days`;
}
