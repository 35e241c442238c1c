// The five clients' requests through the route: each is signed over the root that the client computes itself, with and without `signingRoot`.
// test/e2e/validator-clients.test.ts sends the same as bytes through mutual TLS.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PublicKey, Signature, verify } from "@chainsafe/blst";
import { independentSigningRoot } from "../../../../test/harness/independent-root.ts";
import {
  blockV2,
  data,
  duties,
  epoch,
  forkInfo,
  fulu,
  mainnet,
  slot,
  validatorClients,
  withRoot,
} from "../../../../test/harness/validator-clients.ts";
import { bodyOf, publishedPublicKey, startTestWeb3signer } from "../../../../test/harness/web3signer.ts";

const { sign, ask } = startTestWeb3signer({ ethereum: mainnet });
const publicKey = PublicKey.fromHex(publishedPublicKey);

for (const { name, accept, identifier, requests } of validatorClients)
  describe(name, () => {
    for (const [what, request] of Object.entries(requests))
      test(what, async () => {
        const signingRoot = independentSigningRoot(request, mainnet);
        for (const sent of [request, withRoot(request)]) {
          const answer = await ask({
            method: "POST",
            path: `/api/v1/eth2/sign/${identifier}`,
            accept,
            body: Buffer.from(JSON.stringify(sent)),
          });
          const text = bodyOf(answer);
          assert.equal(answer.status, 200, text);
          assert.equal(
            answer.contentType,
            `${accept === undefined ? "text/plain" : "application/json"}; charset=utf-8`,
          );
          const signature = accept === undefined ? text : JSON.parse(text).signature;
          assert.ok(
            verify(signingRoot, publicKey, Signature.fromHex(signature)),
            "over the root that it computes itself",
          );
        }
      });
  });

describe("spellings that some client or reader of the specification uses", () => {
  const { ATTESTATION } = duties(fulu);
  for (const [name, request] of [
    ["type in lower case", { ...ATTESTATION, type: "attestation" }],
    ["snake-case signing_root", { ...ATTESTATION, signing_root: withRoot(ATTESTATION).signingRoot }],
    ["signingRoot of null", { ...ATTESTATION, signingRoot: null }],
    ["members that nobody knows", { ...ATTESTATION, a: 1, attestation: { ...data, b: { c: [] } } }],
    ["numbers for strings", { ...ATTESTATION, attestation: { ...data, slot: Number(slot), index: 0 } }],
    ["upper-case hexadecimal", { ...ATTESTATION, attestation: { ...data, beacon_block_root: `0x${"BE".repeat(32)}` } }],
  ] as const)
    test(name, async () => {
      const [expected, answer] = await Promise.all([sign(ATTESTATION), sign(request)]);
      assert.equal(bodyOf(answer), bodyOf(expected));
    });
});

describe("a fork that is not the epoch's", () => {
  for (const [name, fork_info] of [
    ["the one before", forkInfo(4, 5, 364_032)],
    ["the one after", forkInfo(6, 7, 411_392)],
    ["current and previous changed round", forkInfo(6, 5, 411_392)],
    ["an epoch to come", forkInfo(5, 6, epoch + 1)],
    ["another network's", forkInfo(9, 9, 0)],
  ] as const)
    test(name, async () => {
      for (const request of [duties(fork_info).ATTESTATION, duties(fork_info).RANDAO_REVEAL, blockV2(fork_info)])
        assert.equal((await sign(request)).status, 400);
    });

  test("control: at the epoch of the fork itself both sides of it are signed", async () => {
    const at = (number: number) => ({
      type: "RANDAO_REVEAL",
      fork_info: fulu,
      randao_reveal: { epoch: String(number) },
    });
    assert.equal((await sign(at(411_391))).status, 200);
    assert.equal((await sign(at(411_392))).status, 200);
  });
});
