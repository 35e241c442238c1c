// `GET /inkan/v1/slashing-protection`: an EIP-3076 file. `POST`: takes one over. `GET …/status`: what each key must stay above, and why.
// For administrators: each needs the operation `slashing-protection`, for every key that it touches.
import { setImmediate as turn } from "node:timers/promises";
import type { Client, Route, SignerAnswer, SignerRequest } from "../door/route.ts";
import type { KeyRing, ProtectionFloor } from "../keys/key-ring.ts";
import { Refusal } from "../refusal.ts";
import { entryText, fileText, readInterchange } from "./interchange.ts";
import { type ExportLimits, exportLimits, interchangeLimits } from "./limits.ts";
import type { Protection } from "./open-protection.ts";
import type { ExportOptions, SigningRecords } from "./records.ts";

export const slashingProtectionPath = "/inkan/v1/slashing-protection";

export type SlashingParts = {
  readonly keys: Pick<KeyRing, "validators" | "validator">;
  readonly records: Pick<SigningRecords, "import" | "export" | "floorOf">;
  readonly protection: Pick<Protection, "exclusivity" | "exportFloor" | "highWatermark" | "counts">;
  /** Of our chain: lower case with 0x. */
  readonly genesisValidatorsRoot: string;
  /** Seals floors beside their keys before it returns (`KeySet`). */
  readonly raiseFloors: (floors: ReadonlyMap<string, ProtectionFloor>) => Promise<void>;
  readonly limits?: ExportLimits;
};

/** @throws {Refusal} From the route: `REQUEST_MALFORMED`, `REQUEST_TOO_LARGE`, `GENESIS_VALIDATORS_ROOT_MISMATCH`, `CLIENT_NOT_PERMITTED` and others. */
export function slashingRoute(parts: SlashingParts): Route {
  return {
    takes: (_method, path) => path === slashingProtectionPath || path === `${slashingProtectionPath}/status`,
    async answer(request) {
      const { method, path, client } = request;
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      if (!client.may("slashing-protection")) throw new Refusal("CLIENT_NOT_PERMITTED");
      if (method === "GET" && path === slashingProtectionPath)
        return json(await exported(parts, client, request.query));
      if (method === "GET") return json(JSON.stringify(statusOf(parts, client)));
      if (method !== "POST" || path !== slashingProtectionPath) throw new Refusal("METHOD_NOT_ALLOWED");
      return json(JSON.stringify(await imported(parts, client, request.body)));
    },
  };
}

/** A key that signs on meanwhile is as it was when its turn came. What its file must not lack is another boot's: the floor says it. */
async function exported(
  { keys, records, protection, genesisValidatorsRoot, limits = exportLimits }: SlashingParts,
  client: Client,
  query: string,
): Promise<string> {
  const { pubkeys, minimal } = exportQuery(query);
  const mine = keys.validators().filter((key) => client.may("slashing-protection", key));
  const wanted = mine.map(({ publicKey }) => publicKey).filter((key) => pubkeys === undefined || pubkeys.has(key));
  if (pubkeys !== undefined && wanted.length < pubkeys.size)
    throw new Refusal(
      "KEY_NOT_FOUND",
      [...pubkeys].find((key) => !wanted.includes(key)),
    );
  const options: ExportOptions = { minimal, floor: protection.exportFloor() };
  const entries: string[] = [];
  let characters = 0;
  for (let at = 0; at < wanted.length; at += limits.exportKeysAtOnce) {
    const texts = records.export(wanted.slice(at, at + limits.exportKeysAtOnce), options).map(entryText);
    for (const text of texts) characters += text.length;
    if (characters > limits.exportCharactersMax)
      throw new Refusal("REQUEST_TOO_LARGE", "the file would be too large: ask for minimal=true, or for some keys");
    entries.push(...texts);
    await turn();
  }
  return fileText(genesisValidatorsRoot, entries);
}

function exportQuery(query: string): { readonly pubkeys: ReadonlySet<string> | undefined; readonly minimal: boolean } {
  const members = new URLSearchParams(query);
  const pubkeys = members.getAll("pubkey").map((text) => text.toLowerCase());
  const minimal = members.get("minimal") ?? "false";
  const isKnown = [...members.keys()].every((name) => name === "pubkey" || name === "minimal");
  if (!isKnown || (minimal !== "true" && minimal !== "false") || !pubkeys.every((key) => /^0x[0-9a-f]{96}$/.test(key)))
    throw new Refusal("REQUEST_MALFORMED", "the query has pubkey=0x… and minimal=true, no more");
  return { pubkeys: pubkeys.length === 0 ? undefined : new Set(pubkeys), minimal: minimal === "true" };
}

/**
 * All of the file's keys that are active here, or nothing. In force at once, and sealed before the answer: when sealing fails, what is in
 * force stays so until the process ends, and the client asks again.
 */
async function imported(
  { keys, records, genesisValidatorsRoot, raiseFloors }: SlashingParts,
  client: Client,
  body: SignerRequest["body"],
): Promise<{ imported: readonly unknown[]; not_here: readonly string[] }> {
  const interchange = readInterchange(body, genesisValidatorsRoot, interchangeLimits);
  const named = interchange.data.map(({ publicKey }) => ({ publicKey, key: keys.validator(publicKey) }));
  if (!named.every(({ key }) => key === undefined || client.may("slashing-protection", key)))
    throw new Refusal("CLIENT_NOT_PERMITTED", "the file names keys that are not this client's");
  const floors = records.import(interchange, { isWanted: (publicKey) => keys.validator(publicKey) !== undefined });
  await raiseFloors(floors);
  return {
    imported: [...floors].map(([publicKey, floor]) => ({ pubkey: publicKey, ...floorText(floor) })),
    not_here: named.filter(({ key }) => key === undefined).map(({ publicKey }) => publicKey),
  };
}

function statusOf({ keys, records, protection, genesisValidatorsRoot }: SlashingParts, client: Client): unknown {
  const mine = keys.validators().filter((key) => client.may("slashing-protection", key));
  const high = protection.highWatermark();
  return {
    genesis_validators_root: genesisValidatorsRoot,
    exclusivity: protection.exclusivity,
    signings: { permitted: protection.counts.permitted, prevented: protection.counts.prevented },
    high_watermark: high === undefined ? null : { epoch: String(high.epoch), slot: String(high.slot) },
    other_boots: floorText(protection.exportFloor()),
    keys: mine.map(({ publicKey }) => ({ pubkey: publicKey, ...floorText(records.floorOf(publicKey)) })),
  };
}

const floorText = ({ slot, source, target }: ProtectionFloor) => ({
  slot: slot === undefined ? null : String(slot),
  source_epoch: source === undefined ? null : String(source),
  target_epoch: target === undefined ? null : String(target),
});

const json = (body: string): SignerAnswer => ({ status: 200, contentType: "application/json; charset=utf-8", body });
