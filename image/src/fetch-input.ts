// Inputs by SHA-256: from the cache, or from one of their addresses. What arrives with other bytes is refused, wherever it came from.
import { createHash } from "node:crypto";
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ImageError } from "./build-error.ts";
import { cacheRoot } from "./cache.ts";
import type { Input } from "./inputs.ts";

const timeoutMs = 600_000;
/** The largest, the kernel's source, has 154 MB; an address may send without end. */
const inputBytesMax = 536_870_912;

const downloads = (): string => process.env.INKAN_IMAGE_DOWNLOADS ?? join(cacheRoot(), "image-inputs");

/**
 * @returns The input's file, with exactly the pinned bytes, of the first address that has them.
 * @throws {ImageError} `INPUT_MISMATCH`: no address has them, and one has others; `INPUT_UNAVAILABLE`: none has any.
 */
export async function fetchInput(input: Input, folder = downloads(), bytesMax = inputBytesMax): Promise<string> {
  const { urls, sha256, what } = input;
  const file = fileOf(input, folder);
  if (existsSync(file)) {
    if (createHash("sha256").update(readFileSync(file)).digest("hex") === sha256) return file;
    rmSync(file);
  }
  mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${process.pid}`;
  const failures: string[] = [];
  let isOther = false;
  for (const url of urls)
    try {
      const seen = await download(url, unfinished, bytesMax);
      if (seen === sha256) {
        renameSync(unfinished, file);
        return file;
      }
      isOther = true;
      failures.push(`${url}: SHA-256 is ${seen}, pinned is ${sha256}`);
    } catch (thrown) {
      failures.push(`${url}: ${thrown instanceof Error ? thrown.message : "failed"}`);
    } finally {
      rmSync(unfinished, { force: true });
    }
  throw new ImageError(isOther ? "INPUT_MISMATCH" : "INPUT_UNAVAILABLE", `${what}: ${failures.join("; ")}`);
}

/** Whether it was fetched before; its bytes are compared when it is used. */
export const isFetched = (input: Input): boolean => existsSync(fileOf(input, downloads()));

const fileOf = ({ urls, sha256 }: Input, folder: string): string =>
  join(folder, sha256.slice(0, 24), basename(new URL(urls[0]!).pathname));

/** @returns SHA-256 of what was written to `file`. */
async function download(url: string, file: string, bytesMax: number): Promise<string> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok || response.body === null) throw new Error(`HTTP ${response.status}`);
  const hash = createHash("sha256");
  let length = 0;
  const hashed = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      length += chunk.length;
      if (length > bytesMax) throw new Error(`more than ${bytesMax} bytes`);
      hash.update(chunk);
      yield chunk;
    }
  };
  await pipeline(response.body, hashed, createWriteStream(file));
  return hash.digest("hex");
}
