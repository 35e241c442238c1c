// Builds the add-ons when the workspace is installed. Whatever is missing, the install goes on: everything but vsock, /dev/nsm and locked
// memory works without them, and what needs them says so when it is used.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import {
  blsCompilerArguments,
  blsHeaders,
  blsSources,
  blstPackage,
  type CompileTerms,
  compilerArguments,
  nativeHeaders,
  nativeRoot,
  nativeSources,
} from "./compile.ts";

type AddOn = {
  readonly name: string;
  /** Relative to the workspace. */
  readonly files: readonly string[];
  /** Of an npm package whose sources are compiled with them. */
  readonly packageVersion?: string;
  argumentsOf(terms: CompileTerms): string[];
};

const resolve = createRequire(import.meta.url).resolve;
const addOns: readonly AddOn[] = [
  { name: "inkan.node", files: [...nativeSources, ...nativeHeaders], argumentsOf: compilerArguments },
  ...blsAddOn(),
];
for (const addOn of addOns) process.stdout.write(`native add-on ${addOn.name}: ${build(addOn)}\n`);

function blsAddOn(): AddOn[] {
  try {
    const manifest = resolve(`${blstPackage.name}/package.json`);
    const blst = join(dirname(manifest), blstPackage.folder);
    return [
      {
        name: "bls.node",
        files: [...blsSources, ...blsHeaders],
        packageVersion: JSON.parse(readFileSync(manifest, "utf8")).version,
        argumentsOf: (terms) => blsCompilerArguments(terms, blst),
      },
    ];
  } catch {
    return []; // not installed: the signer takes `@chainsafe/blst`
  }
}

function build(addOn: AddOn): string {
  if (process.platform !== "linux") return "not built: it is for Linux";
  const compiler = compilerVersion();
  if (compiler === undefined) return "not built: no gcc (on Debian: apt install gcc libc6-dev)";
  const output = join(nativeRoot, "build", addOn.name);
  const stamp = `${output}.inputs`;
  const inputs = hashOfInputs(addOn, compiler);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return "up to date";
  const includes = includesOfNode();
  if (includes === undefined) return "not built: the npm package `node` has no headers here, `npm ci` brings them";

  // A half-written file is never in its place.
  const made = `${output}.${process.pid}`;
  try {
    mkdirSync(dirname(output), { recursive: true });
    execFileSync("gcc", addOn.argumentsOf({ includes, output: made }), { stdio: ["ignore", "ignore", "pipe"] });
    renameSync(made, output);
    writeFileSync(stamp, inputs);
    return "built";
  } catch (thrown) {
    const { stderr } = thrown as { stderr?: Buffer };
    return `not built: ${
      stderr
        ?.toString()
        .split("\n")
        .find((line) => line !== "") ?? String(thrown)
    }`;
  } finally {
    rmSync(made, { force: true });
  }
}

/** The headers of the Node that the lockfile names: they come in the package of its binary. */
function includesOfNode(): string | undefined {
  try {
    const ofNode = createRequire(resolve("node/package.json"));
    const includes = join(dirname(ofNode.resolve(`node-linux-${process.arch}/package.json`)), "include/node");
    return existsSync(join(includes, "node_api.h")) ? includes : undefined;
  } catch {
    return undefined;
  }
}

function compilerVersion(): string | undefined {
  try {
    return execFileSync("gcc", ["--version"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch {
    return undefined;
  }
}

function hashOfInputs({ files, packageVersion, argumentsOf }: AddOn, compiler: string): string {
  const terms = { includes: "", output: "", root: "." };
  const hash = createHash("sha256").update(
    JSON.stringify([compiler, process.versions.node, packageVersion, argumentsOf(terms)]),
  );
  for (const file of files) hash.update(readFileSync(join(nativeRoot, file))).update("\0");
  return hash.digest("hex");
}
