// An operator's image file: what the hypervisor measures of it must be what the builder said, and a file that two readers could read in two
// ways is no image.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { crc32 } from "node:zlib";
import { type Eif, eifParts, readEif } from "./eif.ts";
import { imagePcrs } from "./pcrs.ts";

const eif: Eif = {
  kernel: Buffer.from("kernel"),
  commandLine: Buffer.from("console=ttyS0"),
  ramdisks: [Buffer.from("bootstrap"), Buffer.from("application")],
  metadata: Buffer.from("{}"),
};
const file = (): Buffer => Buffer.concat(eifParts(eif));
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const withCrc = (bytes: Buffer): Buffer => {
  bytes.writeUInt32BE(crc32(bytes.subarray(548), crc32(bytes.subarray(0, 544))), 544);
  return bytes;
};

describe("an enclave image file", () => {
  test("reads as it was written", () => {
    const { kernel, commandLine, ramdisks, metadata, signature } = readEif(file());
    assert.deepEqual([kernel, commandLine, ...ramdisks, metadata].map(String), [
      "kernel",
      "console=ttyS0",
      "bootstrap",
      "application",
      "{}",
    ]);
    assert.equal(signature, undefined);
  });

  for (const [what, change] of [
    ["a flipped byte of the kernel", (bytes: Buffer) => void bytes.writeUInt8(bytes[560]! ^ 1, 560)],
    ["another version", (bytes: Buffer) => void withCrc(Object.assign(bytes, { 5: 3 }))],
    ["flags", (bytes: Buffer) => void withCrc(Object.assign(bytes, { 7: 1 }))],
    ["a section of an unknown type", (bytes: Buffer) => void withCrc(Object.assign(bytes, { 549: 9 }))],
    ["two sizes of one section", (bytes: Buffer) => void withCrc(Object.assign(bytes, { 559: 5 }))],
    ["an offset into another section", (bytes: Buffer) => void withCrc(Object.assign(bytes, { 35: 0x25 }))],
    ["33 sections", (bytes: Buffer) => void withCrc(Object.assign(bytes, { 27: 33 }))],
  ] as const)
    test(`${what} is refused`, () => {
      const bytes = file();
      readEif(withCrc(file())); // control
      change(bytes);
      assert.throws(() => readEif(bytes), { code: "EIF_MALFORMED" });
    });

  test("cut anywhere, or longer by a byte, is refused", () => {
    const whole = file();
    for (let cut = 0; cut < whole.length; cut++)
      assert.throws(() => readEif(whole.subarray(0, cut)), { code: "EIF_MALFORMED" });
    assert.throws(() => readEif(withCrc(Buffer.concat([whole, Buffer.of(0)]))), { code: "EIF_MALFORMED" });
  });
});

describe("PCRs of an image", () => {
  test("are SHA-384(zeros, SHA-384(content)), as AWS says", () => {
    const over = (text: string) =>
      createHash("sha384").update(new Uint8Array(48)).update(createHash("sha384").update(text).digest()).digest("hex");
    const { pcr0, pcr1, pcr2, pcr8 } = imagePcrs(eif, Buffer.from("certificate"));
    assert.equal(hex(pcr0), over("kernelconsole=ttyS0bootstrapapplication"));
    assert.equal(hex(pcr1), over("kernelconsole=ttyS0bootstrap"));
    assert.equal(hex(pcr2), over("application"));
    assert.equal(hex(pcr8!), over("certificate"));
  });

  test("PCR2 of an image without an application is the one that two genuine documents show", () => {
    const { pcr0, pcr1, pcr2 } = imagePcrs({ ...eif, ramdisks: eif.ramdisks.slice(0, 1) });
    assert.equal(hex(pcr0), hex(pcr1));
    assert.equal(
      hex(pcr2),
      "21b9efbc184807662e966d34f390821309eeac6802309798826296bf3e8bec7c10edb30948c90ba67310f7b964fc500a",
    );
  });

  for (const [what, changed, same] of [
    ["the application", { ramdisks: [eif.ramdisks[0]!, Buffer.from("applicatioN")] }, ["pcr1"]],
    ["the bootstrap", { ramdisks: [Buffer.from("bootstraP"), eif.ramdisks[1]!] }, ["pcr2"]],
    ["the kernel", { kernel: Buffer.from("kerneL") }, ["pcr2"]],
    ["the command line", { commandLine: Buffer.from("console=ttyS1") }, ["pcr2"]],
    ["the metadata", { metadata: Buffer.from("[]") }, ["pcr0", "pcr1", "pcr2"]],
  ] as const)
    test(`another byte of ${what} changes all but ${same.join(", ")}`, () => {
      const before = imagePcrs(eif);
      const after = imagePcrs({ ...eif, ...changed });
      for (const name of ["pcr0", "pcr1", "pcr2"] as const)
        assert.equal(hex(after[name]) === hex(before[name]), (same as readonly string[]).includes(name), name);
    });
});
