// User: somebody whose transaction was refused, and who wants to know what to do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { enclaveRegistryAbi, operatorPolicyAbi, operatorPolicyFactoryAbi, pcrRegistryAbi } from "@inkan/contracts";
import { refusalText, refusalTexts } from "./refusal-text.ts";

const errors = [...pcrRegistryAbi, ...operatorPolicyAbi, ...operatorPolicyFactoryAbi, ...enclaveRegistryAbi].filter(
  (entry) => entry.type === "error",
);

test("each error of the registries and policies has words of its own, with every value that it takes", () => {
  assert.ok(errors.length > 30, "control: the ABIs were read");
  for (const { name, inputs } of errors) {
    const text = refusalText(
      name,
      inputs.map(({ type }) => (type.startsWith("uint") ? 1_800_000_000n : `0x${"ab".repeat(32)}`)),
    );
    assert.match(text, new RegExp(`^[^(]+ .*\\[${name}\\]$`), name);
    assert.doesNotMatch(text, /undefined|Invalid Date|NaN/, name);
  }
});

test("no words are left of an error that is gone, and an unknown one is shown as it is", () => {
  const known = new Set<string>([...errors.map(({ name }) => name), "DeployerMissing", "CreationReverted", "Reverted"]);
  assert.deepEqual(
    Object.keys(refusalTexts).filter((name) => !known.has(name)),
    [],
  );
  assert.equal(refusalText("DocumentSignatureInvalid", [1n]), "DocumentSignatureInvalid(1)");
});
