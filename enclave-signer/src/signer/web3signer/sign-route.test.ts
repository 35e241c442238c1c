// A client and what it sees; an attacker with a certificate for less than it asks for.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { executionPayloadEnvelope, signRequests } from "../../../../test/harness/sign-requests.ts";
import {
  allowingClient,
  bodyOf,
  clientThatMay,
  publishedForkInfo,
  publishedPublicKey,
  startTestWeb3signer,
} from "../../../../test/harness/web3signer.ts";
import { Refusal } from "../refusal.ts";

const { ATTESTATION, BLOCK_V2, VALIDATOR_REGISTRATION, DEPOSIT, VOLUNTARY_EXIT } = signRequests;
const signed = /^0x[0-9a-f]{192}$/;
const code = (answer: { body: string | Uint8Array }) => JSON.parse(Buffer.from(answer.body).toString()).code;

describe("identifiers", () => {
  const { ask } = startTestWeb3signer();
  const at = (identifier: string) =>
    ask({
      method: "POST",
      path: `/api/v1/eth2/sign/${identifier}`,
      body: Buffer.from(JSON.stringify(ATTESTATION)),
    });
  for (const identifier of [
    publishedPublicKey,
    publishedPublicKey.slice(2),
    publishedPublicKey.slice(2).toUpperCase(),
    `0X${publishedPublicKey.slice(2).toUpperCase()}`,
  ])
    test(`${identifier.slice(0, 8)}… is found`, async () => assert.equal((await at(identifier)).status, 200));
  for (const identifier of [
    "",
    "0x",
    publishedPublicKey.slice(0, -1),
    `${publishedPublicKey}0`,
    `0x${"ab".repeat(48)}`,
  ])
    test(`${identifier.slice(0, 8)}… of ${identifier.length} characters is not`, async () =>
      assert.equal((await at(identifier)).status, 404));
});

describe("what the answer looks like", () => {
  const { sign } = startTestWeb3signer();
  for (const [accept, contentType] of [
    [undefined, "text/plain; charset=utf-8"],
    ["text/plain", "text/plain; charset=utf-8"],
    ["application/json", "application/json; charset=utf-8"],
    ["*/*", "application/json; charset=utf-8"],
    ["text/html, application/json;q=0.9, */*;q=0.8", "application/json; charset=utf-8"],
    ["application/jsonx", "text/plain; charset=utf-8"],
  ] as const)
    test(`Accept: ${accept ?? "none"} → ${contentType}`, async () => {
      const answer = await sign(ATTESTATION, { accept });
      assert.equal(answer.status, 200);
      assert.equal(answer.contentType, contentType);
      const text = bodyOf(answer);
      assert.match(contentType.startsWith("text") ? text : JSON.parse(text).signature, signed);
    });
});

