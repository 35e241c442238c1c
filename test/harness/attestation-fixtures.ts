// The attestation documents of the shared material: every file under `bin/` and `mock/`, with what `expect.json` says of it.
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Root } from "@inkan/attestation";
import { awsRootG1, decodePem } from "@inkan/attestation";
import { sharedMaterial } from "./shared-material.ts";

/** What `expect.json` says of one file. Byte strings are hexadecimal, `"null"` or `"absent"`. */
export type Expectation = {
  readonly expect: "accept" | "refuse" | "refuse-as-debug" | "policy";
  /** Unix seconds to verify at; absent where nothing could be decoded. */
  readonly at?: number;
  readonly sha256: string;
  readonly timestampMs?: number;
  readonly moduleId?: string;
  readonly publicKey?: string;
  readonly userData?: string;
  readonly nonce?: string;
  readonly highS?: boolean;
  readonly [pcr: `pcr${number}`]: string;
};

export type Fixture = {
  /** `bin/…` or `mock/…`: the key in `expect.json`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly expectation: Expectation;
  /** The one root that its expectation supposes. */
  readonly root: Root;
};

export const { path: fixturesFolder, skip: fixturesSkip } = sharedMaterial("fixtures");

/**
 * Lists the whole folder.
 *
 * @returns None when the folder is missing.
 * @throws {Error} When files and `expect.json` don't name each other: nothing may be left out unseen.
 */
export function readFixtures(): Fixture[] {
  if (fixturesSkip !== false) return [];
  const expectations = JSON.parse(readFileSync(join(fixturesFolder, "expect.json"), "utf8")) as Record<
    string,
    Expectation
  >;
  const names = globSync("{bin,mock}/*.bin", { cwd: fixturesFolder }).sort();
  const unread = Object.keys(expectations).filter((name) => !names.includes(name));
  const unexpected = names.filter((name) => expectations[name] === undefined);
  if (unread.length + unexpected.length > 0)
    throw new Error(`expect.json and the files differ: ${[...unread, ...unexpected].join(", ")}`);

  const mockRoot = readMockRoot();
  return names.map((name) => ({
    name,
    bytes: new Uint8Array(readFileSync(join(fixturesFolder, name))),
    expectation: expectations[name]!,
    root: basename(dirname(name)) === "mock" ? mockRoot : awsRootG1,
  }));
}

/** The test PKI's root. It is accepted only where it is named. */
export function readMockRoot(): Root {
  const der = decodePem(readFileSync(join(fixturesFolder, "mock/mock-root.pem"), "utf8"));
  if (der === undefined) throw new Error("mock-root.pem is not one certificate");
  return { name: "mock root of the fixtures", der };
}

/** The time that a fixture is to be verified at; where none is given, a time at which some sound fixture of that root is accepted. */
export function timeOf(fixture: Fixture, all: readonly Fixture[]): number {
  const { at } = fixture.expectation;
  if (at !== undefined) return at;
  const control = all.find(({ root, expectation }) => root === fixture.root && expectation.expect === "accept");
  if (control?.expectation.at === undefined) throw new Error("no accepted fixture to take the time from");
  return control.expectation.at;
}
