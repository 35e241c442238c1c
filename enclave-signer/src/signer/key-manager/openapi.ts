// The key manager API's part of the description that the signer serves (OpenAPI 3.1), in the words of ethereum/keymanager-APIs.

const text = { type: "string" } as const;
const publicKey = { type: "string", pattern: "^0x[0-9a-fA-F]{96}$" } as const;
const json = <Schema>(schema: Schema) => ({ "application/json": { schema } });
const refused = { description: "refused", content: json({ $ref: "#/components/schemas/Refusal" }) } as const;
const refusals = { "401": refused, "403": refused, "404": refused, "405": refused } as const;

const statuses = (...names: readonly string[]) => ({
  type: "array",
  items: {
    type: "object",
    properties: { status: { enum: names }, message: text },
    required: ["status", "message"],
    additionalProperties: false,
  },
});

export const keystoresPaths = {
  "/eth/v1/keystores": {
    get: {
      operationId: "listKeys",
      responses: {
        "200": {
          description: "the keys that this certificate may list",
          content: json({
            type: "object",
            properties: {
              data: {
                type: "array",
                items: {
                  type: "object",
                  properties: { validating_pubkey: publicKey, derivation_path: text, readonly: { type: "boolean" } },
                  required: ["validating_pubkey", "derivation_path", "readonly"],
                  additionalProperties: false,
                },
              },
            },
            required: ["data"],
            additionalProperties: false,
          }),
        },
        ...refusals,
      },
    },
    post: {
      operationId: "importKeystores",
      parameters: [
        { name: "group", in: "query", required: false, description: "of all keys of this request", schema: text },
      ],
      requestBody: {
        required: true,
        content: json({
          type: "object",
          properties: {
            keystores: { type: "array", items: text },
            passwords: { type: "array", items: text },
            slashing_protection: { type: ["string", "null"] },
          },
          required: ["keystores", "passwords"],
        }),
      },
      responses: {
        "200": {
          description: "one status for each keystore, in order",
          content: json({
            type: "object",
            properties: { data: statuses("imported", "duplicate", "error") },
            required: ["data"],
            additionalProperties: false,
          }),
        },
        "400": refused,
        "413": refused,
        "500": refused,
        ...refusals,
      },
    },
    delete: {
      operationId: "deleteKeys",
      requestBody: {
        required: true,
        content: json({
          type: "object",
          properties: { pubkeys: { type: "array", items: publicKey } },
          required: ["pubkeys"],
        }),
      },
      responses: {
        "200": {
          description: "one status for each key, in order, and the history of those that are gone",
          content: json({
            type: "object",
            properties: {
              data: statuses("deleted", "not_active", "not_found", "error"),
              slashing_protection: text,
            },
            required: ["data", "slashing_protection"],
            additionalProperties: false,
          }),
        },
        "400": refused,
        "413": refused,
        ...refusals,
      },
    },
  },
} as const;
