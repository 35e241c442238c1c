// What stands between this machine and an image in seconds. A test must not begin to compile a kernel, or wait for an archive, unasked.
import { isFetched } from "./fetch-input.ts";
import { inputNames, inputs } from "./inputs.ts";
import { isKernelBuilt } from "./kernel.ts";

/**
 * What a build from the tree would first have to fetch, or to compile for minutes, in words; empty when it would take seconds.
 *
 * @throws {ImageError} `TOOL_FAILED`, without gcc or ld.
 */
export async function missingForBuild(): Promise<readonly string[]> {
  const missing: string[] = inputNames
    .map((name) => inputs[name])
    .filter((input) => !isFetched(input))
    .map(({ what }) => what);
  if (!(await isKernelBuilt())) missing.push("the enclave's kernel");
  return missing;
}
