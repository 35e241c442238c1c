// A visitor of the operators' door: anybody who reaches its port. Wants the signer's other paths, or its memory.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { parseAddress } from "@inkan/link";
import { openApprovalDoor } from "./approval-door.ts";
import { gatewayLimits } from "./limits.ts";
import { openMetrics } from "./metrics.ts";

const id = "ab".repeat(32);

describe("the operators' door", () => {
  const directory = mkdtempSync(join(tmpdir(), "inkan-approval-door-"));
  const socket = join(directory, "signer.sock");
  let seen: string[] = [];
  let answer = (_request: IncomingMessage, response: ServerResponse) => void response.end('{"statements":[]}');
  const signer = createServer(async (request, response) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of request) pieces.push(piece as Uint8Array);
    const fields = Object.keys(request.headers).sort().join();
    seen.push(`${request.method} ${request.url} ${Buffer.concat(pieces)} [${fields}]`);
    answer(request, response);
  });
  let door: Awaited<ReturnType<typeof openApprovalDoor>>;
  let ask: (path: string, init?: RequestInit) => Promise<Response>;

  before(async () => {
    signer.listen(socket);
    await once(signer, "listening");
    door = await openApprovalDoor({
      host: "127.0.0.1",
      port: 0,
      signer: parseAddress(`unix:${socket}`),
      limits: { ...gatewayLimits, approvalBodyBytesMax: 100, approvalAnswerBytesMax: 1_000 },
      metrics: openMetrics(),
    });
    ask = (path, init) => fetch(`http://127.0.0.1:${door.port}${path}`, init);
  });
  beforeEach(() => {
    seen = [];
    answer = (_request, response) => void response.end('{"statements":[]}');
  });
  after(async () => {
    await door.close();
    signer.close();
    rmSync(directory, { recursive: true });
  });

  test("serves the page under a strict policy, and only its own files", async () => {
    for (const [path, type] of [
      ["/approve?statement=1", "text/html; charset=utf-8"],
      ["/approve/approve.js", "text/javascript; charset=utf-8"],
      ["/approve/approve.css", "text/css; charset=utf-8"],
    ] as const) {
      const response = await ask(path);
      assert.deepEqual([response.status, response.headers.get("content-type")], [200, type]);
      assert.match(response.headers.get("content-security-policy")!, /^default-src 'none'; script-src 'self';/);
      assert.equal(response.headers.get("access-control-allow-origin"), null);
    }
    for (const path of ["/approve/files.ts", "/approve/..%2fmain.ts", "/approve/approve.js/", "/", "/approve/"])
      assert.equal((await ask(path)).status, 404, path);
    assert.deepEqual(seen, []);
  });

  test("passes statements and assertions on, and nothing else of a request", async () => {
    assert.equal(
      await (await ask("/approvals?x=1", { headers: { cookie: "a=b", "x-forwarded-for": "1" } })).text(),
      '{"statements":[]}',
    );
    await ask(`/approvals/${id}`);
    const posted = await ask(`/approvals/${id}`, { method: "POST", body: '{"id":1}' });
    assert.equal(posted.headers.get("access-control-allow-origin"), "*");
    assert.deepEqual(seen, [
      "GET /approvals  [connection,host]",
      `GET /approvals/${id}  [connection,host]`,
      `POST /approvals/${id} {"id":1} [connection,content-length,content-type,host]`,
    ]);
  });

  test("keeps every other path and method from the signer", async () => {
    for (const path of [
      "/eth/v1/keystores",
      "/api/v1/eth2/publicKeys",
      "/health",
      `/approvals/${id}/x`,
      "/approvals/AB",
    ])
      assert.equal((await ask(path)).status, 404, path);
    for (const method of ["PUT", "DELETE"]) assert.equal((await ask("/approvals", { method })).status, 405, method);
    const preflight = await ask(`/approvals/${id}`, { method: "OPTIONS" });
    assert.deepEqual([preflight.status, preflight.headers.get("access-control-allow-headers")], [204, "content-type"]);
    assert.deepEqual(seen, []);
  });

  test("refuses what is too large on either way", async () => {
    const post = (body: string) => ask(`/approvals/${id}`, { method: "POST", body });
    assert.equal((await post("x".repeat(101))).status, 413);
    assert.equal((await post("x".repeat(100))).status, 200, "control");
    answer = (_request, response) => void response.end("x".repeat(1_001));
    assert.notEqual((await ask("/approvals")).status, 200);
  });

  test("passes the signer's refusals on, and says when there is no signer", async () => {
    answer = (_request, response) => void response.writeHead(403).end('{"code":"APPROVAL_INVALID"}');
    const refused = await ask("/approvals");
    assert.deepEqual([refused.status, await refused.json()], [403, { code: "APPROVAL_INVALID" }]);
    answer = (request) => void request.socket.destroy();
    assert.equal((await ask("/approvals")).status, 502);
    for (const head of [
      "HTTP/1.1 099 No\r\ncontent-length: 2",
      "HTTP/1.1 101 No\r\nupgrade: a\r\nconnection: upgrade",
    ]) {
      answer = (request) => void request.socket.write(`${head}\r\n\r\n{}`);
      assert.equal((await ask("/approvals", { signal: AbortSignal.timeout(5_000) })).status, 502, head);
    }
    const nobody = await openApprovalDoor({
      host: "127.0.0.1",
      port: 0,
      signer: parseAddress(`unix:${join(directory, "nobody.sock")}`),
      limits: gatewayLimits,
      metrics: openMetrics(),
    });
    try {
      const { status } = await fetch(`http://127.0.0.1:${nobody.port}/approvals`);
      assert.equal(status, 503);
    } finally {
      await nobody.close();
    }
  });
});
