// A client that names an address of its own as fee recipient.
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkListed } from "./fee-recipients.ts";

const listed = `0x${"ab".repeat(20)}`;

test("an address that isn't on the list is refused, in any spelling one that is passes", () => {
  const list = () => new Set([listed]);
  assert.throws(() => checkListed(list, `0x${"ac".repeat(20)}`), { code: "FEE_RECIPIENT_NOT_LISTED" });
  checkListed(list, listed.toUpperCase().replace("0X", "0x"));
});

test("without a list every address passes; on an empty list there is none", () => {
  checkListed(() => undefined, listed);
  assert.throws(() => checkListed(() => new Set(), listed), { code: "FEE_RECIPIENT_NOT_LISTED" });
});
