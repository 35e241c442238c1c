// A guest for tests of single parts: Debian's kernel, a shell for its init, Node, and one program of `guest/` as a bundle.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { build } from "esbuild";
import { cpioArchive, type Entry } from "../../image/src/cpio.ts";
import { cacheFolder } from "./cache.ts";
import type { Machines } from "./preparation.ts";
import { modulesOf } from "./unpack-kernel.ts";

export type GuestTerms = {
  /** Entry of the program, a file of `guest/`. Its exit code is the machine's result. */
  readonly program: string;
  /** Kernel modules to insert, in this order. */
  readonly devices: keyof typeof modulesOf;
  /** The compiled native add-on. */
  readonly native?: string | undefined;
};

/** What the console says once the init runs. */
export const upMarker = "inkan: userspace";

const libraries = "lib/x86_64-linux-gnu";
const nativePath = "lib/inkan.node";

/** @param file Where the image is put. */
export async function writeGuestImage(machines: Machines, terms: GuestTerms, file: string): Promise<void> {
  const node = strippedNode();
  const modules = modulesOf[terms.devices];
  const entries: Entry[] = [
    { path: "init", kind: "file", isExecutable: true, bytes: Buffer.from(initOf(modules)) },
    program("bin/busybox", machines.busybox),
    ...["proc", "sys", "dev", "tmp"].map((path) => ({ path, kind: "folder" }) as const),
    ...modules.map((name) => ({
      path: `modules/${name}.ko`,
      kind: "file" as const,
      isExecutable: false,
      bytes: readFileSync(join(machines.modules, `${name}.ko`)),
    })),
    program("bin/node", node),
    ...librariesOf(node),
    { path: "app/guest.mjs", kind: "file", isExecutable: false, bytes: await bundle(terms.program) },
    ...(terms.native === undefined ? [] : [program(nativePath, terms.native)]),
  ];
  writeFileSync(file, cpioArchive(entries));
}

/** The last line of the console is the program's exit code, since QEMU's own says nothing of the guest. */
const initOf = (modules: readonly string[]) => `#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs devtmpfs /dev
echo "${upMarker}"
${modules.map((name) => `/bin/busybox insmod /modules/${name}.ko || echo "inkan: no module ${name}"`).join("\n")}
LD_LIBRARY_PATH=/${libraries} /bin/node --disallow-code-generation-from-strings --disable-proto=throw /app/guest.mjs
echo "RESULT $?"
/bin/busybox sleep 0.1
/bin/busybox reboot -f
`;

const program = (path: string, file: string): Entry => ({
  path,
  kind: "file",
  isExecutable: true,
  bytes: readFileSync(file),
});

/** Without its symbols: 18 MB less to unpack. Kept, since it takes a while. */
function strippedNode(): string {
  const folder = dirname(createRequire(import.meta.url).resolve("node/package.json"));
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const kept = join(cacheFolder, `node-${version}-stripped`);
  if (existsSync(kept)) return kept;
  mkdirSync(cacheFolder, { recursive: true });
  const unfinished = `${kept}.${process.pid}`;
  execFileSync("strip", ["-o", unfinished, join(folder, "bin/node")]);
  renameSync(unfinished, kept);
  return kept;
}

/** What `ldd` says that a program needs, and the loader at the path that the program names. */
function librariesOf(file: string): Entry[] {
  const paths = [...execFileSync("ldd", [file], { encoding: "utf8" }).matchAll(/(\/\S+) \(0x/g)].map(
    ([, path = ""]) => path,
  );
  return paths.map((path) =>
    program(basename(path).startsWith("ld-linux") ? path.slice(1) : join(libraries, basename(path)), path),
  );
}

async function bundle(entry: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    ...{ entryPoints: [entry], bundle: true, write: false, platform: "node", format: "esm", logLevel: "silent" },
    define: { INKAN_NATIVE_FILE: JSON.stringify(`/${nativePath}`) },
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
  return outputFiles[0]!.contents;
}
