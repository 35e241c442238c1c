// User: somebody who writes a second implementation from the documents alone. What they say is held to the program and to the vectors.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { acceptSignatureField, coveredComponents, proofRefusalTable } from "./index.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const proof = read("docs/protocol/proof.md");
const webSocket = read("docs/protocol/websocket-proof.md");
const vectors = (name: string) => JSON.parse(read(`attestation/vectors/proof/${name}`));

describe("docs/protocol", () => {
  test("the worked example is the first vector, byte for byte", () => {
    const { key, vectors: positive } = vectors("positive.json");
    const { signatureBase, request, response, expectedNonce } = positive[0];
    for (const text of [
      signatureBase,
      request.body,
      response.body,
      key.spki,
      coveredComponents,
      acceptSignatureField(expectedNonce),
    ])
      assert.ok(proof.includes(text), text);
    for (const [name, value] of response.headers)
      assert.ok(proof.toLowerCase().includes(`\n${name}: ${value.toLowerCase()}\n`), name);
  });

  test("the WebSocket's example is the first recorded connection", () => {
    const { session, sent, cases } = vectors("websocket.json");
    for (const text of [cases[0].messages[0].text, cases[0].messages[1].text, sent[0], session.nonce])
      assert.ok(webSocket.includes(text), text);
    const opening = `inkan-ws-open-1\n${session.authority}\n${session.path}\n${session.nonce}`;
    assert.ok(webSocket.includes(createHash("sha256").update(opening).digest("base64")));
    assert.ok(webSocket.includes(createHash("sha256").update(sent[0]).digest("base64")));
  });

  test("every code that the documents name is one, and every negative vector's code is documented", () => {
    const named = [...`${proof}${webSocket}`.matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)].map(([, code]) => code!);
    assert.ok(named.length > 0);
    for (const code of named) assert.ok(code in proofRefusalTable, code);
    const { vectors: negative } = vectors("negative.json");
    for (const { code } of negative) assert.ok(proof.includes(`\`${code}\``), code);
  });
});
