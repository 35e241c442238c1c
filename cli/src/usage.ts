// A command line that was not understood: exit code 2, with what would be right.
import { type ParseArgsOptionsConfig, parseArgs } from "node:util";

export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Parses a command's arguments strictly: an unknown option is a {@link UsageError}, never ignored.
 *
 * @param help Printed for `--help`, after which the process ends with 0.
 */
export function parse<const Options extends ParseArgsOptionsConfig>(
  args: string[],
  options: Options,
  help: string,
  allowPositionals = false,
) {
  if (args.includes("--help")) {
    console.log(help);
    process.exit(0);
  }
  try {
    return parseArgs({ args, options, allowPositionals, strict: true });
  } catch (thrown) {
    throw new UsageError(`${thrown instanceof Error ? thrown.message : "bad options"}\n\n${help}`);
  }
}

/** A TCP port from an option's text. */
export function portOf(option: string, text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw new UsageError(`--${option} must be a port, 0 to 65535, not '${text}'`);
  return port;
}

/** What `--help` prints of a program or a group of commands. */
export function commandList(program: string, commands: Readonly<Record<string, { readonly summary: string }>>): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return `usage: ${program} <command> [options]

${Object.entries(commands)
  .map(([name, { summary }]) => `  ${name.padEnd(width)}  ${summary}`)
  .join("\n")}

'${program} <command> --help' lists a command's options.`;
}
