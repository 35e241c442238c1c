// Attacker: whoever changes the program and wants its measurement to stay. User: whoever rebuilds it and compares.
import assert from "node:assert/strict";
import { appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { after, describe, test } from "node:test";
import { build } from "esbuild";
import { measure } from "./measure.ts";
import { measuredFiles } from "./measured-files.ts";

const projectRoot = resolve(import.meta.dirname, "../../../../..");
const copies = mkdtempSync(join(tmpdir(), "inkan-measure-"));
after(() => rmSync(copies, { recursive: true, force: true }));

const bootstrap = join(copies, "node");
writeFileSync(bootstrap, "a bootstrap", { mode: 0o755 });
let copied = 0;

/** The measured files of both roles, in a tree of their own. */
function copyTree(from: string): string {
  const to = join(copies, `tree-${copied++}`);
  for (const path of new Set([...measuredFiles("relay", from), ...measuredFiles("signer", from)])) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    cpSync(join(from, path), join(to, path));
  }
  return to;
}

const root = copyTree(projectRoot);

const hexOf = async (role: "relay" | "signer", root: string) => {
  const { pcr0, pcr1, pcr2 } = await measure(role, { root, bootstrap });
  return [pcr0, pcr1, pcr2].map((pcr) => Buffer.from(pcr).toString("hex"));
};

describe("the measurement of a program", () => {
  test("is the same for the same bytes, wherever they lie", async () => {
    assert.deepEqual(await hexOf("relay", copyTree(root)), await hexOf("relay", root));
  });

  for (const path of [
    "enclave-signer/src/enclave/boot.ts",
    "enclave-signer/src/relay/call.ts",
    "link/src/errors.ts",
    "attestation/src/json/parse-json.ts",
    "package-lock.json",
    "node_modules/ws/lib/websocket.js",
  ])
    test(`changes in PCR0 and PCR2, not in PCR1, with one byte of ${path}`, async () => {
      const before = await hexOf("relay", root);
      const changed = copyTree(root);
      appendFileSync(join(changed, path), " ");
      const [pcr0, pcr1, pcr2] = await hexOf("relay", changed);
      assert.notEqual(pcr0, before[0]);
      assert.equal(pcr1, before[1]);
      assert.notEqual(pcr2, before[2]);
      rmSync(changed, { recursive: true });
    });

  test("changes in PCR0 and PCR1 with the bootstrap", async () => {
    const before = await hexOf("signer", root);
    const other = join(copies, "other-node");
    writeFileSync(other, "another bootstrap", { mode: 0o755 });
    const after = await measure("signer", { root, bootstrap: other });
    assert.notEqual(Buffer.from(after.pcr0).toString("hex"), before[0]);
    assert.notEqual(Buffer.from(after.pcr1).toString("hex"), before[1]);
    assert.equal(Buffer.from(after.pcr2).toString("hex"), before[2]);
  });

  test("changes with a new file, a name, and the right to execute", async () => {
    const seen = new Set([(await hexOf("relay", root))[2]]);
    const changed = copyTree(root);
    const added = join(changed, "enclave-signer/src/enclave/backdoor.ts");
    writeFileSync(added, "");
    seen.add((await hexOf("relay", changed))[2]);
    chmodSync(added, 0o755);
    seen.add((await hexOf("relay", changed))[2]);
    rmSync(added);
    writeFileSync(join(changed, "enclave-signer/src/enclave/backdoor2.ts"), "");
    seen.add((await hexOf("relay", changed))[2]);
    assert.equal(seen.size, 4);
  });

  test("stays with tests and vectors, which no image holds", async () => {
    const before = await hexOf("relay", root);
    const changed = copyTree(root);
    writeFileSync(join(changed, "enclave-signer/src/enclave/boot.test.ts"), "// a test");
    mkdirSync(join(changed, "attestation/src/vectors"));
    writeFileSync(join(changed, "attestation/src/vectors/one.json"), "{}");
    assert.deepEqual(await hexOf("relay", changed), before);
  });

  test("of a role stays with the other role's program; the two differ", async () => {
    const [relay, signer] = [await hexOf("relay", root), await hexOf("signer", root)];
    assert.notEqual(relay[0], signer[0]);
    assert.notEqual(relay[2], signer[2]);
    const changed = copyTree(root);
    appendFileSync(join(changed, "enclave-signer/src/relay-main.ts"), " ");
    assert.deepEqual(await hexOf("signer", changed), signer);
    assert.notDeepEqual(await hexOf("relay", changed), relay); // control
  });

  test("is refused of a tree where a file is a symbolic link, or a package is missing", async () => {
    const linked = copyTree(root);
    const path = join(linked, "link/src/errors.ts");
    rmSync(path);
    symlinkSync(join(projectRoot, "link/src/errors.ts"), path);
    await assert.rejects(measure("relay", { root: linked, bootstrap }), { code: "ELOOP" });
    const missing = copyTree(root);
    rmSync(join(missing, "node_modules/ws"), { recursive: true });
    await assert.rejects(measure("relay", { root: missing, bootstrap }), /not installed/);
    await measure("signer", { root: missing, bootstrap }); // control: the signer has no ws
  });
});

for (const role of ["relay", "signer"] as const)
  test(`every file that the ${role}'s bundle is made of is measured`, async () => {
    const { metafile } = await build({
      absWorkingDir: projectRoot,
      entryPoints: [`enclave-signer/src/${role}-main.ts`],
      ...{ bundle: true, platform: "node", format: "esm", write: false, metafile: true, logLevel: "silent" },
      external: ["bufferutil", "utf-8-validate", "@chainsafe/blst", "secp256k1"],
    });
    const inputs = Object.keys(metafile.inputs);
    assert.ok(inputs.length > 50, "control: the bundle has files");
    const measured = new Set(measuredFiles(role, projectRoot));
    assert.deepEqual(
      inputs.filter((path) => !measured.has(path)),
      [],
    );
  });

test("the native code that signs is measured, and the relay has none of it", () => {
  const native = (role: "relay" | "signer") =>
    measuredFiles(role, projectRoot).filter((path) => path.endsWith(".node"));
  const packages = native("signer").map((path) => path.split("/").slice(1, 3).join("/"));
  assert.ok(
    packages.some((name) => name.startsWith("@chainsafe/blst-")),
    "blst's own package for this platform",
  );
  assert.ok(packages.some((name) => name.startsWith("secp256k1/")));
  assert.deepEqual(native("relay"), []);
});
