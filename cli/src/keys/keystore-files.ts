// A folder of keystores, EIP-2335 or Web3 Secret Storage, and their passwords, looked at before anything is sent.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { KeyError, readAccountKeystore, readKeystore } from "@inkan/enclave-signer";
import { readText } from "../signer-client.ts";
import { UsageError } from "../usage.ts";

export type KeystoreFile = {
  readonly name: string;
  readonly text: string;
  readonly password: string;
  readonly kind: "bls" | "secp256k1";
  /** Public key or address, lower case with 0x; `undefined`: the file does not say. */
  readonly publicKey: string | undefined;
};

export type KeystoreFiles = {
  readonly files: readonly KeystoreFile[];
  /** What can't be sent, each as `name: reason`. */
  readonly problems: readonly string[];
};

export type Passwords = { readonly file?: string | undefined; readonly folder?: string | undefined };

/**
 * @param folder Its `*.json` but for `deposit_data*`, in order of their names.
 * @param passwords One for all, or a folder with `<keystore's name>.txt` for each, as Web3Signer and Teku have it.
 * @throws {UsageError}
 */
export function readKeystoreFiles(folder: string, passwords: Passwords): KeystoreFiles {
  const passwordOf = passwordSource(passwords);
  const files: KeystoreFile[] = [];
  const problems: string[] = [];
  const seen = new Map<string, string>();
  for (const name of namesIn(folder)) {
    try {
      const text = readFileSync(join(folder, name), "utf8");
      const { kind, publicKey } = look(text);
      const first = publicKey === undefined ? undefined : seen.get(publicKey);
      if (first !== undefined) throw new Error(`the same key as ${first}`);
      if (publicKey !== undefined) seen.set(publicKey, name);
      files.push({ name, text, password: passwordOf(name), kind, publicKey });
    } catch (thrown) {
      const why = thrown instanceof KeyError ? `${thrown.code}: ${thrown.message}` : (thrown as Error).message;
      problems.push(`${name}: ${why}`);
    }
  }
  return { files, problems };
}

/** Version 3 is an account's, everything else must be a validator's. */
function look(text: string): Pick<KeystoreFile, "kind" | "publicKey"> {
  if (isVersion3(text)) return { kind: "secp256k1", publicKey: readAccountKeystore(text).address };
  return { kind: "bls", publicKey: readKeystore(text).publicKey };
}

function isVersion3(text: string): boolean {
  try {
    return (JSON.parse(text) as { version?: unknown } | null)?.version === 3;
  } catch {
    return false;
  }
}

function namesIn(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    throw new UsageError(`cannot read the folder '${folder}'`);
  }
  const found = names.filter((name) => name.endsWith(".json") && !name.startsWith("deposit_data")).sort();
  if (found.length === 0) throw new UsageError(`no keystore in '${folder}'`);
  return found;
}

function passwordSource({ file, folder }: Passwords): (name: string) => string {
  if ((file === undefined) === (folder === undefined))
    throw new UsageError("one of --password-file and --passwords is needed");
  if (file !== undefined) {
    const password = passwordIn(readText("password-file", file));
    return () => password;
  }
  return (name) => {
    const path = join(folder ?? "", `${basename(name, ".json")}.txt`);
    if (!existsSync(path)) throw new Error(`no password at ${path}`);
    return passwordIn(readFileSync(path, "utf8"));
  };
}

/** Without the line's end that editors leave. */
export const passwordIn = (text: string): string => text.replace(/\r?\n$/, "");
