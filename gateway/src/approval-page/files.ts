// The files of the approval page, as any static host would serve them. They are plain JavaScript, so that what an operator reads in the repository
// is what the browser runs.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type PageFile = { readonly contentType: string; readonly bytes: Uint8Array };

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
};
const scripts = ["approve.js", "describe.js", "passkey.js", "statement-id.js"];

/** By path: `/approve` is the page, what it loads lies below. */
export function readPageFiles(): ReadonlyMap<string, PageFile> {
  const read = (name: string): PageFile => ({
    contentType: types[name.split(".").at(-1)!]!,
    bytes: readFileSync(join(import.meta.dirname, name)),
  });
  return new Map([
    ["/approve", read("approve.html")],
    ...["approve.css", ...scripts].map((name): [string, PageFile] => [`/approve/${name}`, read(name)]),
  ]);
}
