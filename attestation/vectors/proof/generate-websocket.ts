// Writes websocket.json beside it, with the key of key.json. Run once, with `node generate-websocket.ts`, like generate.ts.
import { createHash, createPrivateKey, sign } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { openWebSocketProofs } from "../../src/proof/index.ts";

const file = (name: string) => new URL(name, import.meta.url);
const key = JSON.parse(readFileSync(file("key.json"), "utf8")) as { keyid: string; spki: string; pkcs8: string };
const privateKey = createPrivateKey({ key: Buffer.from(key.pkcs8, "base64"), format: "der", type: "pkcs8" });
const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
const utf8 = (text: string) => new TextEncoder().encode(text);

const openedAt = 1_800_000_000;
const session = { authority: "rpc.example", path: "/eth", nonce: "c29tZS1jbGllbnQtbm9uY2U" };
const request = '{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}';
const times = [0, 0, 1, 13, 28];

function conversation(changed: Partial<typeof session> = {}) {
  const proofs = openWebSocketProofs({
    ...session, ...changed, keyid: key.keyid, sha256,
    sign: (bytes) => new Uint8Array(sign("sha256", bytes, { key: privateKey, dsaEncoding: "ieee-p1363" })),
  });
  const head = (number: string) => utf8(`{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x9","result":{"number":"${number}"}}}`);
  const at = (offset: number) => openedAt + offset;
  const messages = [
    proofs.message({ payload: new Uint8Array(), created: at(0) }),
    proofs.message({ payload: utf8('{"jsonrpc":"2.0","id":1,"result":"0x9"}'), created: at(0), requestSha256: sha256(utf8(request)) }),
    proofs.message({ payload: head("0x1"), created: at(1), subscription: "0x9" }),
    proofs.message({ payload: head("0x2"), created: at(13), subscription: "0x9" }),
    proofs.message({ payload: new Uint8Array(), created: at(28) }),
  ];
  return messages.map((message, index) => ({ at: at(times[index]!), text: new TextDecoder().decode(message) }));
}
type Message = ReturnType<typeof conversation>[number];

const honest = conversation();
const edit = (index: number, from: string | RegExp, to: string) =>
  honest.slice(0, index + 1).map((message, at) => (at === index ? { ...message, text: message.text.replace(from, to) } : message));
const pick = (...order: number[]) => order.map((index) => honest[index]!);
const cases: { name: string; messages: Message[]; outcomes: string[] }[] = [
  { name: "an honest conversation", messages: honest, outcomes: ["heartbeat", "answer", "notification", "notification", "heartbeat"] },
  { name: "a notification is dropped", messages: pick(0, 1, 3), outcomes: ["heartbeat", "answer", "MESSAGE_MISSING"] },
  { name: "a notification comes again", messages: pick(0, 1, 2, 2), outcomes: ["heartbeat", "answer", "notification", "MESSAGE_REPLAYED"] },
  { name: "two are reordered", messages: pick(0, 1, 3, 2), outcomes: ["heartbeat", "answer", "MESSAGE_MISSING", "CLOSED"] },
  { name: "a payload is changed", messages: edit(2, '"0x1"', '"0x7"'), outcomes: ["heartbeat", "answer", "SIGNATURE_INVALID"] },
  { name: "the number is changed", messages: edit(3, "seq=3", "seq=2"), outcomes: ["heartbeat", "answer", "notification", "MESSAGE_REPLAYED"] },
  { name: "a line is missing", messages: edit(1, /^.*\n/, ""), outcomes: ["heartbeat", "PROOF_LINE_MALFORMED"] },
  { name: "another connection's nonce", messages: conversation({ nonce: "BBBBBBBBBBBBBBBBBBBBBB" }), outcomes: ["SESSION_MISMATCH", "CLOSED", "CLOSED", "CLOSED", "CLOSED"] },
  { name: "another authority", messages: conversation({ authority: "rpc.other.example" }).slice(0, 1), outcomes: ["SESSION_MISMATCH"] },
  { name: "another path", messages: conversation({ path: "/base" }).slice(0, 1), outcomes: ["SESSION_MISMATCH"] },
  { name: "a message of a like connection", messages: [...pick(0, 1, 2), conversation()[3]!], outcomes: ["heartbeat", "answer", "notification", "PREVIOUS_MISMATCH"] },
  { name: "held back for 61 s, with time passing", messages: [{ ...honest[0]!, at: openedAt + 40 }, { ...honest[1]!, at: openedAt + 61 }], outcomes: ["heartbeat", "TOO_OLD"] },
  { name: "41 s of silence", messages: [honest[0]!, { ...honest[1]!, at: openedAt + 41 }], outcomes: ["heartbeat", "SILENT"] },
];
const description = "Each case is one connection: the client sent `sent` at once, and gets `messages` at the times `at` (Unix seconds). `outcomes` says what it must conclude of each.";
writeFileSync(file("websocket.json"), `${JSON.stringify({ description, key, session, openedAt, sent: [request], cases }, null, 1)}\n`);
