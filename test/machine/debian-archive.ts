// Files of Debian's archive for the machine's parts. A pinned file is taken by its digest. One that has left the archive, as files of sid and
// backports do when they are superseded, is replaced by the newest of its series, which apt holds to the archive's signature.
import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { Input } from "./inputs.ts";

const mirror = "http://deb.debian.org/debian";
const keyring = "/usr/share/keyrings/debian-archive-keyring.gpg";
const apt = "/usr/lib/apt/apt-helper";
const fetchMsMax = 300_000;

/** An archive that can't be reached is not waited for. */
export const impatient = ["-o", "Acquire::Retries=1", "-o", "Acquire::http::Timeout=20"];

export type FetchedFile = {
  readonly file: string;
  /** The pinned version, or the one that stands in for it. */
  readonly version: string;
};

/**
 * @param folder Where the file is put.
 * @param say One line for whoever watches.
 * @throws {Error} Neither the pinned file nor another of its series is to be had.
 */
export function fetchInput(input: Input, folder: string, say: (line: string) => void): FetchedFile {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, basename(input.path));
  try {
    // `apt-helper` checks the digest, and goes through the proxy that apt is configured with.
    run(apt, [...impatient, "download-file", `${mirror}/${input.path}`, file, `SHA256:${input.sha256}`]);
    return { file, version: input.version };
  } catch (thrown) {
    say(
      `${basename(input.path)} is not to be had (${(thrown as Error).message}): looking for ${input.series}* in ${input.suite}`,
    );
  }
  const substitute = newestOfSeries(input, folder);
  say(
    `takes ${substitute.version} in place of ${input.version}, by the signature of ${input.suite}: pin it in inputs.json`,
  );
  return substitute;
}

/** Through a state of apt's own, so that the machine's is left alone: its `update` checks Release's signature, and each index and file by its digest. */
function newestOfSeries(input: Input, folder: string): FetchedFile {
  const state = join(folder, "apt");
  for (const name of ["lists/partial", "cache/archives/partial", "etc"])
    mkdirSync(join(state, name), { recursive: true });
  writeFileSync(join(state, "status"), "");
  const kind = input.source === undefined ? "deb" : "deb-src";
  writeFileSync(join(state, "etc/sources.list"), `${kind} [signed-by=${keyring}] ${mirror} ${input.suite} main\n`);
  const options = [
    ...["Dir::State::Lists", join(state, "lists")],
    ...["Dir::State::status", join(state, "status")],
    ...["Dir::Cache", join(state, "cache")],
    ...["Dir::Etc::SourceList", join(state, "etc/sources.list")],
    ...["Dir::Etc::SourceParts", "/dev/null"],
    ...["APT::Architecture", "amd64"],
    ...["APT::Sandbox::User", "root"],
  ];
  const flags = options.flatMap((option, at) => (at % 2 === 0 ? ["-o", `${option}=${options[at + 1]}`] : []));
  run("apt-get", [...flags, ...impatient, "-o", "APT::Update::Error-Mode=any", "update", "-qq"]);

  if (input.source !== undefined) {
    const version = newest(
      [...run("apt-cache", [...flags, "showsrc", input.source]).matchAll(/^Version: (\S+)$/gm)].map(
        ([, found = ""]) => found,
      ),
      input,
    );
    run("apt-get", [...flags, "source", "-qq", "--download-only", "--tar-only", `${input.source}=${version}`], folder);
    const [tarball] = globSync("*.orig.tar.xz", { cwd: folder });
    if (tarball === undefined) throw new Error(`apt brought no tarball of ${input.source} ${version}`);
    return { file: join(folder, tarball), version };
  }
  const names = run("apt-cache", [...flags, "pkgnames"])
    .split("\n")
    .filter((name) => new RegExp(input.package ?? "").test(name));
  const offered = names.flatMap((name) =>
    [...run("apt-cache", [...flags, "madison", name]).matchAll(/^\s*\S+ \| (\S+) \|/gm)].map(([, version = ""]) => ({
      name,
      version,
    })),
  );
  const version = newest(
    offered.map((offer) => offer.version),
    input,
  );
  const name = offered.find((offer) => offer.version === version)?.name;
  run("apt-get", [...flags, "download", "-qq", `${name}=${version}`], folder);
  const [deb] = globSync(`${name}_*.deb`, { cwd: folder });
  if (deb === undefined) throw new Error(`apt brought no file of ${name} ${version}`);
  return { file: join(folder, deb), version };
}

function newest(versions: readonly string[], { series, suite }: Input): string {
  const isOlder = (a: string, b: string) => {
    try {
      execFileSync("dpkg", ["--compare-versions", a, "lt", b]);
      return true;
    } catch {
      return false;
    }
  };
  const found = versions
    .filter((version) => version.startsWith(series))
    .reduce<string | undefined>(
      (best, version) => (best === undefined || isOlder(best, version) ? version : best),
      undefined,
    );
  if (found === undefined) throw new Error(`${suite} has no version ${series}*`);
  return found;
}

/** Whether this machine can get anything from the archive at all. */
export const hasApt = (): boolean => existsSync(apt) && existsSync(keyring);

function run(command: string, args: readonly string[], cwd?: string): string {
  try {
    return execFileSync(command, args, {
      cwd,
      encoding: "utf8",
      timeout: fetchMsMax,
      maxBuffer: 1 << 28,
      stdio: ["ignore", "pipe", "pipe"],
    });
  } catch (thrown) {
    throw new Error(`${basename(command)}: ${reasonOf(thrown)}`, { cause: thrown });
  }
}

/** apt's first error says why, the later ones what follows from it. */
function reasonOf(thrown: unknown): string {
  const { stderr, code } = thrown as { stderr?: string; code?: string };
  if (code === "ETIMEDOUT") return `no end in ${fetchMsMax / 1000} s`;
  const lines = String(stderr || thrown)
    .trim()
    .split("\n");
  return (lines.find((line) => /^(E|Err)[:\d]/.test(line)) ?? lines.at(-1) ?? "").slice(0, 300);
}
