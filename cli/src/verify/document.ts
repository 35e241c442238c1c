// `inkan verify --document`: an attestation document alone, from a file.
import { readFile } from "node:fs/promises";
import { awsRootG1, decodePem, type Report, type Root, verifyDocument } from "@inkan/attestation";
import { UsageError } from "../usage.ts";
import { type Verdict, verdictOf } from "./check.ts";

export type DocumentOptions = {
  readonly at: string | undefined;
  readonly root: string | undefined;
  readonly nonce: string | undefined;
};

/** @param options As on the command line: `at` in Unix seconds or ISO 8601, `root` a PEM file, `nonce` in hexadecimal. */
export async function verifyDocumentFile(path: string, options: DocumentOptions): Promise<Verdict> {
  const bytes = await read(path);
  const nonce = options.nonce === undefined ? undefined : nonceOf(options.nonce);
  const report = await verifyDocument(new Uint8Array(bytes), {
    at: options.at === undefined ? Math.floor(Date.now() / 1000) : timeOf(options.at),
    roots:
      options.root === undefined ? [awsRootG1] : [rootOf(options.root, (await read(options.root)).toString("utf8"))],
    nonce,
  });
  return verdictOf(report.checks, warningsOf(report));
}

/** What nobody may overlook in a report. */
export function warningsOf({ root, debug }: Report): string[] {
  return [
    ...(root === undefined || root.aws
      ? []
      : [
          `SIMULATED: the root of this document is '${root.name}', not AWS's. Nothing protects the keys of such an enclave.`,
        ]),
    ...(debug ? ["DEBUG MODE: the parent reads this enclave's memory."] : []),
  ];
}

/** @throws {UsageError} */
export function rootOf(name: string, pem: string): Root {
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

function timeOf(text: string): number {
  const seconds = /^\d+$/.test(text) ? Number(text) : Date.parse(text) / 1000;
  if (!Number.isFinite(seconds)) throw new UsageError("--at takes Unix seconds or an ISO 8601 time");
  return seconds;
}
