// What ethereum/keymanager-APIs has no path for: all keys with what is known of them, keys made inside, secp256k1 keys, and export.
//
//   GET  /inkan/v1/keys            {"data":[{"name","kind","group","derivation_path"}]}
//   POST /inkan/v1/keys/generate   {"kind":"bls"|"secp256k1","count":1,"group"?}                → {"data":["0x…"]}
//   POST /inkan/v1/keys/secp256k1  {"secret":"0x…","group"?}                                    → {"data":{"status","name"}}
//   POST /inkan/v1/keys/export     {"pubkey":"0x…","password":"…","derivation"?:"scrypt"|"pbkdf2"} → {"data":"<EIP-2335 as text>"}
//   POST /inkan/v1/keys/export-approval  {"pubkeys":["0x…"]}                                  → {"data":"approved"}
//
// Where operators are configured they approve an export: one statement for up to `batchMax` keys, which serves the client that asked for it.
import { JsonError, parseJson } from "@inkan/attestation";
import { z } from "zod";
import type { Approvals } from "../approvals/approvals.ts";
import { approvalLimits } from "../approvals/limits.ts";
import type { Client, Route, SignerAnswer, SignerRequest } from "../door/route.ts";
import { KeyError } from "../keys/key-error.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { KeySet } from "../keys/key-set.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";
import { checkBearerToken } from "./bearer-token.ts";
import { keyManagerLimits } from "./limits.ts";

export type OwnKeysParts = {
  readonly ring: Pick<KeyRing, "validators" | "accounts" | "validator">;
  readonly keys: Pick<KeySet, "generate" | "importSecp256k1" | "exportKeystore">;
  /** `undefined` where no operators are configured: then a certificate and the token are enough for an export. */
  readonly approvals: Approvals | undefined;
  /** `null`: the API is off. */
  readonly tokenSha256: string | null;
};

const group = z.string().max(32).optional();
const generateBody = z.strictObject({ kind: z.enum(["bls", "secp256k1"]), count: z.int().min(1).default(1), group });
const secp256k1Body = z.strictObject({ secret: z.string().regex(/^0x[0-9a-fA-F]{64}$/), group });
const pubkey = z
  .string()
  .regex(/^0x[0-9a-fA-F]{96}$/)
  .toLowerCase();
const exportApprovalBody = z.strictObject({ pubkeys: z.array(pubkey).min(1).max(approvalLimits.batchMax) });
const exportBody = z.strictObject({
  pubkey,
  password: z.string().min(1),
  derivation: z.enum(["scrypt", "pbkdf2"]).default("scrypt"),
});

const base = "/inkan/v1/keys";

export function ownKeysRoute(parts: OwnKeysParts): Route {
  return restRoute({
    methods: ["GET", "POST"],
    path: (path) => path === base || path.startsWith(`${base}/`),
    async answer(request) {
      if (parts.tokenSha256 === null) throw new Refusal("NOT_FOUND");
      if (request.client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      checkBearerToken(request.authorization, parts.tokenSha256);
      return answer(request, request.client, parts);
    },
  });
}

async function answer(
  { method, path, body }: SignerRequest,
  client: Client,
  parts: OwnKeysParts,
): Promise<SignerAnswer> {
  const call = `${method} ${path.slice(base.length)}`;
  if (call === "GET ") return jsonAnswer(200, { data: list(client, parts.ring) });
  if (call === "POST /generate") {
    if (!client.may("import-keys")) throw new Refusal("CLIENT_NOT_PERMITTED");
    const data = await parts.keys.generate({ group: undefined, ...read(generateBody, body) });
    return jsonAnswer(200, { data });
  }
  if (call === "POST /secp256k1") {
    if (!client.may("import-keys")) throw new Refusal("CLIENT_NOT_PERMITTED");
    const { secret, group } = read(secp256k1Body, body);
    return jsonAnswer(200, { data: await parts.keys.importSecp256k1(Buffer.from(secret.slice(2), "hex"), group) });
  }
  if (call === "POST /export") {
    const { pubkey, password, derivation } = read(exportBody, body);
    requireExport([pubkey], client, parts);
    return jsonAnswer(200, { data: await parts.keys.exportKeystore(pubkey, password, derivation) });
  }
  if (call === "POST /export-approval") {
    requireExport(read(exportApprovalBody, body).pubkeys, client, parts);
    return jsonAnswer(200, { data: "approved" });
  }
  throw new Refusal("NOT_FOUND");
}

/** @throws {Refusal} `CLIENT_NOT_PERMITTED`, `APPROVAL_REQUIRED`, `OVERLOADED`. @throws {KeyError} `KEY_NOT_HERE`: nobody is to approve that. */
function requireExport(pubkeys: readonly string[], client: Client, { ring, approvals }: OwnKeysParts): void {
  const keys = pubkeys.map((publicKey) => ({ publicKey, group: ring.validator(publicKey)?.group }));
  if (!keys.every((key) => client.may("export-keys", key))) throw new Refusal("CLIENT_NOT_PERMITTED");
  if (pubkeys.some((publicKey) => ring.validator(publicKey) === undefined)) throw new KeyError("KEY_NOT_HERE");
  const subject = {
    action: "export-keys",
    requestedBy: client.names[0] ?? "",
    publicKeys: [...new Set(pubkeys)].sort(),
  } as const;
  approvals?.require(subject, subject.requestedBy);
}

function list(client: Client, ring: OwnKeysParts["ring"]) {
  const keys = [
    ...ring.validators().map((key) => ({ kind: "bls", name: key.publicKey, ...key })),
    ...ring.accounts().map((key) => ({ kind: "secp256k1", name: key.address, derivationPath: "", ...key })),
  ];
  return keys
    .filter(({ name, group }) => client.may("list-keys", { publicKey: name, group }))
    .map(({ name, kind, group, derivationPath }) => ({
      name,
      kind,
      group: group ?? null,
      derivation_path: derivationPath,
    }));
}

/** Messages say which member is wrong, never what it holds: secrets and passwords are in these bodies. */
function read<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  try {
    const { ownBodyBytesMax: bytesMax, jsonDepthMax: depthMax } = keyManagerLimits;
    const found = schema.safeParse(parseJson(body, { bytesMax, depthMax }));
    if (found.success) return found.data;
    throw new Refusal("REQUEST_MALFORMED", found.error.issues.map(({ path }) => path.join(".")).join(", "));
  } catch (thrown) {
    if (thrown instanceof JsonError) throw new Refusal("REQUEST_MALFORMED", thrown.code);
    throw thrown;
  }
}
