// What ethereum/keymanager-APIs has no path for: all keys with what is known of them, keys made inside, secp256k1 keys, and export.
//
//   GET  /inkan/v1/keys            {"data":[{"name","kind","group","derivation_path"}]}
//   POST /inkan/v1/keys/generate   {"kind":"bls"|"secp256k1","count":1,"group"?}                → {"data":["0x…"]}
//   POST /inkan/v1/keys/secp256k1  {"secret":"0x…","group"?}                                    → {"data":{"status","name"}}
//   POST /inkan/v1/keys/export     {"pubkey":"0x…","password":"…","derivation"?:"scrypt"|"pbkdf2"} → {"data":"<EIP-2335 as text>"}
import { JsonError, parseJson } from "@inkan/attestation";
import { z } from "zod";
import type { Client, Route, SignerAnswer, SignerRequest } from "../door/route.ts";
import { KeyError, type KeyErrorCode } from "../keys/key-error.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { KeySet } from "../keys/key-set.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";
import { checkBearerToken } from "./bearer-token.ts";
import { keyManagerLimits } from "./limits.ts";

export type OwnKeysParts = {
  readonly ring: Pick<KeyRing, "validators" | "accounts" | "validator">;
  readonly keys: Pick<KeySet, "generate" | "importSecp256k1" | "exportKeystore">;
  /** `null`: the API is off. */
  readonly tokenSha256: string | null;
};

const group = z.string().max(32).optional();
const generateBody = z.strictObject({ kind: z.enum(["bls", "secp256k1"]), count: z.int().min(1).default(1), group });
const secp256k1Body = z.strictObject({ secret: z.string().regex(/^0x[0-9a-fA-F]{64}$/), group });
const exportBody = z.strictObject({
  pubkey: z
    .string()
    .regex(/^0x[0-9a-fA-F]{96}$/)
    .toLowerCase(),
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
      try {
        return await answer(request, request.client, parts);
      } catch (thrown) {
        if (!(thrown instanceof KeyError)) throw thrown;
        return jsonAnswer(statusOf(thrown.code), { message: thrown.message, code: thrown.code });
      }
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
    if (!client.may("export-keys", { publicKey: pubkey, group: parts.ring.validator(pubkey)?.group }))
      throw new Refusal("CLIENT_NOT_PERMITTED");
    return jsonAnswer(200, { data: await parts.keys.exportKeystore(pubkey, password, derivation) });
  }
  throw new Refusal("NOT_FOUND");
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

function statusOf(code: KeyErrorCode): number {
  if (code === "KEY_NOT_HERE") return 404;
  return code.startsWith("KEY_STORE_") ? 500 : 400;
}
