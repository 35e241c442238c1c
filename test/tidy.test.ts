// House rules that a machine can check. Each has a control: the rule finds a line that breaks it.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, test } from "node:test";

const root = join(import.meta.dirname, "..");
const workspaces = ["attestation", "native", "link", "contracts", "enclave-signer", "gateway", "image", "cli"];
const sources = workspaces.flatMap((workspace) => globSync(`${workspace}/src/**/*.ts`, { cwd: root }));
const program = sources.filter((file) => !file.endsWith(".test.ts"));
const read = (file: string) => readFileSync(join(root, file), "utf8");
/** Without comments: prose may say what code must not. */
const code = (file: string) => read(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$|\s\/\/ .*$/gm, "");

type Rule = {
  readonly name: string;
  readonly files: readonly string[];
  readonly pattern: RegExp;
  readonly breaks: string;
};

const rules: readonly Rule[] = [
  { name: "no any", files: sources, pattern: /(?::|<|as)\s*any\b/, breaks: "const x: any = 1" },
  {
    name: "no time but the clock's in the enclave",
    files: program.filter((file) => /^enclave-signer\/src\//.test(file) && !/enclave\/(clock|nsm\/)/.test(file)),
    pattern: /\bDate\.now\(|new Date\(\)/,
    breaks: "Date.now()",
  },
  {
    name: "no console outside the command line",
    files: program.filter((file) => !file.startsWith("cli/")),
    pattern: /\bconsole\./,
    breaks: "console.log(1)",
  },
  { name: "no unaccounted randomness", files: program, pattern: /\bMath\.random\(/, breaks: "Math.random()" },
  { name: "no enum", files: sources, pattern: /^\s*(?:export\s+)?(?:const\s+)?enum\s/m, breaks: "enum A {}" },
  {
    name: "no secret reaches the environment or a child",
    files: program.filter((file) => file.startsWith("enclave-signer/src/")),
    pattern: /\bprocess\.env\b|node:child_process/,
    breaks: "process.env.KEY",
  },
];

describe("house rules", () => {
  for (const { name, files, pattern, breaks } of rules)
    test(name, () => {
      assert.match(breaks, pattern, "control: the rule finds what breaks it");
      assert.ok(files.length > 0, "the rule looks at no file");
      const found = files.filter((file) => pattern.test(code(file)));
      assert.deepEqual(found, []);
    });

  test("no file is named after nothing", () => {
    const empty = /^(utils?|helpers?|common|misc|manager|handler|service|types)\.ts$/;
    assert.match("utils.ts", empty);
    assert.deepEqual(
      sources.filter((file) => empty.test(basename(file))),
      [],
    );
  });

  test("versions are exact", () => {
    const manifests = ["package.json", ...workspaces.map((workspace) => `${workspace}/package.json`)];
    for (const manifest of manifests) {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(manifest)) as {
        dependencies?: Record<string, string>;
        devDependencies?: Record<string, string>;
      };
      for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
        assert.match(version, /^\d+\.\d+\.\d+$/, `${manifest}: ${name}`);
    }
  });

  test("no file is dead: each is imported by another, or is an entry", () => {
    const entries = /(^|\/)(index|main|relay-main|signer-main)\.ts$|\.test\.ts$|\.d\.ts$/;
    const texts = [
      ...sources,
      ...globSync("{test,bench,contracts/script,attestation/script,native/script}/**/*.ts", { cwd: root }),
    ].map(read);
    const dead = sources.filter(
      (file) => !entries.test(file) && !texts.some((text) => text.includes(`/${basename(file)}"`)),
    );
    assert.deepEqual(dead, []);
  });
});
