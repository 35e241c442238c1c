// Attackers: a client with the right to ask for an exit but no operator behind it; one operator who wants to be two; the parent, which sees every
// statement and every assertion, replays them and restarts the signer.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { makePasskey } from "../../../../test/harness/passkey.ts";
import { approvalLimits } from "./limits.ts";
import { openApprovals } from "./open-approvals.ts";
import type { PendingStatement } from "./pending.ts";
import { readAssertion } from "./routes.ts";
import { challengeOf } from "./statement.ts";
import type { ApprovalSubject } from "./subject.ts";

const origin = "https://approve.example";
const [ana, ben, eve] = ["ana", "ben", "eve"].map((name) => makePasskey(name, "approve.example", origin)) as [
  ReturnType<typeof makePasskey>,
  ReturnType<typeof makePasskey>,
  ReturnType<typeof makePasskey>,
];
const lifeMs = 60_000;
const scope = {
  origin: "https://signer.example",
  operator: `0x${"AB".repeat(20)}`,
  registry: { chainId: 1, pcrRegistry: `0x${"CD".repeat(20)}`, enclaveRegistry: `0x${"CD".repeat(20)}` },
};

function setUp(limits = approvalLimits, threshold = 2) {
  let nowMs = 1_800_000_000_000;
  const operators = [ana, ben].map(({ name, credentialId, publicKey }) => ({ name, credentialId, publicKey }));
  const config = { relyingPartyId: "approve.example", origins: [origin], threshold, operators, lifeMs };
  const clock = { unixMs: () => nowMs, monotonicMs: () => nowMs };
  const random = { bytes: (length: number) => new Uint8Array(randomBytes(length)), uint32: () => 0 };
  const approvals = openApprovals({ config, scope, clock, random, limits });
  return {
    approvals,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Asks, is refused, and finds what is pending now. */
    ask(subject: ApprovalSubject, client = "validators"): PendingStatement {
      assert.throws(() => approvals.require(subject, client), { code: "APPROVAL_REQUIRED" });
      return approvals.pending().at(-1)!;
    },
    approve: ({ statement }: PendingStatement, by = ana, challenge = statement.challenge) =>
      approvals.approve(statement.id, answer(by, challenge)),
  };
}

const answer = (by: typeof ana, challenge: Uint8Array) =>
  readAssertion(Buffer.from(JSON.stringify(by.answer(challenge))), approvalLimits);

const exit = (validatorIndex = 7n): ApprovalSubject => ({
  action: "voluntary-exit",
  publicKey: `0x${"8b".repeat(48)}`,
  validatorIndex,
  epoch: 18_446_744_073_709_551_615n,
  signingRoot: `0x${"01".repeat(32)}`,
});
const deletion: ApprovalSubject = { action: "delete-key", publicKey: `0x${"8b".repeat(48)}` };

describe("two of two operators", () => {
  test("approve an exit, and the same request then passes", () => {
    const { approvals, ask, approve } = setUp();
    const entry = ask(exit());
    approve(entry, ana);
    assert.throws(() => approvals.require(exit(), "validators"), { code: "APPROVAL_REQUIRED", message: /1 of 2 have/ });
    approve(entry, ben);
    approvals.require(exit(), "validators");
  });

  test("sign a statement that says everything, in canonical JSON", () => {
    const { ask } = setUp();
    const { statement } = ask(exit());
    const { nonce, ...said } = JSON.parse(statement.text) as { nonce: string };
    assert.match(nonce, /^[0-9a-f]{64}$/);
    assert.deepEqual(said, {
      version: 1,
      origin: "https://signer.example",
      operator: `0x${"ab".repeat(20)}`,
      registry: { chainId: 1, pcrRegistry: `0x${"cd".repeat(20)}`, enclaveRegistry: `0x${"cd".repeat(20)}` },
      threshold: 2,
      action: "voluntary-exit",
      subject: {
        publicKey: `0x${"8b".repeat(48)}`,
        validatorIndex: "7",
        epoch: "18446744073709551615",
        signingRoot: `0x${"01".repeat(32)}`,
      },
      issuedMs: 1_800_000_000_000,
      expiresMs: 1_800_000_060_000,
    });
    assert.equal(statement.id, Buffer.from(challengeOf(statement.text)).toString("hex"));
  });

  test("the refusal leads to the page", () => {
    const { approvals } = setUp();
    assert.throws(() => approvals.require(exit(), "validators"), {
      message: /statement ([0-9a-f]{64}) at https:\/\/approve\.example\/approve\?statement=\1$/,
    });
  });
});

