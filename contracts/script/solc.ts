#!/usr/bin/env node
// The compiler that foundry.toml names. forge wants an executable that speaks the command line of the native solc; npm has solc
// only as WebAssembly (solc-js), whose own `solcjs` prints another version line. The two commands that forge uses are answered
// here, so that no compiler is downloaded.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";

type Imported = { readonly contents: string } | { readonly error: string };
type Compiler = {
  version(): string;
  compile(standardJson: string, callbacks: { import(name: string): Imported }): string;
};

const command = process.argv.slice(2);
const compiler = createRequire(import.meta.url)("solc") as Compiler;

/**
 * forge names a file outside its root by its absolute path, but solc derives `../node_modules/…` for what such a file imports, and
 * would look that up from `--base-path`. The same is done here over forge's own input: nothing is read from the disk.
 */
function importer(standardJson: string): (name: string) => Imported {
  const { sources } = JSON.parse(standardJson) as { sources: Record<string, { content: string }> };
  const basePath = command[command.indexOf("--base-path") + 1] ?? ".";
  const byPath = new Map(Object.entries(sources).map(([name, source]) => [resolve(basePath, name), source.content]));
  return (name) => {
    const contents = byPath.get(resolve(basePath, name));
    return contents === undefined ? { error: `${name} is not in forge's input` } : { contents };
  };
}

if (command.includes("--version")) {
  process.stdout.write(`solc, the solidity compiler commandline interface\nVersion: ${compiler.version()}\n`);
} else if (command.includes("--standard-json")) {
  const input = readFileSync(0, "utf8");
  writeFileSync(1, compiler.compile(input, { import: importer(input) }));
} else {
  process.stderr.write("solc.ts answers --version and --standard-json only\n");
  process.exitCode = 1;
}
