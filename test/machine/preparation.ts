// What a test of machines finds: their parts, or at once why there are none. Nothing is fetched or compiled for it here, and no preparation is waited for.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { missingForBuild } from "@inkan/image";
import { cacheFolder, folderOf, isCached, parts } from "./cache.ts";

/** Paths of what is needed. */
export type Machines = {
  readonly qemu: string;
  /** Folders of firmware, for QEMU's `-L`. */
  readonly firmware: readonly string[];
  readonly vsockBackend: string;
  readonly kernel: string;
  /** `<name>.ko` in it. */
  readonly modules: string;
  readonly busybox: string;
};

const heldFile = join(cacheFolder, "preparing.pid");
const remedy = "run 'npm run prepare:machines' (Debian 12 on x86-64, as root)";

/** @returns Ends it; `undefined` when another process prepares. */
export function holdPreparation(): (() => void) | undefined {
  mkdirSync(cacheFolder, { recursive: true });
  if (isPreparing()) return undefined;
  rmSync(heldFile, { force: true });
  try {
    writeFileSync(heldFile, String(process.pid), { flag: "wx" });
  } catch {
    return undefined;
  }
  return () => rmSync(heldFile, { force: true });
}

/**
 * @returns The parts, or one line that says what is missing: for a test's `skip`.
 *
 * @example
 * const machines = preparedMachines();
 * test("…", { skip: typeof machines === "string" && machines }, async () => {});
 */
export function preparedMachines(): Machines | string {
  if (isPreparing()) return `'npm run prepare:machines' is at work: again when it has ended`;
  const missing = Object.values(parts).filter((part) => !isCached(part));
  if (missing.length > 0) return `needs ${missing.map(({ file }) => file).join(", ")}: ${remedy}`;
  const firmware = ["/usr/share/seabios", "/usr/share/qemu"];
  const busybox = "/bin/busybox";
  const absent = ["/usr/share/seabios/bios-microvm.bin", "/usr/share/qemu/linuxboot_dma.bin", busybox].filter(
    (file) => !existsSync(file),
  );
  if (absent.length > 0) return `needs ${absent.join(", ")}: ${remedy}`;
  const kernel = folderOf(parts.kernel);
  return {
    qemu: join(folderOf(parts.qemu), parts.qemu.file),
    firmware,
    vsockBackend: join(folderOf(parts.vsockBackend), parts.vsockBackend.file),
    kernel: join(kernel, parts.kernel.file),
    modules: join(kernel, "modules"),
    busybox,
  };
}

/** Besides {@link preparedMachines}: whether an image is a matter of seconds. */
export async function preparedForImages(): Promise<Machines | string> {
  const machines = preparedMachines();
  if (typeof machines === "string") return machines;
  const absent = ["gcc", "g++", "ld", "strip"].map((name) => `/usr/bin/${name}`).filter((file) => !existsSync(file));
  const missing = absent.length > 0 ? absent : await missingForBuild();
  return missing.length === 0 ? machines : `needs ${missing.join(", ")}: ${remedy}`;
}

function isPreparing(): boolean {
  try {
    const pid = Number(readFileSync(heldFile, "utf8"));
    // A number that was left behind may be another program's by now.
    return pid > 0 && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("prepare.ts");
  } catch {
    return false;
  }
}
