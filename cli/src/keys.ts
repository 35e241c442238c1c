// `inkan keys`: what an administrator does with a signer's keys, over its key manager API.
import { writeFileSync } from "node:fs";
import { type Connection, connectionHelp, connectionOptions, openConnection } from "./keys/connection.ts";
import { exportKeystores } from "./keys/export.ts";
import { readHistoryFile } from "./keys/history-file.ts";
import { importKeystores } from "./keys/import.ts";
import { passwordIn, readKeystoreFiles } from "./keys/keystore-files.ts";
import { dataOf, listKeys, memberOf, textOf } from "./keys/list.ts";
import { readText } from "./signer-client.ts";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan keys <command> [options]

  list                        all keys that the certificate may see
  import DIR                  keystores of a folder: EIP-2335, and Web3 Secret Storage (version 3) for accounts
  generate                    new keys, made inside the signer
  export [KEY…]               keystores, of all keys where none is named
  delete PUBKEY…              stops signing, then forgets; writes the slashing protection to --out
  delete ADDRESS…             the same for accounts, which have none

${connectionHelp}

of import:
  --password-file FILE        one password for all, or
  --passwords DIR             <name of the keystore>.txt for each
  --slashing-protection FILE  EIP-3076, taken over before a key is active, or
  --without-slashing-protection  these keys have never signed
  --group NAME                of the keys
  --at-once N                 keystores of one request (16)
  --dry-run                   looks at files and at what is there already; sends no key
of generate:
  --kind bls|secp256k1 (bls)  --count N (1)  --group NAME
of export:
  --out DIR  --password-file FILE  --kdf scrypt|pbkdf2 (scrypt)
  --dry-run                   says what would be written; asks for no secret
                              Where operators are configured they approve an export: repeat the command after they did
of delete:
  --out FILE                  must not exist yet`;

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const options = {
  ...connectionOptions,
  ...{ "password-file": text, passwords: text, "slashing-protection": text, "without-slashing-protection": flag },
  ...{ group: text, "at-once": text, "dry-run": flag, kind: text, count: text, out: text, kdf: text },
} as const;

type Values = ReturnType<typeof read>["values"];
const read = (args: string[]) => parse(args, options, help, true);

const commands: Readonly<
  Record<string, (connection: Connection, named: readonly string[], values: Values) => Promise<number>>
> = {
  async list(connection) {
    for (const { name, kind, group, derivationPath } of await listKeys(connection))
      console.log([name, kind, group || "-", derivationPath || "-"].join("  "));
    return 0;
  },

  async import(connection, [folder, ...more], values) {
    if (folder === undefined || more.length > 0) throw new UsageError("import takes one folder");
    const protection = values["slashing-protection"];
    if ((protection === undefined) !== values["without-slashing-protection"])
      throw new UsageError("one of --slashing-protection and --without-slashing-protection is needed");
    return importKeystores(connection, {
      keystores: readKeystoreFiles(folder, { file: values["password-file"], folder: values.passwords }),
      history: protection === undefined ? undefined : readHistoryFile(readText("slashing-protection", protection)),
      group: values.group,
      dryRun: values["dry-run"],
      atOnce: countOf("at-once", values["at-once"] ?? "16"),
    });
  },

  async generate(connection, named, { kind = "bls", count = "1", group }) {
    if (named.length > 0) throw new UsageError("generate takes options only");
    const body = { kind, count: countOf("count", count), ...(group === undefined ? {} : { group }) };
    for (const name of dataOf(await connection.ask("POST", "/inkan/v1/keys/generate", body))) console.log(String(name));
    return 0;
  },

  async export(connection, named, { out, kdf = "scrypt", "dry-run": dryRun, ...values }) {
    const passwordFile = values["password-file"];
    if (out === undefined || passwordFile === undefined) throw new UsageError("--out and --password-file are needed");
    const password = passwordIn(readText("password-file", passwordFile));
    const listed = named.length > 0 ? named : (await listKeys(connection)).map(({ name }) => name);
    return exportKeystores(connection, { publicKeys: listed.map(keyNameOf), out, password, kdf, dryRun });
  },

  async delete(connection, named, { out }) {
    if (named.length > 0 && named.every((name) => isAddress(name))) return deleteAccounts(connection, named);
    if (named.length === 0 || out === undefined) throw new UsageError("public keys and --out are needed");
    const pubkeys = named.map(publicKeyOf);
    writeFileSync(out, "", { mode: 0o600, flag: "wx" }); // before anything is deleted: the history has a place
    const answer = await connection.ask("DELETE", "/eth/v1/keystores", { pubkeys });
    const history = memberOf(answer, "slashing_protection");
    if (typeof history === "string") writeFileSync(out, history);
    const outcomes = dataOf(answer);
    for (const [at, pubkey] of pubkeys.entries())
      console.log(`${pubkey}  ${textOf(outcomes[at], "status")}  ${textOf(outcomes[at], "message")}`.trimEnd());
    const isDone = (outcome: unknown) => ["deleted", "not_active"].includes(textOf(outcome, "status"));
    return outcomes.length === pubkeys.length && outcomes.every(isDone) && typeof history === "string" ? 0 : 1;
  },
};

export async function keys(args: string[]): Promise<number> {
  const { values, positionals } = read(args);
  const [name = "", ...named] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new UsageError(`no command '${name}'\n\n${help}`);
  const connection = openConnection(values);
  try {
    return await command(connection, named, values);
  } finally {
    connection.close();
  }
}

async function deleteAccounts(connection: Connection, addresses: readonly string[]): Promise<number> {
  let failed = 0;
  for (const address of addresses) {
    const answer = await connection.ask("POST", "/inkan/v1/keys/delete", { address });
    const data = memberOf(answer, "data");
    console.log(`${address}  ${textOf(data, "status")}  ${textOf(data, "message")}`.trimEnd());
    if (textOf(data, "status") !== "deleted") failed++;
  }
  return failed === 0 ? 0 : 1;
}

const isAddress = (text: string) => /^0x[0-9a-fA-F]{40}$/.test(text);

/** It becomes a file's name, so nothing else passes. */
const keyNameOf = (text: string): string => (isAddress(text) ? text.toLowerCase() : publicKeyOf(text));

function publicKeyOf(text: string): string {
  if (!/^0x[0-9a-fA-F]{96}$/.test(text)) throw new UsageError(`'${text}' is no public key`);
  return text.toLowerCase();
}

function countOf(option: string, text: string): number {
  if (!/^[1-9]\d{0,3}$/.test(text)) throw new UsageError(`--${option} must be 1 to 9999, not '${text}'`);
  return Number(text);
}
