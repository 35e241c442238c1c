// One program in one guest, from its sources to its exit code.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GuestTerms, writeGuestImage } from "./guest-image.ts";
import { microvm } from "./microvm.ts";
import type { Machines } from "./preparation.ts";
import { resultOf, startMachine } from "./run-machine.ts";

export type GuestRun = {
  readonly result: number;
  /** Lines of the console, without the kernel's. */
  readonly printed: readonly string[];
  /** For a test's diagnostics. */
  readonly times: string;
};

/** @throws {Error} The machine did not come up, or did not end. */
export async function runGuest(
  machines: Machines,
  terms: GuestTerms & { readonly hasNsm?: boolean },
): Promise<GuestRun> {
  const directory = mkdtempSync(join(tmpdir(), "inkan-guest-"));
  try {
    const initrd = join(directory, "initramfs.cpio");
    const startedMs = performance.now();
    await writeGuestImage(machines, terms, initrd);
    const madeMs = performance.now();
    const machine = await startMachine(microvm(machines, { initrd, hasNsm: terms.hasNsm ?? false }));
    const result = await resultOf(machine);
    const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
    return {
      result,
      printed: machine
        .console()
        .split(/\r?\n/)
        .filter((line) => line !== "" && !/^\[ *\d+\.\d+\]/.test(line)),
      times: `image made in ${seconds(startedMs, madeMs)}, up in ${seconds(0, machine.upMs)} (attempt ${machine.attempts}), ended after ${seconds(machine.startedMs, performance.now())}`,
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
