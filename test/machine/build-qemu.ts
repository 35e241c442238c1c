// QEMU with the machines and devices of a Nitro enclave, and nothing else: software emulation only, so that it runs and behaves alike
// everywhere. Debian's binaries have no `nitro-enclave` and no `virtio-nsm-device`: they are built without libcbor.
import { execFile } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);

const devices = ["NITRO_ENCLAVE", "MICROVM", "ISA_DEBUG", "VIRTIO_RNG", "VHOST_USER_VSOCK"];

const flags = [
  ...["--target-list=x86_64-softmmu", "--without-default-features", "--without-default-devices"],
  ...["--with-devices-x86_64=nitro", "--enable-system", "--enable-tcg", "--enable-libcbor", "--enable-gnutls"],
  ...["--enable-vhost-user", "--enable-fdt=system", "--enable-pie", "--disable-werror", "--disable-debug-info"],
  "--disable-install-blobs",
];

/**
 * A place for a key where QEMU has none: without it, the device is as it was. And what QEMU 10.0 lacks: it calls a request broken when it looks between
 * the driver's two buffers, which the notification at the device's start can make it do, and answers none from then on.
 */
export const qemuPatches = ["nsm-signer.patch", "nsm-half-request.patch"] as const;

const buildMsMax = 3_600_000;

/**
 * Two to five minutes on two free cores.
 *
 * @param tarball `qemu_…+ds.orig.tar.xz`.
 * @param meson The package's file.
 * @param scratch An empty folder; 500 MB are written there.
 * @param binary Where the program is put.
 */
export async function buildQemu(tarball: string, meson: string, scratch: string, binary: string): Promise<void> {
  const source = join(scratch, "qemu");
  const build = join(source, "build");
  const tools = join(scratch, "meson");
  const log = join(scratch, "build.log");
  mkdirSync(build, { recursive: true });
  await execute("tar", ["xf", tarball, "-C", source, "--strip-components=1"]);
  await execute("dpkg", ["-x", meson, tools]);
  writeFileSync(
    join(source, "configs/devices/x86_64-softmmu/nitro.mak"),
    devices.map((name) => `CONFIG_${name}=y\n`).join(""),
  );
  for (const patch of qemuPatches)
    await execute("patch", ["-p1", "-i", join(import.meta.dirname, patch)], { cwd: source });
  // Debian's tarball is without firmware blobs and without a Python package that only QEMU's own tests use.
  edit(join(source, "pythondeps.toml"), /^pycotap.*\n/m, "");
  edit(join(source, "pc-bios/meson.build"), /^if unpack_edk2_blobs/m, "if false");

  const PYTHONPATH = join(tools, "usr/lib/python3/dist-packages");
  const run = async (command: string, args: readonly string[]) => {
    try {
      const { stdout } = await execute("nice", [command, ...args], {
        cwd: build,
        env: { ...process.env, PYTHONPATH },
        timeout: buildMsMax,
        maxBuffer: 1 << 28,
      });
      appendFileSync(log, stdout);
    } catch (thrown) {
      const { stdout, stderr } = thrown as { stdout?: string; stderr?: string };
      const end = `${stdout ?? ""}\n${stderr ?? ""}`.trim().split("\n").slice(-15).join("\n");
      throw new Error(`QEMU does not build here, ${command}:\n${end}`, { cause: thrown });
    }
  };
  // The system's Python: one from elsewhere lacks `tomli`.
  await run("../configure", ["--python=/usr/bin/python3", ...flags]);
  await run("ninja", [`-j${availableParallelism()}`, "qemu-system-x86_64"]);
  copyFileSync(join(build, "qemu-system-x86_64"), binary);
}

function edit(file: string, what: RegExp, by: string): void {
  const text = readFileSync(file, "utf8");
  if (!what.test(text)) throw new Error(`${file} is not what the recipe knows`);
  writeFileSync(file, text.replace(what, by));
}
