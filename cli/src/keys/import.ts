// `inkan keys import`: looks at everything first, then sends a few keystores at a time and says how far it is.
import type { Connection } from "./connection.ts";
import type { HistoryFile } from "./history-file.ts";
import type { KeystoreFile, KeystoreFiles } from "./keystore-files.ts";
import { dataOf, listKeys, textOf } from "./list.ts";

export type ImportTerms = {
  readonly keystores: KeystoreFiles;
  readonly history: HistoryFile | undefined;
  readonly group: string | undefined;
  readonly dryRun: boolean;
  /** Keystores of one request: the signer takes about a second for each. */
  readonly atOnce: number;
};

/** @returns The exit code: 0 when every file is imported, or was there already. */
export async function importKeystores(connection: Connection, terms: ImportTerms): Promise<number> {
  const { keystores, history, dryRun, atOnce } = terms;
  const present = new Set((await listKeys(connection)).map(({ name }) => name));
  const isPresent = ({ publicKey }: KeystoreFile) => publicKey !== undefined && present.has(publicKey);
  const missing = keystores.files.filter((file) => !isPresent(file));
  const bare = missing.filter(
    ({ kind, publicKey }) => kind === "bls" && publicKey !== undefined && history?.has(publicKey) === false,
  );

  for (const problem of keystores.problems) console.error(`cannot be imported: ${problem}`);
  for (const { name } of keystores.files.filter(isPresent)) console.error(`already there: ${name}`);
  for (const { name } of bare) console.error(`without slashing protection in the file: ${name}`);
  const { length: total } = missing;
  console.log(
    `${total} to import, ${keystores.files.length - total} already there, ${keystores.problems.length} unusable` +
      `${history === undefined ? ", no slashing protection" : `, ${bare.length} without slashing protection`}`,
  );
  if (dryRun) return keystores.problems.length === 0 ? 0 : 1;

  let errors = keystores.problems.length;
  const validators = missing.filter(({ kind }) => kind === "bls");
  for (let at = 0; at < validators.length; at += atOnce) {
    errors += await send(connection, validators.slice(at, at + atOnce), terms);
    console.log(`${Math.min(at + atOnce, validators.length)} of ${total} sent, ${errors} failed`);
  }
  for (const [at, account] of missing.filter(({ kind }) => kind === "secp256k1").entries()) {
    errors += await sendAccount(connection, account, terms);
    console.log(`${validators.length + at + 1} of ${total} sent, ${errors} failed`);
  }
  return errors === 0 ? 0 : 1;
}

async function send(
  connection: Connection,
  chunk: readonly KeystoreFile[],
  { history, group }: ImportTerms,
): Promise<number> {
  const path = `/eth/v1/keystores${group === undefined ? "" : `?group=${encodeURIComponent(group)}`}`;
  const answer = await connection.ask("POST", path, {
    keystores: chunk.map(({ text }) => text),
    passwords: chunk.map(({ password }) => password),
    ...(history === undefined ? {} : { slashing_protection: history.of(chunk.map(({ publicKey }) => publicKey)) }),
  });
  const failed = dataOf(answer)
    .map((outcome, at) => ({ name: chunk[at]?.name ?? "", outcome }))
    .filter(({ outcome }) => !["imported", "duplicate"].includes(textOf(outcome, "status")));
  for (const { name, outcome } of failed) console.error(`${name}: ${textOf(outcome, "message")}`);
  return failed.length;
}

async function sendAccount(
  connection: Connection,
  { name, text: keystore, password }: KeystoreFile,
  { group }: ImportTerms,
): Promise<number> {
  const body = { keystore, password, ...(group === undefined ? {} : { group }) };
  try {
    await connection.ask("POST", "/inkan/v1/keys/secp256k1", body);
    return 0;
  } catch (thrown) {
    console.error(`${name}: ${(thrown as Error).message}`);
    return 1;
  }
}
