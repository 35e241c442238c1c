// Attacker: the parent, which makes the signer crash and reads the core dump that the kernel writes.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { type SignerSystem, startSignerSystem } from "../harness/signer-system.ts";

const pattern = readFileSync("/proc/sys/kernel/core_pattern", "latin1").trim();
const missing = /^[A-Za-z0-9_.%-]+$/.test(pattern)
  ? undefined
  : `the kernel writes no core file here (core_pattern is ${pattern})`;
const directory = mkdtempSync(join(tmpdir(), "inkan-core-"));
let system: SignerSystem | undefined;
after(async () => {
  await system?.stop();
  rmSync(directory, { recursive: true, force: true });
});

/** The bytes of all core files in the directory, which are removed. */
function takeCores(): Buffer {
  const files = readdirSync(directory).filter((file) => file.startsWith("core"));
  const bytes = Buffer.concat(files.map((file) => readFileSync(join(directory, file))));
  for (const file of files) rmSync(join(directory, file));
  return bytes;
}

const spellings = (secret: Uint8Array) => [
  Buffer.from(secret),
  Buffer.from(secret).reverse(), // as blst keeps a scalar: little-endian limbs
  Buffer.from(Buffer.from(secret).toString("hex")),
  Buffer.from(Buffer.from(secret).toString("base64")),
];

test("a crashed signer leaves none of its keys in a core dump", { skip: missing }, async () => {
  const secret = Uint8Array.of(1, ...randomBytes(31));
  const control = spawn("sh", ["-c", 'ulimit -c unlimited; exec "$0" -e "$1"', process.execPath, holder(secret)], {
    cwd: directory,
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise((ready) => control.stdout.once("data", ready));
  await ended(control, "SIGABRT");
  const seen = takeCores();
  assert.ok(
    spellings(secret).some((spelling) => seen.includes(spelling)),
    `control: a program that does not protect itself shows its secret in ${seen.length} bytes of core`,
  );

  system = await startSignerSystem({ coreDirectory: directory });
  const [publicKey] = await system.importKeys([Uint8Array.from(secret)]);
  assert.ok(publicKey, "the key is active, so it is in memory");
  await ended(system.signer(), "SIGABRT");
  const core = takeCores();
  for (const spelling of spellings(secret)) assert.ok(!core.includes(spelling), `${core.length} bytes of core`);
});

const holder = (secret: Uint8Array) =>
  `globalThis.kept = Buffer.alloc(32); kept.set([${secret}]); console.log(1); setInterval(() => {}, 1000)`;

function ended(child: ReturnType<typeof spawn>, signal: NodeJS.Signals): Promise<unknown> {
  const over = new Promise((resolve) => child.once("close", resolve));
  child.kill(signal);
  return over;
}
