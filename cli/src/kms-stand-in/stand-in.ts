// A stand-in for AWS KMS: its wire protocol (JSON 1.1, Signature Version 4), its judgement of attestation documents, its policies' logic and its CMS
// answers, without AWS. **It protects nothing**: whoever runs it has its keys. Its ARNs are of the partition `inkan-stand-in`, which AWS does not have.
import { randomBytes } from "node:crypto";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { Root } from "@inkan/attestation";
import { isAllowed, readPolicy } from "@inkan/attestation/key-policy";
import { ciphertextForRecipient } from "./ciphertext-for-recipient.ts";
import { KmsRefusal } from "./kms-refusal.ts";
import { type Recipient, readRecipient } from "./recipient.ts";
import { type AwsIdentity, signerOf } from "./signature-v4.ts";
import { type StandInKey, standInKey } from "./stand-in-key.ts";

export const standInRegion = "local-1";
export const standInAccount = "000000000000";
export const standInRole = `arn:inkan-stand-in:iam::${standInAccount}:role/signer`;

export type KmsStandInOptions = {
  /** 0: any. On loopback. */
  readonly port: number;
  /** Whose documents are believed: the simulated NSM's root, by name. */
  readonly roots: readonly Root[];
  /** By access key id. */
  readonly identities: ReadonlyMap<string, AwsIdentity>;
  /** PEM; without, plain HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string } | undefined;
  readonly nowMs?: () => number;
};

export type KmsStandIn = {
  readonly port: number;
  /** @param material 32 bytes; default: random. @returns The key's ARN. */
  createKey(policy: string, material?: Uint8Array, id?: string): string;
  readonly keys: ReadonlyMap<string, StandInKey>;
  /** `operation principal allowed|refused`, for tests and logs. */
  readonly audit: readonly string[];
  close(): Promise<void>;
};

type Body = { readonly [name: string]: unknown };
type Operation = (body: Body, caller: AwsIdentity, recipient: Recipient | undefined) => Promise<object> | object;

const bodyBytesMax = 524_288;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const bytesOf = (value: unknown) => new Uint8Array(Buffer.from(String(value), "base64"));
const contextOf = (value: unknown) => (value ?? {}) as Readonly<Record<string, string>>;

