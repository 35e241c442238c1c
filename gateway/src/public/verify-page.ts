// The verify page as it was built (`npm run build:verify-page`): one file, served byte for byte, so that its SHA-256 can be compared.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export type VerifyPage = { readonly bytes: Buffer; readonly fields: readonly string[] };

/** @throws The system's error where the file is missing, an Error where it has no policy: both are mistakes of whoever packed the gateway. */
export function readVerifyPage(): VerifyPage {
  const bytes = readFileSync(join(import.meta.dirname, "../verify-page/verify.html"));
  const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]+)">/.exec(bytes.toString("utf8")) ?? [];
  if (policy === undefined) throw new Error("the verify page has no Content-Security-Policy");
  return {
    bytes,
    fields: [
      ...["content-type", "text/html; charset=utf-8"],
      // The file's own policy, and what only a header can say.
      ...["content-security-policy", `${policy}; frame-ancestors 'none'`],
      ...["cross-origin-opener-policy", "same-origin"],
      ...["cross-origin-resource-policy", "same-origin"],
      ...["permissions-policy", "camera=(), geolocation=(), microphone=()"],
      ...["referrer-policy", "no-referrer"],
      ...["x-content-type-options", "nosniff"],
      ...["cache-control", "no-store, no-transform"],
    ],
  };
}
