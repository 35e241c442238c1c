// `npm test`: every test file of the project, in groups that can be run alone with `--only <group>`.
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { parseArgs } from "node:util";

const groups = {
  unit: [
    "attestation/src/**/*.test.ts",
    "native/src/**/*.test.ts",
    "image/src/**/*.test.ts",
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
  machine: ["test/machine/**/*.test.ts"],
  peers: ["test/peers/**/*.test.ts"],
} as const;

/** Runs when it is named: it compiles other projects' programs, with their compilers and from their registries. */
const onRequest = ["peers"];

/** Virtual machines: one at a time and after all others, since each takes a whole core or two. */
const alone = ["machine"];
/** Of one test; and of all of them together, so that a run ends even where no machine comes up. */
const [aloneMsMax, aloneGroupMsMax] = [480_000, 1_200_000];

const { values } = parseArgs({ options: { only: { type: "string" } } });
const names =
  values.only === undefined
    ? [...Object.keys(groups).filter((name) => !onRequest.includes(name)), "contracts"]
    : values.only.split(",");
let failed = false;

if (names.includes("contracts")) failed = !run("npm", ["run", "--silent", "test:contracts"]);

const filesOf = (chosen: readonly string[]) =>
  chosen
    .flatMap((name) =>
      name in groups ? groups[name as keyof typeof groups].flatMap((pattern) => globSync(pattern)) : [],
    )
    .sort();
const together = filesOf(names.filter((name) => !alone.includes(name)));
const oneByOne = filesOf(names.filter((name) => alone.includes(name)));
if (together.length + oneByOne.length === 0 && values.only !== "contracts") {
  console.error(`no test file in ${names.join(", ")}; groups are ${Object.keys(groups).join(", ")}, contracts`);
  failed = true;
}
if (together.length > 0) failed = !runTests(together, 2, 900_000) || failed;
if (oneByOne.length > 0) failed = !runTests(oneByOne, 1, aloneMsMax, aloneGroupMsMax) || failed;
process.exit(failed ? 1 : 0);

/** `spec` prints what each skipped test lacks, and closes with the counts of passed, failed and skipped tests. */
function runTests(files: readonly string[], concurrency: number, msMax: number, groupMsMax?: number): boolean {
  const flags = ["--test", "--test-reporter=spec", `--test-concurrency=${concurrency}`, `--test-timeout=${msMax}`];
  return run(process.execPath, [...flags, ...files], groupMsMax);
}

function run(command: string, args: string[], msMax?: number): boolean {
  // Sockets of AF_VSOCK are for virtual machines that tests start: on this machine none is ever opened.
  const env = { ...process.env, INKAN_VSOCK: "forbidden" };
  const { status, error } = spawnSync(command, args, { stdio: "inherit", env, timeout: msMax });
  if (error !== undefined) console.error(`${command} was ended: ${error.message}`);
  return status === 0;
}
