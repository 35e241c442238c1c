// The recorded round trips of ethereum/execution-apis (tests/, read as hive's rpc-compat reads them): `.io` files of `>>` requests and `<<` responses.
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sharedMaterial } from "./shared-material.ts";

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

export type Recorded = {
  readonly method: string;
  readonly params: readonly Json[];
  readonly response: { readonly [name: string]: Json };
};

export type RecordedFile = {
  readonly name: string;
  /** Nodes may differ in the value: only the kind of answer counts. */
  readonly speconly: boolean;
  readonly trips: readonly Recorded[];
};

const { path: folder, skip } = sharedMaterial("vectors/execution-apis");

export const executionApisSkip = skip;

export type ExecutionApis = { readonly files: readonly RecordedFile[]; readonly chainId: number };

/** @throws {Error} The folder is not there. */
export function readExecutionApis(): ExecutionApis {
  const files = globSync("**/*.io", { cwd: folder })
    .toSorted()
    .map((name) => readFile(name, readFileSync(join(folder, name), "utf8")));
  const environment = JSON.parse(readFileSync(join(folder, "forkenv.json"), "utf8")) as { HIVE_CHAIN_ID: string };
  return { files, chainId: Number(environment.HIVE_CHAIN_ID) };
}

function readFile(name: string, text: string): RecordedFile {
  const lines = text.split("\n").map((line) => line.trim());
  const requests = lines.filter((line) => line.startsWith(">>")).map((line) => JSON.parse(line.slice(2)));
  const responses = lines.filter((line) => line.startsWith("<<")).map((line) => JSON.parse(line.slice(2)));
  if (requests.length === 0 || requests.length !== responses.length)
    throw new Error(`${name}: requests without responses`);
  return {
    name,
    speconly: lines.some((line) => line.startsWith("//") && line.includes("speconly:")),
    trips: requests.map(({ method, params = [] }, at) => ({ method, params, response: responses[at] })),
  };
}

/** A value as text in which the order of members does not show. */
export function orderless(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** What hive compares: everything but the id and an error's message; of a speconly file only which kind of answer it is. */
export function comparable(response: { readonly [name: string]: unknown }, speconly: boolean): string {
  if (speconly) return "error" in response ? "an error" : "result" in response ? "a result" : "neither";
  const { id: _id, error, ...rest } = response;
  if (error === undefined) return orderless(rest);
  const { message: _message, ...left } = error as { readonly [name: string]: unknown };
  return orderless({ ...rest, error: left });
}
