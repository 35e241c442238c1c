// What a request asks for: the target of its first line (RFC 9112, section 3.2.1).
import { proofLimits } from "@inkan/attestation";

/** Path without the query, and the query. Neither is trusted. */
export type Target = { readonly path: string; readonly query: string };

/** Printable ASCII: what a signature can cover. */
const targetForm = /^\/[!-~]*$/;

/** @returns `undefined` for what is no path: the absolute form of a proxy's request, bytes beyond ASCII, more than can be signed. */
export function targetOf(url: string): Target | undefined {
  if (!targetForm.test(url)) return undefined;
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  return path.length > proofLimits.pathCharactersMax ? undefined : { path, query: at < 0 ? "" : url.slice(at + 1) };
}
