// User: somebody's project that has nothing of ours. It installs what is published, type-checks against it, runs it, and puts it on a page.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { createNitroIssuer } from "./harness/nitro-issuer.ts";

const root = join(import.meta.dirname, "..");
const require = createRequire(join(root, "attestation/package.json"));
const gzipBytesMax = 60_000;

type Packed = { readonly filename: string; readonly files: readonly { readonly path: string }[] };

describe("@inkan/attestation, as published", () => {
  const project = mkdtempSync(join(tmpdir(), "inkan-package-"));
  const write = (name: string, text: string | Uint8Array) => writeFileSync(join(project, name), text);
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { cwd: project, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  const pack = (folder: string) => {
    const [packed] = JSON.parse(run("npm", "pack", "--json", "--ignore-scripts", folder)) as Packed[];
    return packed ?? assert.fail("nothing was packed");
  };
  /** A dependency as it is installed here, so that the test needs no registry. */
  const local = (name: string, entry: string) => {
    const path = require.resolve(entry);
    const folder = path.slice(0, path.lastIndexOf(`node_modules/${name}`));
    return `file:./${pack(`${folder}node_modules/${name}`).filename}`;
  };
  let files: readonly string[];

  before(() => {
    execFileSync(process.execPath, [join(root, "attestation/script/build.ts")], { cwd: root });
    const packed = pack(join(root, "attestation/dist"));
    files = packed.files.map(({ path }) => path);
    const dependencies = {
      "@inkan/attestation": `file:./${packed.filename}`,
      "@noble/hashes": local("@noble/hashes", "@noble/hashes/sha3.js"),
      "structured-headers": local("structured-headers", "structured-headers"),
    };
    write("package.json", JSON.stringify({ name: "somebody", private: true, type: "module", dependencies }));
    run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--offline");
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  test("holds programs, declarations and what a reader needs; no source, no test, no page", () => {
    assert.ok(files.includes("index.js") && files.includes("index.d.ts") && files.includes("transport.js"));
    for (const name of ["README.md", "CHANGELOG.md", "LICENSE", "package.json"]) assert.ok(files.includes(name), name);
    assert.deepEqual(
      files.filter(
        (path) =>
          !/\.js$|\.d\.ts$|^(README|CHANGELOG)\.md$|^LICENSE$|^package\.json$/.test(path) ||
          /\.test\.|^page\//.test(path),
      ),
      [],
    );
  });

  test("type-checks in a strict project, declarations included", () => {
    write(
      "use.ts",
      `import { type Expectations, readExpectations, verify, type VerifyReport } from "@inkan/attestation";
       const expected: Expectations = readExpectations("{}");
       const report: VerifyReport = await verify("https://rpc.example/eth", expected);
       const passed: boolean = report.passed;
       export { passed };`,
    );
    const options = {
      target: "ES2022",
      lib: ["ES2024", "DOM", "DOM.Iterable"],
      module: "NodeNext",
      strict: true,
      noEmit: true,
      types: [],
    };
    write("tsconfig.json", JSON.stringify({ compilerOptions: options, files: ["use.ts"] }));
    const tsc = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
    assert.equal(run(process.execPath, tsc, "-p", "."), "");
    // Control: a mistake is seen, so the declarations are.
    write("use.ts", `import { verify } from "@inkan/attestation"; export const wrong: string = verify;`);
    assert.throws(() => run(process.execPath, tsc, "-p", "."));
  });

  test("verifies a document in Node, without viem", async () => {
    const issuer = await createNitroIssuer();
    write("document.bin", await issuer.document());
    write("root.der", issuer.root.der);
    write(
      "use.js",
      `import { readFileSync } from "node:fs";
       import { verifyDocument } from "@inkan/attestation";
       const bytes = new Uint8Array(readFileSync("document.bin"));
       const roots = [{ name: "test", der: new Uint8Array(readFileSync("root.der")) }];
       const good = await verifyDocument(bytes, { at: ${issuer.at}, roots });
       bytes[200] ^= 1;
       const bad = await verifyDocument(bytes, { at: ${issuer.at}, roots });
       console.log(JSON.stringify([good.accepted, bad.accepted]));`,
    );
    assert.deepEqual(JSON.parse(run(process.execPath, "use.js")), [true, false]);
    write("transport.js", `import "@inkan/attestation/transport";`);
    assert.throws(() => run(process.execPath, "transport.js"), /Cannot find package 'viem'/);
  });

  const bundle = async (source: string) => {
    const { outputFiles, metafile } = await build({
      stdin: { contents: source, resolveDir: project },
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
      metafile: true,
      logLevel: "silent",
    });
    const [output] = Object.values(metafile.outputs);
    const used = Object.entries(output?.inputs ?? {}).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    return { bytes: gzipSync(outputFiles[0]!.contents, { level: 9 }).length, inputs: used.map(([path]) => path) };
  };

  test("the whole of it is small on a page, and a part of it smaller", async () => {
    const whole = await bundle(`export * from "@inkan/attestation"`);
    const one = await bundle(`export { verify, readExpectations } from "@inkan/attestation"`);
    const state = await bundle(`export { readBlock, readGetProof, proveState } from "@inkan/attestation"`);
    console.log({ whole: whole.bytes, verify: one.bytes, chainState: state.bytes }, "bytes, minified and gzipped");
    assert.ok(
      whole.inputs.some((path) => path.endsWith("chain-state/trie.js")),
      "control: all of it is there",
    );
    assert.ok(whole.bytes < gzipBytesMax, `${whole.bytes}`);
    assert.ok(one.bytes < whole.bytes && state.bytes < whole.bytes / 2, "a bundler takes only what is used");
    assert.deepEqual(
      state.inputs.filter((path) => /\/(proof|verdict)\//.test(path)),
      [],
    );
    assert.deepEqual(
      whole.inputs.filter((path) => path.includes("/viem/")),
      [],
    );
    assert.ok(readFileSync(join(project, "node_modules/@inkan/attestation/transport.js"), "utf8").includes("viem"));
  });
});