describe("an approval is for one thing only", () => {
  test("not for another subject", () => {
    const { approvals, ask, approve } = setUp();
    const entry = ask(exit(7n));
    approve(entry, ana);
    approve(entry, ben);
    const others: ApprovalSubject[] = [
      exit(8n),
      { ...exit(), epoch: 1n } as ApprovalSubject,
      { ...exit(), signingRoot: `0x${"02".repeat(32)}` } as ApprovalSubject,
      deletion,
    ];
    for (const other of others)
      assert.throws(() => approvals.require(other, "validators"), { code: "APPROVAL_REQUIRED" });
    approvals.require(exit(7n), "validators"); // control
  });

  test("an assertion for one statement doesn't count for another", () => {
    const { approvals, ask, approve } = setUp();
    const [first, second] = [ask(exit(7n)), ask(exit(8n))];
    assert.throws(() => approve(second, ana, first.statement.challenge), {
      code: "APPROVAL_INVALID",
      message: /CHALLENGE/,
    });
    assert.equal(second.approvedBy.size, 0);
    approve(second, ana); // control
    assert.equal(second.approvedBy.size, 1);
    assert.throws(() => approvals.require(exit(7n), "validators"), { message: /0 of 2/ });
  });

  test("a threshold or a subject that was tampered with has another challenge", () => {
    const { ask, approve } = setUp();
    const entry = ask(exit());
    for (const text of [
      entry.statement.text.replace('"threshold":2', '"threshold":1'),
      entry.statement.text.replace('"validatorIndex":"7"', '"validatorIndex":"8"'),
    ]) {
      assert.notEqual(text, entry.statement.text);
      assert.throws(() => approve(entry, ana, challengeOf(text)), { code: "APPROVAL_INVALID", message: /CHALLENGE/ });
    }
    approve(entry, ana, challengeOf(entry.statement.text)); // control
  });

  test("a deletion's is used up at once, an exit's serves the same request until it expires", () => {
    const { approvals, ask, approve, pass } = setUp();
    for (const subject of [deletion, exit()]) {
      const entry = ask(subject);
      approve(entry, ana);
      approve(entry, ben);
      approvals.require(subject, "validators");
    }
    approvals.require(exit(), "validators");
    assert.throws(() => approvals.require(deletion, "validators"), { code: "APPROVAL_REQUIRED", message: /0 of 2/ });
    pass(lifeMs - 1);
    approvals.require(exit(), "validators"); // control: to the last millisecond
    pass(1);
    assert.throws(() => approvals.require(exit(), "validators"), { code: "APPROVAL_REQUIRED", message: /0 of 2/ });
  });

  test("assertions of a used statement are of no use to the next one", () => {
    const { approvals, ask, approve } = setUp();
    const used = ask(deletion);
    approve(used, ana);
    approve(used, ben);
    approvals.require(deletion, "validators");
    const next = ask(deletion);
    assert.notEqual(next.statement.id, used.statement.id);
    assert.throws(() => approve(used, ana), { code: "NOT_FOUND" });
    assert.throws(() => approve(next, ana, used.statement.challenge), { code: "APPROVAL_INVALID" });
    approve(next, ana); // control
  });
});

describe("a statement about several exits", () => {
  const exitsOf = (...indexes: bigint[]): ApprovalSubject => ({
    action: "voluntary-exits",
    exits: indexes.map((index) => {
      const { action: _, ...members } = exit(index) as ApprovalSubject & { action: "voluntary-exit" };
      return members;
    }),
  });

  test("approves each of them, member for member, and nothing else", () => {
    const { approvals, ask, approve } = setUp();
    const entry = ask(exitsOf(7n, 8n));
    for (const by of [ana, ben]) approve(entry, by);
    for (const index of [7n, 8n, 7n]) approvals.require(exit(index), "another client");
    approvals.require(exitsOf(7n, 8n), "validators");
    const others: ApprovalSubject[] = [
      exit(9n),
      { ...exit(7n), epoch: 1n } as ApprovalSubject,
      { ...exit(7n), publicKey: `0x${"8c".repeat(48)}` } as ApprovalSubject,
      { ...exit(7n), signingRoot: `0x${"02".repeat(32)}` } as ApprovalSubject,
      exitsOf(7n),
      exitsOf(7n, 8n, 9n),
      { action: "delete-key", publicKey: `0x${"8b".repeat(48)}` },
    ];
    for (const other of others)
      assert.throws(() => approvals.require(other, "validators"), { code: "APPROVAL_REQUIRED" });
  });

  test("of another client is nothing that operators are led to for one of them, before they approved it", () => {
    const { approvals, ask } = setUp();
    const crowd = ask(exitsOf(7n, 8n), "eve");
    assert.throws(
      () => approvals.require(exit(7n), "validators"),
      (thrown: Error) => {
        assert.doesNotMatch(thrown.message, new RegExp(crowd.statement.id));
        return true;
      },
    );
    assert.equal(approvals.pending().length, 2);
    assert.throws(() => approvals.require(exit(8n), "eve"), { message: new RegExp(crowd.statement.id) }, "control");
    assert.equal(approvals.pending().length, 2);
  });

  test("takes its part of the text that may be pending", () => {
    const limits = { ...approvalLimits, pendingCharactersMax: 6_000, pendingPerClientCharactersMax: 4_000 };
    const { approvals, ask } = setUp(limits);
    const large = (from: bigint) => exitsOf(...Array.from({ length: 8 }, (_, at) => from + BigInt(at)));
    ask(large(0n), "one");
    assert.throws(() => approvals.require(large(100n), "one"), { code: "OVERLOADED" });
    ask(large(200n), "two");
    assert.throws(() => approvals.require(large(300n), "three"), { code: "OVERLOADED" });
    ask(exit(1_000n), "three"); // control
  });
});

