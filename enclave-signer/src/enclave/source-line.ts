// Where an unforeseen error came from, without what it says: a message may quote what a client sent, a place in our source can't.

declare const sourceLineBrand: unique symbol;

/** `relay/http.ts:120`, or `unknown`. */
export type SourceLine = string & { readonly [sourceLineBrand]: true };

const frame = /(?:src|node_modules)\/([A-Za-z0-9@_./-]{1,120}\.(?:ts|js|mjs|cjs):\d{1,6}):\d{1,6}\)?$/;

/** The topmost line of the stack that lies in the program. */
export function sourceLineOf(thrown: unknown): SourceLine {
  const stack = thrown instanceof Error && typeof thrown.stack === "string" ? thrown.stack : "";
  for (const line of stack.split("\n")) {
    const place = /^\s+at /.test(line) ? frame.exec(line)?.[1] : undefined;
    if (place !== undefined) return place as SourceLine;
  }
  return "unknown" as SourceLine;
}
