// PID 1, compiled from `image/init/init.c` over nolibc: a static program of 13 kB without a C library.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cached } from "./cache.ts";
import { imageRoot, inputs } from "./inputs.ts";
import { tool, toolchain } from "./tool.ts";

const source = join(imageRoot, "init/init.c");
const header = join(imageRoot, "init/correction.h");
const flags = [
  ...["-std=gnu11", "-Os", "-static", "-nostdlib", "-ffreestanding", "-fno-ident", "-fno-asynchronous-unwind-tables"],
  ...["-fstack-protector-strong", "-mstack-protector-guard=global"],
  ...["-Wall", "-Wextra", "-Werror", "-Wl,--build-id=none", "-Wl,-z,noexecstack", "-s"],
];

/**
 * @param nolibc From the kernel's source.
 * @param parentCid Where the heartbeat goes: 3 on AWS.
 */
export async function buildInit(nolibc: string, parentCid: number): Promise<Uint8Array> {
  const { gcc, ld } = await toolchain();
  const key = [readFileSync(source), readFileSync(header), inputs.kernel.sha256, `${parentCid}`, gcc, ld, ...flags];
  const folder = await cached("init", key, async (output) => {
    const file = join(output, "init");
    await tool("gcc", [...flags, `-DPARENT_CID=${parentCid}`, "-I", nolibc, "-o", file, source, "-lgcc"]);
  });
  return readFileSync(join(folder, "init"));
}
