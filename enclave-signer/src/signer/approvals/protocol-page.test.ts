// The worked example of docs/protocol/approvals.md is what the code does.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeStatement } from "./statement.ts";

test("the worked example of the protocol's page", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/protocol/approvals.md"), "utf8");
  const address = (byte: string) => `0x${byte.repeat(20)}`;
  const scope = {
    origin: "https://signer.example",
    operator: address("11"),
    registry: { chainId: 1, pcrRegistry: address("22"), enclaveRegistry: address("44") },
    threshold: 2,
  };
  const subject = { action: "delete-key", publicKey: address("33") } as const;
  const { text, id } = makeStatement(scope, subject, new Uint8Array(32), 1_800_000_000_000, 900_000);
  assert.ok(page.includes(`\`\`\`\n${text}\n\`\`\``), text);
  assert.ok(page.includes(`the id is \`${id}\``), id);
});
