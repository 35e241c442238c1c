// What a door answers when no API did: the fallback for refusals, and op-signer's own words at its path. Nothing unforeseen shows its text.
import { errorObjectText, InkanError } from "@inkan/link";
import { Refusal, refusalTable } from "../refusal.ts";
import type { SignerAnswer } from "./route.ts";

const json = "application/json; charset=utf-8";

export function refusalAnswer(thrown: unknown): SignerAnswer {
  if (thrown instanceof InkanError)
    return { status: thrown.entry.http, contentType: json, body: `{"error":${errorObjectText(thrown)}}` };
  const refusal = thrown instanceof Refusal ? thrown : new Refusal("INTERNAL");
  return { status: refusal.entry.http, contentType: json, body: JSON.stringify({ message: refusal.message }) };
}

/** As op-signer's middleware says it at `/` (ethereum-optimism/infra, `op-signer/service/auth.go`): plain text, with the newline of Go's `http.Error`. */
export function unauthenticatedAnswer(
  path: string,
  code: "CERTIFICATE_MISSING" | "CERTIFICATE_WITHOUT_NAME",
): SignerAnswer {
  if (path !== "/") return refusalAnswer(new Refusal(code));
  return { status: 401, contentType: "text/plain; charset=utf-8", body: `${refusalTable[code].message}\n` };
}
