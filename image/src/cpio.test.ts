// A builder of images: ramdisks must come out the same in any order of their files, and be what cpio(1) and the kernel read.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { test } from "node:test";
import { cpioArchive, type Entry } from "./cpio.ts";

const entries: readonly Entry[] = [
  { path: "init", kind: "file", bytes: Buffer.from("#!"), isExecutable: true },
  { path: "app/deep/data", kind: "file", bytes: Buffer.from("12345"), isExecutable: false },
  { path: "dev/console", kind: "character-device", major: 5, minor: 1 },
  { path: "proc", kind: "folder" },
];

test("a ramdisk's bytes do not depend on the order of its files, and fill whole blocks", () => {
  const archive = cpioArchive(entries);
  assert.deepEqual(cpioArchive(entries.toReversed()), archive);
  assert.equal(archive.length % 512, 0);
  const other = cpioArchive(
    entries.with(1, { ...(entries[1] as Entry & { kind: "file" }), bytes: Buffer.from("12346") }),
  );
  assert.notDeepEqual(other, archive); // control: content matters
});

test("a path that stands twice is refused", () => {
  assert.throws(() => cpioArchive([...entries, entries[0]!]), RangeError);
});

const hasCpio = spawnSync("cpio", ["--version"]).status === 0;
test("cpio lists it", { skip: hasCpio ? false : "skipped: needs cpio" }, () => {
  const listed = execFileSync("cpio", ["-tv", "--quiet", "--numeric-uid-gid"], {
    input: cpioArchive(entries),
    env: { TZ: "UTC", LC_ALL: "C" },
  });
  const lines = String(listed).trim().split("\n");
  assert.deepEqual(
    lines.map((line) => [line.split(/\s+/)[0], line.split(/\s+/).at(-1)]),
    [
      ["drwxr-xr-x", "app"],
      ["drwxr-xr-x", "app/deep"],
      ["-rw-r--r--", "app/deep/data"],
      ["drwxr-xr-x", "dev"],
      ["crw-------", "dev/console"],
      ["-rwxr-xr-x", "init"],
      ["drwxr-xr-x", "proc"],
    ],
  );
  for (const line of lines) assert.match(line, / 1970 /);
});