describe("statuses", () => {
  const cases: [name: string, body: unknown, status: number, code: string][] = [
    ["no JSON", "{", 400, "REQUEST_MALFORMED"],
    ["a member twice", '{"type":"ATTESTATION","type":"BLOCK_V2"}', 400, "REQUEST_MALFORMED"],
    ["an unknown type", { ...ATTESTATION, type: "BLS_TO_EXECUTION_CHANGE" }, 400, "REQUEST_MALFORMED"],
    ["no object", { type: "ATTESTATION", fork_info: publishedForkInfo }, 400, "REQUEST_MALFORMED"],
    ["no fork_info", { ...ATTESTATION, fork_info: undefined }, 400, "REQUEST_MALFORMED"],
    [
      "a header under a version that needs the block",
      { ...BLOCK_V2, beacon_block: { ...BLOCK_V2.beacon_block, version: "ALTAIR" } },
      400,
      "REQUEST_MALFORMED",
    ],
    [
      "a version of no fork",
      { ...BLOCK_V2, beacon_block: { ...BLOCK_V2.beacon_block, version: "HOMESTEAD" } },
      400,
      "REQUEST_MALFORMED",
    ],
    ["another root", { ...ATTESTATION, signingRoot: `0x${"11".repeat(32)}` }, 500, "SIGNING_ROOT_MISMATCH"],
    [
      "another root, Prysm's spelling",
      { ...ATTESTATION, signing_root: `0x${"11".repeat(32)}` },
      500,
      "SIGNING_ROOT_MISMATCH",
    ],
    [
      "another chain",
      { ...ATTESTATION, fork_info: { ...publishedForkInfo, genesis_validators_root: `0x${"11".repeat(32)}` } },
      412,
      "GENESIS_VALIDATORS_ROOT_MISMATCH",
    ],
    [
      "another fork",
      {
        ...ATTESTATION,
        fork_info: { ...publishedForkInfo, fork: { ...publishedForkInfo.fork, previous_version: "0x06000000" } },
      },
      400,
      "FORK_NOT_IN_SCHEDULE",
    ],
    [
      "a deposit on another network",
      { ...DEPOSIT, deposit: { ...DEPOSIT.deposit, genesis_fork_version: "0x00000000" } },
      400,
      "FORK_NOT_IN_SCHEDULE",
    ],
  ];
  const { sign, ask } = startTestWeb3signer();
  for (const [name, body, status, wanted] of cases)
    test(`${name}: ${status} ${wanted}`, async () => {
      const answer = await sign(body);
      assert.deepEqual([answer.status, code(answer)], [status, wanted]);
    });

  test("slashing protection's refusal is 412, and its control signs", async () => {
    const refusing = startTestWeb3signer({
      decide: (_key, duty) => (duty.kind === "block" ? { refused: "DOUBLE_BLOCK" } : "new"),
    });
    assert.deepEqual((await refusing.sign(BLOCK_V2)).status, 412);
    assert.deepEqual((await refusing.sign(ATTESTATION)).status, 200);
  });

  test("another method: 405", async () => {
    assert.equal((await ask({ path: `/api/v1/eth2/sign/${publishedPublicKey}` })).status, 405);
  });

  test("ext/sign is not there", async () => {
    await assert.rejects(ask({ method: "POST", path: `/api/v1/eth2/ext/sign/${publishedPublicKey}` }));
  });
});

describe("what could be read in two ways is not read at all", () => {
  const { sign } = startTestWeb3signer();
  const { attestation } = ATTESTATION;
  const withSlot = (slot: string) =>
    JSON.stringify({ ...ATTESTATION, attestation: { ...attestation, slot: 0 } }).replace('"slot":0', `"slot":${slot}`);

  for (const slot of [
    ...[
      '"18446744073709551616"',
      '"99999999999999999999"',
      '"00"',
      '"032"',
      '"-1"',
      '"+1"',
      '""',
      '" 1"',
      '"1.0"',
      '"1e3"',
    ],
    ...['"0x10"', '"１"', "-1", "-0", "1.5", "9007199254740992", "18446744073709551615", "null", "true", "[1]", "{}"],
  ])
    test(`slot ${slot}`, async () => assert.equal((await sign(withSlot(slot))).status, 400));

  for (const slot of ['"18446744073709551615"', "0", "9007199254740991", "1e3"])
    test(`control: slot ${slot}`, async () => assert.equal((await sign(withSlot(slot))).status, 200));

  test("an object under two names, bare or wrapped", async () => {
    const { PAYLOAD_ATTESTATION_MESSAGE: message } = signRequests;
    const other = { ...message.payload_attestation_message.data, payload_present: false };
    assert.equal((await sign({ ...message, payload_attestation: other })).status, 400);
    assert.equal((await sign({ ...message, payload_attestation: null })).status, 200, "control");
  });

  for (const aggregation_bits of ["0x", "0x00", "0x0d00", `0x${"ff".repeat(257)}`, "0d", "0x0", "0x0g"])
    test(`aggregation bits ${aggregation_bits.slice(0, 8)} of ${aggregation_bits.length} characters`, async () => {
      const { AGGREGATE_AND_PROOF: request } = signRequests;
      const aggregate = { ...request.aggregate_and_proof.aggregate, aggregation_bits };
      const changed = { ...request, aggregate_and_proof: { ...request.aggregate_and_proof, aggregate } };
      assert.equal((await sign(changed)).status, 400);
    });
});

