// The API's description, OpenAPI 3.1. The schemas of requests are those of the members that are read and hashed, so they can't drift from them.
import type { Chain } from "./chain.ts";
import { ForkInfo } from "./containers/phase0.ts";
import { signTypes } from "./sign-types/index.ts";
import type { SignType } from "./sign-types/sign-type.ts";
import { bytes32 } from "./ssz/basic.ts";
import { objectSchema } from "./ssz/container.ts";
import type { JsonSchema } from "./ssz/member.ts";

const string: JsonSchema = { type: "string" };
const publicKey: JsonSchema = { type: "string", pattern: "^0x[0-9a-f]{96}$" };
const signature: JsonSchema = { type: "string", pattern: "^0x[0-9a-f]{192}$" };
const refusal = objectSchema({ message: string, code: { type: "string", pattern: "^[A-Z0-9_]+$" } });
const closed = (schema: JsonSchema): JsonSchema => ({ ...schema, additionalProperties: false });

const json = (schema: JsonSchema): JsonSchema => ({ "application/json": { schema } });
const answers = (ok: JsonSchema, statuses: readonly number[]): JsonSchema => ({
  ...ok,
  ...Object.fromEntries(
    statuses.map((status) => [
      `${status}`,
      { description: "refused", content: json({ $ref: "#/components/schemas/Refusal" }) },
    ]),
  ),
});

/** @param besides Paths of other APIs of the signer. */
export function openapiDocument(chain: Chain, besides: JsonSchema = {}): JsonSchema {
  return {
    openapi: "3.1.0",
    info: {
      title: "Inkan signer: Web3Signer's eth2 API, and the key manager API",
      version: "1.0.0",
      description: "`type` is taken in any case; members that are not described are ignored.",
    },
    paths: {
      "/api/v1/eth2/sign/{identifier}": { post: signOperation() },
      "/api/v1/eth2/publicKeys": { get: operation("publicKeys", { type: "array", items: publicKey }, [401]) },
      "/upcheck": { get: upcheck },
      "/healthcheck": { get: operation("healthcheck", healthSchema, [401, 403], 503) },
      "/api/v1/eth2/highWatermark": { get: operation("highWatermark", watermarkSchema, [401, 403]) },
      "/reload": {
        get: operation("reloadStatus", reloadStatusSchema, [401, 403]),
        post: reloadOperation,
      },
      "/openapi.json": { get: operation("openapi", { type: "object" }, [401]) },
      ...besides,
    },
    components: {
      schemas: {
        Refusal: refusal,
        ForkInfo: ForkInfo.schema,
        SignRequest: { anyOf: signTypes.flatMap((type) => requestSchemas(type, chain)) },
      },
    },
  };
}

function signOperation(): JsonSchema {
  return {
    operationId: "sign",
    parameters: [
      {
        name: "identifier",
        in: "path",
        required: true,
        description: "BLS public key in hexadecimal, any case, 0x optional",
        schema: { type: "string", pattern: "^(0[xX])?[0-9a-fA-F]{96}$" },
      },
    ],
    requestBody: { required: true, content: json({ $ref: "#/components/schemas/SignRequest" }) },
    responses: answers(
      {
        "200": {
          description: "signed; text unless `Accept` names application/json or */*",
          content: { ...json(closed(objectSchema({ signature }))), "text/plain": { schema: signature } },
        },
      },
      [400, 401, 403, 404, 405, 412, 413, 500, 503],
    ),
  };
}

/** One for each name of the object, bare and wrapped. */
function requestSchemas(type: SignType, chain: Chain): JsonSchema[] {
  const object = type.schema(chain);
  const spellings = [type.operation, ...(type.aliases ?? [])];
  const forms = type.isWrapped ? [object, objectSchema({ data: object })] : [object];
  return type.members.flatMap((name) =>
    forms.map((form) => {
      const needed: Record<string, JsonSchema> = { type: { enum: spellings }, [name]: form };
      if (type.hasFork !== false) needed.fork_info = { $ref: "#/components/schemas/ForkInfo" };
      return {
        type: "object",
        properties: { ...needed, signingRoot: bytes32.schema, signing_root: bytes32.schema },
        required: Object.keys(needed),
      };
    }),
  );
}

function operation(operationId: string, schema: JsonSchema, refused: readonly number[], alsoAs?: number): JsonSchema {
  const ok = { description: operationId, content: json(schema) };
  return {
    operationId,
    responses: answers({ "200": ok, ...(alsoAs === undefined ? {} : { [`${alsoAs}`]: ok }) }, [...refused, 405]),
  };
}

const upcheck: JsonSchema = {
  operationId: "upcheck",
  responses: answers({ "200": { description: "up", content: { "text/plain": { schema: { const: "OK" } } } } }, [405]),
};

const upOrDown: JsonSchema = { enum: ["UP", "DOWN"] };
const healthSchema: JsonSchema = closed(
  objectSchema({
    status: upOrDown,
    outcome: upOrDown,
    checks: { type: "array", items: objectSchema({ id: string, status: upOrDown }) },
  }),
);

const watermarkSchema: JsonSchema = {
  type: "object",
  properties: { epoch: { type: "string", pattern: "^[0-9]+$" }, slot: { type: "string", pattern: "^[0-9]+$" } },
  additionalProperties: false,
};

const reloadStatusSchema: JsonSchema = {
  type: "object",
  properties: {
    status: { enum: ["idle", "running", "completed", "completed_with_errors", "failed"] },
    lastOperationTime: { type: "string", format: "date-time" },
    lastError: string,
  },
  required: ["status"],
  additionalProperties: false,
};

const reloadAnswer = (status: string): JsonSchema =>
  closed(objectSchema({ status: { const: status }, message: string }));
const reloadOperation: JsonSchema = {
  operationId: "reload",
  responses: answers(
    {
      "202": { description: "begun", content: json(reloadAnswer("accepted")) },
      "409": { description: "running", content: json(reloadAnswer("error")) },
    },
    [401, 403, 405],
  ),
};
