// The command line of a guest on QEMU's `microvm`: no PCI, devices found through ACPI, one serial console. Software emulation, on purpose: it
// is the same on every machine.
import { readFileSync } from "node:fs";
import { upMarker } from "./guest-image.ts";
import type { Machines } from "./preparation.ts";
import type { MachineProgram } from "./run-machine.ts";

export type MicrovmTerms = {
  /** File of `writeGuestImage`. */
  readonly initrd: string;
  readonly hasNsm?: boolean;
};

/** What every machine here has. */
export const emulation = (machines: Machines, memoryMiB: number): string[] => [
  ...machines.firmware.flatMap((folder) => ["-L", folder]),
  ...["-accel", "tcg,thread=multi", "-cpu", "max", "-smp", "2", "-m", String(memoryMiB)],
  ...["-nodefaults", "-no-user-config", "-nographic", "-no-reboot", "-serial", "stdio"],
];

/**
 * The rate of the time stamp counter, which QEMU takes from the host. A kernel that is told it need not measure it against the only timer that is there: on a
 * busy host it measures in vain, and some of those boots never end. Nothing else is decided by it; an image's measurement has no part of it.
 */
export function timerArguments(): string {
  const [, megahertz] = /^cpu MHz\s*: (\d+\.\d+)$/m.exec(readFileSync("/proc/cpuinfo", "latin1")) ?? [];
  return megahertz === undefined
    ? ""
    : ` tsc_early_khz=${Math.round(Number(megahertz) * 1000)} lpj=4000000 no_timer_check`;
}

export function microvm(machines: Machines, { initrd, hasNsm = false }: MicrovmTerms): MachineProgram {
  return {
    command: machines.qemu,
    args: [
      ...["-M", "microvm,acpi=on,rtc=on,pit=on,pic=on,isa-serial=on"],
      ...emulation(machines, 1024),
      ...(hasNsm ? ["-device", "virtio-nsm-device"] : []),
      ...["-kernel", machines.kernel, "-initrd", initrd],
      "-append",
      `console=ttyS0 quiet panic=-1 reboot=t mitigations=off nokaslr random.trust_cpu=on${timerArguments()}`,
    ],
    isUp: (console) => console.includes(upMarker),
  };
}
