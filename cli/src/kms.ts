// `inkan kms`: who may use the key of AWS KMS that wraps what a signer seals. Each command is a file of its name in kms/.
import { CustodyError } from "@inkan/attestation";
import { commandList, UsageError } from "./usage.ts";

type Entry = { readonly summary: string; readonly load: () => Promise<(args: string[]) => Promise<number>> };

const commands: Readonly<Record<string, Entry>> = {
  render: {
    summary: "write the key policy for an image and a configuration",
    load: async () => (await import("./kms/render.ts")).render,
  },
  check: {
    summary: "compare a live key, its policy and its grants with the template and the registry",
    load: async () => (await import("./kms/check.ts")).check,
  },
  "stand-in": {
    summary: "run a stand-in for AWS KMS, for development: it protects nothing",
    load: async () => (await import("./kms/stand-in.ts")).standIn,
  },
};

const help = commandList("inkan kms", commands);

export async function kms([name = "", ...args]: string[]): Promise<number> {
  if (name === "" || name === "--help") {
    console.log(help);
    return name === "" ? 2 : 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new UsageError(`no command 'kms ${name}'\n\n${help}`);
  try {
    return await (await command.load())(args);
  } catch (thrown) {
    if (thrown instanceof CustodyError) throw new UsageError(thrown.message);
    throw thrown;
  }
}
