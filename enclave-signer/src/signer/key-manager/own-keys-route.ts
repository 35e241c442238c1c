// What ethereum/keymanager-APIs has no path for: all keys with what is known of them, keys made inside, secp256k1 keys, and export.
//
//   GET  /inkan/v1/keys            {"data":[{"name","kind","group","derivation_path"}]}
//   POST /inkan/v1/keys/generate   {"kind":"bls"|"secp256k1","count":1,"group"?}                → {"data":["0x…"]}
//   POST /inkan/v1/keys/secp256k1  {"secret":"0x…","group"?} or {"keystore":"<version 3>","password":"…","group"?}
//                                                                                               → {"data":{"status","name"}}
//   POST /inkan/v1/keys/export     {"pubkey":"0x…","password":"…","derivation"?:"scrypt"|"pbkdf2"} → {"data":"<EIP-2335, or version 3, as text>"}
//   POST /inkan/v1/keys/export-approval  {"pubkeys":["0x…"]}                                    → {"data":"approved"}
//   POST /inkan/v1/keys/delete     {"address":"0x…"}                                            → {"data":{"status","message"}}
//
// A `pubkey` is a validator's public key or an account's address; validators' keys are deleted at /eth/v1/keystores, with their history.
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
  readonly ring: Pick<KeyRing, "validators" | "accounts" | "validator" | "account">;
  readonly keys: Pick<KeySet, "generate" | "importSecp256k1" | "importAccount" | "exportKeystore" | "deleteKeys">;
  /** `undefined` where no operators are configured: then a certificate and the token are enough for an export or a deletion. */
  readonly approvals: Approvals | undefined;
  /** `null`: the API is off. */
  readonly tokenSha256: string | null;
};

const group = z.string().max(32).optional();
const generateBody = z.strictObject({ kind: z.enum(["bls", "secp256k1"]), count: z.int().min(1).default(1), group });
const secp256k1Body = z.union([
  z.strictObject({ secret: z.string().regex(/^0x[0-9a-fA-F]{64}$/), group }),
  z.strictObject({ keystore: z.string(), password: z.string(), group }),
]);
const deleteBody = z.strictObject({
  address: z
    .string()
    .regex(/^0x[0-9a-fA-F]{40}$/)
    .toLowerCase(),
});
const pubkey = z
  .string()
  .regex(/^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{96})$/)
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
    const { group, ...account } = read(secp256k1Body, body);
    const data =
      "secret" in account
        ? await parts.keys.importSecp256k1(Buffer.from(account.secret.slice(2), "hex"), group)
        : await parts.keys.importAccount(account.keystore, account.password, group);
    return jsonAnswer(200, { data });
  }
  if (call === "POST /export") {
    const { pubkey, password, derivation } = read(exportBody, body);
    requireExport([pubkey], client, parts);
    return jsonAnswer(200, { data: await parts.keys.exportKeystore(pubkey, password, derivation) });
  }
  if (call === "POST /delete") return deleteAccount(read(deleteBody, body).address, client, parts);
  if (call === "POST /export-approval") {
    requireExport(read(exportApprovalBody, body).pubkeys, client, parts);
    return jsonAnswer(200, { data: "approved" });
  }
  throw new Refusal("NOT_FOUND");
}

/** @throws {Refusal} `CLIENT_NOT_PERMITTED`, `APPROVAL_REQUIRED`, `OVERLOADED`. @throws {KeyError} `KEY_NOT_HERE`: nobody is to approve that. */
function requireExport(pubkeys: readonly string[], client: Client, { ring, approvals }: OwnKeysParts): void {
  const keyOf = (publicKey: string) => ring.validator(publicKey) ?? ring.account(publicKey);
  if (!pubkeys.every((publicKey) => client.may("export-keys", { publicKey, group: keyOf(publicKey)?.group })))
    throw new Refusal("CLIENT_NOT_PERMITTED");
  if (pubkeys.some((publicKey) => keyOf(publicKey) === undefined)) throw new KeyError("KEY_NOT_HERE");
  const subject = {
    action: "export-keys",
    requestedBy: client.names[0] ?? "",
    publicKeys: [...new Set(pubkeys)].sort(),
  } as const;
  approvals?.require(subject, subject.requestedBy);
}

/** Nothing is awaited between the approval and the end of signing. */
async function deleteAccount(
  address: string,
  client: Client,
  { ring, keys, approvals }: OwnKeysParts,
): Promise<SignerAnswer> {
  const account = ring.account(address);
  if (!client.may("delete-keys", { publicKey: address, group: account?.group }))
    throw new Refusal("CLIENT_NOT_PERMITTED");
  if (account !== undefined) approvals?.require({ action: "delete-key", publicKey: address }, client.names[0] ?? "");
  const [outcome] = await keys.deleteKeys([address]);
  const message = outcome?.status === "error" ? outcome.message : "";
  return jsonAnswer(200, { data: { status: outcome?.status ?? "not_found", message } });
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
