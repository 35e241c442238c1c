// `inkan approvals`: what waits for the operators, in a terminal. It reads only: an approval is a passkey's, and a passkey answers to a page.
import { type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import { challengeOf, describeStatement, toHex } from "@inkan/gateway";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan approvals list URL
       inkan approvals show URL ID

Statements that wait for the operators of a signer, from its operators' door (the gateway's --approvals-port), and whether each is the one
of its id. show prints the statement in words, and the very text that is signed.`;

const answerBytesMax = 4_194_304;
const deadlineMs = 10_000;

type Pending = {
  readonly id: string;
  readonly statement: string;
  readonly approvedBy: readonly string[];
  readonly threshold: number;
};

export async function approvals(args: string[]): Promise<number> {
  const { positionals } = parse(args, {}, help, true);
  const [verb, url = "", id] = positionals;
  if (!URL.canParse(url)) throw new UsageError(`a URL is missing\n\n${help}`);
  if (verb === "list" && positionals.length === 2) return list(url);
  if (verb === "show" && positionals.length === 3 && /^[0-9a-f]{64}$/.test(id ?? "")) return show(url, id ?? "");
  throw new UsageError(help);
}

async function list(url: string): Promise<number> {
  const { statements } = await ask(url, "/approvals");
  if (!Array.isArray(statements)) throw new Error("the answer is not a list of statements");
  let allSound = true;
  for (const value of statements) {
    const pending = readPending(value);
    const { headline, isSound } = await judge(pending);
    allSound &&= isSound;
    console.log(`${pending.id}  ${pending.approvedBy.length}/${pending.threshold}  ${headline}`);
  }
  if (statements.length === 0) console.log("nothing waits for approval");
  return allSound ? 0 : 1;
}

async function show(url: string, id: string): Promise<number> {
  const pending = readPending(await ask(url, `/approvals/${id}`));
  const { headline, rows, isSound } = await judge(pending);
  console.log(headline);
  if (pending.id !== id) throw new Error("the answer is another statement");
  for (const [name, value] of rows) console.log(`  ${name.padEnd(28)}${value.replaceAll("\n", `\n${" ".repeat(30)}`)}`);
  console.log(`  ${"Approved by".padEnd(28)}${pending.approvedBy.join(", ") || "nobody yet"}`);
  console.log(`\nwhat is signed:\n${pending.statement}`);
  return isSound ? 0 : 1;
}

async function judge({ id, statement }: Pending) {
  const described = describeStatement(statement);
  const isOfItsId = toHex(await challengeOf(statement)) === id;
  if (described !== undefined && isOfItsId)
    return { headline: described.headline, rows: described.rows, isSound: true };
  const why = isOfItsId ? "not understood by this version" : "not the statement of this id";
  return { headline: `NOT TO BE APPROVED: ${why}`, rows: [], isSound: false };
}

async function ask(url: string, path: string): Promise<JsonObject> {
  const response = await fetch(new URL(path, url), { signal: AbortSignal.timeout(deadlineMs), redirect: "error" });
  const value = parseJson(await bodyOf(response), { bytesMax: answerBytesMax, depthMax: 8 });
  const members = objectOf(value);
  if (!response.ok) throw new Error(`${response.status}: ${printable(members.message ?? "refused")}`);
  return members;
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > answerBytesMax) throw new Error("the answer is too large");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function readPending(value: JsonValue): Pending {
  const { id, statement, approvedBy, threshold } = objectOf(value);
  if (typeof threshold !== "number" || !Array.isArray(approvedBy)) throw new Error("the answer is not a statement");
  return { id: printable(id), statement: printable(statement), approvedBy: approvedBy.map(printable), threshold };
}

/** A host's text goes to a terminal: nothing that could move the cursor, or turn the direction of writing. */
function printable(value: JsonValue | undefined): string {
  if (typeof value !== "string" || !/^[\x20-\x7e]*$/.test(value)) throw new Error("the answer holds what is not text");
  return value;
}

function objectOf(value: JsonValue): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error("the answer is not an object");
  return value as JsonObject;
}
