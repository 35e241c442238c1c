// Attacker: an upstream that wants to see all accounts of one person, or to know which accounts will come to it.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { openDispatch } from "./dispatch.ts";
import { subjectOf } from "./upstream/subject.ts";

const random = {
  bytes: (length: number) => Uint8Array.from(randomBytes(length)),
  uint32: () => randomBytes(4).readUInt32LE(),
};
const names = ["a", "b", "c", "d"];
const accounts = Array.from({ length: 4_000 }, (_, at) =>
  createHash("sha256").update(`${at}`).digest("hex").slice(0, 40),
);
const at = (day: number) => ({ unixMs: () => day * 86_400_000 });

describe("rendezvous", () => {
  test("one account goes to one place all day, and everybody is in the order once", () => {
    const { order } = openDispatch(names, at(20_000), random);
    for (const account of accounts.slice(0, 100)) {
      assert.deepEqual(order(account), order(account));
      assert.deepEqual(order(account).toSorted(), [0, 1, 2, 3]);
    }
  });

  test("accounts spread evenly, and so do their second choices", () => {
    const { order } = openDispatch(names, at(20_000), random);
    const counts = new Map<string, number>();
    for (const account of accounts) {
      const [first, second] = order(account);
      counts.set(`${first}${second}`, (counts.get(`${first}${second}`) ?? 0) + 1);
    }
    // 12 pairs with 333 expected; the standard deviation is 17.5, so this fails once in about 10^6 runs.
    assert.equal(counts.size, 12);
    for (const [pair, count] of counts) assert.ok(Math.abs(count - 333) < 100, `${pair}: ${count}`);
  });

  test("without one upstream only its accounts move", () => {
    const fixed = Uint8Array.from(randomBytes(32));
    const same = { ...random, bytes: () => fixed };
    const all = openDispatch(names, at(20_000), same);
    const fewer = openDispatch(["a", "b", "d"], at(20_000), same);
    for (const account of accounts) {
      const before = names[all.order(account)[0]!];
      const now = ["a", "b", "d"][fewer.order(account)[0]!];
      if (before !== "c") assert.equal(now, before);
    }
  });

  test("the next day, and in another enclave, nobody knows where an account went", () => {
    let day = 20_000;
    const { order } = openDispatch(names, { unixMs: () => day * 86_400_000 }, random);
    const firsts = () => accounts.map((account) => order(account)[0]);
    const today = firsts();
    assert.deepEqual(firsts(), today); // control
    day++;
    const same = firsts().filter((first, index) => first === today[index]).length;
    assert.ok(Math.abs(same - 1_000) < 200, `${same} of 4000 stayed, 1000 expected`);
    const other = openDispatch(names, at(20_000), random);
    const equal = accounts.filter((account, index) => other.order(account)[0] === today[index]).length;
    assert.ok(Math.abs(equal - 1_000) < 200);
  });

  test("about nobody: everybody in turn, by chance", () => {
    const { order } = openDispatch(names, at(20_000), random);
    assert.equal(new Set(Array.from({ length: 200 }, () => order(undefined)[0])).size, 4);
  });
});

describe("whom a call is about", () => {
  const person = "ab".repeat(20);
  const token = `0x${"cd".repeat(20)}`;
  const word = `${"00".repeat(12)}${person}`;
  const hash = `0x${"ef".repeat(32)}`;
  const about = (method: string, params: Parameters<typeof subjectOf>[0]["params"]) =>
    subjectOf({ method, params, paramsText: "" });

  test("the same account in whatever way it is asked about", () => {
    assert.equal(about("eth_getBalance", [`0x${person}`, "latest"]), person);
    assert.equal(about("eth_getBalance", [`0x${person.toUpperCase()}`, "latest"]), person);
    assert.equal(about("eth_getTransactionCount", [`0x${person}`]), person);
    assert.equal(about("eth_call", [{ from: `0x${person}`, to: token, input: "0x" }]), person);
    assert.equal(about("eth_call", [{ to: token, data: `0x70a08231${word}` }]), person);
    assert.equal(about("eth_call", [{ from: `0x${"00".repeat(20)}`, to: token, data: `0x70a08231${word}` }]), person);
    assert.equal(about("eth_getLogs", [{ address: token, topics: [hash, null, `0x${word}`] }]), person);
    assert.equal(about("eth_getLogs", [{ topics: [hash, [`0x${word}`]] }]), person);
  });

  test("a contract, when nobody else is named", () => {
    assert.equal(about("eth_call", [{ to: token, data: "0x313ce567" }]), token.slice(2));
    assert.equal(about("eth_call", [{ to: token, data: `0x00000000${"0".repeat(62)}20` }]), token.slice(2));
    assert.equal(about("eth_getLogs", [{ address: [token, `0x${person}`], topics: [hash] }]), token.slice(2));
  });

  test("a transaction is looked for where it was sent", () => {
    // A signed transaction and its hash as execution-apis has them: eth_sendRawTransaction/send-legacy-transaction.io style bytes.
    const raw = "0x02c0";
    const sent = about("eth_sendRawTransaction", [raw]);
    assert.match(sent!, /^[0-9a-f]{64}$/);
    assert.equal(about("eth_getTransactionReceipt", [`0x${sent}`]), sent);
  });

  test("nobody, and nonsense", () => {
    for (const params of [[], [null], ["0x123"], [{}], [["0x"]], [`0x${"zz".repeat(20)}`], { address: token }])
      for (const method of [
        "eth_getBalance",
        "eth_call",
        "eth_getLogs",
        "eth_getTransactionReceipt",
        "eth_sendRawTransaction",
        "eth_gasPrice",
      ])
        assert.equal(about(method, params as never), undefined);
    assert.equal(about("eth_gasPrice", []), undefined);
    assert.equal(about("eth_getBlockByHash", [hash, false]), undefined);
  });
});
