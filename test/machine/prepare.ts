// `node test/machine/prepare.ts`: gets and builds what virtual machines are made of, once, into the cache. As root on Debian 12 it installs the
// packages that the build needs; otherwise it says which are missing.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, globSync } from "node:fs";
import { join } from "node:path";
import { buildQemu } from "./build-qemu.ts";
import { cacheFolder, fill, isCached, parts } from "./cache.ts";
import { fetchInput, hasApt } from "./debian-archive.ts";
import { parentCid } from "./enclave-machine.ts";
import { machineInputs } from "./inputs.ts";
import { holdPreparation } from "./preparation.ts";
import { unpackKernel } from "./unpack-kernel.ts";

/** Of bookworm: what the build needs, and what the machines need to run (firmware, a shell for guests). */
const packages = [
  ...["gcc", "libc6-dev", "binutils", "ninja-build", "pkg-config", "python3-venv", "python3-tomli", "flex", "bison"],
  ...["libglib2.0-dev", "libgnutls28-dev", "libcbor-dev", "libfdt-dev", "libpixman-1-dev", "zlib1g-dev"],
  // Of the images' own kernel.
  ...["make", "patch", "bc", "libelf-dev", "perl"],
  ...["dpkg-dev", "xz-utils", "seabios", "qemu-system-data", "busybox-static"],
];

const say = (line: string) => console.log(`machines: ${line}`);

function installPackages(): void {
  const isInstalled = (name: string) => {
    try {
      return /^Status: install ok installed$/m.test(
        execFileSync("dpkg", ["-s", name], { encoding: "utf8", stdio: "pipe" }),
      );
    } catch {
      return false;
    }
  };
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0)
    throw new Error(`needs the packages ${missing.join(" ")}: install them, or run this as root`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args: string[]) =>
    execFileSync("apt-get", ["-o", "DPkg::Lock::Timeout=600", "-qq", ...args], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
  apt("update");
  apt("install", "-y", "--no-install-recommends", ...missing);
}

/** Into the cache of the images: their kernel is what takes long. */
async function buildImages(): Promise<void> {
  const { buildImage } = await import("@inkan/image");
  for (const role of ["relay", "signer"] as const) {
    const startedMs = performance.now();
    const { bytes } = await buildImage({ role, parentCid });
    say(
      `image of the ${role}, ${(bytes / 1_048_576).toFixed(1)} MiB, in ${Math.round((performance.now() - startedMs) / 1000)} s`,
    );
  }
}

async function prepare(): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("needs Linux on x86-64");
  if (!hasApt()) throw new Error("needs Debian's apt and archive keyring");
  installPackages();

  if (!isCached(parts.kernel))
    fill(parts.kernel, (folder, scratch) => {
      const { file, version } = fetchInput(machineInputs.kernel, join(scratch, "deb"), say);
      unpackKernel(file, join(scratch, "unpacked"), folder);
      say(`kernel ${version}`);
    });
  if (!isCached(parts.vsockBackend))
    fill(parts.vsockBackend, (folder, scratch) => {
      const { file, version } = fetchInput(machineInputs["vsock-backend"], join(scratch, "deb"), say);
      execFileSync("dpkg", ["-x", file, join(scratch, "unpacked")]);
      const [program] = globSync("usr/bin/vhost-device-vsock", { cwd: join(scratch, "unpacked") });
      if (program === undefined) throw new Error("the package of vhost-device-vsock holds no program");
      copyFileSync(join(scratch, "unpacked", program), join(folder, parts.vsockBackend.file));
      say(`vhost-device-vsock ${version}`);
    });
  if (!isCached(parts.qemu))
    fill(parts.qemu, (folder, scratch) => {
      const { file, version } = fetchInput(machineInputs.qemu, join(scratch, "source"), say);
      const meson = fetchInput(machineInputs.meson, join(scratch, "meson-deb"), say);
      const startedMs = performance.now();
      buildQemu(file, meson.file, join(scratch, "build"), join(folder, parts.qemu.file));
      chmodSync(join(folder, parts.qemu.file), 0o755);
      say(`QEMU ${version}, built in ${Math.round((performance.now() - startedMs) / 1000)} s`);
    });
  await buildImages();
  say(`ready in ${cacheFolder}`);
}

const release = holdPreparation();
if (release === undefined) say("another preparation runs");
else
  try {
    await prepare();
  } catch (thrown) {
    say(`not ready: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    process.exitCode = 1;
  } finally {
    release();
  }
