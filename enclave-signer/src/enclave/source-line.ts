// Where an unforeseen error came from, without what it says: a message may quote what a client sent, a place in our source can't.
import { existsSync } from "node:fs";

declare const sourceLineBrand: unique symbol;

/** `enclave/boot.ts:120`, or `unknown`. */
export type SourceLine = string & { readonly [sourceLineBrand]: true };

const frame = /^\s+at .*?(?:file:\/\/)?(\/[A-Za-z0-9@_./-]{1,240}\.(?:ts|js|mjs|cjs)):(\d{1,6}):\d{1,6}\)?$/;

/** The topmost line of the stack that lies in a file. A message that looks like a stack can name nothing but files that are there. */
export function sourceLineOf(thrown: unknown): SourceLine {
  const stack = thrown instanceof Error && typeof thrown.stack === "string" ? thrown.stack : "";
  for (const line of stack.split("\n")) {
    const [, path, number] = frame.exec(line) ?? [];
    if (path !== undefined && existsSync(path))
      return `${path.replace(/^.*\/(?:src|node_modules)\//, "")}:${number}` as SourceLine;
  }
  return "unknown" as SourceLine;
}
