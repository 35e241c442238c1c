// An operator's page over plain HTTP, and a parent that writes to the same paths.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { makePasskey } from "../../../../test/harness/passkey.ts";
import type { SignerRequest } from "../door/route.ts";
import { approvalLimits } from "./limits.ts";
import { openApprovals } from "./open-approvals.ts";
import { approvalRoute } from "./routes.ts";

const origin = "https://approve.example";
const ana = makePasskey("ana", "approve.example", origin);
const subject = { action: "delete-key", publicKey: `0x${"8b".repeat(48)}` } as const;

function setUp() {
  const { name, credentialId, publicKey } = ana;
  const approvals = openApprovals({
    config: {
      relyingPartyId: "approve.example",
      origins: [origin],
      threshold: 1,
      operators: [{ name, credentialId, publicKey }],
      lifeMs: 60_000,
    },
    scope: {
      origin: "https://signer.example",
      operator: "0x00",
      registry: { chainId: 1, pcrRegistry: "0x00", enclaveRegistry: "0x00" },
    },
    clock: { unixMs: () => 1, monotonicMs: () => 1 },
    random: { bytes: (length) => new Uint8Array(randomBytes(length)), uint32: () => 0 },
  });
  const route = approvalRoute(approvals);
  const ask = async (method: string, path: string, body: unknown = "") => {
    assert.ok(route.takes(method, path), path);
    const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    const { status, body: text } = await route.answer(requestOf(method, path, bytes));
    return { status, value: JSON.parse(text as string) };
  };
  return { approvals, ask, route };
}

const requestOf = (method: string, path: string, body: Uint8Array): SignerRequest => ({
  method,
  path,
  query: "",
  accept: undefined,
  contentType: "application/json",
  authorization: undefined,
  body,
  client: undefined,
});

test("statements are listed, read and approved", async () => {
  const { approvals, ask } = setUp();
  assert.deepEqual((await ask("GET", "/approvals")).value, {
    relyingPartyId: "approve.example",
    credentialIds: [ana.credentialId],
    threshold: 1,
    statements: [],
  });
  assert.throws(() => approvals.require(subject, "admin"), { code: "APPROVAL_REQUIRED" });

  const [listed] = (await ask("GET", "/approvals")).value.statements;
  assert.equal(listed.approved, false);
  const one = await ask("GET", `/approvals/${listed.id}`);
  assert.equal(one.value.statement, listed.statement);
  assert.equal(one.value.relyingPartyId, "approve.example");

  const posted = await ask("POST", `/approvals/${listed.id}`, ana.answer(Buffer.from(listed.id, "hex")));
  assert.deepEqual([posted.status, posted.value.approvedBy, posted.value.approved], [200, ["ana"], true]);
  approvals.require(subject, "admin");
});

test("what is not an operator's approval gets its code, and counts for nothing", async () => {
  const { approvals, ask } = setUp();
  assert.throws(() => approvals.require(subject, "admin"), { code: "APPROVAL_REQUIRED" });
  const { id } = approvals.pending()[0]!.statement;
  const honest = ana.answer(Buffer.from(id, "hex"));
  const cases: readonly [path: string, body: unknown, status: number, code: string][] = [
    [`/approvals/${"00".repeat(32)}`, honest, 404, "NOT_FOUND"],
    ["/approvals", honest, 405, "METHOD_NOT_ALLOWED"],
    [`/approvals/${id}`, "", 400, "REQUEST_MALFORMED"],
    [`/approvals/${id}`, "[]", 400, "REQUEST_MALFORMED"],
    [`/approvals/${id}`, { ...honest, type: "password" }, 400, "REQUEST_MALFORMED"],
    [`/approvals/${id}`, { ...honest, rawId: "AA" }, 400, "REQUEST_MALFORMED"],
    [`/approvals/${id}`, { ...honest, response: { ...honest.response, signature: 1 } }, 400, "REQUEST_MALFORMED"],
    [`/approvals/${id}`, `${"[".repeat(20)}${"]".repeat(20)}`, 400, "REQUEST_MALFORMED"],
    [`/approvals/${id}`, { ...honest, pad: "x".repeat(approvalLimits.assertionBytesMax) }, 413, "REQUEST_TOO_LARGE"],
    [`/approvals/${id}`, ana.answer(new Uint8Array(32)), 403, "APPROVAL_INVALID"],
  ];
  for (const [path, body, status, code] of cases) {
    const answer = await ask("POST", path, body);
    assert.deepEqual([answer.status, answer.value.code], [status, code]);
  }
  assert.equal(approvals.pending()[0]!.approvedBy.size, 0);
  assert.equal((await ask("POST", `/approvals/${id}`, honest)).status, 200, "control");
});

test("other paths are not taken", () => {
  const { route } = setUp();
  for (const path of [
    "/approvals/",
    "/approvals/zz",
    `/approvals/${"AB".repeat(32)}`,
    "/approval",
    "/approvals/../keys",
  ])
    assert.equal(route.takes("GET", path), false, path);
});

test("without operators every path says so", async () => {
  const { status, body } = await approvalRoute(undefined).answer(requestOf("GET", "/approvals", new Uint8Array()));
  assert.deepEqual([status, JSON.parse(body as string).code], [403, "APPROVALS_NOT_CONFIGURED"]);
});
