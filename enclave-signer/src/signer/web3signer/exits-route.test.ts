// User: an operator who ends many validators at once. Attacker: a client that would have one more exit signed than the operators read.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { PublicKey, Signature, verify } from "@chainsafe/blst";
import { independentSigningRoot } from "../../../../test/harness/independent-root.ts";
import { makePasskey } from "../../../../test/harness/passkey.ts";
import { epoch, forkInfo, mainnet } from "../../../../test/harness/validator-clients.ts";
import {
  bodyOf,
  clientThatMay,
  publishedPublicKey,
  publishedSecretKey,
  startTestWeb3signer,
} from "../../../../test/harness/web3signer.ts";
import { approvalLimits } from "../approvals/limits.ts";
import { openApprovals } from "../approvals/open-approvals.ts";
import { readAssertion } from "../approvals/routes.ts";
import { BlsSigningKey } from "../bls.ts";

const origin = "https://approve.example";
const operators = ["ana", "ben"].map((name) => makePasskey(name, "approve.example", origin));
const path = "/inkan/v1/voluntary-exits";

function start() {
  const address = `0x${"11".repeat(20)}`;
  const approvals = openApprovals({
    config: {
      ...{ relyingPartyId: "approve.example", origins: [origin], threshold: 2, lifeMs: 60_000 },
      operators: operators.map(({ name, credentialId, publicKey }) => ({ name, credentialId, publicKey })),
    },
    scope: {
      origin: "https://signer.example",
      operator: address,
      registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
    },
    clock: { unixMs: () => 1_700_000_000_000, monotonicMs: () => 0 },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)), uint32: () => 0 },
  });
  // The test's own clock stands at mainnet's genesis time and the epoch of the requests.
  const clock = { unixMs: () => (1_600_000_000 + epoch * 384) * 1_000 };
  const web3signer = startTestWeb3signer({ ethereum: mainnet, approvals, clock });
  const secrets = [publishedSecretKey, "11".repeat(32)];
  const keys = secrets.map((secret) => BlsSigningKey.take(Buffer.from(secret, "hex")).publicKeyHex);
  const signing = BlsSigningKey.take(Buffer.from(secrets[1]!, "hex"));
  web3signer.keys.addValidator({ publicKey: keys[1]!, group: undefined, derivationPath: "", signing });
  const approve = () => {
    const { statement } = approvals.pending().at(-1)!;
    for (const operator of operators)
      approvals.approve(
        statement.id,
        readAssertion(Buffer.from(JSON.stringify(operator.answer(statement.challenge))), approvalLimits),
      );
  };
  const exits = keys.map((pubkey, at) => ({ pubkey, validator_index: `${7 + at}`, epoch: `${epoch}` }));
  const post = (body: unknown, client?: ReturnType<typeof clientThatMay>) =>
    web3signer.ask({
      ...{ method: "POST", path, body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)) },
      ...(client && { client }),
    });
  return { ...web3signer, approvals, approve, exits, post };
}

const messageOf = (validator_index: string, fork_info = forkInfo(5, 6, 411_392)) => ({
  type: "VOLUNTARY_EXIT",
  fork_info,
  voluntary_exit: { epoch: `${epoch}`, validator_index },
});

describe("many exits under one statement", () => {
  test("are signed once it is approved, each over the root that a client computes, and pass the sign route too", async () => {
    const { approvals, approve, exits, post, sign } = start();
    const refused = await post({ exits });
    assert.deepEqual([refused.status, JSON.parse(bodyOf(refused)).code], [403, "APPROVAL_REQUIRED"]);
    assert.equal((await sign(messageOf("7"))).status, 403);
    assert.equal(approvals.pending().length, 1, "one of them by itself leads to the statement about both");
    approve();
    const answer = await post({ exits });
    assert.equal(answer.status, 200, bodyOf(answer));
    const { data } = JSON.parse(bodyOf(answer)) as { data: { message: unknown; signature: string }[] };
    for (const [at, { message, signature }] of data.entries()) {
      const { pubkey, validator_index } = exits[at]!;
      assert.deepEqual(message, { epoch: `${epoch}`, validator_index });
      const root = independentSigningRoot(messageOf(validator_index), mainnet);
      assert.ok(verify(root, PublicKey.fromHex(pubkey), Signature.fromHex(signature)));
    }
    const alone = await sign(messageOf("7"));
    assert.equal(JSON.parse(bodyOf(alone)).signature, data[0]?.signature);
    assert.equal((await sign(messageOf("8"))).status, 403, "the other index is the other key's");
  });

  test("are no more than those that the operators read", async () => {
    const { approve, exits, post } = start();
    await post({ exits: exits.slice(0, 1) });
    approve();
    assert.equal((await post({ exits: exits.slice(0, 1) })).status, 200, "control");
    assert.equal((await post({ exits })).status, 403);
    assert.equal((await post({ exits: [{ ...exits[0], validator_index: "9" }] })).status, 403);
    assert.equal((await post({ exits: [{ ...exits[0], epoch: "1" }] })).status, 403);
  });

  test("are asked for with the right to each of the keys, of keys that are here, in the words of the page", async () => {
    const { approvals, exits, post } = start();
    const other = { pubkey: publishedPublicKey, validator_index: "7", epoch: "1" };
    const answers = await Promise.all([
      post({ exits }, clientThatMay("ATTESTATION")),
      post({ exits: [{ ...other, pubkey: `0x${"ab".repeat(48)}` }] }),
      post({ exits: [] }),
      post({ exits: Array.from({ length: approvalLimits.batchMax + 1 }, () => other) }),
      post({ exits: [{ ...other, epoch: 1 }] }),
      post({ exits: [{ ...other, epoch: "18446744073709551616" }] }),
      post({ exits: [{ ...other, signing_root: "0x00" }] }),
      post("{"),
    ]);
    assert.deepEqual(
      answers.map(({ status }) => status),
      [403, 404, 400, 400, 400, 400, 400, 400],
    );
    assert.equal(approvals.pending().length, 0);
  });
});
