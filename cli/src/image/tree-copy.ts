// The source tree somewhere else, to be built there.
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const projectRoot = join(import.meta.dirname, "../../..");
const workspaces = ["attestation", "cli", "contracts", "enclave-signer", "gateway", "image", "link", "native"];

/**
 * As hard links, since packages are large: who changes a file removes it first. Links to folders would have the bundler see where they lead.
 *
 * @param folder Is made.
 */
export function copyTree(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const parts = ["package.json", "package-lock.json", "node_modules", ...workspaces].map((part) =>
    join(projectRoot, part),
  );
  const linked = spawnSync("cp", ["-al", ...parts, folder]);
  if (linked.status !== 0) spawnSync("cp", ["-a", ...parts, folder]);
}
