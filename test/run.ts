// `npm test`: every test file of the project, in groups that can be run alone with `--only <group>`.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { parseArgs } from "node:util";

const groups = {
  unit: [
    "attestation/src/**/*.test.ts",
    "native/src/**/*.test.ts",
    "link/src/**/*.test.ts",
    "gateway/src/**/*.test.ts",
    "enclave-signer/src/**/*.test.ts",
    "contracts/src/**/*.test.ts",
    "contracts/script/**/*.test.ts",
    "cli/src/**/*.test.ts",
  ],
  structure: ["test/*.test.ts"],
  conformance: ["test/conformance/**/*.test.ts"],
  simulation: ["test/simulation/**/*.test.ts"],
  attacker: ["test/attacker/**/*.test.ts"],
  e2e: ["test/e2e/**/*.test.ts"],
  browser: ["test/browser/**/*.test.ts"],
  peers: ["test/peers/**/*.test.ts"],
} as const;

/** Runs when it is named: it compiles other projects' programs, with their compilers and from their registries. */
const onRequest = ["peers"];

const { values } = parseArgs({ options: { only: { type: "string" } } });
const names =
  values.only === undefined
    ? [...Object.keys(groups).filter((name) => !onRequest.includes(name)), "contracts"]
    : values.only.split(",");
let failed = false;

if (names.includes("contracts")) failed = !run("npm", ["run", "--silent", "test:contracts"]);

const files = names.flatMap((name) =>
  name in groups ? groups[name as keyof typeof groups].flatMap((pattern) => globSync(pattern)) : [],
);
if (files.length === 0 && values.only !== "contracts") {
  console.error(`no test file in ${names.join(", ")}; groups are ${Object.keys(groups).join(", ")}, contracts`);
  failed = true;
} else if (files.length > 0) {
  // `spec` prints what each skipped test lacks, and closes with the counts of passed, failed and skipped tests.
  failed =
    !run(process.execPath, [
      "--test",
      "--test-reporter=spec",
      "--test-concurrency=2",
      "--test-timeout=900000",
      ...files.sort(),
    ]) || failed;
}
process.exit(failed ? 1 : 0);

function run(command: string, args: string[]): boolean {
  return spawnSync(command, args, { stdio: "inherit" }).status === 0;
}
