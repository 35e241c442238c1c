// A client with every permission, on a signer whose operators named no passkeys.
import assert from "node:assert/strict";
import { test } from "node:test";
import { approvalsWithoutOperators } from "./approvals.ts";
import { usesOf } from "./subject.ts";

test("without operators nothing that needs them is done", () => {
  const subject = { action: "delete-key", publicKey: `0x${"8b".repeat(48)}` } as const;
  assert.throws(() => approvalsWithoutOperators.require(subject, "admin"), { code: "APPROVALS_NOT_CONFIGURED" });
});

test("only what repeats the very same signature or secret may be asked for twice on one approval", () => {
  const twice = Object.entries(usesOf).flatMap(([action, uses]) => (uses === "while-alive" ? [action] : []));
  assert.deepEqual(twice.sort(), ["deposit", "export-keys", "voluntary-exit", "voluntary-exits"]);
});
