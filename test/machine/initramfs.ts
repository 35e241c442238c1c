// The root file system of a guest, as a cpio archive that the kernel unpacks into memory: `newc` format of the kernel's
// Documentation/driver-api/early-userspace/buffer-format.rst. Not compressed: unpacking costs more emulated time than reading.

export type Entry =
  | { readonly path: string; readonly kind: "folder" }
  | { readonly path: string; readonly kind: "link"; readonly target: string }
  | { readonly path: string; readonly kind: "file"; readonly content: Uint8Array; readonly isExecutable?: boolean };

const [folderMode, linkMode, fileMode, programMode] = [0o040755, 0o120777, 0o100644, 0o100755];
const alignment = 4;

/**
 * Folders above an entry are added where they are missing, before it.
 *
 * @param entries `path` without a leading slash.
 */
export function initramfs(entries: readonly Entry[]): Uint8Array {
  const pieces: Uint8Array[] = [];
  const folders = new Set<string>();
  let inode = 0;
  const add = (path: string, mode: number, content: Uint8Array) => {
    const name = Buffer.from(`${path}\0`);
    // inode, mode, uid, gid, links, mtime, size, and device numbers of the file and of what it stands for; length of the name, checksum (none).
    const fields = [++inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0];
    const head = `070701${fields.map((field) => field.toString(16).toUpperCase().padStart(8, "0")).join("")}`;
    pieces.push(padded(Buffer.concat([Buffer.from(head), name])), padded(content));
  };
  for (const entry of entries) {
    const steps = entry.path.split("/").slice(0, -1);
    for (let depth = 1; depth <= steps.length; depth++) {
      const folder = steps.slice(0, depth).join("/");
      if (folders.has(folder)) continue;
      folders.add(folder);
      add(folder, folderMode, new Uint8Array());
    }
    if (entry.kind === "folder") {
      if (!folders.has(entry.path)) add(entry.path, folderMode, new Uint8Array());
      folders.add(entry.path);
    } else if (entry.kind === "link") add(entry.path, linkMode, Buffer.from(entry.target));
    else add(entry.path, entry.isExecutable === true ? programMode : fileMode, entry.content);
  }
  add("TRAILER!!!", 0, new Uint8Array());
  return Buffer.concat(pieces);
}

function padded(bytes: Uint8Array): Uint8Array {
  const rest = bytes.length % alignment;
  return rest === 0 ? bytes : Buffer.concat([bytes, new Uint8Array(alignment - rest)]);
}
