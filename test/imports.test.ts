// Imports point down, and the two roles never meet: neither in sources nor in what would be put into an image.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, test } from "node:test";
import { build } from "esbuild";

const root = join(import.meta.dirname, "..");

/** What a folder may import of the project, besides itself. `docs/architecture.md` draws this table. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  attestation: [],
  native: [],
  link: ["native"],
  contracts: [],
  "enclave-signer": ["native", "link", "attestation"],
  gateway: ["native", "link", "attestation", "contracts"],
  image: ["native"],
  cli: ["gateway", "enclave-signer", "image", "native", "link", "attestation", "contracts"],
};

/** Within the enclave: both roles stand on `enclave/`, and on nothing of each other. */
const allowedInEnclave: Readonly<Record<string, readonly string[]>> = {
  enclave: [],
  relay: ["enclave"],
  signer: ["enclave"],
};

type Import = { readonly file: string; readonly specifier: string };

function importsOf(pattern: string): Import[] {
  return globSync(pattern, { cwd: root }).flatMap((file) => {
    const text = readFileSync(join(root, file), "utf8");
    const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?(?:from\s*)?["']([^"']+)["']/g);
    const dynamic = text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g);
    return [...statements, ...dynamic].map((match) => ({ file, specifier: match[1] ?? "" }));
  });
}

/** Sources that run: tests may reach further. */
const program = (found: Import) => !found.file.endsWith(".test.ts");

describe("imports point down", () => {
  for (const [workspace, below] of Object.entries(allowed))
    test(workspace, () => {
      const found = importsOf(`${workspace}/src/**/*.ts`).filter(program);
      assert.ok(found.length > 0, "the test reads no file");
      for (const { file, specifier } of found) {
        const ours = /^@inkan\/([^/]+)(\/.*)?$/.exec(specifier);
        if (ours !== null) {
          assert.ok(
            below.includes(ours[1] ?? ""),
            `${file} imports ${specifier}; ${workspace} may import ${below.join(", ") || "nothing"}`,
          );
        } else if (specifier.startsWith(".")) {
          const target = normalize(join(dirname(file), specifier));
          assert.ok(target.startsWith(`${workspace}/`), `${file} reaches into another package: ${specifier}`);
        }
      }
    });
});

describe("inside the enclave", () => {
  for (const [folder, below] of Object.entries(allowedInEnclave))
    test(`${folder}/ imports ${below.join(", ") || "neither role"}`, () => {
      const base = "enclave-signer/src";
      const found = importsOf(`${base}/${folder}/**/*.ts`)
        .filter(program)
        .filter(({ specifier }) => specifier.startsWith("."));
      assert.ok(found.length > 0, "the test reads no file");
      for (const { file, specifier } of found) {
        const [target = ""] = normalize(join(dirname(file), specifier))
          .slice(base.length + 1)
          .split("/");
        assert.ok(target === folder || below.includes(target), `${file} imports ${specifier}`);
      }
    });
});

test("attestation has no Node built-in", () => {
  for (const { file, specifier } of importsOf("attestation/src/**/*.ts").filter(program))
    assert.ok(!specifier.startsWith("node:"), `${file} imports ${specifier}`);
});

describe("bundles", () => {
  for (const [role, other] of [
    ["relay", "signer"],
    ["signer", "relay"],
  ] as const)
    test(`the ${role}'s bundle holds no file of the ${other} or of the gateway`, async () => {
      const { metafile } = await build({
        absWorkingDir: root,
        entryPoints: [`enclave-signer/src/${role}-main.ts`],
        bundle: true,
        platform: "node",
        format: "esm",
        write: false,
        metafile: true,
        external: ["bufferutil", "utf-8-validate", "@chainsafe/blst", "secp256k1"],
        logLevel: "silent",
      });
      const inputs = Object.keys(metafile.inputs);
      assert.ok(
        inputs.some((path) => path.startsWith("enclave-signer/src/enclave/")),
        "control: the bundle holds the enclave",
      );
      assert.ok(
        inputs.some((path) => path === `enclave-signer/src/${role}-main.ts`),
        "control: the bundle holds its own entry",
      );
      const foreign = inputs.filter(
        (path) =>
          path.startsWith(`enclave-signer/src/${other}/`) ||
          path.includes(`${other}-main.ts`) ||
          path.startsWith("gateway/") ||
          path.startsWith("cli/") ||
          path.startsWith("contracts/"),
      );
      assert.deepEqual(foreign, []);
      // Credentials and clients of AWS are the signer's: a relay parses the internet's bytes beside none of them.
      const ofAws = inputs.some((path) => path.startsWith("node_modules/@aws-sdk/"));
      assert.equal(ofAws, role === "signer");
    });
});
