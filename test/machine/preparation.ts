// What a test of machines finds: their parts, or why there are none. A preparation that runs meanwhile is waited for, so that `.ci/run` can start it
// beside the other tests.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
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
const waitMsMax = 1_800_000;

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
 * const machines = await preparedMachines();
 * test("…", { skip: typeof machines === "string" && machines }, async () => {});
 */
export async function preparedMachines(): Promise<Machines | string> {
  for (const end = performance.now() + waitMsMax; isPreparing() && performance.now() < end; ) await delay(500);
  const missing = Object.values(parts).filter((part) => !isCached(part));
  if (missing.length > 0)
    return `needs ${missing.map(({ file }) => file).join(", ")}: run 'node test/machine/prepare.ts' as root on Debian 12`;
  const firmware = ["/usr/share/seabios", "/usr/share/qemu"];
  const busybox = "/bin/busybox";
  const absent = ["/usr/share/seabios/bios-microvm.bin", "/usr/share/qemu/linuxboot_dma.bin", busybox].filter(
    (file) => !existsSync(file),
  );
  if (absent.length > 0) return `needs ${absent.join(", ")}: packages seabios, qemu-system-data, busybox-static`;
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

/** Besides {@link preparedMachines}: what builds an image's kernel. */
export async function preparedForImages(): Promise<Machines | string> {
  const machines = await preparedMachines();
  if (typeof machines === "string") return machines;
  const tools = ["gcc", "make", "bc", "flex", "bison", "perl", "xz"].map((name) => `/usr/bin/${name}`);
  const absent = [...tools, "/usr/include/gelf.h"].filter((file) => !existsSync(file));
  return absent.length === 0
    ? machines
    : `needs ${absent.join(", ")}: packages gcc, make, bc, flex, bison, perl, xz-utils, libelf-dev`;
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
