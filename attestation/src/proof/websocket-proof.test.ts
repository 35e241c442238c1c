// Attacker: root on the parent, between the enclave and a client with a WebSocket. It can drop, hold, repeat, reorder, change and swap
// messages, within a connection and between connections. Wants: that the client does not notice.
import assert from "node:assert/strict";
import { createHash, sign as ecdsa, generateKeyPairSync } from "node:crypto";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { parseDictionary } from "structured-headers";
import {
  openWebSocketProofs,
  type ProofRefusalCode,
  proofLimits,
  WebSocketProofChecker,
  webSocketNonce,
} from "./index.ts";

const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const keySpki = new Uint8Array(pair.publicKey.export({ format: "der", type: "spki" }));
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const sign = (bytes: Uint8Array) =>
  new Uint8Array(ecdsa("sha256", bytes, { key: pair.privateKey, dsaEncoding: "ieee-p1363" }));
const keyid = Buffer.from(sha256(keySpki)).toString("hex");
const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

const created = 1_800_000_000;
const session = { authority: "rpc.example", path: "/eth", nonce: "AAAAAAAAAAAAAAAAAAAAAA" };
const request = '{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}';
const answer = utf8('{"jsonrpc":"2.0","id":1,"result":"0x9"}');
const head = (number: number) =>
  utf8(`{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x9","result":${number}}}`);
const none = new Uint8Array();

function conversation(changed: Partial<typeof session> & { sign?: typeof sign; keyid?: string } = {}): Uint8Array[] {
  const proofs = openWebSocketProofs({ ...session, keyid, sign, sha256, ...changed });
  return [
    proofs.message({ payload: none, created }),
    proofs.message({ payload: answer, created, requestSha256: sha256(utf8(request)) }),
    proofs.message({ payload: head(1), created: created + 1, subscription: "0x9" }),
    proofs.message({ payload: head(2), created: created + 13, subscription: "0x9" }),
    proofs.message({ payload: none, created: created + 28 }),
  ];
}

function checker(changed: Partial<typeof session> & { keySpki?: Uint8Array } = {}, sends = [request]) {
  const made = new WebSocketProofChecker({ ...session, keySpki, openedAt: created, ...changed });
  for (const message of sends) made.sent(message);
  return made;
}

/** What the client concludes of each message, given at the time at which it was made. */
async function outcomes(made: WebSocketProofChecker, messages: readonly (Uint8Array | string)[], at?: number) {
  const times = [0, 0, 1, 13, 28];
  const seen: string[] = [];
  for (const [index, message] of messages.entries()) {
    const checked = await made.received(message, at ?? created + (times[index] ?? 28));
    seen.push("refused" in checked ? checked.refused : checked.kind);
  }
  return seen;
}

const honest = conversation();
const change = (index: number, from: string | RegExp, to: string) =>
  honest.map((message, at) => (at === index ? utf8(text(message).replace(from, to)) : message));

