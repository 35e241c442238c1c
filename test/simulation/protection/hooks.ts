// Changes sources as they are loaded: BLS, which decides nothing here and costs a thousand times the rest, and the mutation asked for.
import assert from "node:assert/strict";
import { registerHooks } from "node:module";
import type { Mutation } from "./mutations.ts";

const signer = new URL("../../../enclave-signer/src/signer/", import.meta.url).href;
const withoutBls = "export const areOwnSignatures = () => true;\nexport class BlsSigningKey {}\n";

/** Before the first import of the signer. */
export function changeSources(mutation: Mutation | undefined): void {
  registerHooks({
    load(url, context, nextLoad) {
      if (url === `${signer}bls.ts`) return { format: "module", source: withoutBls, shortCircuit: true };
      const loaded = nextLoad(url, context);
      if (mutation === undefined || url !== signer + mutation.file) return loaded;
      const parts = String(loaded.source).split(mutation.from);
      assert.equal(parts.length, 2, `mutation "${mutation.name}": its line stands in ${mutation.file} once`);
      return { ...loaded, source: parts.join(mutation.to) };
    },
  });
}
