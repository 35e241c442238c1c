// The page's own SHA-256, from what the browser read. A page that lies can lie about this too; it serves those who hold an honest copy.
import { toHex } from "../bytes.ts";
import { sha256 } from "../hash.ts";

/**
 * The file's text, given back by the document: `page.html` is written in the form in which HTML serialises (HTML 13.3), so that the two are the
 * same as long as nothing on the way, and nothing in the browser, has changed the page. To be called before the page changes itself.
 */
export function documentText(of: Document): string {
  return `<!DOCTYPE html>${of.documentElement.outerHTML}`;
}

/** @returns 64 lower-case hexadecimal digits. */
export async function hashOfText(text: string): Promise<string> {
  return toHex(await sha256(new TextEncoder().encode(text)));
}
