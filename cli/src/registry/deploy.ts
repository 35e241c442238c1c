// `inkan registry deploy`: the contracts of one deployment. What stands already is left alone, so a deployment that broke off is run again.
import { awsRootId, deployAll, deploymentOf, missingOf } from "@inkan/contracts";
import { keccak256, zeroAddress } from "viem";
import { UsageError } from "../usage.ts";
import { fileOption, secondsOption } from "./bytes-options.ts";
import { type RegistryCommand, textOf } from "./command.ts";
import { addressOf } from "./context.ts";

const text = { type: "string" } as const;
const noticeSecondsMax = 31_536_000;
const quorumMax = 32;

export const deploy: RegistryCommand = {
  help: `usage: inkan registry deploy --owner ADDRESS --notice-period SECONDS --quorum N [options]

The addresses follow from these terms and the contracts' code alone (CREATE2), on every chain.

  --owner ADDRESS           names the other roles and the terms; a timelock or multi-signature wallet in production
  --proposer ADDRESS        proposes releases (default: the owner)
  --guardian ADDRESS        revokes releases and certificates, and nothing else (default: nobody)
  --notice-period SECONDS   from the rebuilders' agreement to the activation, at most 31536000
  --quorum N                independent rebuilders that must agree, at most 32
  --root FILE               DER of the only root certificate that counts (default: AWS Nitro Enclaves, G1)`,
  options: { owner: text, proposer: text, guardian: text, "notice-period": text, quorum: text, root: text },
  async run({ reader, output, isDryRun, transactions }, positionals, values) {
    if (positionals.length > 0) throw new UsageError("deploy takes options only");
    const deployment = deploymentOf(termsOf((name) => textOf(values, name)));
    const missing = new Set<string>(await missingOf(reader, deployment));
    for (const [name, { address }] of Object.entries(deployment))
      output.line(`${address}  ${name}${missing.has(name) ? "" : " (stands already)"}`);
    output.tell({
      contracts: Object.fromEntries(Object.entries(deployment).map(([name, { address }]) => [name, address])),
      missing: [...missing],
    });
    // Each stands on those before it, so in a dry run only the first can be tried.
    const what = isDryRun ? "create the first that is missing" : "create a contract";
    if (missing.size > 0) await transactions().run(what, (wallet) => deployAll(wallet, reader, deployment));
    return 0;
  },
};

function termsOf(given: (name: string) => string | undefined) {
  const address = (name: string) => {
    const value = given(name);
    return value === undefined ? undefined : addressOf(name, value);
  };
  const owner = address("owner");
  const quorum = given("quorum") ?? "";
  if (owner === undefined) throw new UsageError("--owner is needed");
  if (!/^\d{1,2}$/.test(quorum) || Number(quorum) > quorumMax)
    throw new UsageError(`--quorum must be 0 to ${quorumMax}`);
  const guardian = address("guardian") ?? zeroAddress;
  const root = given("root");
  return {
    ...{ owner, guardian, proposer: address("proposer") ?? owner, certificateRevoker: guardian },
    noticePeriodSeconds: secondsOption("notice-period", given("notice-period") ?? "", noticeSecondsMax),
    quorum: Number(quorum),
    rootId: root === undefined ? awsRootId : keccak256(fileOption("root", root)),
  } as const;
}
