// /eth/v1/keystores (ethereum/keymanager-APIs): list, import, delete. Web3Signer asks for no token here; this does, as the specification says,
// and for a certificate that may.
import type { Approvals } from "../approvals/approvals.ts";
import type { Client, Route, SignerAnswer, SignerRequest } from "../door/route.ts";
import { KeyError } from "../keys/key-error.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, refusalAnswer, restRoute } from "../rest-route.ts";
import { checkBearerToken } from "./bearer-token.ts";
import { deleteKeystores } from "./delete-keystores.ts";
import type { History, ManagedKeys } from "./managed-keys.ts";
import { readDeleteBody, readImportBody } from "./read-body.ts";

export type KeyManagerParts = {
  readonly keys: Pick<KeyRing, "validator" | "validators">;
  readonly managed: ManagedKeys;
  readonly history: History;
  /** `undefined` where no operators are configured: then a certificate and the token are enough for a deletion. */
  readonly approvals: Approvals | undefined;
  /** The configuration's `clients.keyManagerTokenSha256`; `null`: the API is off. */
  readonly tokenSha256: string | null;
  readonly requestBytesMax: number;
};

export function keystoresRoute(parts: KeyManagerParts): Route {
  return restRoute({
    methods: ["GET", "POST", "DELETE"],
    path: "/eth/v1/keystores",
    async answer(request) {
      if (parts.tokenSha256 === null) throw new Refusal("NOT_FOUND");
      if (request.client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      checkBearerToken(request.authorization, parts.tokenSha256);
      if (request.method === "GET") return list(request.client, parts.keys);
      return request.method === "POST"
        ? importKeystores(request, request.client, parts)
        : remove(request, request.client, parts);
    },
  });
}

function list(client: Client, keys: KeyManagerParts["keys"]): SignerAnswer {
  const data = keys
    .validators()
    .filter((key) => client.may("list-keys", key))
    .map(({ publicKey, derivationPath }) => ({
      validating_pubkey: publicKey,
      derivation_path: derivationPath,
      readonly: false,
    }));
  return jsonAnswer(200, { data });
}

async function importKeystores(
  { body, query }: SignerRequest,
  client: Client,
  { managed, history, requestBytesMax }: KeyManagerParts,
): Promise<SignerAnswer> {
  if (!client.may("import-keys")) throw new Refusal("CLIENT_NOT_PERMITTED");
  const { keystores, passwords, interchange } = readImportBody(body, requestBytesMax);
  if (keystores.length === 0) return jsonAnswer(200, { data: [] });
  try {
    const protect = history.read(interchange);
    const group = new URLSearchParams(query).get("group") ?? undefined;
    const outcomes = await managed.importKeystores({ keystores, passwords, group, protect });
    const data = outcomes.map((outcome) => ({
      status: outcome.status,
      message: outcome.status === "error" ? outcome.message : "",
    }));
    return jsonAnswer(200, { data });
  } catch (thrown) {
    return importRefusal(thrown);
  }
}

/** The specification knows 400 for whatever is wrong with the request, the history included; nothing was imported then. */
function importRefusal(thrown: unknown): SignerAnswer {
  if (thrown instanceof Refusal && thrown.entry.http < 500)
    return jsonAnswer(400, { message: thrown.message, code: thrown.code });
  if (thrown instanceof KeyError) {
    const isRequest = thrown.code === "TOO_MANY_AT_ONCE" || thrown.code === "GROUP_INVALID";
    return jsonAnswer(isRequest ? 400 : 500, { message: thrown.message, code: thrown.code });
  }
  return refusalAnswer(thrown);
}

async function remove(request: SignerRequest, client: Client, parts: KeyManagerParts): Promise<SignerAnswer> {
  const publicKeys = readDeleteBody(request.body, parts.requestBytesMax);
  for (const publicKey of publicKeys) {
    const group = parts.keys.validator(publicKey)?.group;
    if (!client.may("delete-keys", { publicKey, group })) throw new Refusal("CLIENT_NOT_PERMITTED");
  }
  if (publicKeys.length === 0 && !client.may("delete-keys")) throw new Refusal("CLIENT_NOT_PERMITTED");
  return jsonAnswer(200, await deleteKeystores(publicKeys, client.names[0] ?? "", parts));
}
