// `inkan pcrs`: the measurements that this source tree gives, for comparison with a document or the registry.
import { readFileSync } from "node:fs";
import { measure } from "@inkan/enclave-signer";
import { imagePcrs, readEif } from "@inkan/image";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan pcrs [--role relay|signer] [--json]
       inkan pcrs --eif FILE [--json]

PCR0, PCR1 and PCR2 of the simulated NSM over the program as it lies here: SHA-384, computed as AWS does for an image.
With --eif: those of an enclave image file. PCR8 is not among them: it is over the certificate of a signed image.`;

export async function pcrs(args: string[]): Promise<number> {
  const { values } = parse(
    args,
    { role: { type: "string" }, eif: { type: "string" }, json: { type: "boolean", default: false } },
    help,
  );
  if (values.eif !== undefined) {
    if (values.role !== undefined) throw new UsageError("--eif names the image: --role is not for it");
    print(values.eif, hexOf(imagePcrs(readEif(readFileSync(values.eif)))), values.json);
    return 0;
  }
  const roles = values.role === undefined ? (["relay", "signer"] as const) : [roleOf(values.role)];
  const measured = await Promise.all(roles.map(async (role) => [role, hexOf(await measure(role))] as const));
  if (values.json) console.log(JSON.stringify(Object.fromEntries(measured), null, 2));
  else for (const [role, three] of measured) print(role, three, false);
  return 0;
}

function print(name: string, pcrs: HexPcrs, asJson: boolean): void {
  const { pcr0, pcr1, pcr2 } = pcrs;
  console.log(asJson ? JSON.stringify(pcrs, null, 2) : `${name}\n  PCR0 ${pcr0}\n  PCR1 ${pcr1}\n  PCR2 ${pcr2}`);
}

function roleOf(text: string): "relay" | "signer" {
  if (text === "relay" || text === "signer") return text;
  throw new UsageError(`--role must be relay or signer, not '${text}'`);
}

/** Three PCRs of 48 bytes each as lower-case hexadecimal. */
export type HexPcrs = { readonly pcr0: string; readonly pcr1: string; readonly pcr2: string };

export function hexOf(pcrs: {
  readonly pcr0: Uint8Array;
  readonly pcr1: Uint8Array;
  readonly pcr2: Uint8Array;
}): HexPcrs {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  return { pcr0: hex(pcrs.pcr0), pcr1: hex(pcrs.pcr1), pcr2: hex(pcrs.pcr2) };
}
