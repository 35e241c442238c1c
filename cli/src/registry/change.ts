// `inkan registry change`: who proposes, rebuilds and guards, and on which terms. The owner's part.
import { changeRegistry, type RegistryChange } from "@inkan/contracts";
import type { Address } from "viem";
import { UsageError } from "../usage.ts";
import { secondsOption } from "./bytes-options.ts";
import type { RegistryCommand } from "./command.ts";
import { addressOf } from "./context.ts";

const accounts = ["proposer", "guardian", "add-rebuilder", "remove-rebuilder", "transfer-ownership"] as const;
const noticeSecondsMax = 31_536_000;
const quorumMax = 32;

export const change: RegistryCommand = {
  help: `usage: inkan registry change proposer|guardian|add-rebuilder|remove-rebuilder|transfer-ownership ADDRESS [options]
       inkan registry change accept-ownership [options]
       inkan registry change terms NOTICE_SECONDS QUORUM [options]
       inkan registry change successor RETIRED SUCCESSOR [options]

Weaker terms hold after the present notice period, stricter ones at once; what is pending keeps its own.`,
  options: {},
  async run({ reader, output, sender, pcrRegistry, transactions }, positionals) {
    const asked = changeOf(positionals, sender);
    const registry = await pcrRegistry();
    await transactions().run(`change ${positionals.join(" ")}`, (wallet) =>
      changeRegistry(wallet, reader, registry, asked),
    );
    output.tell({ change: asked });
    return 0;
  },
};

function changeOf([what = "", ...given]: readonly string[], sender: () => Address): RegistryChange {
  const [first, second, ...more] = given;
  if (what === "accept-ownership" && first === undefined) return { change: what, account: sender() };
  if (more.length === 0 && first !== undefined) {
    const account = accounts.find((known) => known === what);
    if (account !== undefined && second === undefined) return { change: account, account: addressOf(what, first) };
    if (what === "terms" && second !== undefined) {
      const noticePeriodSeconds = secondsOption("terms", first, noticeSecondsMax);
      if (!/^\d{1,2}$/.test(second) || Number(second) > quorumMax)
        throw new UsageError(`a quorum is 0 to ${quorumMax}`);
      return { change: "terms", noticePeriodSeconds, quorum: Number(second) };
    }
    if (what === "successor" && second !== undefined)
      return { change: "successor", retired: addressOf("successor", first), successor: addressOf("successor", second) };
  }
  throw new UsageError(change.help);
}
