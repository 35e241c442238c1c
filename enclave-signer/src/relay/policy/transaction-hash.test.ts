// The recorded transactions of execution-apis: the hash that go-ethereum gave is the one computed here.
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { sharedMaterial } from "../../../../test/harness/shared-material.ts";
import { bytesFromHex } from "./hex.ts";
import { transactionHash } from "./transaction-hash.ts";

const { path: folder, skip } = sharedMaterial("vectors/execution-apis/eth_sendRawTransaction");
const files = globSync("*.io", { cwd: folder });

describe(`transactionHash over ${files.length} recorded transactions`, { skip }, () => {
  test("there are some", () => assert.ok(files.length > 0));
  for (const file of files)
    test(file, () => {
      const lines = readFileSync(join(folder, file), "utf8").split("\n");
      const line = (mark: string) =>
        JSON.parse(lines.find((text) => text.startsWith(mark))!.slice(3)) as { params: [string]; result?: string };
      const { result } = line("<< ");
      assert.ok(result !== undefined, "the recording holds a hash");
      assert.equal(transactionHash(bytesFromHex(line(">> ").params[0])!), result);
    });
});

test("a list that claims more than there is is hashed as it stands", () => {
  for (const hex of ["03", "03c0", "03ff", "03f8ff", "03fbffffffff", "03c1c0", "03c2c1"])
    assert.match(transactionHash(Buffer.from(hex, "hex")), /^0x[0-9a-f]{64}$/);
});
