// Ramdisks: cpio's "newc" format (Linux, Documentation/driver-api/early-userspace/buffer-format.rst), with nothing in it but names, modes
// and bytes. Owner, time, device and inode numbers are the same whoever builds.
import { sourceDateEpoch } from "./tool.ts";

export type Entry =
  | { readonly path: string; readonly kind: "folder" }
  | { readonly path: string; readonly kind: "file"; readonly bytes: Uint8Array; readonly isExecutable: boolean }
  | { readonly path: string; readonly kind: "character-device"; readonly major: number; readonly minor: number };

const modes = { folder: 0o040755, "character-device": 0o020600 } as const;
const align = 4;
/** The kernel takes several archives in a row; each begins at a multiple of 512. */
const blockBytes = 512;

/**
 * @param entries Paths relative, with `/`; folders need not be listed. They are put in order, so that theirs does not matter.
 * @returns Padded with zeros to 512 bytes.
 */
export function cpioArchive(entries: readonly Entry[]): Uint8Array {
  const all = withFolders(entries);
  const parts: Buffer[] = [];
  all.forEach((entry, at) => {
    const bytes = entry.kind === "file" ? entry.bytes : new Uint8Array();
    const mode = entry.kind === "file" ? (entry.isExecutable ? 0o100755 : 0o100644) : modes[entry.kind];
    const device = entry.kind === "character-device" ? entry : { major: 0, minor: 0 };
    parts.push(header(entry.path, at + 1, mode, bytes.length, device), padded(bytes));
  });
  parts.push(header("TRAILER!!!", 0, 0, 0, { major: 0, minor: 0 }));
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat(parts, Math.ceil(length / blockBytes) * blockBytes);
}

function header(path: string, inode: number, mode: number, size: number, device: { major: number; minor: number }) {
  const name = Buffer.from(`${path}\0`);
  const links = (mode & 0o170000) === 0o040000 ? 2 : 1;
  const mtime = mode === 0 ? 0 : sourceDateEpoch;
  const numbers = [inode, mode, 0, 0, links, mtime, size, 0, 0, device.major, device.minor, name.length, 0];
  const text = `070701${numbers.map((number) => number.toString(16).padStart(8, "0")).join("")}`;
  return padded(Buffer.concat([Buffer.from(text, "latin1"), name]));
}

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes], Math.ceil(bytes.length / align) * align);

/** Sorted by path, which puts each folder before what is in it. */
function withFolders(entries: readonly Entry[]): Entry[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  if (byPath.size !== entries.length) throw new RangeError("a path stands twice in the ramdisk");
  for (const { path } of entries)
    for (let end = path.indexOf("/"); end > 0; end = path.indexOf("/", end + 1)) {
      const folder = path.slice(0, end);
      if (!byPath.has(folder)) byPath.set(folder, { path: folder, kind: "folder" });
    }
  return [...byPath.values()].sort((a, b) => Buffer.compare(Buffer.from(a.path), Buffer.from(b.path)));
}
