// Writes abi/pcr-registry.ts: ABI and deployment bytecode of PcrRegistry, as forge compiles them from src/ with foundry.toml.
// They are committed, so that deploying needs neither forge nor the compiler. Run: node contracts/script/generate.ts
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { contractsFolder, forgeEnvironment, forgeProgram } from "./forge.ts";

const compileMsMax = 120_000;

export const generatedFile = join(contractsFolder, "abi", "pcr-registry.ts");

type Artifact = { readonly abi: readonly object[]; readonly bytecode: { readonly object: string } };

/** The text of {@link generatedFile}, compiled afresh in a folder of its own. */
export async function generate(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "inkan-contracts-"));
  try {
    const output = ["--out", join(folder, "out"), "--cache-path", join(folder, "cache")];
    await promisify(execFile)(forgeProgram(), ["build", "--force", ...output, "src/PcrRegistry.sol"], {
      cwd: contractsFolder,
      env: forgeEnvironment(),
      timeout: compileMsMax,
    });
    const artifact = JSON.parse(
      await readFile(join(folder, "out", "PcrRegistry.sol", "PcrRegistry.json"), "utf8"),
    ) as Artifact;
    return fileText(artifact);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function fileText({ abi, bytecode }: Artifact): string {
  return [
    "// Generated from contracts/src/PcrRegistry.sol by contracts/script/generate.ts. Not edited by hand: a test compiles it again.",
    `export const pcrRegistryAbi = ${JSON.stringify(abi, undefined, 2)} as const;`,
    "",
    "/** What creates the contract; the encoded constructor arguments follow it. */",
    `export const pcrRegistryBytecode = "${bytecode.object}" as const;`,
    "",
  ].join("\n");
}

if (import.meta.main) await writeFile(generatedFile, await generate());
