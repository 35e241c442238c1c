// Inputs by SHA-256: from the cache, or from one of their addresses. What arrives with other bytes is refused, wherever it came from.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ImageError } from "./build-error.ts";
import { cacheRoot } from "./cache.ts";
import { type InputName, inputs } from "./inputs.ts";

const timeoutMs = 600_000;

/**
 * @returns The input's file, with exactly the pinned bytes.
 * @throws {ImageError} `INPUT_UNAVAILABLE`, `INPUT_MISMATCH`
 */
export async function fetchInput(name: InputName): Promise<string> {
  const { urls, sha256, what } = inputs[name];
  const file = fileOf(name);
  if (existsSync(file)) {
    if (sha256Of(readFileSync(file)) === sha256) return file;
    rmSync(file);
  }
  mkdirSync(dirname(file), { recursive: true });
  const failures: string[] = [];
  for (const url of urls) {
    const bytes = await download(url).catch((thrown: unknown) => {
      failures.push(`${url}: ${thrown instanceof Error ? thrown.message : "failed"}`);
    });
    if (bytes === undefined) continue;
    const seen = sha256Of(bytes);
    if (seen !== sha256) throw new ImageError("INPUT_MISMATCH", `${url}: SHA-256 is ${seen}, pinned is ${sha256}`);
    writeFileSync(`${file}.${process.pid}`, bytes);
    renameSync(`${file}.${process.pid}`, file);
    return file;
  }
  throw new ImageError("INPUT_UNAVAILABLE", `${what}: ${failures.join("; ")}`);
}

/** Whether it was fetched before; its bytes are compared when it is used. */
export const isFetched = (name: InputName): boolean => existsSync(fileOf(name));

function fileOf(name: InputName): string {
  const { urls, sha256 } = inputs[name];
  const downloads = process.env.INKAN_IMAGE_DOWNLOADS ?? join(cacheRoot(), "image-inputs");
  return join(downloads, sha256.slice(0, 24), basename(new URL(urls[0]!).pathname));
}

async function download(url: string): Promise<Uint8Array> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
