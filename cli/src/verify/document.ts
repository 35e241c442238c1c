// `inkan verify --document`: an attestation document alone, from a file.
import { readFile } from "node:fs/promises";
import { decodePem, type Root, type VerifyReport, verify } from "@inkan/attestation";
import { UsageError } from "../usage.ts";

export type DocumentOptions = {
  readonly at: string | undefined;
  readonly root: string | undefined;
  readonly nonce: string | undefined;
};

/** @param options As on the command line: `at` in Unix seconds or ISO 8601, `root` a PEM file, `nonce` in hexadecimal. */
export async function verifyDocumentFile(path: string, options: DocumentOptions): Promise<VerifyReport> {
  const bytes = await read(path);
  const at = options.at === undefined ? undefined : timeOf(options.at);
  const root =
    options.root === undefined ? undefined : rootOf(options.root, (await read(options.root)).toString("utf8"));
  return verify(new Uint8Array(bytes), undefined, {
    now: at === undefined ? undefined : () => at,
    roots: root === undefined ? undefined : [root],
    nonce: options.nonce === undefined ? undefined : nonceOf(options.nonce),
  });
}

/** @throws {UsageError} */
function rootOf(name: string, pem: string): Root {
  const der = decodePem(pem);
  if (der === undefined) throw new UsageError(`'${name}' does not hold exactly one PEM certificate`);
  return { name, der };
}

async function read(path: string): Promise<Buffer> {
  return readFile(path).catch(() => {
    throw new UsageError(`cannot read '${path}'`);
  });
}

function nonceOf(text: string): Uint8Array {
  if (!/^([0-9a-fA-F]{2})+$/.test(text)) throw new UsageError("--nonce takes hexadecimal digits");
  return new Uint8Array(Buffer.from(text, "hex"));
}

/** Unix seconds. @throws {UsageError} */
export function timeOf(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (!Number.isFinite(seconds)) throw new UsageError("--at takes Unix seconds or an ISO 8601 time");
  return seconds;
}
