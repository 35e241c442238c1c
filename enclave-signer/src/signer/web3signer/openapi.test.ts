// A reader of the API's description: what it says of requests and answers holds for real ones.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type Document, describedBy } from "../../../../test/harness/described.ts";
import { signRequests } from "../../../../test/harness/sign-requests.ts";
import { bodyOf, publishedPublicKey, startTestWeb3signer } from "../../../../test/harness/web3signer.ts";
import type { SignerAnswer, SignerRequest } from "../door/route.ts";

const { ask, sign } = startTestWeb3signer();
const described = describedBy(JSON.parse(bodyOf(await ask({ path: "/openapi.json" }))) as Document);
const agrees = (answer: SignerAnswer, path: string, method: string) =>
  described.agrees(path, method, answer.status, answer.contentType, bodyOf(answer));

describe("requests", () => {
  const request = described.request("/api/v1/eth2/sign/{identifier}", "post");
  for (const [type, body] of Object.entries(signRequests))
    test(`${type}: described as it is signed, and not without its object`, async () => {
      assert.ok(request(body), JSON.stringify(request.errors?.slice(0, 3)));
      agrees(await sign(body), "/api/v1/eth2/sign/{identifier}", "post");
      assert.equal(request({ ...body, [Object.keys(body).at(-1) ?? ""]: {} }), false);
    });
});

describe("answers", () => {
  const post = (body: unknown, changed: Partial<SignerRequest> = {}) => sign(body, changed);
  const at = "/api/v1/eth2/sign/{identifier}";
  const { ATTESTATION } = signRequests;
  const signing: [name: string, answer: Promise<SignerAnswer>, status: number][] = [
    ["text", post(ATTESTATION, { accept: undefined }), 200],
    ["malformed", post({}), 400],
    ["no certificate", post(ATTESTATION, { client: undefined }), 401],
    ["not permitted", post(ATTESTATION, { client: { names: [], may: () => false } }), 403],
    ["no key", post(ATTESTATION, { path: `/api/v1/eth2/sign/${publishedPublicKey.replace("0x9", "0x8")}` }), 404],
    ["method", ask({ path: `/api/v1/eth2/sign/${publishedPublicKey}` }), 405],
    ["another root", post({ ...ATTESTATION, signingRoot: `0x${"11".repeat(32)}` }), 500],
  ];
  for (const [name, answer, status] of signing)
    test(`sign, ${name}: ${status}`, async () => {
      assert.equal((await answer).status, status);
      agrees(await answer, at, "post");
    });

  for (const path of [
    "/api/v1/eth2/publicKeys",
    "/upcheck",
    "/healthcheck",
    "/api/v1/eth2/highWatermark",
    "/reload",
    "/openapi.json",
  ])
    test(`GET ${path}`, async () => {
      agrees(await ask({ path }), path, "get");
      agrees(await ask({ path, method: "PUT" }), path, "get");
    });

  test("POST /reload", async () => agrees(await ask({ path: "/reload", method: "POST" }), "/reload", "post"));
});