describe("what protection judges", () => {
  test("slot of the block, source and target of the attestation; nothing else is judged", async () => {
    const judged: unknown[] = [];
    const { sign } = startTestWeb3signer({
      decide: (_key, duty) => {
        judged.push(duty);
        return "new";
      },
    });
    await sign({
      ...BLOCK_V2,
      beacon_block: { ...BLOCK_V2.beacon_block, block_header: { ...BLOCK_V2.beacon_block.block_header, slot: "77" } },
    });
    const attestation = {
      ...ATTESTATION.attestation,
      source: { ...ATTESTATION.attestation.source, epoch: "5" },
      target: { ...ATTESTATION.attestation.target, epoch: "18446744073709551615" },
    };
    await sign({ ...ATTESTATION, attestation });
    await sign(signRequests.BLOCK);
    await sign(signRequests.RANDAO_REVEAL);
    assert.deepEqual(judged, [
      { kind: "block", slot: 77n },
      { kind: "attestation", sourceEpoch: 5n, targetEpoch: 2n ** 64n - 1n },
      { kind: "block", slot: 0n },
    ]);
  });
});

describe("permissions", () => {
  const { sign, ask } = startTestWeb3signer();

  test("without a certificate: 401", async () =>
    assert.equal((await sign(ATTESTATION, { client: undefined })).status, 401));

  test("a certificate for attestations signs attestations, under any spelling of the type, and nothing else", async () => {
    const client = clientThatMay("ATTESTATION");
    assert.equal((await sign(ATTESTATION, { client })).status, 200);
    assert.equal((await sign({ ...ATTESTATION, type: "attestation" }, { client })).status, 200);
    for (const [type, request] of Object.entries(signRequests)) {
      if (type === "ATTESTATION") continue;
      assert.equal((await sign(request, { client })).status, 403, type);
    }
  });

  test("who may not use a key is not told whether it is here", async () => {
    const client = clientThatMay();
    const body = Buffer.from(JSON.stringify(ATTESTATION));
    const answers = await Promise.all(
      [publishedPublicKey, `0x${"ab".repeat(48)}`].map((key) =>
        ask({ method: "POST", path: `/api/v1/eth2/sign/${key}`, client, body }),
      ),
    );
    assert.deepEqual(answers[0], answers[1]);
    assert.equal(answers[0]?.status, 403);
  });
});

describe("what operators have a say in", () => {
  const refuse = () => {
    throw new Refusal("APPROVAL_REQUIRED");
  };

  test("exits and deposits wait for approval of exactly them; nothing else does", async () => {
    const asked: unknown[] = [];
    const { sign } = startTestWeb3signer({
      approvals: {
        require(subject, requestedBy) {
          asked.push([subject, requestedBy]);
          refuse();
        },
      },
    });
    for (const [type, request] of Object.entries(signRequests)) {
      const isGated = type === "DEPOSIT" || type === "VOLUNTARY_EXIT";
      assert.equal((await sign(request)).status, isGated ? 403 : 200, type);
    }
    assert.deepEqual(asked, [
      [
        {
          action: "deposit",
          publicKey: publishedPublicKey,
          withdrawalCredentials: DEPOSIT.deposit.withdrawal_credentials,
          amountGwei: 32n,
          genesisForkVersion: "0x00000001",
          signingRoot: "0x3a49cdd70862ee95fed10e7494a8caa16af1be2f53612fc74dad27260bb2d711",
        },
        "vc",
      ],
      [
        {
          action: "voluntary-exit",
          publicKey: publishedPublicKey,
          validatorIndex: 0n,
          epoch: 119n,
          signingRoot: "0x38e9f1cfe7926ce5366b633b7fc7113129025737394002d2637faaeefc56913d",
        },
        "vc",
      ],
    ]);
    assert.equal((await startTestWeb3signer().sign(VOLUNTARY_EXIT)).status, 200, "control: approved, it is signed");
  });

  test("fee recipients are checked in registrations, preferences, own payloads and blocks, remembered bodies included", async () => {
    const checked: string[] = [];
    const { sign } = startTestWeb3signer({
      feeRecipients: {
        check(address) {
          checked.push(address);
          throw new Refusal("FEE_RECIPIENT_NOT_LISTED");
        },
        checkBlock({ version, bodyRoot, proofs }) {
          checked.push(`${version} ${Buffer.from(bodyRoot).toString("hex").slice(0, 8)} ${JSON.stringify(proofs)}`);
        },
      },
    });
    const { EXECUTION_PAYLOAD_ENVELOPE: envelope, PROPOSER_PREFERENCES } = signRequests;
    for (const request of [VALIDATOR_REGISTRATION, VALIDATOR_REGISTRATION, PROPOSER_PREFERENCES, envelope])
      assert.equal((await sign(request)).status, 412);
    const data = { ...envelope.execution_payload_envelope.data, builder_index: "3" };
    assert.equal((await sign({ ...envelope, execution_payload_envelope: { version: "GLOAS", data } })).status, 200);
    assert.equal((await sign({ ...BLOCK_V2, proofs: [1] })).status, 200);
    assert.equal((await sign({ ...BLOCK_V2, beacon_block: { ...BLOCK_V2.beacon_block, proofs: [2] } })).status, 200);
    const listed = "0x6fdfab408c56b6105a76eff5c0435d09fc6ed7a9";
    // The fork that the proof is read by is the schedule's, whatever `version` says.
    assert.deepEqual(checked, [listed, listed, listed, listed, "PHASE0 a759d802 [1]", "PHASE0 a759d802 [2]"]);
  });

  test("from Bellatrix on no whole block is signed past the fee recipient's check", async () => {
    const { sign } = startTestWeb3signer({
      ethereum: { forks: [{ name: "bellatrix", version: "0x00000001", epoch: 0 }] },
    });
    const answer = await sign(signRequests.BLOCK);
    assert.deepEqual([answer.status, code(answer)], [400, "FORK_NOT_IN_SCHEDULE"]);
    assert.equal((await sign(BLOCK_V2)).status, 200);
  });
});

