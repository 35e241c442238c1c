// Debian's kernel out of its package: the image, and the modules that a guest inserts by itself, uncompressed.
import { execFileSync } from "node:child_process";
import { copyFileSync, globSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

/** In the order in which they are inserted. The cloud flavour has all of it as modules, and finds virtio-mmio devices through ACPI alone. */
export const modulesOf = {
  loopback: ["vsock", "vmw_vsock_virtio_transport_common", "vsock_loopback"],
  nsm: ["virtio_mmio", "nsm"],
} as const;

/** @param deb The package's file. @param scratch An empty folder. @param folder Gets `vmlinuz` and `modules/*.ko`. */
export function unpackKernel(deb: string, scratch: string, folder: string): void {
  execFileSync("dpkg", ["-x", deb, scratch]);
  const [image] = globSync("boot/vmlinuz-*", { cwd: scratch });
  if (image === undefined) throw new Error(`${basename(deb)} holds no kernel`);
  mkdirSync(join(folder, "modules"));
  for (const name of new Set(Object.values(modulesOf).flat())) {
    const [module] = globSync(`{lib,usr/lib}/modules/*/kernel/**/${name}.ko.xz`, { cwd: scratch });
    if (module === undefined) throw new Error(`${basename(deb)} holds no module ${name}`);
    writeFileSync(join(folder, "modules", `${name}.ko`), execFileSync("xz", ["-dc", join(scratch, module)]));
  }
  copyFileSync(join(scratch, image), join(folder, "vmlinuz"));
}
