// Attacker: the parent, which keeps the store and answers as it likes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { openStoreClient } from "./store-client.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-store-client-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const limits = {
  connectDeadlineMs: 1_000,
  answerDeadlineMs: 1_000,
  answerHeadBytesMax: 1_024,
  sealedBytesMax: 64,
  recordBytesMax: 64,
  credentialsBytesMax: 64,
  callBytesMax: 64,
  connectionsMax: 2,
};
let made = 0;

/** A parent that answers every request with these bytes, or not at all. */
async function hostile(answer: string | "silence" | "cut", overrides: Partial<typeof limits> = {}) {
  const path = join(directory, `${made++}.sock`);
  const requests: string[] = [];
  const server = net.createServer((socket) => {
    socket
      .on("error", () => {})
      .on("data", (bytes) => {
        requests.push(bytes.toString("latin1"));
        if (answer === "cut") socket.destroy();
        else if (answer !== "silence") socket.write(answer, "latin1");
      });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const store = openStoreClient({ kind: "unix", path }, { ...limits, ...overrides });
  after(() => {
    store.close();
    server.close();
  });
  return { store, requests };
}
const head = (status: string, ...fields: string[]) =>
  `HTTP/1.1 ${status}\r\n${fields.map((f) => `${f}\r\n`).join("")}\r\n`;

describe("an answer of a lying parent", () => {
  for (const [what, answer, code] of [
    ["is not HTTP", "hello\r\n\r\n", "STORE_ANSWER_INVALID"],
    ["has no length", `${head("200 OK")}abc`, "STORE_ANSWER_INVALID"],
    ["comes in chunks", `${head("200 OK", "Transfer-Encoding: chunked")}3\r\nabc\r\n0\r\n\r\n`, "STORE_ANSWER_INVALID"],
    ["is larger than a record", `${head("200 OK", "Content-Length: 65")}${"x".repeat(65)}`, "STORE_ANSWER_INVALID"],
    ["names a length of its own", `${head("200 OK", "Content-Length: 5")}`, "STORE_LOST"],
    ["is one endless head", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(4_000)}\r\n\r\n`, "STORE_ANSWER_INVALID"],
    ["redirects", head("302 Found", "Location: /log/a/1", "Content-Length: 0"), "STORE_REFUSED"],
    ["never comes", "silence", "STORE_LOST"],
    ["is a cut", "cut", "STORE_LOST"],
  ] as const)
    test(`that ${what} is refused: ${code}`, async () => {
      const { store } = await hostile(answer, { answerDeadlineMs: 60 });
      await assert.rejects(store.readRecord("a", 0), { code });
    });

  test("control: an answer of the protocol is taken, and absence is no error", async () => {
    const { store } = await hostile(`${head("200 OK", "Content-Length: 3")}abc`);
    assert.deepEqual(await store.readRecord("a", 0), Buffer.from("abc"));
    const { store: empty } = await hostile(head("404 Not Found", "Content-Length: 0"));
    assert.equal(await empty.readRecord("a", 0), undefined);
  });

  for (const status of ["200 OK", "202 Accepted", "204 No Content", "409 Conflict", "500 Oops"])
    test(`${status} to a write of a record is neither written nor taken`, async () => {
      const { store } = await hostile(head(status, ...(status.startsWith("204") ? [] : ["Content-Length: 0"])));
      await assert.rejects(store.appendRecord("a", 0, Buffer.from("x")), { code: "STORE_REFUSED" });
    });

  for (const status of ["200 OK", "201 Created", "204 No Content", "412 Precondition Failed", "503 Busy"])
    test(`${status} to a call for a chain is neither sent nor refused`, async () => {
      const { store } = await hostile(head(status, ...(status.startsWith("204") ? [] : ["Content-Length: 0"])));
      await assert.rejects(store.sendWindowRecord(1, `0x${"ab".repeat(20)}`, Buffer.from("x")), {
        code: "STORE_REFUSED",
      });
    });

  test("control: a call that was taken, and one that the chain refuses", async () => {
    const ask = async (status: string) => {
      const { store, requests } = await hostile(head(status, "Content-Length: 0"));
      const answer = await store.sendWindowRecord(31_337, `0x${"AB".repeat(20)}`, Buffer.from("x"));
      assert.match(requests[0]!, new RegExp(`^PUT /windows/31337/0x${"ab".repeat(20)} HTTP/1\\.1\r\n`));
      return answer;
    };
    assert.equal(await ask("202 Accepted"), "sent");
    assert.equal(await ask("409 Conflict"), "refused");
  });

  test("a write that may have been carried out is never sent twice", async () => {
    const { store, requests } = await hostile("cut");
    await assert.rejects(store.appendRecord("a", 0, Buffer.from("x")), { code: "STORE_LOST" });
    assert.equal(requests.length, 1);
    assert.match(requests[0]!, /^PUT \/log\/a\/0 HTTP\/1\.1\r\n[\s\S]*if-none-match: \*\r\n/i);
  });

  test("nobody there: known to be unsent", async () => {
    const store = openStoreClient({ kind: "unix", path: join(directory, "nobody.sock") }, limits);
    await assert.rejects(store.appendRecord("a", 0, Buffer.from("x")), { code: "STORE_UNREACHABLE" });
  });
});

test("names of our own making that would leave their folder are our mistake, not a request", async () => {
  const { store, requests } = await hostile("cut");
  for (const name of ["../a", "A", "a/b", ""]) {
    await assert.rejects(store.readSealed(name), RangeError);
    await assert.rejects(store.readRecord(name, 0), RangeError);
  }
  await assert.rejects(store.readRecord("a", -1), RangeError);
  await assert.rejects(store.appendRecord("a", 0, Buffer.alloc(65)), RangeError);
  assert.deepEqual(requests, []);
});
