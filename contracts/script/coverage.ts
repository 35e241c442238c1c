// `forge coverage` over a copy of contracts/ that has OpenZeppelin inside: node contracts/script/coverage.ts [arguments of forge coverage]
// Where libraries lie above its root, as here, forge 1.7.1 compiles them but fails to analyse them ("solar run failed").
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { contractsFolder, forgeEnvironment, forgeProgram } from "./forge.ts";

const modules = join(dirname(contractsFolder), "node_modules");
const folder = mkdtempSync(join(tmpdir(), "inkan-coverage-"));
try {
  for (const part of ["src", "test"]) cpSync(join(contractsFolder, part), join(folder, part), { recursive: true });
  cpSync(join(modules, "@openzeppelin", "contracts"), join(folder, "openzeppelin"), { recursive: true });
  const configuration = readFileSync(join(contractsFolder, "foundry.toml"), "utf8")
    .replace(/^libs = .*$/m, 'libs = ["openzeppelin"]')
    .replace(/^remappings = .*$/m, 'remappings = ["@openzeppelin/contracts/=openzeppelin/"]')
    .replace(/^allow_paths = .*$/m, "")
    .replace(/^solc = .*$/m, `solc = "${join(contractsFolder, "script", "solc.ts")}"`);
  writeFileSync(join(folder, "foundry.toml"), configuration);
  const { status } = spawnSync(forgeProgram(), ["coverage", ...process.argv.slice(2)], {
    cwd: folder,
    env: forgeEnvironment(),
    stdio: "inherit",
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
