// `inkan registry policy`: the operator's own half of what makes an enclave valid.
import { configPcr16, toHex } from "@inkan/attestation";
import {
  type AcceptedRelease,
  acceptPolicy,
  acceptRelease,
  createPolicy,
  enclaveRegistryAbi,
  policyAddress,
  readPolicy,
  removeRelease,
  setRegistrationLifetime,
  transferPolicy,
} from "@inkan/contracts";
import { readConfig } from "@inkan/enclave-signer";
import type { Hex } from "viem";
import { UsageError } from "../usage.ts";
import { bytesOption, chosen, fileOption, hexOption, secondsOption, timeOption } from "./bytes-options.ts";
import { type OptionValues, type RegistryCommand, textOf } from "./command.ts";
import { addressOf, type Context } from "./context.ts";

const text = { type: "string" } as const;
const lifetimeSecondsMax = 2_592_000;

type Action = (context: Context, given: readonly string[], values: OptionValues) => Promise<void>;

const actions: Readonly<Record<string, Action>> = {
  async create({ reader, output, sender, enclaveRegistry, transactions }, given, values) {
    none(given);
    const factory = await reader.readContract({
      ...{ address: await enclaveRegistry(), abi: enclaveRegistryAbi },
      functionName: "policyFactory",
    });
    const ownerText = textOf(values, "owner");
    const saltText = textOf(values, "salt");
    const owner = {
      owner: ownerText === undefined ? sender() : addressOf("owner", ownerText),
      ...(saltText === undefined ? {} : { salt: hexOption("salt", saltText, [32]) }),
    };
    const address = policyAddress(factory, owner);
    await transactions().run(`create the policy ${address}`, (wallet) => createPolicy(wallet, reader, factory, owner));
    output.line(`policy ${address} of ${owner.owner}: the 'operator' of the configuration`);
    output.tell({ policy: address, owner: owner.owner });
  },

  async show({ reader, output, policy: policyOf }, given) {
    none(given);
    const address = await policyOf();
    const policy = await readPolicy(reader, address);
    output.tell({ policy: address, ...policy });
    output.line(
      `policy ${address}\nowner ${policy.owner}\na registration lives ${policy.registrationLifetimeSeconds} s`,
    );
    for (const { measurementId, pcr16, origin, periods } of policy.acceptances) {
      output.line(`\nrelease ${measurementId}\n  PCR16 ${pcr16.slice(2)}\n  origin ${origin}`);
      for (const { from, until, onRevocation } of periods)
        output.line(
          `  accepted from ${timeText(from)} ${until === undefined ? "on" : `to ${timeText(until)}`}; revoked by others: ${onRevocation}`,
        );
    }
  },

  async allow({ reader, output, policy: policyOf, transactions }, given, values) {
    none(given);
    const { release, origin } = await acceptanceOf(values);
    if (origin === undefined) throw new UsageError("--origin or --configuration is needed");
    const onRevocation = chosen("on-revocation", textOf(values, "on-revocation"), ["stop", "continue"]);
    const address = await policyOf();
    await transactions().run(`accept release ${release.measurementId} at ${origin}`, (wallet) =>
      acceptRelease(wallet, reader, address, { ...release, origin, onRevocation }),
    );
    output.tell({ policy: address, release: release.measurementId, pcr16: toHex(release.pcr16), origin, onRevocation });
  },

  async disallow({ reader, output, policy: policyOf, transactions }, given, values) {
    none(given);
    const { release } = await acceptanceOf(values);
    const sinceText = textOf(values, "since");
    const since = sinceText === undefined ? undefined : timeOption("since", sinceText);
    const address = await policyOf();
    await transactions().run(`accept release ${release.measurementId} no longer`, (wallet) =>
      removeRelease(wallet, reader, address, release, since),
    );
    output.tell({ policy: address, release: release.measurementId, pcr16: toHex(release.pcr16) });
  },

  async lifetime({ reader, output, policy: policyOf, transactions }, [given, ...more]) {
    none(more);
    const seconds = secondsOption("lifetime", given ?? "", lifetimeSecondsMax);
    const address = await policyOf();
    await transactions().run(`let registrations live ${seconds} s`, (wallet) =>
      setRegistrationLifetime(wallet, reader, address, seconds),
    );
    output.tell({ policy: address, registrationLifetimeSeconds: seconds });
  },

  async transfer({ reader, output, policy: policyOf, transactions }, [given = "", ...more]) {
    none(more);
    const newOwner = addressOf("transfer", given);
    const address = await policyOf();
    await transactions().run(`offer the policy to ${newOwner}`, (wallet) =>
      transferPolicy(wallet, reader, address, newOwner),
    );
    output.tell({ policy: address, newOwner });
  },

  async accept({ reader, output, policy: policyOf, transactions }, given) {
    none(given);
    const address = await policyOf();
    await transactions().run("take the policy over", (wallet) => acceptPolicy(wallet, reader, address));
    output.tell({ policy: address });
  },
};

export const policy: RegistryCommand = {
  help: `usage: inkan registry policy create [--owner ADDRESS] [--salt HEX] [options]
       inkan registry policy show [options]
       inkan registry policy allow --release ID CONFIGURATION --on-revocation stop|continue [options]
       inkan registry policy disallow --release ID CONFIGURATION [--since TIME] [options]
       inkan registry policy lifetime SECONDS [options]
       inkan registry policy transfer ADDRESS, then by the new owner: inkan registry policy accept [options]

An acceptance is a pair: one release with one measured configuration.

  --release ID              keccak256(PCR0 || PCR1 || PCR2)
CONFIGURATION:
  --configuration FILE --role relay|signer  the enclave's configuration: PCR16 and origin are computed from it, or
  --pcr16 HEX --origin URL  48 bytes, and what the configuration names as origin
  --on-revocation stop|continue  what somebody else's revocation of the release does. "continue" is for signers: validators go on
  --since TIME              evidence from this time on is worth nothing (default: now)
  --owner ADDRESS           of a new policy (default: the account that sends)
  --salt HEX                32 bytes, for a second policy of the same owner`,
  options: {
    ...{ owner: text, salt: text, release: text, configuration: text, role: text, pcr16: text, origin: text },
    ...{ "on-revocation": text, since: text },
  },
  async run(context, [name = "", ...given], values) {
    const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
    if (action === undefined) throw new UsageError(policy.help);
    await action(context, given, values);
    return 0;
  },
};

/** @returns `origin` as the configuration names it, or as it was given. */
async function acceptanceOf(
  values: OptionValues,
): Promise<{ readonly release: AcceptedRelease; readonly origin: string | undefined }> {
  const measurementId: Hex = hexOption("release", textOf(values, "release"), [32]);
  const file = textOf(values, "configuration");
  const origin = textOf(values, "origin");
  if (file === undefined)
    return { release: { measurementId, pcr16: bytesOption("pcr16", textOf(values, "pcr16"), [48]) }, origin };
  if (origin !== undefined || textOf(values, "pcr16") !== undefined)
    throw new UsageError("--configuration says PCR16 and origin: leave --pcr16 and --origin out");
  const role = chosen("role", textOf(values, "role"), ["relay", "signer"]);
  const { config, configText } = readConfig(fileOption("configuration", file), role);
  const pcr16 = await configPcr16(new TextEncoder().encode(configText));
  return { release: { measurementId, pcr16 }, origin: config.origin };
}

function none(given: readonly string[]): void {
  if (given.length > 0) throw new UsageError(policy.help);
}

export const timeText = (seconds: number) => new Date(seconds * 1000).toISOString().replace(".000", "");
