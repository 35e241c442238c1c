// The verify page as one file: sources of `src/page/` bundled by esbuild into HTML that loads nothing. The same sources give the same bytes on any machine.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const root = join(import.meta.dirname, "../..");
const source = (name: string) => readFileSync(join(root, "attestation/src/page", name), "utf8");

/** In this order: later ones win. */
const styles = ["colours", "base", "trust", "controls", "verdict", "checks", "live", "sees", "screens"] as const;

/** Where the built page is committed: the gateway serves exactly its bytes, and production has no esbuild. */
export const verifyPagePath = join(root, "gateway/src/verify-page/verify.html");

/** Whole page, UTF-8. Not minified: what is committed can be read, and its changes too. */
export async function buildVerifyPage(): Promise<Uint8Array> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["attestation/src/page/main.ts"],
    bundle: true,
    // Makes esbuild fail on any Node built-in.
    platform: "browser",
    format: "iife",
    target: "es2023",
    charset: "utf8",
    legalComments: "none",
    write: false,
    logLevel: "error",
  });
  const script = `\n${outputFiles[0]!.text}`;
  const style = `\n${styles.map((name) => source(`style/${name}.css`)).join("\n")}`;
  requirePlain("script", script);
  requirePlain("style", style);
  const page = source("page.html")
    .replace("{policy}", () => policy(script, style))
    .replace("{style}", () => style)
    .replace("{script}", () => script);
  // The file ends where the document ends: the page hashes itself from what the browser read of it.
  return Buffer.from(page.trimEnd());
}

export const sha256Hex = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** Content Security Policy, level 3. It may talk to any endpoint that a person types, and run nothing but its own script. */
function policy(script: string, style: string): string {
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  return [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    "connect-src http: https:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
}

/** What would end its element early, or read differently after HTML's own newline rules (HTML 13.1.2.6 and 13.2.3.5). */
function requirePlain(element: string, text: string): void {
  if (/<!--|\r|\0/.test(text) || new RegExp(`</${element}`, "i").test(text))
    throw new Error(`the ${element} holds what HTML would not read as text`);
}
