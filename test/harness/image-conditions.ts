// A program as it runs in an enclave image: one file, without JIT, without code from strings, and with no file to read but itself.
import { execFile } from "node:child_process";
import { build } from "esbuild";

/** @param contents TypeScript, whose relative imports are of `resolveDir`. */
export async function bundleSource(contents: string, resolveDir: string, outfile: string): Promise<void> {
  await build({
    stdin: { contents, resolveDir, loader: "ts" },
    ...{ outfile, bundle: true, platform: "node", format: "esm", logLevel: "silent" },
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
}

export type Ended = { readonly error: Error | null; readonly out: string; readonly err: string };

/** The environment would lead AWS's clients elsewhere, if they looked at it. */
export function runAsInImage(bundle: string): Promise<Ended> {
  const flags = ["--jitless", "--disallow-code-generation-from-strings", "--disable-proto=throw"];
  const permission = ["--permission", `--allow-fs-read=${bundle}`];
  const env = { HOME: "/nonexistent", AWS_REGION: "elsewhere-1", AWS_ENDPOINT_URL: "http://127.0.0.1:1" };
  return new Promise((resolve) => {
    execFile(process.execPath, [...flags, ...permission, bundle], { env }, (error, out, err) =>
      resolve({ error, out, err }),
    );
  });
}
