// The key of a drill: made inside the signer for it, never a validator's, and deleted afterwards.
import { dataOf, memberOf, textOf } from "../keys/list.ts";
import type { Door } from "./door.ts";

/** @throws With what the signer said. */
export async function makeDrillKey(admin: Door): Promise<string> {
  const { status, body, code } = await admin.ask("POST", "/inkan/v1/keys/generate", { kind: "bls", count: 1 });
  const [name] = status === 200 ? dataOf(body) : [];
  if (typeof name !== "string") throw new Error(`the signer made no key: ${status} ${code}`);
  return name;
}

/** @returns What became of it, in words. */
export async function deleteDrillKey(admin: Door, publicKey: string): Promise<string> {
  const answer = await admin.ask("DELETE", "/eth/v1/keystores", { pubkeys: [publicKey] });
  if (answer.status !== 200)
    return `is still there: ${answer.status} ${answer.code}; delete it with 'inkan keys delete'`;
  const [outcome] = dataOf(answer.body);
  const status = textOf(outcome, "status");
  return status === "deleted" ? "deleted" : `${status}: ${textOf(outcome, "message")}`;
}

/** Validators that are active besides, and how exclusive the log is. */
export async function lookAt(admin: Door): Promise<{ readonly exclusivity: string; readonly keys: number }> {
  const { status, body, code } = await admin.ask("GET", "/inkan/v1/slashing-protection/status");
  if (status !== 200) throw new Error(`the signer does not tell its status: ${status} ${code}`);
  const keys = memberOf(body, "keys");
  return { exclusivity: textOf(body, "exclusivity"), keys: Array.isArray(keys) ? keys.length : 0 };
}
