// What each command of `inkan registry` is.
import type { ParseArgsOptionsConfig } from "node:util";
import type { Context } from "./context.ts";

/** Values of a command's own options: text, several texts, or a flag. */
export type OptionValues = { readonly [name: string]: string | boolean | readonly (string | boolean)[] | undefined };

export type RegistryCommand = {
  readonly help: string;
  readonly options: ParseArgsOptionsConfig;
  /** @returns The exit code. @throws {UsageError} {RegistryRefusal} */
  run(context: Context, positionals: readonly string[], values: OptionValues): Promise<number>;
};

/** An option that takes one text. */
export function textOf(values: OptionValues, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** An option that may be given several times. */
export function textsOf(values: OptionValues, name: string): readonly string[] {
  const value = values[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}
