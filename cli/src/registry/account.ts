// The key that pays and speaks: from a file, standard input or the environment, never from an argument, which everyone on the machine can read.
import { readFileSync } from "node:fs";
import type { PrivateKeyAccount } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { UsageError } from "../usage.ts";

export const keyVariable = "INKAN_REGISTRY_KEY";

/**
 * @param keyFile `-` for standard input; `undefined` for the environment.
 * @returns `undefined` when none was given.
 * @throws {UsageError} When what was given can't be read or is no key. It never quotes what it read.
 */
export function readAccount(keyFile: string | undefined): PrivateKeyAccount | undefined {
  const fromEnvironment = process.env[keyVariable];
  // What this process starts has no business with it.
  delete process.env[keyVariable];
  const [text, source] =
    keyFile === undefined ? [fromEnvironment, `$${keyVariable}`] : [textOf(keyFile), `--key-file ${keyFile}`];
  if (text === undefined) return undefined;
  const digits = text.trim().replace(/^0x/, "");
  if (!/^[0-9a-fA-F]{64}$/.test(digits))
    throw new UsageError(`${source} holds no private key of 64 hexadecimal digits`);
  try {
    return privateKeyToAccount(`0x${digits}`);
  } catch {
    throw new UsageError(`${source} holds no private key of secp256k1`);
  }
}

function textOf(keyFile: string): string {
  try {
    return readFileSync(keyFile === "-" ? 0 : keyFile, "utf8");
  } catch {
    throw new UsageError(`--key-file: cannot read '${keyFile}'`);
  }
}
