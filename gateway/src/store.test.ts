// User: the signer enclave, whose bytes must outlive the gateway. Attacker: an enclave's program gone wrong, which must not write elsewhere.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { Address } from "@inkan/link";
import { readGatewayFlags } from "./config.ts";
import { gatewayLimits } from "./limits.ts";
import { startGateway } from "./main.ts";
import { openMetrics } from "./metrics.ts";
import { openStore } from "./store.ts";

const root = mkdtempSync(join(tmpdir(), "inkan-store-"));
after(() => rmSync(root, { recursive: true, force: true }));
const limits = { ...gatewayLimits, storeSealedBytesMax: 1_000, storeRecordBytesMax: 100, storeBytesHeldMax: 1_500 };
let made = 0;

async function opened(directory = join(root, `kept-${made++}`), overrides: Partial<typeof limits> = {}) {
  const path = join(root, `${made++}.sock`);
  const address: Address = { kind: "unix", path };
  const store = await openStore({ address, directory, limits: { ...limits, ...overrides }, metrics: openMetrics() });
  after(() => store.close());
  const ask = (method: string, target: string, body?: string | Uint8Array, headers: http.OutgoingHttpHeaders = {}) =>
    new Promise<{ status: number; body: string }>((resolve, reject) => {
      const sent = http.request({ socketPath: path, method, path: target, headers, agent: false }, async (answer) => {
        const pieces: Buffer[] = [];
        for await (const piece of answer) pieces.push(piece);
        resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(pieces).toString("latin1") });
      });
      sent.on("error", reject).end(body);
    });
  const append = (target: string, body: string) => ask("PUT", target, body, { "if-none-match": "*" });
  return { ask, append, directory, path, close: () => store.close() };
}

describe("sealed bytes", () => {
  test("are replaced whole, and are there again after a restart", async () => {
    const first = await opened();
    assert.equal((await first.ask("GET", "/sealed/keys")).status, 404);
    assert.equal((await first.ask("PUT", "/sealed/keys", "one")).status, 204);
    assert.equal((await first.ask("PUT", "/sealed/keys", "two")).status, 204);
    await first.close();
    const second = await opened(first.directory);
    assert.deepEqual(await second.ask("GET", "/sealed/keys"), { status: 200, body: "two" });
  });

  test("that were half written when the machine died are cleared, and the old ones stand", async () => {
    const first = await opened();
    await first.ask("PUT", "/sealed/keys", "whole");
    await first.close();
    writeFileSync(join(first.directory, "unfinished", "ab"), "ha");
    const second = await opened(first.directory);
    assert.deepEqual(readdirSync(join(first.directory, "unfinished")), []);
    assert.equal((await second.ask("GET", "/sealed/keys")).body, "whole");
  });
});

describe("a write that fails", () => {
  test("leaves nothing behind: on a full disk it would keep what the next one needs", async () => {
    const { ask, directory } = await opened();
    mkdirSync(join(directory, "sealed", "keys")); // nothing can be renamed over a folder
    assert.equal((await ask("PUT", "/sealed/keys", "one")).status, 500);
    assert.deepEqual(readdirSync(join(directory, "unfinished")), []);
    assert.equal((await ask("PUT", "/sealed/other", "one")).status, 204, "control");
  });

  test("since its writer fell silent gives its room back", async () => {
    const { ask, path } = await opened(undefined, {
      storeBytesHeldMax: 10,
      headDeadlineMs: 50,
      requestDeadlineMs: 50,
      deadlineCheckMs: 10,
    });
    const silent = net.connect(path);
    silent.write("PUT /sealed/a HTTP/1.1\r\nhost: store\r\ncontent-length: 10\r\n\r\nhalf");
    let text = "";
    for await (const piece of silent) text += piece;
    assert.match(text, /^HTTP\/1\.1 408 /);
    assert.equal((await ask("PUT", "/sealed/b", "0123456789")).status, 204);
  });
});

