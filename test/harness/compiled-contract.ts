// A contract that exists for tests only, compiled by forge when a test asks for it: ABI and creation code.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import type { Abi, Hex } from "viem";
import { contractsFolder, forgeEnvironment, forgeProgram } from "../../contracts/script/forge.ts";

/** @param source Relative to contracts/: a file that holds a contract of its own name. */
export async function compiledContract(source: string): Promise<{ readonly abi: Abi; readonly bytecode: Hex }> {
  const name = basename(source, ".sol");
  const folder = await mkdtemp(join(tmpdir(), "inkan-probe-"));
  try {
    const output = ["--out", join(folder, "out"), "--cache-path", join(folder, "cache")];
    await promisify(execFile)(forgeProgram(), ["build", "--force", ...output, source], {
      cwd: contractsFolder,
      env: forgeEnvironment(),
    });
    const artifact = JSON.parse(await readFile(join(folder, "out", `${name}.sol`, `${name}.json`), "utf8")) as {
      readonly abi: Abi;
      readonly bytecode: { readonly object: Hex };
    };
    return { abi: artifact.abi, bytecode: artifact.bytecode.object };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
