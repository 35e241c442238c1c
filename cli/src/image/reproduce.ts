// `inkan image reproduce`: two builds that share nothing but the sources and the downloads. The second is a copy of the tree somewhere else,
// with later file times, in another process with another home, user name, umask, time zone and locale. With root it is another user, too.
import { spawnSync } from "node:child_process";
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { parse, UsageError } from "../usage.ts";
import { cidOf, roleOf } from "./options.ts";
import { copyTree } from "./tree-copy.ts";

const help = `usage: inkan image reproduce --role relay|signer [--parent-cid N] [--kernel]

Builds the image twice under differing circumstances and compares SHA-256 and PCRs. Ends with 1 when they differ.

  --kernel  builds the kernel anew in both, instead of taking the one in the cache: some minutes more for each`;

/** 2033-05-18: file times of the second build. */
const otherTimeS = 2_000_000_000;

type Circumstances = { readonly name: string; readonly umask: string; readonly environment: NodeJS.ProcessEnv };

export async function reproduce(args: string[]): Promise<number> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parse(args, { role: text, "parent-cid": text, kernel: flag }, help);
  const role = roleOf(values.role);
  const cid = `${cidOf(values["parent-cid"])}`;
  const shared = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "inkan");
  const work = mkdtempSync(join(tmpdir(), "inkan-reproduce-"));
  try {
    const results = both.map(({ name, umask, environment }, at) => {
      const folder = join(work, at === 0 ? "first" : "second/in another/place");
      copyTree(folder);
      if (at === 1) touchSources(folder);
      const cache = join(work, `cache-${at}`);
      if (!values.kernel) linkKernels(shared, cache);
      const own = {
        ...environment,
        PATH: process.env.PATH,
        HOME: join(work, name),
        INKAN_IMAGE_CACHE: cache,
        INKAN_IMAGE_DOWNLOADS: join(shared, "image-inputs"),
      };
      const output = join(work, `${name}.eif`);
      const line = [join(folder, "cli/src/main.ts"), "image", "build", "--role", role, "--parent-cid", cid];
      const done = spawnSync(
        "/bin/sh",
        ["-c", `umask ${umask}; exec "$0" "$@"`, process.execPath, ...line, "--output", output, "--json"],
        { env: own, cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
      );
      if (done.status !== 0) throw new UsageError(`the build '${name}' failed`);
      const { file: _, ...measured } = JSON.parse(done.stdout) as Record<string, string>;
      console.log(
        `${name}: ${Object.entries(measured)
          .map(([key, value]) => `\n  ${key} ${value}`)
          .join("")}`,
      );
      return JSON.stringify(measured);
    });
    const isSame = results[0] === results[1];
    console.log(isSame ? "the same, byte for byte" : "DIFFERENT");
    return isSame ? 0 : 1;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

const both: readonly Circumstances[] = [
  { name: "first", umask: "022", environment: { TZ: "UTC", LC_ALL: "C", USER: "first", LOGNAME: "first" } },
  {
    name: "second",
    umask: "077",
    environment: {
      TZ: "Pacific/Chatham",
      LC_ALL: "C.UTF-8",
      USER: "second",
      LOGNAME: "second",
      SOURCE_DATE_EPOCH: "7",
    },
  },
];

/** A file of another time is another file: never through a hard link. */
function touchSources(folder: string): void {
  for (const name of globSync("{enclave-signer,link,attestation,native,image}/{src,init,kernel,native}/**/*.*", {
    cwd: folder,
  })) {
    const file = join(folder, name);
    const bytes = readFileSync(file);
    rmSync(file);
    writeFileSync(file, bytes);
    utimesSync(file, otherTimeS, otherTimeS);
  }
}

function linkKernels(shared: string, cache: string): void {
  for (const name of globSync("image-kernel-*", { cwd: shared }))
    cpSync(join(shared, name), join(cache, name), { recursive: true });
}