describe("a record", () => {
  test("is written once only, also by many at once, and after a restart", async () => {
    const { append, ask, close, directory } = await opened();
    const statuses = await Promise.all(
      Array.from({ length: 20 }, async (_, at) => (await append("/log/windows-default/0", `writer ${at}`)).status),
    );
    assert.deepEqual(
      statuses.toSorted((a, b) => a - b),
      [201, ...new Array(19).fill(412)],
    );
    const winner = `writer ${statuses.indexOf(201)}`;
    assert.equal((await ask("GET", "/log/windows-default/0")).body, winner);
    await close();
    const again = await opened(directory);
    assert.equal((await again.append("/log/windows-default/0", "late")).status, 412);
    assert.equal((await again.ask("GET", "/log/windows-default/0")).body, winner);
    assert.equal((await again.append("/log/windows-default/1", "next")).status, 201, "control");
    assert.deepEqual(readdirSync(join(directory, "unfinished")), []);
  });

  test("without If-None-Match: * is not written, so that nobody overwrites by habit", async () => {
    const { ask } = await opened();
    assert.equal((await ask("PUT", "/log/a/0", "x")).status, 428);
    assert.equal((await ask("PUT", "/log/a/0", "x", { "if-none-match": '"etag"' })).status, 428);
    assert.equal((await ask("GET", "/log/a/0")).status, 404);
  });
});

describe("what is none of the protocol's requests", () => {
  for (const path of [
    "/sealed/../secret",
    "/sealed/..%2fsecret",
    "/sealed/",
    "/sealed/UPPER",
    "/sealed/a/b",
    `/sealed/${"a".repeat(129)}`,
    "/log/a/01",
    "/log/a/-1",
    "/log/a/1e3",
    "/log/a/9999999999999999",
    "/log/../sealed/0",
    "/log/a",
    "/",
  ])
    test(`PUT ${path.slice(0, 40)} touches no file`, async () => {
      const { append, directory } = await opened();
      assert.equal((await append(path, "x")).status, 404);
      assert.deepEqual([...readdirSync(join(directory, "sealed")), ...readdirSync(join(directory, "log"))], []);
    });

  test("a body that is too large, of no length, or one too many is refused unread", async () => {
    const { ask, append, directory } = await opened();
    assert.equal((await ask("PUT", "/sealed/a", Buffer.alloc(1_001))).status, 413);
    assert.equal((await append("/log/a/0", "x".repeat(101))).status, 413);
    assert.equal((await ask("PUT", "/sealed/a", "abc", { "transfer-encoding": "chunked" })).status, 411);
    assert.deepEqual(readdirSync(join(directory, "sealed")), []);
    assert.equal((await ask("PUT", "/sealed/a", Buffer.alloc(1_000))).status, 204, "control: the limit itself");
  });

  test("other methods change nothing", async () => {
    const { ask, directory } = await opened();
    await ask("PUT", "/sealed/a", "kept");
    for (const method of ["DELETE", "POST", "PATCH"]) assert.equal((await ask(method, "/sealed/a")).status, 405);
    assert.equal(readFileSync(join(directory, "sealed", "a"), "latin1"), "kept");
  });
});

describe("a gateway", () => {
  test("keeps a store where its flags say", async () => {
    const path = join(root, "flags.sock");
    const flags = { store: `unix:${path}`, "store-directory": join(root, "flags") };
    const gateway = await startGateway(readGatewayFlags(flags), limits, () => {});
    const status = await new Promise((resolve, reject) => {
      const target = { socketPath: path, method: "PUT", path: "/sealed/keys" };
      http
        .request(target, (answer) => resolve(answer.resume().statusCode))
        .on("error", reject)
        .end("sealed");
    });
    assert.equal(status, 204);
    assert.equal(readFileSync(join(root, "flags", "sealed", "keys"), "utf8"), "sealed");
    await gateway.close();
  });

  test("does not start with a store that has no directory", async () => {
    const flags = { store: `unix:${join(root, "none.sock")}` };
    await assert.rejects(
      startGateway(readGatewayFlags(flags), limits, () => {}),
      RangeError,
    );
  });
});
