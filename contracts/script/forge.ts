// Foundry's forge as installed by npm, run in contracts/: node contracts/script/forge.ts test
// Not `npx forge`: the package's launcher ends with status 0 whatever forge says (seen with 1.7.1), so failed tests would pass.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const contractsFolder = dirname(dirname(fileURLToPath(import.meta.url)));

/** The native program. */
export function forgeProgram(): string {
  const architecture = process.arch === "x64" ? "amd64" : process.arch;
  const launcher = createRequire(import.meta.url).resolve("@foundry-rs/forge/package.json");
  const native = `@foundry-rs/forge-${process.platform}-${architecture}/package.json`;
  return join(dirname(createRequire(launcher).resolve(native)), "bin", "forge");
}

/** The environment for forge: script/solc.ts, which it starts, is run by the same Node as this. */
export function forgeEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ""}` };
}

if (import.meta.main) {
  const { status, signal, error } = spawnSync(forgeProgram(), process.argv.slice(2), {
    cwd: contractsFolder,
    env: forgeEnvironment(),
    stdio: "inherit",
  });
  if (error !== undefined) throw error;
  process.exitCode = signal === null ? (status ?? 1) : 1;
}
