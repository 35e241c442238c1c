// `npm run build -w attestation`: what is published, in `attestation/dist`. The repository runs the sources; npm gets JavaScript and declarations, one
// file for each source, so that a bundler takes only what is used. The manifest is made here from the workspace's.
import { spawnSync } from "node:child_process";
import { copyFileSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const home = join(import.meta.dirname, "..");
const dist = join(home, "dist");

type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
};

rmSync(dist, { recursive: true, force: true });
compile();
pointAtDeclarations();
const workspace = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Manifest;
writeFileSync(join(dist, "package.json"), `${JSON.stringify(published(workspace), null, 2)}\n`);
for (const name of ["README.md", "CHANGELOG.md"]) copyFileSync(join(home, name), join(dist, name));
copyFileSync(join(home, "../LICENSE"), join(dist, "LICENSE"));

function compile(): void {
  const typescript = createRequire(import.meta.url).resolve("typescript/package.json");
  const program = join(dirname(typescript), "bin/tsc");
  const { status } = spawnSync(process.execPath, [program, "-p", join(home, "tsconfig.build.json")], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(status ?? 1);
}

/** The compiler rewrites `./x.ts` in programs, not in declarations. */
function pointAtDeclarations(): void {
  for (const file of globSync("**/*.d.ts", { cwd: dist })) {
    const text = readFileSync(join(dist, file), "utf8");
    writeFileSync(join(dist, file), text.replaceAll(/((?:from|import\() ?"\.{1,2}\/[^"]+)\.ts"/g, '$1.js"'));
  }
}

/** viem is for one entry only, so whoever does not import that entry does not need it. */
function published({ name, version, description, license, exports, dependencies }: Manifest): object {
  const { viem, ...own } = dependencies;
  const entries = Object.entries(exports).map(([entry, source]) => {
    const file = source.replace(/^\.\/src\/(.+)\.ts$/, "./$1");
    return [entry, { types: `${file}.d.ts`, default: `${file}.js` }] as const;
  });
  return {
    name,
    version,
    description,
    license,
    type: "module",
    sideEffects: false,
    engines: { node: ">=22" },
    exports: { ...Object.fromEntries(entries), "./package.json": "./package.json" },
    dependencies: own,
    peerDependencies: { viem: `^${viem}` },
    peerDependenciesMeta: { viem: { optional: true } },
  };
}
