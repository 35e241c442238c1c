// `../shared/`: data for tests that lies beside the project and is no part of it.
import { existsSync } from "node:fs";
import { join } from "node:path";

const folder = process.env.INKAN_SHARED ?? join(import.meta.dirname, "../../../shared");

export type SharedMaterial = {
  readonly path: string;
  /** For a test's `skip`. */
  readonly skip: string | false;
};

/**
 * @param name Of a file or folder, such as `vectors/wycheproof`.
 *
 * @example
 * const { path, skip } = sharedMaterial("vectors/wycheproof");
 * describe("Wycheproof", { skip }, () => {});
 */
export function sharedMaterial(name: string): SharedMaterial {
  const path = join(folder, name);
  const skip = existsSync(path) ? false : `needs ${path}, which is not there (INKAN_SHARED says where else)`;
  if (skip !== false) console.log(`SKIPPED: ${skip}`);
  return { path, skip };
}
