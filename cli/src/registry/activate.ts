// `inkan registry activate`: the decision was the proposal, so anyone may.
import { activateRelease } from "@inkan/contracts";
import { UsageError } from "../usage.ts";
import { hexOption } from "./bytes-options.ts";
import type { RegistryCommand } from "./command.ts";

export const activate: RegistryCommand = {
  help: `usage: inkan registry activate RELEASE [options]

Puts a release into force whose rebuilders agree and whose notice period is over. Any account may.`,
  options: {},
  async run({ reader, output, isDryRun, pcrRegistry, transactions }, [given, ...more]) {
    if (more.length > 0) throw new UsageError("activate takes one release");
    const id = hexOption("release", given, [32]);
    const registry = await pcrRegistry();
    await transactions().run(`activate release ${id}`, (wallet) => activateRelease(wallet, reader, registry, id));
    output.line(`release ${id} ${isDryRun ? "could be put into force" : "is in force"}`);
    output.tell({ release: id });
    return 0;
  },
};
