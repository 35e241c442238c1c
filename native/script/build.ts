// Builds the add-on when the workspace is installed. Whatever is missing, the install goes on: everything but vsock, /dev/nsm and
// locked memory works without it, and what needs it says so when it is used.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { compilerArguments, nativeHeaders, nativeRoot, nativeSources } from "./compile.ts";

const output = join(nativeRoot, "build/inkan.node");
const stamp = `${output}.inputs`;

process.stdout.write(`native add-on: ${build()}\n`);

function build(): string {
  if (process.platform !== "linux") return "not built: it is for Linux";
  const compiler = compilerVersion();
  if (compiler === undefined) return "not built: no gcc (on Debian: apt install gcc libc6-dev)";
  const inputs = hashOfInputs(compiler);
  if (existsSync(output) && existsSync(stamp) && readFileSync(stamp, "utf8") === inputs) return "up to date";
  const includes = includesOfNode();
  if (includes === undefined) return "not built: the npm package `node` has no headers here, `npm ci` brings them";

  // A half-written file is never in its place.
  const made = `${output}.${process.pid}`;
  try {
    mkdirSync(dirname(output), { recursive: true });
    execFileSync("gcc", compilerArguments({ includes, output: made }), { stdio: ["ignore", "ignore", "pipe"] });
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
    const ofNode = createRequire(createRequire(import.meta.url).resolve("node/package.json"));
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

function hashOfInputs(compiler: string): string {
  const hash = createHash("sha256").update(
    JSON.stringify([compiler, process.versions.node, compilerArguments({ includes: "", output, root: "." })]),
  );
  for (const file of [...nativeSources, ...nativeHeaders])
    hash.update(readFileSync(join(nativeRoot, file))).update("\0");
  return hash.digest("hex");
}
