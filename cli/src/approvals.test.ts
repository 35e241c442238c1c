// An operator at a terminal, and a host that answers with statements of its own.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { challengeOf, toHex } from "@inkan/gateway";

const subject = { publicKey: `0x${"33".repeat(20)}` };
const text = JSON.stringify({
  action: "delete-key",
  expiresMs: 1_800_000_900_000,
  issuedMs: 1_800_000_000_000,
  nonce: "00".repeat(32),
  operator: `0x${"11".repeat(20)}`,
  origin: "https://signer.example",
  registry: { chainId: 1, enclaveRegistry: `0x${"44".repeat(20)}`, pcrRegistry: `0x${"22".repeat(20)}` },
  subject,
  threshold: 2,
  version: 1,
});

describe("inkan approvals", () => {
  let statement: Record<string, unknown>;
  let id: string;
  const server = createServer(({ url }, response) => {
    const isList = url === "/approvals";
    response.writeHead(url === "/approvals" || url === `/approvals/${id}` ? 200 : 404);
    response.end(
      JSON.stringify(isList ? { statements: [statement] } : url === `/approvals/${id}` ? statement : { message: "no" }),
    );
  });
  before(async () => {
    id = toHex(await challengeOf(text));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(() => server.close());

  const run = (...args: string[]) =>
    new Promise<{ code: number; out: string }>((resolve) => {
      const main = join(import.meta.dirname, "main.ts");
      execFile(process.execPath, [main, "approvals", ...args], (error, stdout, stderr) =>
        resolve({ code: Number(error?.code ?? 0), out: stdout + stderr }),
      );
    });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  test("lists and shows what waits", async () => {
    statement = { id, statement: text, approvedBy: ["ana"], threshold: 2, approved: false };
    const listed = await run("list", url());
    assert.deepEqual(listed, { code: 0, out: `${id}  1/2  Delete a key from the signer\n` });
    const shown = await run("show", url(), id);
    assert.equal(shown.code, 0);
    for (const said of [subject.publicKey, "https://signer.example", "Approved by                 ana", text])
      assert.ok(shown.out.includes(said), said);
  });

  test("warns of a statement that isn't the one of its id, and prints nothing that steers a terminal", async () => {
    statement = { id, statement: text.replace("3333", "4444"), approvedBy: [], threshold: 2 };
    const changed = await run("list", url());
    assert.deepEqual([changed.code, /NOT TO BE APPROVED/.test(changed.out)], [1, true]);
    statement = { id, statement: `${text}\u001b[2J`, approvedBy: [], threshold: 2 };
    const steering = await run("show", url(), id);
    assert.deepEqual([steering.code, steering.out.includes("\u001b")], [1, false]);
  });

  test("says what is wrong with the command line, and passes a refusal on", async () => {
    assert.equal((await run("list")).code, 2);
    assert.equal((await run("show", url(), "zz")).code, 2);
    const unknown = await run("show", url(), "ab".repeat(32));
    assert.deepEqual(unknown, { code: 1, out: "inkan approvals: 404: no\n" });
  });
});
