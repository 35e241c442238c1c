// The page of the configuration names every member that the schemas of both roles have: one that is measured must be one that is explained.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { configSchema } from "../enclave-signer/src/enclave/config.ts";

const page = ["docs/reference/configuration.md", "docs/guides/sequencer.md", "docs/protocol/approvals.md"]
  .map((file) => readFileSync(join(import.meta.dirname, "..", file), "utf8"))
  .join("\n");
/** Code spans and code blocks, for prose uses many words. */
const named = new Set(
  [...page.matchAll(/```[\s\S]*?```|`[^`\n]+`/g)].flatMap(([code]) => code.match(/[A-Za-z0-9]+/g) ?? []),
);

/** The little of a zod schema that is walked. */
type Schema = {
  readonly shape?: Readonly<Record<string, Schema>>;
  readonly element?: Schema;
  readonly options?: readonly unknown[];
  readonly unwrap?: () => Schema;
};

/** Names of all members at and below a schema. */
function membersOf({ shape, element, options, unwrap }: Schema): string[] {
  if (shape !== undefined) return Object.entries(shape).flatMap(([name, inner]) => [name, ...membersOf(inner)]);
  if (element !== undefined) return membersOf(element);
  if (options !== undefined)
    return options.flatMap((option) => (typeof option === "object" ? membersOf(option as Schema) : []));
  return unwrap === undefined ? [] : membersOf(unwrap());
}

describe("docs/reference/configuration.md", () => {
  const members = [...new Set(membersOf(configSchema as unknown as Schema))];

  test("names every member of a configuration", () => {
    for (const deep of ["windowEpochs", "genesisTime", "credentialId", "fingerprint", "toAddresses", "caaIdentities"])
      assert.ok(members.includes(deep), `control: the walk finds ${deep}`);
    assert.deepEqual(
      members.filter((name) => !named.has(name)),
      [],
    );
  });

  test("control: a member that no page names is found", () => {
    assert.deepEqual(
      membersOf({ shape: { version: {}, neverHeardOf: {} } }).filter((name) => !named.has(name)),
      ["neverHeardOf"],
    );
  });
});
