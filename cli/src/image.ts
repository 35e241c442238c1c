// `inkan image`: a role's enclave image from sources, and the proof that it comes out the same.
import { build } from "./image/build.ts";
import { reproduce } from "./image/reproduce.ts";
import { UsageError } from "./usage.ts";

const commands: Readonly<Record<string, (args: string[]) => Promise<number>>> = { build, reproduce };

const help = `usage: inkan image build --role relay|signer [--output FILE] [--parent-cid N] [--sign KEY --certificate FILE]
       inkan image reproduce --role relay|signer [--parent-cid N] [--kernel]

build      makes the enclave image and prints its SHA-256 and PCRs
reproduce  builds it twice under differing circumstances and compares`;

export async function image([name = "", ...args]: string[]): Promise<number> {
  if (name === "--help") {
    console.log(help);
    return 0;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new UsageError(`no command '${name}'\n\n${help}`);
  return command(args);
}
