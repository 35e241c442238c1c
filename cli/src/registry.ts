// `inkan registry`: what people do with the contracts. Each command is a file of its name in registry/.
import { RegistryRefusal } from "@inkan/contracts";
import { BaseError } from "viem";
import type { RegistryCommand } from "./registry/command.ts";
import { type CommonValues, commonHelp, commonOptions, openContext } from "./registry/context.ts";
import { refusalText } from "./registry/refusal-text.ts";
import { commandList, parse, UsageError } from "./usage.ts";

type Entry = { readonly summary: string; readonly load: () => Promise<RegistryCommand> };

const commands: Readonly<Record<string, Entry>> = {
  deploy: {
    summary: "create the contracts, at addresses that follow from their terms",
    load: async () => (await import("./registry/deploy.ts")).deploy,
  },
  change: {
    summary: "change who may what, as the registry's owner",
    load: async () => (await import("./registry/change.ts")).change,
  },
  propose: {
    summary: "propose a release, as the proposer",
    load: async () => (await import("./registry/propose.ts")).propose,
  },
  "attest-build": {
    summary: "say that a proposed release was rebuilt, as a rebuilder",
    load: async () => (await import("./registry/attest-build.ts")).attestBuildCommand,
  },
  activate: {
    summary: "put a release into force whose notice period is over",
    load: async () => (await import("./registry/activate.ts")).activate,
  },
  revoke: {
    summary: "take a release out of force at once, as owner or guardian",
    load: async () => (await import("./registry/revoke.ts")).revoke,
  },
  policy: {
    summary: "create, show and change an operator's policy",
    load: async () => (await import("./registry/policy.ts")).policy,
  },
  register: {
    summary: "register a running enclave's key, as anybody",
    load: async () => (await import("./registry/register.ts")).register,
  },
  list: { summary: "list releases and enclaves", load: async () => (await import("./registry/list.ts")).list },
  watch: {
    summary: "tell whether an operator's releases and enclaves are in order, once or on and on",
    load: async () => (await import("./registry/watch.ts")).watch,
  },
};

const help = commandList("inkan registry", commands);

const refusedStatus = 3;

export async function registry([name = "", ...args]: string[]): Promise<number> {
  if (name === "--help" || name === "help") {
    console.log(help);
    return 0;
  }
  const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (entry === undefined)
    throw new UsageError(`${name === "" ? "a command is needed" : `no command '${name}'`}\n\n${help}`);

  const command = await entry.load();
  const options = { ...commonOptions, ...command.options };
  const { values, positionals } = parse(args, options, `${command.help}\n\n${commonHelp}`, true);
  try {
    const context = await openContext(values as CommonValues);
    const status = await command.run(context, positionals, values);
    context.output.end(context.isDryRun);
    return status;
  } catch (thrown) {
    if (thrown instanceof RegistryRefusal) {
      const { code, args: seen } = thrown;
      if (values.json) console.log(JSON.stringify({ refused: { code, args: seen.map(String) } }, undefined, 2));
      console.error(`inkan registry ${name}: refused: ${refusalText(code, seen)}`);
      return refusedStatus;
    }
    // The short message names no URL: there may be a key in it.
    if (thrown instanceof BaseError) throw new Error(thrown.shortMessage);
    throw thrown;
  }
}
