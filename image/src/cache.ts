// Steps whose outcome depends on named bytes only are done once: a folder of the outcome for each hash of those bytes.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** `INKAN_IMAGE_CACHE` is for comparing builds that share nothing. */
export const cacheRoot = (): string =>
  process.env.INKAN_IMAGE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "inkan");

/** Length-prefixed, so that no two rows of parts give the same bytes. */
export function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) {
    const bytes = typeof part === "string" ? Buffer.from(part) : part;
    hash.update(`${bytes.length}:`).update(bytes);
  }
  return hash.digest("hex");
}

/** Where the outcome of a step is, once there is one. */
export const outcomeFolder = (name: string, key: readonly (string | Uint8Array)[]): string =>
  join(cacheRoot(), `image-${name}-${hashOf([name, ...key]).slice(0, 24)}`);

/**
 * The folder with a step's outcome, made first if there is none. It appears at once and whole, whatever happens meanwhile.
 *
 * @param name Of the step: begins the folder's name.
 * @param key All bytes that the outcome depends on.
 * @param make Fills an empty folder.
 */
export async function cached(
  name: string,
  key: readonly (string | Uint8Array)[],
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = outcomeFolder(name, key);
  if (existsSync(folder)) return folder;
  mkdirSync(cacheRoot(), { recursive: true });
  const draft = mkdtempSync(join(cacheRoot(), `.draft-${name}-`));
  try {
    await make(draft);
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}
