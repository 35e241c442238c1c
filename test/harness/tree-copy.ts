// A copy of the project's program, for tests that change a byte of it: sources are copied, dependencies linked.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const projectRoot = join(import.meta.dirname, "../..");
const { workspaces } = JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")) as {
  readonly workspaces: readonly string[];
};

/** @returns The copy's root, and what removes it. */
export function copyTree(): { readonly root: string; remove(): void } {
  const root = mkdtempSync(join(tmpdir(), "inkan-tree-"));
  for (const file of ["package.json", "package-lock.json", "tsconfig.json"])
    cpSync(join(projectRoot, file), join(root, file));
  for (const workspace of workspaces)
    cpSync(join(projectRoot, workspace), join(root, workspace), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !/\/(out|cache)$/.test(path),
    });

  const modules = join(root, "node_modules");
  mkdirSync(join(modules, "@inkan"), { recursive: true });
  for (const name of readdirSync(join(projectRoot, "node_modules")))
    if (name !== "@inkan" && name !== ".bin") symlinkSync(join(projectRoot, "node_modules", name), join(modules, name));
  for (const workspace of workspaces) symlinkSync(join(root, workspace), join(modules, "@inkan", workspace));
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}
