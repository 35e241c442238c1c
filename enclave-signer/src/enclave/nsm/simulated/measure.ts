// PCR0, PCR1 and PCR2 of a role's program as it lies in a source tree, by AWS's formula for an image (set-up-attestation):
// SHA-384(0^48 ‖ SHA-384(content)). PCR1 is over kernel and bootstrap, here the Node binary; PCR2 over the application; PCR0 over both.
// Content is a row of framed files, so that no two trees give the same bytes: u32 length of the path, path, u32 mode (git's), u64 size,
// bytes; integers big-endian; sorted by path.
import { createHash, type Hash } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { join, resolve } from "node:path";
import { measuredFiles, type Role } from "./measured-files.ts";
import { extended, type ImagePcrs, pcrBytes } from "./pcr-bank.ts";

const projectRoot = resolve(import.meta.dirname, "../../../../..");
const chunk = Buffer.alloc(1 << 20);

export type MeasureOptions = {
  /** The source tree; by default the one that this file is in. */
  readonly root?: string;
  /** The bootstrap; by default the Node binary that runs this. */
  readonly bootstrap?: string;
};

/**
 * @example
 * const { pcr0 } = await measure("relay"); // 48 bytes; other bytes after any byte of the relay's program changed
 */
export async function measure(role: Role, options: MeasureOptions = {}): Promise<ImagePcrs> {
  const { root = projectRoot, bootstrap = process.execPath } = options;
  const one = createHash("sha384");
  addFile([one], "bootstrap/node", bootstrap);
  const zero = one.copy(); // the whole image begins with the bootstrap: its bytes are read once
  const two = createHash("sha384");
  for (const path of measuredFiles(role, root)) addFile([zero, two], path, join(root, path));
  const [pcr0, pcr1, pcr2] = [zero, one, two].map((hash) => extended(new Uint8Array(pcrBytes), hash.digest()));
  return { pcr0: pcr0!, pcr1: pcr1!, pcr2: pcr2! };
}

/** @throws {Error} For a symbolic link: what it points to could change unmeasured. */
function addFile(hashes: readonly Hash[], path: string, location: string): void {
  const update = (bytes: Uint8Array) => {
    for (const hash of hashes) hash.update(bytes);
  };
  const file = openSync(location, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    const { mode, size } = fstatSync(file);
    const name = Buffer.from(path);
    const frame = Buffer.alloc(4 + name.length + 4 + 8);
    frame.writeUInt32BE(name.length, 0);
    name.copy(frame, 4);
    frame.writeUInt32BE((mode & constants.S_IXUSR) === 0 ? 0o100644 : 0o100755, 4 + name.length);
    frame.writeBigUInt64BE(BigInt(size), 8 + name.length);
    update(frame);
    let rest = size;
    for (let read = -1; rest > 0 && read !== 0; rest -= read) {
      read = readSync(file, chunk, 0, Math.min(chunk.length, rest), null);
      update(chunk.subarray(0, read));
    }
    if (rest !== 0) throw new Error(`'${path}' changed while it was measured`);
  } finally {
    closeSync(file);
  }
}
