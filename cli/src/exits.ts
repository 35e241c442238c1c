// `inkan exits`: many voluntary exits under one statement of the operators.
import { readFileSync, writeFileSync } from "node:fs";
import { openSignerClient, signerOptions, signerOptionsHelp } from "./signer-client.ts";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan exits FILE --out FILE SIGNER

Has the exits of a file signed: {"exits":[{"pubkey":"0x…","validator_index":"…","epoch":"…"}…]}, at most 128. The operators approve all of them with
one statement: the first call says where; repeat it after they did. What is written are messages as the beacon API's
POST /eth/v1/beacon/pool/voluntary_exits takes them, one by one.

SIGNER:
${signerOptionsHelp}

  --out FILE   where the signed exits go; must not exist yet`;

const options = { ...signerOptions, out: { type: "string" } } as const;

export async function exits(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, options, help, true);
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0 || values.out === undefined) throw new UsageError(help);
  let asked: string;
  try {
    asked = readFileSync(file, "utf8");
  } catch {
    throw new UsageError(`'${file}' can't be read`);
  }
  const signer = openSignerClient(values);
  try {
    const { data } = JSON.parse(await signer.ask("POST", "/inkan/v1/voluntary-exits", asked)) as { data: unknown[] };
    writeFileSync(values.out, `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600, flag: "wx" });
    console.log(`${values.out}: ${data.length} signed exit${data.length === 1 ? "" : "s"}`);
    return 0;
  } finally {
    signer.close();
  }
}
