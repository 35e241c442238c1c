// Where the parts of virtual machines are kept between runs: one folder for each part and each content of its recipe.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { qemuPatches } from "./build-qemu.ts";
import { type InputName, machineInputs } from "./inputs.ts";

export type Part = {
  readonly name: "qemu" | "kernel" | "vsock-backend";
  readonly inputs: readonly InputName[];
  /** Sources of this folder that say what becomes of the inputs. */
  readonly recipe: readonly string[];
  /** A file that is there when the part is. */
  readonly file: string;
};

export const parts = {
  qemu: {
    name: "qemu",
    inputs: ["qemu", "meson"],
    recipe: ["build-qemu.ts", ...qemuPatches],
    file: "qemu-system-x86_64",
  },
  kernel: { name: "kernel", inputs: ["kernel"], recipe: ["unpack-kernel.ts"], file: "vmlinuz" },
  vsockBackend: { name: "vsock-backend", inputs: ["vsock-backend"], recipe: [], file: "vhost-device-vsock" },
} as const satisfies Readonly<Record<string, Part>>;

/** `$XDG_CACHE_HOME/inkan`, by default `~/.cache/inkan`. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "inkan");

/** `machine-qemu-0123456789abcdef`: another pin or another recipe is another folder. */
export function folderOf({ name, inputs, recipe }: Part): string {
  const hash = createHash("sha256");
  for (const input of inputs) hash.update(JSON.stringify(machineInputs[input]));
  for (const file of recipe) hash.update(readFileSync(join(import.meta.dirname, file)));
  return join(cacheFolder, `machine-${name}-${hash.digest("hex").slice(0, 16)}`);
}

export const isCached = (part: Part): boolean => existsSync(join(folderOf(part), part.file));

/** Fills a folder beside the place and moves it there whole: half a part is never found. */
export async function fill(part: Part, make: (folder: string, scratch: string) => Promise<void> | void): Promise<void> {
  mkdirSync(cacheFolder, { recursive: true });
  const work = mkdtempSync(join(cacheFolder, ".unfinished-"));
  try {
    const [folder, scratch] = [join(work, "part"), join(work, "scratch")];
    for (const path of [folder, scratch]) mkdirSync(path);
    await make(folder, scratch);
    rmSync(folderOf(part), { recursive: true, force: true });
    renameSync(folder, folderOf(part));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