export async function startKmsStandIn(options: KmsStandInOptions): Promise<KmsStandIn> {
  const { roots, identities, tls, nowMs = Date.now } = options;
  const keys = new Map<string, StandInKey>();
  const audit: string[] = [];

  const keyOf = (id: unknown): StandInKey => {
    const key = keys.get(String(id)) ?? keys.get(standInKeyArn(String(id)));
    if (key === undefined) throw new KmsRefusal("NotFoundException");
    return key;
  };
  /** Policy and grants allow, the policy's Deny wins over both. */
  const authorize = (key: StandInKey, action: string, { principal }: AwsIdentity, recipient: Recipient | undefined) => {
    const request = { principal, action: `kms:${action}`, context: recipient?.context ?? new Map<string, string>() };
    const granted = key.grants.some(({ grantee, operations }) => grantee === principal && operations.includes(action));
    const policy = granted ? [...key.policy, ...readPolicy(allowing(principal, request.action))] : key.policy;
    const allowed = isAllowed(policy, request);
    audit.push(`${action} ${principal} ${allowed ? "allowed" : "refused"}`);
    if (!allowed) throw new KmsRefusal("AccessDeniedException", `${request.action} is not allowed on ${key.arn}`);
  };
  /** To the recipient, or in the clear to a caller without one. */
  const given = (plaintext: Uint8Array, recipient: Recipient | undefined) =>
    recipient === undefined
      ? { Plaintext: base64(plaintext) }
      : { CiphertextForRecipient: base64(ciphertextForRecipient(plaintext, recipient.publicKey)) };

  const operations: Readonly<Record<string, Operation>> = {
    GenerateDataKey(body, caller, recipient) {
      const key = keyOf(body.KeyId);
      authorize(key, "GenerateDataKey", caller, recipient);
      const plaintext = randomBytes(32);
      const CiphertextBlob = base64(key.wrap(plaintext, contextOf(body.EncryptionContext)));
      return { KeyId: key.arn, CiphertextBlob, ...given(plaintext, recipient) };
    },
    Decrypt(body, caller, recipient) {
      const key = keyOf(body.KeyId);
      authorize(key, "Decrypt", caller, recipient);
      const plaintext = key.unwrap(bytesOf(body.CiphertextBlob), contextOf(body.EncryptionContext));
      return { KeyId: key.arn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT", ...given(plaintext, recipient) };
    },
    GenerateRandom: (body, _caller, recipient) => given(randomBytes(Number(body.NumberOfBytes)), recipient),
    Encrypt(body, caller) {
      const key = keyOf(body.KeyId);
      authorize(key, "Encrypt", caller, undefined);
      const CiphertextBlob = base64(key.wrap(bytesOf(body.Plaintext), contextOf(body.EncryptionContext)));
      return { KeyId: key.arn, CiphertextBlob };
    },
    ReEncrypt(body, caller) {
      const [source, destination] = [keyOf(body.SourceKeyId), keyOf(body.DestinationKeyId)];
      authorize(source, "ReEncryptFrom", caller, undefined);
      authorize(destination, "ReEncryptTo", caller, undefined);
      const plaintext = source.unwrap(bytesOf(body.CiphertextBlob), contextOf(body.SourceEncryptionContext));
      const CiphertextBlob = base64(destination.wrap(plaintext, contextOf(body.DestinationEncryptionContext)));
      return { SourceKeyId: source.arn, KeyId: destination.arn, CiphertextBlob };
    },
    CreateGrant(body, caller) {
      const key = keyOf(body.KeyId);
      authorize(key, "CreateGrant", caller, undefined);
      const grantId = randomBytes(32).toString("hex");
      key.grants.push({ grantId, grantee: String(body.GranteePrincipal), operations: body.Operations as string[] });
      return { GrantId: grantId, GrantToken: "none" };
    },
    ListGrants(body, caller) {
      const key = keyOf(body.KeyId);
      authorize(key, "ListGrants", caller, undefined);
      const grants = key.grants.map(({ grantId, grantee, operations }) => ({
        ...{ GrantId: grantId, KeyId: key.arn, GranteePrincipal: grantee, Operations: operations },
      }));
      return { Grants: grants, Truncated: false };
    },
    GetKeyPolicy(body, caller) {
      const key = keyOf(body.KeyId);
      authorize(key, "GetKeyPolicy", caller, undefined);
      return { Policy: key.policyText, PolicyName: "default" };
    },
    PutKeyPolicy(body, caller) {
      const key = keyOf(body.KeyId);
      authorize(key, "PutKeyPolicy", caller, undefined);
      key.policy = readPolicy(String(body.Policy));
      key.policyText = String(body.Policy);
      return {};
    },
    DescribeKey(body, caller) {
      const key = keyOf(body.KeyId);
      authorize(key, "DescribeKey", caller, undefined);
      const kind = { KeySpec: "SYMMETRIC_DEFAULT", KeyUsage: "ENCRYPT_DECRYPT", KeyManager: "CUSTOMER" };
      const state = { Enabled: true, KeyState: "Enabled", Origin: key.origin, MultiRegion: false };
      const [, id = ""] = key.arn.split("/");
      return { KeyMetadata: { Arn: key.arn, KeyId: id, AWSAccountId: standInAccount, ...kind, ...state } };
    },
  };

  const answer = async (request: IncomingMessage): Promise<object> => {
    const body = await bodyOf(request);
    const caller = signerOf(
      { method: request.method ?? "", target: request.url ?? "", headers: request.headers, body },
      identities,
      { region: standInRegion, service: "kms", nowMs: nowMs() },
    );
    if (caller === undefined) throw new KmsRefusal("IncompleteSignatureException");
    const [, name = ""] = /^TrentService\.([A-Za-z]+)$/.exec(String(request.headers["x-amz-target"])) ?? [];
    const operation = operations[name];
    if (operation === undefined) throw new KmsRefusal("UnknownOperationException", name);
    const members = JSON.parse(Buffer.from(body).toString()) as Body;
    return operation(members, caller, await readRecipient(members.Recipient, roots, Math.floor(nowMs() / 1000)));
  };
  const serve = (request: IncomingMessage, response: ServerResponse) => {
    const send = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
    answer(request).then(
      (body) => send(200, body),
      (thrown: unknown) =>
        thrown instanceof KmsRefusal
          ? send(400, { __type: thrown.type, message: thrown.message })
          : send(500, { __type: "KMSInternalException" }),
    );
  };

  const server = tls === undefined ? createHttpServer(serve) : createHttpsServer({ ...tls }, serve);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(options.port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    createKey(policy, material = randomBytes(32), id = crypto.randomUUID()) {
      const arn = standInKeyArn(id);
      keys.set(arn, standInKey(arn, material, policy));
      return arn;
    },
    ...{ keys, audit },
    async close() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export const standInKeyArn = (id: string) => `arn:inkan-stand-in:kms:${standInRegion}:${standInAccount}:key/${id}`;

/** A grant as one more statement: an Allow, which a Deny of the policy overrules. */
function allowing(principal: string, action: string): string {
  const Statement = [{ Effect: "Allow", Principal: { AWS: principal }, Action: action, Resource: "*" }];
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of request as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > bodyBytesMax) throw new KmsRefusal("RequestEntityTooLargeException");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
