// Sealed bytes and once-only records as files. Whoever owns the machine can put older files back: the enclave knows that, and this code
// only keeps what it was given through crashes and power cuts.
import { randomBytes } from "node:crypto";
import { type FileHandle, link, mkdir, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { join } from "node:path";

export type StoreDirectory = {
  /** @returns `undefined` when there is nothing of the name. @throws {RangeError} When the file is larger than `bytesMax`. */
  readSealed(name: string, bytesMax: number): Promise<Uint8Array | undefined>;
  /** Replaces the whole; durable once it returns. */
  writeSealed(name: string, bytes: Uint8Array): Promise<void>;
  readRecord(log: string, n: string, bytesMax: number): Promise<Uint8Array | undefined>;
  /** Durable once it returns, with either answer. */
  appendRecord(log: string, n: string, bytes: Uint8Array): Promise<"written" | "taken">;
};

/**
 * Makes what is missing of `path/sealed`, `path/log` and `path/unfinished`, and clears the last. One process at a time.
 *
 * @throws The system's error.
 */
export async function openStoreDirectory(path: string): Promise<StoreDirectory> {
  const sealed = join(path, "sealed");
  const logs = join(path, "log");
  const unfinished = join(path, "unfinished");
  for (const folder of [path, sealed, logs, unfinished]) await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const left of await readdir(unfinished)) await unlink(join(unfinished, left));

  /** A file that is whole and on the disk, under a name that nobody reads. */
  async function finished(bytes: Uint8Array): Promise<string> {
    const file = join(unfinished, randomBytes(16).toString("hex"));
    const handle = await open(file, "wx", 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } catch (thrown) {
      await rm(file, { force: true });
      throw thrown;
    } finally {
      await handle.close();
    }
    return file;
  }

  return {
    readSealed: (name, bytesMax) => readWhole(join(sealed, name), bytesMax),
    async writeSealed(name, bytes) {
      const file = await finished(bytes);
      try {
        await rename(file, join(sealed, name));
      } catch (thrown) {
        await rm(file, { force: true });
        throw thrown;
      }
      await syncFolder(sealed);
    },
    readRecord: (log, n, bytesMax) => readWhole(join(logs, log, n), bytesMax),
    async appendRecord(log, n, bytes) {
      const folder = join(logs, log);
      if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await syncFolder(logs);
      const file = await finished(bytes);
      try {
        // link(2) fails when the name is there, in one step; rename(2) would replace it.
        await link(file, join(folder, n));
        return "written";
      } catch (thrown) {
        if (codeOf(thrown) === "EEXIST") return "taken";
        throw thrown;
      } finally {
        await unlink(file);
        // Also before `taken`: the other's record may not be on the disk yet, and whoever hears of it builds on it.
        await syncFolder(folder);
      }
    },
  };
}

async function readWhole(path: string, bytesMax: number): Promise<Uint8Array | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, "r");
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return undefined;
    throw thrown;
  }
  try {
    if ((await handle.stat()).size > bytesMax)
      throw new RangeError(`a file of the store has more than ${bytesMax} bytes`);
    return await handle.readFile();
  } finally {
    await handle.close();
  }
}

/** A name is durable when its folder is. */
async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (thrown: unknown): unknown => (thrown as { code?: unknown } | null)?.code;
