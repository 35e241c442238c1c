// Which files a role's image consists of: `enclave-signer/measured-files.json` read against a source tree. Globs name the project's own
// files; packages are followed through package-lock.json to what is installed.
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, matchesGlob } from "node:path";
import { z } from "zod";

export type Role = "relay" | "signer";

const part = z.strictObject({ files: z.array(z.string()).min(1), packages: z.array(z.string()) });
const fileList = z.strictObject({
  version: z.literal(1),
  common: part,
  relay: part,
  signer: part,
  excluded: z.array(z.string()),
  packageFileExtensions: z.array(z.string()),
});

const dependencies = z.record(z.string(), z.string()).default({});
const lockfile = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), z.object({ dependencies, optionalDependencies: dependencies })),
});
type Lockfile = z.infer<typeof lockfile>;

/** Whose imports the packages are: each of them may see another version. */
const workspaces = ["enclave-signer", "native", "link", "attestation"];
const parse = <T>(schema: z.ZodType<T>, path: string): T => schema.parse(JSON.parse(readFileSync(path, "utf8")));

/**
 * @param root The source tree.
 * @returns Paths relative to `root`, with `/`, sorted by their UTF-8 bytes, each once.
 * @throws {Error} When a glob matches nothing or a package is not installed: a list with holes measures nothing.
 */
export function measuredFiles(role: Role, root: string): string[] {
  const list = parse(fileList, join(root, "enclave-signer/measured-files.json"));
  const lock = parse(lockfile, join(root, "package-lock.json"));
  const parts = [list.common, list[role]];
  const paths = new Set<string>();
  for (const pattern of parts.flatMap(({ files }) => files))
    for (const path of filesOf(root, pattern))
      if (!list.excluded.some((glob) => matchesGlob(path, glob))) paths.add(path);
  const packages = installedPackages(
    root,
    lock,
    parts.flatMap((each) => each.packages),
  );
  for (const path of packageFiles(root, packages, list.packageFileExtensions)) paths.add(path);
  return [...paths].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function filesOf(root: string, pattern: string): string[] {
  const found = globSync(pattern, { cwd: root, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relativeTo(root, entry.parentPath, entry.name));
  if (found.length === 0) throw new Error(`measured-files.json: nothing matches '${pattern}'`);
  return found;
}

/** Node resolves a package from the nearest `node_modules` upwards: so does this, in the lock file's paths. */
function installedPackages(root: string, lock: Lockfile, names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const open = names.flatMap((name) => workspaces.map((from) => ({ name, from, optional: false })));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const path = resolved(lock, next.name, next.from);
    if (path === undefined && !next.optional)
      throw new Error(`package-lock.json: no '${next.name}' for '${next.from}'`);
    if (path === undefined || found.has(path)) continue;
    found.add(path);
    const { dependencies, optionalDependencies } = lock.packages[path]!;
    // Of native code that comes as one package for each platform, the image's own is installed, and measured.
    for (const name of Object.keys(optionalDependencies)) {
      const platform = resolved(lock, name, path);
      if (platform !== undefined && existsSync(join(root, platform))) open.push({ name, from: path, optional: true });
    }
    for (const name of Object.keys(dependencies))
      open.push({ name, from: path, optional: name in optionalDependencies });
  }
  return found;
}

function resolved(lock: Lockfile, name: string, from: string): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))) {
    const path = folder === "" ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (Object.hasOwn(lock.packages, path)) return path;
    if (folder === "") return undefined;
  }
}

/** Only what Node can load of a package, and nothing of the packages nested in it, which stand in the list themselves. */
function packageFiles(root: string, packages: ReadonlySet<string>, extensions: readonly string[]): string[] {
  return [...packages].flatMap((path) => {
    const found = globSync("**/*", {
      cwd: join(root, path),
      withFileTypes: true,
      exclude: (entry) => entry.name === "node_modules",
    });
    if (found.length === 0) throw new Error(`'${path}' is not installed`);
    return found
      .filter((entry) => !entry.isDirectory() && extensions.some((extension) => entry.name.endsWith(extension)))
      .map((entry) => relativeTo(root, entry.parentPath, entry.name));
  });
}

const relativeTo = (root: string, parent: string, name: string): string =>
  join(parent, name).slice(join(root, "/").length).replaceAll("\\", "/");
