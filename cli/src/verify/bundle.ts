// `inkan verify --save` and `--bundle`: evidence in one file, made and read.
import { readFile, writeFile } from "node:fs/promises";
import {
  type BundleReport,
  collectEvidence,
  type Expectations,
  httpProvider,
  type VerifyReport,
  verifyEvidence,
} from "@inkan/attestation";
import { UsageError } from "../usage.ts";

/** @param trust As on the command line: a block's hash, or whether the expected RPC URL is asked. */
export async function verifyBundleFile(
  path: string,
  expected: Expectations,
  { block, online }: { readonly block: string | undefined; readonly online: boolean },
): Promise<BundleReport> {
  if (block !== undefined && online) throw new UsageError("--block or --online, not both");
  if (block !== undefined && !/^0x[0-9a-fA-F]{64}$/.test(block)) throw new UsageError("--block takes 0x and 64 digits");
  const bytes = await readFile(path).catch(() => {
    throw new UsageError(`cannot read '${path}'`);
  });
  return verifyEvidence(new Uint8Array(bytes), expected, {
    blockHash: block,
    provider: online ? httpProvider(expected.registry.rpcUrl) : undefined,
  });
}

/** @returns Whether a bundle was saved; why not, is told on the error output. */
export async function saveBundle(path: string, report: VerifyReport, expected: Expectations): Promise<boolean> {
  try {
    const bundle = await collectEvidence(report, expected);
    await writeFile(path, bundle);
    console.error(`saved ${bundle.length} characters of evidence in '${path}'`);
    return true;
  } catch (thrown) {
    console.error(`no bundle was saved: ${thrown instanceof Error ? thrown.message : "it could not be collected"}`);
    return false;
  }
}
