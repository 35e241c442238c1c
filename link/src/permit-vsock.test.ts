// An address of vsock on a machine that is not meant to use it: a developer's, or CI's. No AF_VSOCK socket may be made there.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { isNativeAvailable } from "@inkan/native";

const folder = mkdtempSync(join(tmpdir(), "inkan-vsock-"));
after(() => rmSync(folder, { recursive: true, force: true }));

/** Stands before the C library's `socket`, so that no AF_VSOCK socket comes to be, and says that one was asked for. */
const shim = `
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>
int socket(int family, int type, int protocol) {
  if (family != 40) return (int)syscall(SYS_socket, family, type, protocol);
  static const char said[] = "AF_VSOCK asked for\\n";
  if (write(2, said, sizeof said - 1) < 0) return -1;
  errno = EAFNOSUPPORT;
  return -1;
}
`;

function built(): string | undefined {
  const library = join(folder, "shim.so");
  writeFileSync(join(folder, "shim.c"), shim);
  try {
    execFileSync("gcc", ["-shared", "-fPIC", "-O1", "-o", library, join(folder, "shim.c")], { stdio: "ignore" });
    return library;
  } catch {
    return undefined;
  }
}

const library = isNativeAvailable() ? built() : undefined;
const skip = library === undefined && "needs gcc and the native add-on";

const program = (permit: string) => `
import { connect, listen, parseAddress, permitVsockFor } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
const vsock = parseAddress("vsock:3:1");
const codes = [];
const saying = (thrown) => codes.push(thrown.code);
try { permitVsockFor([${permit}]); } catch (thrown) { saying(thrown); }
await connect(vsock, { deadlineMs: 100 }).catch(saying);
await listen(vsock, () => {}, { connectionsMax: 1 }).catch(saying);
process.stdout.write(codes.join());
`;

const run = (permit: string, environment: NodeJS.ProcessEnv) => {
  const { INKAN_VSOCK: _, ...rest } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program(permit)], {
    encoding: "utf8",
    env: { ...rest, LD_PRELOAD: library, ...environment },
  });
  return { codes: stdout, asked: stderr.split("AF_VSOCK asked for").length - 1 };
};
const unsupported = "TRANSPORT_UNSUPPORTED";

describe("AF_VSOCK", { skip }, () => {
  test("is not opened by a process whose operator named no address of it", () => {
    assert.deepEqual(run("", {}), { codes: `${unsupported},${unsupported}`, asked: 0 });
    assert.deepEqual(run(`parseAddress("unix:/a"), undefined`, {}), {
      codes: `${unsupported},${unsupported}`,
      asked: 0,
    });
  });
  test("is not opened where the environment forbids it, whatever the operator named", () => {
    assert.deepEqual(run("vsock", { INKAN_VSOCK: "forbidden" }), {
      codes: `${unsupported},${unsupported},${unsupported}`,
      asked: 0,
    });
  });
  test("control: the shim sees one that is opened", () => {
    assert.deepEqual(run("vsock", {}), { codes: `${unsupported},${unsupported}`, asked: 2 });
  });
});
