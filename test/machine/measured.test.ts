// Verifier: who rebuilds an image and compares. A byte of a program's source must show in the registers that the guide says, and in no other.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { buildImage } from "@inkan/image";
import { copyTree } from "../../cli/src/image/tree-copy.ts";
import { preparedForImages } from "./preparation.ts";

const machines = await preparedForImages();
const skip = typeof machines === "string" && machines;
const work = mkdtempSync(join(tmpdir(), "inkan-measured-"));
after(() => rmSync(work, { recursive: true, force: true }));

const relayOf = (root?: string) =>
  buildImage({ role: "relay", output: join(work, "relay.eif"), ...(root === undefined ? {} : { root }) });

describe("an image, measured", { skip }, () => {
  test("of the same sources elsewhere is the same; one byte of them changes PCR2 and PCR0 alone", async (t) => {
    const elsewhere = join(work, "another place");
    copyTree(elsewhere);
    const here = await relayOf();
    const copied = await relayOf(elsewhere);
    assert.deepEqual([copied.sha256, copied.pcrs], [here.sha256, here.pcrs], "control: nothing was changed");

    const source = join(elsewhere, "enclave-signer/src/relay-main.ts");
    const before = readFileSync(source);
    const at = before.indexOf('"stopping"') + 1;
    assert.ok(at > 0, `${source} logs its end`);
    // It is a hard link to the tree's own.
    rmSync(source);
    writeFileSync(source, before.with(at, before[at]! ^ 1));
    const changed = await relayOf(elsewhere);
    assert.notEqual(changed.pcrs.pcr0, here.pcrs.pcr0);
    assert.equal(changed.pcrs.pcr1, here.pcrs.pcr1);
    assert.notEqual(changed.pcrs.pcr2, here.pcrs.pcr2);
    t.diagnostic(`PCR2 ${here.pcrs.pcr2.slice(0, 16)}… became ${changed.pcrs.pcr2.slice(0, 16)}…`);
  });
});
