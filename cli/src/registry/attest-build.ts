// `inkan registry attest-build`: somebody else built the proposed commit, and got the same image.
import { attestBuild, readRelease } from "@inkan/contracts";
import { UsageError } from "../usage.ts";
import { bytesOption, hexOption } from "./bytes-options.ts";
import { type RegistryCommand, textOf } from "./command.ts";

export const attestBuildCommand: RegistryCommand = {
  help: `usage: inkan registry attest-build RELEASE --image-hash HEX [options]

RELEASE is the id that 'propose' printed: keccak256(PCR0 || PCR1 || PCR2).

  --image-hash HEX          SHA-256 or SHA-384 of the EIF that you built yourself from the proposed commit`,
  options: { "image-hash": { type: "string" } },
  async run({ reader, output, pcrRegistry, transactions }, [given, ...more], values) {
    if (more.length > 0) throw new UsageError("attest-build takes one release");
    const id = hexOption("release", given, [32]);
    const imageHash = bytesOption("image-hash", textOf(values, "image-hash"), [32, 48]);
    const registry = await pcrRegistry();
    await transactions().run(`attest the build of ${id}`, (wallet) =>
      attestBuild(wallet, reader, registry, id, imageHash),
    );
    const release = await readRelease(reader, registry, id);
    if (release === undefined) throw new Error(`release ${id} was never proposed`);
    output.line(`release ${id}: ${release.agreement} of ${release.quorum} rebuilders agree`);
    output.tell({ release });
    return 0;
  },
};
