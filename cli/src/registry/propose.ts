// `inkan registry propose`: a release becomes public, and rebuilders can begin.
import { measurementId, type Pcrs, proposeRelease } from "@inkan/contracts";
import { UsageError } from "../usage.ts";
import { bytesOption, chosen, fileOption, hexOption } from "./bytes-options.ts";
import { type OptionValues, type RegistryCommand, textOf, textsOf } from "./command.ts";

const text = { type: "string" } as const;

export const propose: RegistryCommand = {
  help: `usage: inkan registry propose --role relay|signer --source-commit ID --source-locator URL… --image-hash HEX PCRS [options]

  --role relay|signer       what the image does
  --source-commit ID        git object id, 40 or 64 hexadecimal digits
  --source-locator TEXT     where the commit is; may be given up to 8 times
  --image-hash HEX          SHA-256 or SHA-384 of the EIF, before it is signed
PCRS:
  --pcrs FILE               as 'inkan pcrs --json' prints them, or
  --pcr0 --pcr1 --pcr2 HEX  48 bytes each
  --pcr8 HEX                of an image that is signed`,
  options: {
    ...{ role: text, "source-commit": text, "source-locator": { type: "string", multiple: true }, "image-hash": text },
    ...{ pcrs: text, pcr0: text, pcr1: text, pcr2: text, pcr8: text },
  },
  async run({ reader, output, pcrRegistry, transactions }, positionals, values) {
    if (positionals.length > 0) throw new UsageError("propose takes options only");
    const role = chosen("role", textOf(values, "role"), ["relay", "signer"]);
    const pcrs = pcrsOf(values, role);
    const sourceLocators = textsOf(values, "source-locator");
    if (sourceLocators.length === 0) throw new UsageError("--source-locator is needed");
    const pcr8 = textOf(values, "pcr8");
    const proposal = {
      ...{ ...pcrs, role, sourceLocators },
      ...(pcr8 === undefined ? {} : { pcr8: bytesOption("pcr8", pcr8, [48]) }),
      sourceCommit: hexOption("source-commit", textOf(values, "source-commit"), [20, 32]),
      imageHash: bytesOption("image-hash", textOf(values, "image-hash"), [32, 48]),
    };
    const id = measurementId(pcrs.pcr0, pcrs.pcr1, pcrs.pcr2);
    const registry = await pcrRegistry();
    await transactions().run(`propose release ${id}`, (wallet) => proposeRelease(wallet, reader, registry, proposal));
    output.line(`release ${id} (${role})`);
    output.tell({ release: id, role });
    return 0;
  },
};

function pcrsOf(values: OptionValues, role: string): Pcrs {
  const file = textOf(values, "pcrs");
  const named = file === undefined ? values : pcrsIn(file, role);
  const pcr = (name: "pcr0" | "pcr1" | "pcr2") => bytesOption(name, textOf(named, name), [48]);
  return { pcr0: pcr("pcr0"), pcr1: pcr("pcr1"), pcr2: pcr("pcr2") };
}

/** Of one role, or of both by their names. */
function pcrsIn(file: string, role: string): OptionValues {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(fileOption("pcrs", file)));
  } catch (thrown) {
    if (thrown instanceof UsageError) throw thrown;
    throw new UsageError(`--pcrs: '${file}' is not JSON`);
  }
  const isObject = (value: unknown): value is OptionValues => typeof value === "object" && value !== null;
  if (!isObject(parsed)) throw new UsageError(`--pcrs: '${file}' holds no PCRs`);
  const ofRole: unknown = parsed[role];
  return isObject(ofRole) ? ofRole : parsed;
}
