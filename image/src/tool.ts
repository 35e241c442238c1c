// Compilers and archivers as child processes, each in the same small environment: nothing of the caller's reaches what they make.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ImageError } from "./build-error.ts";
import { inputs } from "./inputs.ts";

const run = promisify(execFile);
const outputBytesMax = 256 << 20;

/** 1970-01-01T00:00:01Z: a bare 0 or 1 is taken for "not set" by some tools. */
export const sourceDateEpoch = 1;

const environment = {
  PATH: "/usr/bin:/bin",
  LC_ALL: "C",
  TZ: "UTC",
  HOME: "/nonexistent",
  SOURCE_DATE_EPOCH: `${sourceDateEpoch}`,
};

/** @throws {ImageError} `TOOL_FAILED`, with the end of what the tool said. */
export async function tool(command: string, args: readonly string[], folder?: string): Promise<string> {
  try {
    const options = { env: environment, cwd: folder, maxBuffer: outputBytesMax };
    return (await run("/bin/sh", ["-c", 'umask 022; exec "$0" "$@"', command, ...args], options)).stdout;
  } catch (thrown) {
    const { stderr = "", message = "" } = thrown as { stderr?: string; message?: string };
    throw new ImageError("TOOL_FAILED", `${command}: ${(stderr || message).trim().slice(-2_000)}`, { cause: thrown });
  }
}

export type Toolchain = { readonly gcc: string; readonly ld: string; readonly isPinned: boolean };

/** Which compiler and linker are here, and whether they are those of the published PCRs. */
export async function toolchain(): Promise<Toolchain> {
  const [gcc, ld] = await Promise.all(["gcc", "ld"].map(async (name) => firstLine(await tool(name, ["--version"]))));
  return { gcc: gcc!, ld: ld!, isPinned: gcc === inputs.toolchain.gcc && ld === inputs.toolchain.ld };
}

const firstLine = (text: string): string => text.split("\n", 1)[0] ?? "";
