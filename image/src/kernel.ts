// The enclave's own kernel: Debian's source, the options of `image/kernel/config` over `allnoconfig`, and nothing of the machine that
// builds it. With it come the headers of nolibc, of which init is made. Built once for each content of its inputs.
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { ImageError } from "./build-error.ts";
import { cached, outcomeFolder } from "./cache.ts";
import { fetchInput } from "./fetch-input.ts";
import { imageRoot, inputs } from "./inputs.ts";
import { sourceDateEpoch, tool, toolchain } from "./tool.ts";

/** What the kernel would else ask the machine for: who built it, where, when, for the how manieth time. */
const anonymous = [
  `KBUILD_BUILD_TIMESTAMP=@${sourceDateEpoch}`,
  "KBUILD_BUILD_USER=inkan",
  "KBUILD_BUILD_HOST=inkan",
  "KBUILD_BUILD_VERSION=1",
];

export type BuiltKernel = {
  readonly image: Uint8Array;
  /** Folder of nolibc's headers. */
  readonly nolibc: string;
};

export const kernelFragmentFile = join(imageRoot, "kernel/config");

/** One line; measured in PCR0 and PCR1. */
export const commandLine = (): Uint8Array =>
  Buffer.from(readFileSync(join(imageRoot, "kernel/command-line"), "utf8").trim());

/** @param fragmentFile The options; another file than the tree's is for tests. */
export async function buildKernel(fragmentFile = kernelFragmentFile): Promise<BuiltKernel> {
  const fragment = readFileSync(fragmentFile, "utf8");
  const folder = await cached("kernel", await keyOf(fragment), async (output) => {
    const source = await fetchInput(inputs.kernel);
    const work = mkdtempSync(join(tmpdir(), "inkan-kernel-"));
    try {
      await compile(work, source, fragment, output);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return { image: readFileSync(join(folder, "bzImage")), nolibc: join(folder, "nolibc") };
}

/** Whether the kernel with the tree's options is there already: it is what takes minutes. */
export const isKernelBuilt = async (): Promise<boolean> =>
  existsSync(outcomeFolder("kernel", await keyOf(readFileSync(kernelFragmentFile, "utf8"))));

async function keyOf(fragment: string): Promise<string[]> {
  const { gcc, ld } = await toolchain();
  return [inputs.kernel.sha256, fragment, gcc, ld, ...anonymous, "1"];
}

async function compile(work: string, source: string, fragment: string, output: string): Promise<void> {
  await tool("dpkg-deb", ["-x", source, work]);
  const archive = join(work, "usr/src/linux-source-6.12.tar.xz");
  const tree = join(work, "linux");
  mkdirSync(tree);
  await tool("tar", ["-xJf", archive, "-C", tree, "--strip-components=1", "--no-same-owner"]);
  writeFileSync(join(work, "fragment"), fragment);
  await tool("make", ["-C", tree, `KCONFIG_ALLCONFIG=${join(work, "fragment")}`, "allnoconfig"]);
  refuseDropped(fragment, readFileSync(join(tree, ".config"), "utf8"));
  await tool("nice", ["make", "-C", tree, `-j${availableParallelism()}`, ...anonymous, "bzImage"]);
  copyFileSync(join(tree, "arch/x86/boot/bzImage"), join(output, "bzImage"));
  copyFileSync(join(tree, ".config"), join(output, "config"));
  cpSync(join(tree, "tools/include/nolibc"), join(output, "nolibc"), { recursive: true });
}

/** An option that Kconfig did not take, for a dependency or a typing error, would be missing without a word. */
export function refuseDropped(fragment: string, config: string): void {
  const taken = new Set(config.split("\n"));
  const dropped = fragment.split("\n").filter((line) => line.startsWith("CONFIG_") && !taken.has(line));
  if (dropped.length > 0) throw new ImageError("TOOL_FAILED", `the kernel does not take ${dropped.join(", ")}`);
}
