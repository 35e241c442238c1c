// `inkan registry revoke`: what a guardian does at night, so it takes two words and no more.
import { revokeRelease } from "@inkan/contracts";
import { UsageError } from "../usage.ts";
import { hexOption, timeOption } from "./bytes-options.ts";
import { type RegistryCommand, textOf } from "./command.ts";

export const revoke: RegistryCommand = {
  help: `usage: inkan registry revoke RELEASE --reason TEXT [--since TIME] [options]

At once, and for ever: a revoked release never comes back.

  --reason TEXT             for people, 1 to 256 bytes; it is public
  --since TIME              from when the release must not be relied on: Unix seconds or ISO 8601, now (default) or earlier.
                            Evidence of what it did before stays good. Give it again, earlier, when more is known.`,
  options: { reason: { type: "string" }, since: { type: "string" } },
  async run({ reader, output, isDryRun, pcrRegistry, transactions }, [given, ...more], values) {
    if (more.length > 0) throw new UsageError("revoke takes one release");
    const id = hexOption("release", given, [32]);
    const reason = textOf(values, "reason");
    if (reason === undefined) throw new UsageError("--reason is needed");
    const since = textOf(values, "since");
    const revocation = { reason, ...(since === undefined ? {} : { sinceSeconds: timeOption("since", since) }) };
    const registry = await pcrRegistry();
    await transactions().run(`revoke release ${id}`, (wallet) =>
      revokeRelease(wallet, reader, registry, id, revocation),
    );
    output.line(`release ${id} ${isDryRun ? "could be revoked" : "is revoked"}`);
    output.tell({ release: id });
    return 0;
  },
};
