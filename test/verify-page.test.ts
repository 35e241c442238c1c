// The verify page is committed as it was built, since production has no compiler. Whoever serves it can't serve another without its hash telling.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { startGateway } from "@inkan/gateway";
import { parseAddress } from "@inkan/link";
import { buildVerifyPage, sha256Hex, verifyPagePath } from "../attestation/script/verify-page.ts";

test("the committed page is what its sources give, twice", async () => {
  const [once, again] = [await buildVerifyPage(), await buildVerifyPage()];
  assert.equal(sha256Hex(once), sha256Hex(again));
  assert.equal(sha256Hex(readFileSync(verifyPagePath)), sha256Hex(once), "run: npm run build:verify-page");
});

test("the page names nothing of elsewhere, no built-in of Node, and no way to run text", () => {
  const page = readFileSync(verifyPagePath, "utf8");
  const forbidden =
    /["']node:[a-z_/]+["']|\b(?:src|href)=["']?(?:https?:)?\/\/|@import|\burl\(\s*["']?http|\beval\(|new Function\(|\.innerHTML\b|insertAdjacentHTML|document\.write\(|\b(?:local|session)Storage\b|indexedDB|document\.cookie|\son[a-z]+=["']/;
  for (const breaks of ['import "node:fs"', '<script src="https://x/y.js">', "a.innerHTML = b", '<a onclick="x">'])
    assert.match(breaks, forbidden, "control: the pattern finds one");
  assert.equal(forbidden.exec(page)?.[0], undefined);
});

test("the gateway serves exactly its bytes, under its policy, and in no frame", async () => {
  const relayHttp = parseAddress("unix:/nowhere/relay.sock");
  const gateway = await startGateway({ httpPort: 0, relayHttp }, undefined, () => {});
  try {
    const answer = await fetch(`http://127.0.0.1:${gateway.httpPort}/verify?endpoint=x`);
    assert.equal(answer.status, 200);
    const bytes = new Uint8Array(await answer.arrayBuffer());
    assert.equal(sha256Hex(bytes), sha256Hex(readFileSync(verifyPagePath)));
    const policy = answer.headers.get("content-security-policy") ?? "";
    for (const rule of ["default-src 'none'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"])
      assert.ok(policy.includes(rule), rule);
    assert.doesNotMatch(policy, /unsafe|\*/);
    const other = await fetch(`http://127.0.0.1:${gateway.httpPort}/verify/x`);
    assert.equal(other.status, 404, "control");
  } finally {
    await gateway.close();
  }
});
