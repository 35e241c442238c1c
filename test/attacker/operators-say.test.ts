// Attacker: a validator client with a certificate that may sign everything. Wants an exit, a deposit or a block's fees without the operators.
// The real signing API, key and approvals; the operators' passkeys in software.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { createProof, type Node, ProofType, type SingleProof } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import { openApprovals } from "../../enclave-signer/src/signer/approvals/open-approvals.ts";
import { approvalRoute } from "../../enclave-signer/src/signer/approvals/routes.ts";
import { openFeeRecipients } from "../../enclave-signer/src/signer/fee-recipients/fee-recipients.ts";
import { makePasskey } from "../harness/passkey.ts";
import { signRequests } from "../harness/sign-requests.ts";
import { bodyOf, ethereumConfig, publishedForkInfo, startTestWeb3signer } from "../harness/web3signer.ts";

const origin = "https://approve.example";
const [ana, ben] = ["ana", "ben"].map((name) => makePasskey(name, "approve.example", origin)) as [
  ReturnType<typeof makePasskey>,
  ReturnType<typeof makePasskey>,
];
const address = (byte: string) => `0x${byte.repeat(20)}`;

function startGuarded() {
  const approvals = openApprovals({
    config: {
      relyingPartyId: "approve.example",
      origins: [origin],
      threshold: 2,
      operators: [ana, ben].map(({ name, credentialId, publicKey }) => ({ name, credentialId, publicKey })),
      lifeMs: 60_000,
    },
    scope: {
      origin: "https://signer.example",
      operator: address("ab"),
      registry: { chainId: 1, pcrRegistry: address("cd"), enclaveRegistry: address("cd") },
    },
    clock: { unixMs: () => 1_700_000_000_000, monotonicMs: () => 0 },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)), uint32: () => 0 },
  });
  const door = approvalRoute(approvals);
  const { sign } = startTestWeb3signer({ approvals });
  const approve = async (id: string, by: typeof ana) => {
    const request = { query: "", accept: undefined, contentType: undefined, authorization: undefined };
    const body = Buffer.from(JSON.stringify(by.answer(Buffer.from(id, "hex"))));
    const path = `/approvals/${id}`;
    return (await door.answer({ ...request, method: "POST", path, body, client: undefined })).status;
  };
  return { sign, approve };
}

const idIn = (text: string) => /statement ([0-9a-f]{64}) /.exec(text)![1]!;

describe("with a certificate that may do everything, and no operator", () => {
  for (const [type, changed] of [
    ["VOLUNTARY_EXIT", { voluntary_exit: { epoch: "119", validator_index: "1" } }],
    ["DEPOSIT", { deposit: { ...signRequests.DEPOSIT.deposit, amount: "33" } }],
  ] as const)
    test(`${type} is signed after two operators approved exactly it, and nothing beside it is`, async () => {
      const { sign, approve } = startGuarded();
      const request = signRequests[type];
      const refused = await sign(request);
      assert.equal(refused.status, 403);
      const id = idIn(bodyOf(refused));
      assert.equal(await approve(id, ana), 200);
      assert.equal(await approve(id, ana), 200);
      assert.equal((await sign(request)).status, 403, "one operator twice");
      assert.equal(await approve(id, ben), 200);
      // With no root of the client's: it would be refused as another message's.
      assert.equal((await sign({ ...request, signingRoot: undefined, ...changed })).status, 403, "another message");
      const signed = await sign(request);
      assert.equal(signed.status, 200);
      assert.equal(bodyOf(await sign(request)), bodyOf(signed), "asked for again, the same signature");
    });
});

describe("with a block that pays somebody else", () => {
  const fulu = [{ name: "fulu", version: "0x00000001", epoch: 0 }] as const;
  const ethereum = {
    ...ethereumConfig({ forks: fulu }),
    feeRecipients: [address("ab")],
    feeRecipientProofRequired: true,
  };
  const { sign } = startTestWeb3signer({
    ethereum: { forks: fulu },
    feeRecipients: openFeeRecipients(ethereum, () => new Set([address("ab")])),
  });

  /** As Nimbus' verifying-web3signer asks for a block of slot 8: the proof beside the block, without a value. */
  function request(payee: string) {
    const type = ssz.fulu.BeaconBlockBody;
    const body = type.defaultValue();
    body.executionPayload.feeRecipient = Buffer.from(payee.slice(2), "hex");
    const { gindex } = type.getPathInfo(["executionPayload", "feeRecipient"]);
    const { node } = type.toView(body) as unknown as { node: Node };
    const { witnesses } = createProof(node, { type: ProofType.single, gindex }) as SingleProof;
    const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;
    return {
      type: "BLOCK_V2",
      fork_info: publishedForkInfo,
      beacon_block: {
        version: "FULU",
        block_header: {
          slot: "8",
          proposer_index: "5",
          parent_root: `0x${"01".repeat(32)}`,
          state_root: `0x${"02".repeat(32)}`,
          body_root: hex(type.hashTreeRoot(body)),
        },
      },
      proofs: [{ index: "801", proof: witnesses.map(hex) }],
    };
  }

  test("it is refused, whatever proof comes with it", async () => {
    const theirs = request(address("66"));
    const attempts = [
      theirs,
      { ...theirs, proofs: undefined },
      { ...theirs, proofs: request(address("ab")).proofs },
      { ...theirs, proofs: [{ ...theirs.proofs[0], value: address("66") }] },
      { ...theirs, beacon_block: { ...theirs.beacon_block, version: "ALTAIR" } },
      { ...theirs, beacon_block: { ...theirs.beacon_block, version: "CAPELLA" }, proofs: undefined },
    ];
    for (const attempt of attempts) assert.notEqual((await sign(attempt)).status, 200);
    assert.equal((await sign(request(address("ab")))).status, 200, "control: ours, proven");
  });
});
