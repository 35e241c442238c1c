// `inkan slashing`: the slashing-protection history of a running signer, out of it, into it, and where it stands (EIP-3076).
import { readFileSync, writeFileSync } from "node:fs";
import { openSignerClient, type SignerClient, signerOptions, signerOptionsHelp } from "./signer-client.ts";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan slashing export [--out FILE] [--minimal] [--pubkey 0x…]… SIGNER
       inkan slashing import FILE SIGNER
       inkan slashing status [--json] SIGNER
       inkan slashing watermark [--epoch N --slot N | --remove] SIGNER

export  an EIP-3076 file of the keys that this certificate may manage. Delete a key here, or stop the clients that sign with it, before another
        signer takes it over: a file is as old as its export.
import  takes a file over for the keys that are active here. It never lowers anything, and it can't be undone.
status  what each key must stay above.
watermark  shows, sets or removes the high watermark: at or above it nothing is signed. A lower one is in force at once; a higher one, or none,
        needs the operators' approval where they are configured.

SIGNER:
${signerOptionsHelp}

  --out FILE   where an export goes (default: standard output); a file that is there already is not overwritten
  --minimal    the highest slot and epochs of each key in place of all records
  --pubkey     this key only; may be given several times
  --json       the status as the signer gives it
  --epoch, --slot   of the high watermark: both, the first that are not signed
  --remove     the high watermark`;

const options = {
  ...signerOptions,
  out: { type: "string" },
  minimal: { type: "boolean", default: false },
  pubkey: { type: "string", multiple: true },
  json: { type: "boolean", default: false },
  epoch: { type: "string" },
  slot: { type: "string" },
  remove: { type: "boolean", default: false },
} as const;

const path = "/inkan/v1/slashing-protection";

export async function slashing(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, options, help, true);
  const [action = "", file, ...more] = positionals;
  if (more.length > 0 || (file !== undefined) !== (action === "import")) throw new UsageError(help);
  const signer = openSignerClient(values);
  try {
    if (action === "export") await exportTo(signer, values);
    else if (action === "import") await importFrom(signer, file ?? "");
    else if (action === "status") await showStatus(signer, values.json);
    else if (action === "watermark") await highWatermark(signer, values);
    else throw new UsageError(help);
  } finally {
    signer.close();
  }
  return 0;
}

type ExportValues = {
  readonly out?: string | undefined;
  readonly minimal: boolean;
  readonly pubkey?: readonly string[] | undefined;
};

async function exportTo({ ask }: SignerClient, { out, minimal, pubkey = [] }: ExportValues): Promise<void> {
  const query = new URLSearchParams([
    ...pubkey.map((key) => ["pubkey", key] as [string, string]),
    ...(minimal ? [["minimal", "true"] as [string, string]] : []),
  ]);
  const text = await ask("GET", query.size === 0 ? path : `${path}?${query}`);
  if (out === undefined) return console.log(text);
  writeFileSync(out, `${text}\n`, { mode: 0o600, flag: "wx" });
  const { data } = JSON.parse(text) as { data: readonly unknown[] };
  console.log(`${out}: ${counted(data.length, "key")}`);
}

async function importFrom({ ask }: SignerClient, file: string): Promise<void> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch {
    throw new UsageError(`'${file}' can't be read`);
  }
  const { imported, not_here } = JSON.parse(await ask("POST", path, bytes)) as {
    imported: readonly Floor[];
    not_here: readonly string[];
  };
  for (const key of imported) console.log(`imported  ${floorLine(key)}`);
  for (const pubkey of not_here) console.log(`not here  ${pubkey}`);
  console.log(`${counted(imported.length, "key")} imported, ${not_here.length} not here`);
}

type Floor = {
  readonly pubkey: string;
  readonly slot: string | null;
  readonly source_epoch: string | null;
  readonly target_epoch: string | null;
};

type Status = {
  readonly genesis_validators_root: string;
  readonly exclusivity: string;
  readonly signings: { readonly permitted: number; readonly prevented: number };
  readonly high_watermark: { readonly epoch: string; readonly slot: string } | null;
  readonly other_boots: Omit<Floor, "pubkey">;
  readonly keys: readonly Floor[];
};

async function showStatus({ ask }: SignerClient, isJson: boolean): Promise<void> {
  const text = await ask("GET", `${path}/status`);
  if (isJson) return console.log(text);
  const { genesis_validators_root, exclusivity, signings, high_watermark, other_boots, keys } = JSON.parse(
    text,
  ) as Status;
  const high = high_watermark === null ? "none" : watermarkText(high_watermark);
  console.log(`chain           ${genesis_validators_root}
exclusivity     ${exclusivity}${exclusivity === "none" ? " (a development log: it does not stop a second signer)" : ""}
this boot       ${signings.permitted} permitted, ${signings.prevented} prevented
high watermark  ${high}
other boots     ${levels(other_boots)}`);
  for (const key of keys) console.log(floorLine(key));
  console.log(counted(keys.length, "key"));
}

type Watermark = { readonly epoch: string; readonly slot: string };
type WatermarkValues = {
  readonly epoch?: string | undefined;
  readonly slot?: string | undefined;
  readonly remove: boolean;
};

async function highWatermark({ ask }: SignerClient, { epoch, slot, remove }: WatermarkValues): Promise<void> {
  const [isSet, isWhole] = [epoch !== undefined || slot !== undefined, epoch !== undefined && slot !== undefined];
  if (isSet !== isWhole || (isSet && remove)) throw new UsageError("--epoch and --slot, or --remove, or none of them");
  const at = "/inkan/v1/high-watermark";
  const answer = isSet
    ? await ask("PUT", at, JSON.stringify({ epoch, slot }))
    : await ask(remove ? "DELETE" : "GET", at);
  const mark = JSON.parse(answer) as Partial<Watermark>;
  console.log(`high watermark  ${mark.epoch === undefined ? "none" : watermarkText(mark as Watermark)}`);
}

const watermarkText = ({ epoch, slot }: Watermark) => `epoch ${epoch}, slot ${slot}`;

const floorLine = (floor: Floor) => `${floor.pubkey}  ${levels(floor)}`;

const levels = ({ slot, source_epoch, target_epoch }: Omit<Floor, "pubkey">) =>
  `slot ${slot ?? "-"}, source ${source_epoch ?? "-"}, target ${target_epoch ?? "-"}`;

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? "" : "s"}`;
