// The file of what a verifier expects of an endpoint, from outside the party under test: the operator, a friend or `inkan start` wrote it.
import { readFile } from "node:fs/promises";
import { type Expectations, ExpectationsError, readExpectations } from "@inkan/attestation";
import { UsageError } from "./usage.ts";

/** @throws {UsageError} that names the file and the member that is wrong. */
export async function readExpectationsFile(path: string): Promise<Expectations> {
  const bytes = await readFile(path).catch(() => {
    throw new UsageError(`cannot read the expectations '${path}'`);
  });
  try {
    return readExpectations(new Uint8Array(bytes));
  } catch (thrown) {
    if (thrown instanceof ExpectationsError) throw new UsageError(`the expectations '${path}': ${thrown.message}`);
    throw thrown;
  }
}
