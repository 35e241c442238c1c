// Writes abi/*.ts: ABI and deployment bytecode of each contract that is deployed, as forge compiles them from src/ with foundry.toml.
// They are committed, so that deploying needs neither forge nor the compiler. Run: node contracts/script/generate.ts
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { contractsFolder, forgeEnvironment, forgeProgram } from "./forge.ts";

const compileMsMax = 600_000;

/** Each file holds a contract of its own name. */
const sources = [
  "src/PcrRegistry.sol",
  "src/OperatorPolicy.sol",
  "src/OperatorPolicyFactory.sol",
  "src/EnclaveRegistry.sol",
  "src/NitroAttestation.sol",
  "src/ReceiptVerifier.sol",
  "src/SigningWindows.sol",
  "src/P384Verifier.sol",
];

/** Relative to contracts/. */
export type GeneratedFile = { readonly path: string; readonly text: string };

type Artifact = { readonly abi: readonly object[]; readonly bytecode: { readonly object: string } };

/** All of abi/, compiled afresh, in one run of forge, in a folder of its own. */
export async function generate(): Promise<readonly GeneratedFile[]> {
  const folder = await mkdtemp(join(tmpdir(), "inkan-contracts-"));
  try {
    const output = ["--out", join(folder, "out"), "--cache-path", join(folder, "cache")];
    await promisify(execFile)(forgeProgram(), ["build", "--force", ...output, ...sources], {
      cwd: contractsFolder,
      env: forgeEnvironment(),
      timeout: compileMsMax,
    });
    return await Promise.all(
      sources.map(async (source) => {
        const name = basename(source, ".sol");
        const artifact = await readFile(join(folder, "out", `${name}.sol`, `${name}.json`), "utf8");
        return { path: `abi/${kebabCase(name)}.ts`, text: fileText(source, name, JSON.parse(artifact) as Artifact) };
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function fileText(source: string, name: string, { abi, bytecode }: Artifact): string {
  // A library that is linked leaves a gap of its own notation in the bytecode.
  if (!/^0x[0-9a-f]+$/.test(bytecode.object)) throw new Error(`the bytecode of ${name} cannot be deployed as it is`);
  const camelCase = name[0]?.toLowerCase() + name.slice(1);
  return [
    `// Generated from contracts/${source} by contracts/script/generate.ts. Not edited by hand: a test compiles it again.`,
    `export const ${camelCase}Abi = ${JSON.stringify(abi, undefined, 2)} as const;`,
    "",
    "/** What creates the contract; the encoded constructor arguments follow it. */",
    `export const ${camelCase}Bytecode = "${bytecode.object}" as const;`,
    "",
  ].join("\n");
}

const kebabCase = (name: string) => name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, (capital) => `-${capital}`).toLowerCase();

if (import.meta.main) for (const { path, text } of await generate()) await writeFile(join(contractsFolder, path), text);