describe("a WebSocket with proofs", () => {
  test("control: an honest conversation arrives, as bytes and as text", async () => {
    const kinds = ["heartbeat", "answer", "notification", "notification", "heartbeat"];
    assert.deepEqual(await outcomes(checker(), honest), kinds);
    assert.deepEqual(await outcomes(checker(), honest.map(text)), kinds);
    const made = checker();
    const checked = await Promise.all(honest.slice(0, 3).map((message) => made.received(message, created + 1)));
    assert.deepEqual(checked[1], { kind: "answer", payload: answer, requestSha256: sha256(utf8(request)), created });
    assert.deepEqual(checked[2], { kind: "notification", payload: head(1), subscription: "0x9", created: created + 1 });
  });

  test("the line is an RFC 8941 dictionary, and short", () => {
    for (const message of honest) {
      const line = text(message).split("\n", 1)[0]!;
      assert.ok(line.length <= proofLimits.proofLineCharactersMax);
      assert.equal([...parseDictionary(line).keys()].at(-1), "sig");
    }
  });

  const [open, first, second, third, beat] = honest as [Uint8Array, Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  const attacks: [name: string, messages: readonly Uint8Array[], seen: ProofRefusalCode, after: number][] = [
    ["a notification is dropped", [open, first, third], "MESSAGE_MISSING", 2],
    ["the opening heartbeat is dropped", [first], "MESSAGE_MISSING", 0],
    ["two are reordered", [open, first, third, second], "MESSAGE_MISSING", 2],
    ["one comes again", [open, first, second, second], "MESSAGE_REPLAYED", 3],
    ["an old one comes again", [open, first, second, open], "MESSAGE_REPLAYED", 3],
    ["a payload is changed", change(2, '"result":1', '"result":7'), "SIGNATURE_INVALID", 2],
    ["a payload is taken away", change(2, /\n.*$/, "\n"), "PROOF_LINE_MALFORMED", 2],
    ["the subscription is changed", change(2, 'sub="0x9"', 'sub="0x8"'), "SIGNATURE_INVALID", 2],
    ["an answer is made a notification", change(1, /req=:[^:]+:/, 'sub="0x9"'), "SIGNATURE_INVALID", 1],
    ["the number is changed", change(3, "seq=3", "seq=4"), "MESSAGE_MISSING", 3],
    ["the time is changed", change(2, `created=${created + 1}`, `created=${created + 2}`), "SIGNATURE_INVALID", 2],
    [
      "the signature is another message's",
      change(2, /sig=:[^:]+:/, text(third).match(/sig=:[^:]+:/)![0]),
      "SIGNATURE_INVALID",
      2,
    ],
    ["a line is missing", change(2, /^.*\n/, ""), "PROOF_LINE_MALFORMED", 2],
    ["a line is written otherwise", change(2, ", created", ",created"), "PROOF_LINE_MALFORMED", 2],
    [
      "one of another connection with the same beginning",
      [open, first, second, conversation()[3]!],
      "PREVIOUS_MISMATCH",
      3,
    ],
  ];
  for (const [name, messages, seen, after] of attacks)
    test(`${name}: ${seen}, and nothing behind it is believed`, async () => {
      const made = checker();
      const result = await outcomes(made, [...messages, beat]);
      assert.deepEqual(result.slice(after), [seen, ...result.slice(after + 1).map(() => "CLOSED")]);
      assert.ok(result.slice(0, after).every((kind) => ["heartbeat", "answer", "notification"].includes(kind)));
    });

  for (const [name, changed] of [
    ["authority", { authority: "rpc.other.example" }],
    ["path", { path: "/base" }],
    ["nonce: a whole old connection again", { nonce: "BBBBBBBBBBBBBBBBBBBBBB" }],
  ] as const)
    test(`another ${name}: SESSION_MISMATCH`, async () => {
      assert.deepEqual(await outcomes(checker(), conversation(changed)), [
        "SESSION_MISMATCH",
        "CLOSED",
        "CLOSED",
        "CLOSED",
        "CLOSED",
      ]);
      assert.equal((await outcomes(checker(changed), conversation(changed)))[0], "heartbeat"); // control
    });

  test("another key, under its own name and under the right one", async () => {
    const other = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const otherSign = (bytes: Uint8Array) =>
      new Uint8Array(ecdsa("sha256", bytes, { key: other.privateKey, dsaEncoding: "ieee-p1363" }));
    assert.equal((await outcomes(checker(), conversation({ sign: otherSign })))[0], "SIGNATURE_INVALID");
    assert.equal((await outcomes(checker(), conversation({ keyid: "00".repeat(32) })))[0], "KEYID_MISMATCH");
    assert.equal((await outcomes(checker({ keySpki: new Uint8Array(91) }), honest))[0], "KEY_INVALID");
  });

  test("the answer to another request, and a second answer to one request", async () => {
    assert.deepEqual((await outcomes(checker({}, ["{}"]), honest)).slice(0, 2), ["heartbeat", "REQUEST_UNKNOWN"]);
    const twice = () => {
      const proofs = openWebSocketProofs({ ...session, keyid, sign, sha256 });
      return [1, 2].map(() => proofs.message({ payload: answer, created, requestSha256: sha256(utf8(request)) }));
    };
    assert.deepEqual(await outcomes(checker(), twice()), ["answer", "REQUEST_UNKNOWN"]);
    assert.deepEqual(await outcomes(checker({}, [request, request]), twice()), ["answer", "answer"]); // control
  });

  test("held back, ahead of time, and back in time", async () => {
    assert.deepEqual(await outcomes(checker(), [open], created + 38), ["heartbeat"]); // control
    const made = new WebSocketProofChecker({ ...session, keySpki, openedAt: created + 60 });
    assert.deepEqual(await outcomes(made, [open], created + 61), ["TOO_OLD"]);
    assert.deepEqual(await outcomes(checker(), [open], created - 61), ["FROM_THE_FUTURE"]);
    assert.deepEqual(await outcomes(checker(), [open], Number.NaN), ["FROM_THE_FUTURE"]);
    const proofs = openWebSocketProofs({ ...session, keyid, sign, sha256 });
    const back = [created, created - 1].map((at) => proofs.message({ payload: none, created: at }));
    assert.deepEqual(await outcomes(checker(), back), ["heartbeat", "CREATED_BACKWARDS"]);
  });

  test("silence is noticed, with and without the timer", async () => {
    const quiet = checker();
    assert.equal(quiet.silence(created + 40), undefined);
    assert.deepEqual(quiet.silence(created + 41), { refused: "SILENT" });
    assert.deepEqual(await quiet.received(open, created + 41), { refused: "CLOSED" });

    const late = checker();
    assert.equal((await outcomes(late, [open]))[0], "heartbeat");
    const proofs = openWebSocketProofs({ ...session, keyid, sign, sha256 });
    const messages = [
      proofs.message({ payload: none, created }),
      proofs.message({ payload: none, created: created + 41 }),
    ];
    const other = checker();
    await other.received(messages[0]!, created);
    assert.deepEqual(await other.received(messages[1]!, created + 41), { refused: "SILENT" });

    const alive = checker(); // control: heartbeats in time
    await outcomes(alive, honest);
    assert.equal(alive.silence(created + 28 + 40), undefined);
  });

  test("requests without answers are bounded", () => {
    const made = checker({}, []);
    for (let count = 0; count < proofLimits.requestsOpenMax; count++) made.sent("{}");
    assert.throws(() => made.sent("{}"), { code: "TOO_MANY_REQUESTS" });
  });

  test("values that could write lines of their own are never signed", () => {
    const options = { ...session, keyid, sign, sha256 };
    for (const changed of [
      { authority: "a\nb" },
      { path: "/a\nb" },
      { path: "eth" },
      { nonce: "short" },
      { authority: "UPPER" },
    ])
      assert.throws(() => openWebSocketProofs({ ...options, ...changed }), { code: "VALUE_UNSAFE" });
    const proofs = openWebSocketProofs(options);
    for (const subscription of ['0x9", created=1', "9", "0x", `0x${"a".repeat(65)}`])
      assert.throws(() => proofs.message({ payload: answer, created, subscription }), { code: "VALUE_UNSAFE" });
    assert.equal(text(proofs.message({ payload: none, created })).startsWith("seq=0,"), true); // a refused one takes no number
  });
});

test("the nonce of an upgrade: asked for, not asked for, or asked for wrongly", () => {
  const nonce = `inkan-nonce.${session.nonce}`;
  assert.equal(webSocketNonce(["inkan-rpc-1", nonce]), session.nonce);
  assert.equal(webSocketNonce([]), undefined);
  assert.equal(webSocketNonce(["graphql-ws", nonce]), undefined);
  for (const offered of [
    ["inkan-rpc-1"],
    ["inkan-rpc-1", nonce, `${nonce}A`],
    ["inkan-rpc-1", "inkan-nonce.AAAA"],
    ["inkan-rpc-1", `${nonce}=`],
    ["inkan-rpc-1", `inkan-nonce.${"A".repeat(87)}`],
  ])
    assert.equal(webSocketNonce(offered), "invalid");
});

type VectorFile = {
  readonly key: { readonly spki: string };
  readonly session: typeof session;
  readonly openedAt: number;
  readonly sent: string[];
  readonly cases: {
    readonly name: string;
    readonly messages: { readonly at: number; readonly text: string }[];
    readonly outcomes: string[];
  }[];
};
const vectors = JSON.parse(
  readFileSync(new URL("../../vectors/proof/websocket.json", import.meta.url), "utf8"),
) as VectorFile;

describe(`${vectors.cases.length} recorded connections`, () => {
  assert.ok(vectors.cases.length > 0);
  for (const { name, messages, outcomes: wanted } of vectors.cases)
    test(`${name}: ${wanted.at(-1)}`, async () => {
      const recorded = { ...vectors.session, keySpki: new Uint8Array(Buffer.from(vectors.key.spki, "base64")) };
      const made = new WebSocketProofChecker({ ...recorded, openedAt: vectors.openedAt });
      for (const message of vectors.sent) made.sent(message);
      const seen: string[] = [];
      for (const message of messages) {
        const checked = await made.received(message.text, message.at);
        seen.push("refused" in checked ? checked.refused : checked.kind);
      }
      assert.deepEqual(seen, wanted);
    });
});
