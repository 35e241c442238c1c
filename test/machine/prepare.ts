// `npm run prepare:machines`: gets and builds what virtual machines are made of, once, into the cache. As root on Debian 12 it installs the
// packages that the build needs; otherwise it says which are missing.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, globSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { buildQemu } from "./build-qemu.ts";
import { cacheFolder, fill, isCached, parts } from "./cache.ts";
import { fetchInput, hasApt, impatient } from "./debian-archive.ts";
import { parentCid } from "./enclave-machine.ts";
import { machineInputs } from "./inputs.ts";
import { holdPreparation } from "./preparation.ts";
import { unpackKernel } from "./unpack-kernel.ts";

/** Of bookworm: what the build needs, and what the machines need to run (firmware, a shell for guests). */
const packages = [
  ...["gcc", "g++", "libc6-dev", "binutils", "ninja-build", "pkg-config", "python3-venv", "python3-tomli"],
  ...["libglib2.0-dev", "libgnutls28-dev", "libcbor-dev", "libfdt-dev", "libpixman-1-dev", "zlib1g-dev"],
  // Of the images' own kernel.
  ...["make", "patch", "flex", "bison", "bc", "libelf-dev", "perl"],
  ...["dpkg-dev", "xz-utils", "seabios", "qemu-system-data", "busybox-static"],
];

/** A build writes an image anew, so that one in use is young. */
const imageMsMax = 86_400_000;

const say = (line: string) => console.log(`machines: ${line}`);

async function installPackages(): Promise<void> {
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
    execFileSync("apt-get", ["-o", "DPkg::Lock::Timeout=600", ...impatient, "-qq", ...args], {
      env,
      stdio: ["ignore", "ignore", "pipe"],
    });
  await timed(`${missing.length} packages`, () => {
    apt("update");
    apt("install", "-y", "--no-install-recommends", ...missing);
  });
  // `npm ci` found no compiler before.
  execFileSync(process.execPath, [join(import.meta.dirname, "../../native/script/build.ts")], { stdio: "inherit" });
}

/** Says how long it took. */
async function timed<Value>(what: string, make: () => Value | Promise<Value>): Promise<Value> {
  const startedMs = performance.now();
  const value = await make();
  say(`${what}: ${Math.round((performance.now() - startedMs) / 1000)} s`);
  return value;
}

async function unpackedParts(): Promise<void> {
  if (!isCached(parts.kernel))
    await fill(parts.kernel, (folder, scratch) => {
      const { file, version } = fetchInput(machineInputs.kernel, join(scratch, "deb"), say);
      unpackKernel(file, join(scratch, "unpacked"), folder);
      say(`kernel ${version}`);
    });
  if (!isCached(parts.vsockBackend))
    await fill(parts.vsockBackend, (folder, scratch) => {
      const { file, version } = fetchInput(machineInputs["vsock-backend"], join(scratch, "deb"), say);
      execFileSync("dpkg", ["-x", file, join(scratch, "unpacked")]);
      const [program] = globSync("usr/bin/vhost-device-vsock", { cwd: join(scratch, "unpacked") });
      if (program === undefined) throw new Error("the package of vhost-device-vsock holds no program");
      copyFileSync(join(scratch, "unpacked", program), join(folder, parts.vsockBackend.file));
      say(`vhost-device-vsock ${version}`);
    });
}

async function buildQemuOnce(): Promise<void> {
  if (isCached(parts.qemu)) return;
  await fill(parts.qemu, async (folder, scratch) => {
    const { file, version } = fetchInput(machineInputs.qemu, join(scratch, "source"), say);
    const meson = fetchInput(machineInputs.meson, join(scratch, "meson-deb"), say);
    const binary = join(folder, parts.qemu.file);
    await timed(`QEMU ${version}`, () => buildQemu(file, meson.file, join(scratch, "build"), binary));
    chmodSync(binary, 0o755);
  });
}

/** Into the cache of the images: their kernel is what takes long. */
async function buildImages(): Promise<void> {
  const { buildImage } = await import("@inkan/image");
  const { buildKernel } = await import("../../image/src/kernel.ts");
  await timed("the enclave's kernel", () => buildKernel());
  for (const role of ["relay", "signer"] as const)
    await timed(`image of the ${role}`, () => buildImage({ role, parentCid }));
}

async function prepare(): Promise<void> {
  if (process.platform !== "linux" || process.arch !== "x64") throw new Error("needs Linux on x86-64");
  if (!hasApt()) throw new Error("needs Debian's apt and archive keyring");
  await installPackages();
  // Of a preparation that was ended (no other one runs now), and images of sources that are no longer the tree's: 120 MB each.
  const isOld = (name: string) => Date.now() - statSync(join(cacheFolder, name)).mtimeMs > imageMsMax;
  const old = globSync("image-{relay,signer}-*.eif", { cwd: cacheFolder }).filter(isOld);
  for (const name of [...globSync(".unfinished-*", { cwd: cacheFolder }), ...old])
    rmSync(join(cacheFolder, name), { recursive: true, force: true });

  await unpackedParts();
  // Together, since each has stretches that only one core works at. What one lacks does not hold up the other.
  const reasons = (await Promise.allSettled([buildQemuOnce(), buildImages()])).flatMap((part) =>
    part.status === "rejected" ? [reasonOf(part.reason)] : [],
  );
  if (reasons.length > 0) throw new Error(reasons.join("; "));
  say(`ready in ${cacheFolder}`);
}

const reasonOf = (thrown: unknown) => (thrown instanceof Error ? thrown.message : String(thrown));

const release = holdPreparation();
if (release === undefined) say("another preparation runs");
else
  try {
    await prepare();
  } catch (thrown) {
    say(`not ready: ${reasonOf(thrown)}`);
    process.exitCode = 1;
  } finally {
    release();
  }