describe("what errors tell", () => {
  test("no value of the request", async () => {
    const { sign } = startTestWeb3signer();
    const canary = "0xc0ffeec0ffee";
    const { attestation } = ATTESTATION;
    for (const body of [
      `{"type":"${canary}"}`,
      `{"${canary}":1,"${canary}":2}`,
      { ...ATTESTATION, type: canary },
      { ...ATTESTATION, attestation: { ...attestation, slot: canary } },
      { ...ATTESTATION, attestation: { ...attestation, beacon_block_root: canary } },
      { ...ATTESTATION, attestation: canary },
      { ...ATTESTATION, signingRoot: canary },
      { ...signRequests.AGGREGATE_AND_PROOF, aggregate_and_proof: { aggregate: { data: { slot: canary } } } },
    ]) {
      const answer = await sign(body);
      assert.equal(answer.status, 400);
      assert.doesNotMatch(bodyOf(answer), /c0ffee/);
    }
  });

  test("nothing of an unforeseen fault", async () => {
    const { sign } = startTestWeb3signer({
      decide: () => {
        throw new TypeError("secret 123");
      },
    });
    const answer = await sign(ATTESTATION);
    assert.equal(answer.status, 500);
    assert.equal(bodyOf(answer), '{"message":"internal error","code":"INTERNAL"}');
  });
});

describe("large bodies, which hold up whatever else is to be signed", () => {
  const { sign } = startTestWeb3signer();
  const { EXECUTION_PAYLOAD_ENVELOPE: envelope } = signRequests;
  const data = executionPayloadEnvelope;
  const withTransactions = (transactions: readonly string[]) => ({
    ...envelope,
    execution_payload_envelope: { version: "GLOAS", data: { ...data, payload: { ...data.payload, transactions } } },
  });
  const large = withTransactions([`0x${"ab".repeat(300_000)}`]);

  test("an envelope may be large, from a certificate that may send one; nothing else may", async () => {
    assert.equal((await sign(large)).status, 200);
    assert.equal((await sign(large, { client: clientThatMay("ATTESTATION") })).status, 413);
    assert.equal((await sign({ ...ATTESTATION, x: "x".repeat(600_000) })).status, 413);
    assert.equal((await sign({ ...ATTESTATION, x: "x".repeat(500_000) })).status, 200, "control");
  });

  test("not of any number of transactions", async () => {
    assert.equal((await sign(withTransactions(new Array(65_537).fill("0x")))).status, 400);
  });

  test("nor larger than the configuration says", async () => {
    const small = startTestWeb3signer({ requestBytesMax: 600_000 });
    assert.equal((await small.sign(large)).status, 413);
  });
});

test("control: every type is signed for a client that may", async () => {
  const { sign } = startTestWeb3signer();
  for (const [type, request] of Object.entries(signRequests))
    assert.equal((await sign(request, { client: allowingClient })).status, 200, type);
});
