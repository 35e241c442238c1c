// A maintainer who changes the kernel's options: one that Kconfig drops must not be missing without a word.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { commandLine, kernelFragmentFile, refuseDropped } from "./kernel.ts";

const fragment = readFileSync(kernelFragmentFile, "utf8");
const options = new Map(
  fragment
    .split("\n")
    .filter((line) => line.startsWith("CONFIG_"))
    .map((line) => line.split("=", 2) as [string, string]),
);

describe("the kernel's options", () => {
  test("one that was dropped ends the build", () => {
    refuseDropped(fragment, fragment); // control: all taken
    assert.throws(() => refuseDropped(fragment, fragment.replace("CONFIG_NSM=y", "# CONFIG_NSM is not set")), {
      code: "TOOL_FAILED",
      message: /CONFIG_NSM=y/,
    });
  });

  test("what an enclave must not have is not asked for", () => {
    assert.equal(options.get("CONFIG_NSM"), "y"); // control
    for (const name of [
      "MODULES",
      "COREDUMP",
      "SWAP",
      "KEXEC",
      "BPF_SYSCALL",
      "DEBUG_FS",
      "KPROBES",
      "BLOCK",
      "DEVMEM",
      "IO_URING",
    ])
      assert.equal(options.has(`CONFIG_${name}`), false, name);
  });

  test("the command line is one line", () => {
    assert.match(String(commandLine()), /^[ -~]+$/);
  });
});