describe("k distinct operators", () => {
  test("one operator twice is one", () => {
    const { approvals, ask, approve } = setUp();
    const entry = ask(exit());
    approve(entry, ana);
    approve(entry, ana); // other signature, same operator
    assert.throws(() => approvals.require(exit(), "validators"), { message: /1 of 2/ });
    approve(entry, ben);
    approvals.require(exit(), "validators"); // control
  });

  test("k - 1 are not enough, strangers add nothing", () => {
    const { approvals, ask, approve } = setUp();
    const entry = ask(exit());
    approve(entry, ana);
    assert.throws(() => approve(entry, eve), { code: "APPROVAL_INVALID", message: /CREDENTIAL_UNKNOWN/ });
    assert.throws(() => approvals.require(exit(), "validators"), { code: "APPROVAL_REQUIRED", message: /1 of 2/ });
  });

  test("of one operator where one is enough", () => {
    const { approvals, ask, approve } = setUp(approvalLimits, 1);
    approve(ask(exit()), ben);
    approvals.require(exit(), "validators");
  });
});

describe("time and restarts", () => {
  test("an approval that comes when the statement has expired is refused", () => {
    const { ask, approve, pass } = setUp();
    const entry = ask(exit());
    pass(lifeMs - 1);
    approve(entry, ana); // control
    pass(1);
    assert.throws(() => approve(entry, ben), { code: "NOT_FOUND" });
  });

  test("after a restart nothing of before counts: the nonce is another", () => {
    const before = setUp();
    const entry = before.ask(exit());
    before.approve(entry, ana);
    const after = setUp();
    assert.throws(() => after.approve(entry, ben), { code: "NOT_FOUND" });
    const again = after.ask(exit());
    assert.notEqual(again.statement.id, entry.statement.id);
    assert.throws(() => after.approve(again, ben, entry.statement.challenge), { code: "APPROVAL_INVALID" });
    after.approve(again, ben); // control
  });
});

describe("a flood of statements", () => {
  const limits = { ...approvalLimits, pendingMax: 10, pendingPerClientMax: 4 };

  test("stops at the client's share; half-approved statements and other clients stay", () => {
    const { approvals, ask, approve } = setUp(limits);
    const entry = ask(deletion, "operations");
    approve(entry, ana);
    for (let index = 0n; index < 4n; index++) ask(exit(index), "flooder");
    for (let index = 4n; index < 100n; index++)
      assert.throws(() => approvals.require(exit(index), "flooder"), { code: "OVERLOADED" });
    assert.equal(approvals.pending().length, 5);
    approve(entry, ben);
    approvals.require(deletion, "operations");
    ask(exit(1_000n), "operations"); // control
  });

  test("stops at the bound of all clients together, and ends with the statements' lives", () => {
    const { approvals, ask, pass } = setUp(limits);
    for (let index = 0n; index < 10n; index++) ask(exit(index), `client-${index % 4n}`);
    assert.throws(() => approvals.require(exit(10n), "client-9"), { code: "OVERLOADED" });
    pass(lifeMs);
    ask(exit(10n), "client-9");
    assert.equal(approvals.pending().length, 1);
  });

  test("the same request again makes no second statement", () => {
    const { approvals, ask } = setUp(limits);
    const first = ask(exit());
    for (let times = 0; times < 20; times++) assert.equal(ask(exit()).statement.id, first.statement.id);
    assert.equal(approvals.pending().length, 1);
  });
});
