// Attacker: whoever reads what the signer prints, throws or leaves in a heap snapshot. Wants: a key, in any spelling.
// Out of reach here: blst's copy in native memory and typed arrays, which a snapshot does not hold; a core dump or a debugger would see
// those, which is what harden.ts and the image are for.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { lightKeystore } from "../harness/light-keystore.ts";

const secrets = [
  Buffer.from("25295f0d1d592a90b333e26e85149708208e9f8e8bc18f6c77bd62f8ad7a6866", "hex"),
  Buffer.from("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", "hex"),
];
const directory = mkdtempSync(join(tmpdir(), "inkan-leak-"));
after(() => rmSync(directory, { recursive: true }));

/** Spellings of a secret, and of its halves: a cut one is one too. */
const spellings = (secret: Buffer): string[] =>
  [secret, secret.subarray(0, 16), secret.subarray(16)].flatMap((bytes) => [
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    bytes.toString("base64").replace(/=+$/, "").slice(0, -1),
    bytes.toString("base64url").slice(0, -1),
    BigInt(`0x${bytes.toString("hex")}`).toString(),
    [...bytes].join(","),
    [...bytes].join(", "),
    bytes.toString("hex").replace(/..(?=.)/g, "$& "),
    bytes.toString("latin1"),
    bytes.toString("utf8"),
  ]);

function run(...flags: string[]): { readonly printed: string; readonly heap: readonly string[] } {
  writeFileSync(join(directory, "keystore.json"), lightKeystore(secrets[0]!, "password"));
  writeFileSync(join(directory, "account.bin"), secrets[1]!);
  const holder = join(import.meta.dirname, "..", "harness", "key-holder.ts");
  const { stdout, stderr, status } = spawnSync(process.execPath, [holder, directory, ...flags], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  assert.equal(status, 0, stderr);
  assert.match(stdout, /keys held: 2\n$/, "control: it held the keys when the snapshot was made");
  const { strings } = JSON.parse(readFileSync(join(directory, "heap.json"), "utf8")) as { strings: string[] };
  return { printed: stdout + stderr, heap: strings };
}

const found = (texts: readonly string[]) =>
  secrets.flatMap(spellings).filter((spelling) => texts.some((text) => text.includes(spelling)));

describe("a process with keys", () => {
  test("shows no secret in inspection, JSON, text or errors, and has none in a string of its heap", () => {
    const { printed, heap } = run();
    assert.ok(
      printed.includes("[secret]") && printed.includes("KEYSTORE_PASSWORD_WRONG"),
      "control: it showed its keys",
    );
    assert.ok(heap.includes("leaking"), "control: the snapshot has the program's strings");
    console.log(`searched ${printed.length} characters printed and ${heap.length} strings of the heap`);
    assert.deepEqual(found([printed]), []);
    assert.deepEqual(found(heap), []);
  });

  test("control: one hexadecimal string of a key is found in the heap", () => {
    assert.deepEqual(found(run("--leak").heap).includes(secrets[0]!.toString("hex")), true);
  });
});
