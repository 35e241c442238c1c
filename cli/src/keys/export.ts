// `inkan keys export`: looks at the folder first, has the operators' approval for all keys, then writes one keystore after the other.
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UsageError } from "../usage.ts";
import type { Connection } from "./connection.ts";
import { listKeys, memberOf } from "./list.ts";

export type ExportTerms = {
  /** Lower case with 0x. */
  readonly publicKeys: readonly string[];
  /** A folder that is there. */
  readonly out: string;
  readonly password: string;
  readonly kdf: string;
  readonly dryRun: boolean;
};

/** As many keys as one statement of the operators holds. */
const approvedAtOnce = 128;

/** @returns The exit code: 0 when every key was written, or would be. */
export async function exportKeystores(connection: Connection, terms: ExportTerms): Promise<number> {
  const { publicKeys, out, password, kdf, dryRun } = terms;
  if (!existsSync(out) || !statSync(out).isDirectory()) throw new UsageError(`--out: '${out}' is no folder`);
  const fileOf = (publicKey: string) => join(out, `keystore-${publicKey}.json`);
  const here = new Set((await listKeys(connection)).map(({ name }) => name));
  const missing = publicKeys.filter((publicKey) => !here.has(publicKey));
  const present = publicKeys.filter((publicKey) => existsSync(fileOf(publicKey)));
  for (const publicKey of missing) console.error(`not there: ${publicKey}`);
  for (const publicKey of present) console.error(`there is a file already: ${fileOf(publicKey)}`);
  console.log(`${publicKeys.length} to export, ${missing.length} not there, ${present.length} with a file already`);
  if (missing.length + present.length > 0) return 1;
  if (dryRun) return 0;

  if (!(await areApproved(connection, publicKeys))) return 1;
  for (const [at, pubkey] of publicKeys.entries()) {
    const answer = await connection.ask("POST", "/inkan/v1/keys/export", { pubkey, password, derivation: kdf });
    const keystore = memberOf(answer, "data");
    if (typeof keystore !== "string") throw new Error("the signer's answer has no keystore");
    writeFileSync(fileOf(pubkey), keystore, { mode: 0o600, flag: "wx" });
    console.log(`${at + 1} of ${publicKeys.length} exported: ${pubkey}`);
  }
  return 0;
}

/** Asks for all before it says no, so that the operators have everything before them at once. */
async function areApproved(connection: Connection, publicKeys: readonly string[]): Promise<boolean> {
  let areAll = true;
  for (let at = 0; at < publicKeys.length; at += approvedAtOnce) {
    const pubkeys = publicKeys.slice(at, at + approvedAtOnce);
    await connection.ask("POST", "/inkan/v1/keys/export-approval", { pubkeys }).catch((thrown: Error) => {
      areAll = false;
      console.error(thrown.message);
    });
  }
  return areAll;
}
