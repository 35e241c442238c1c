// `inkan pcrs`: the measurements that this source tree gives, for comparison with a document or the registry.
import { measure } from "@inkan/enclave-signer";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan pcrs [--role relay|signer] [--json]

PCR0, PCR1 and PCR2 of the simulated NSM over the program as it lies here: SHA-384, computed as AWS does for an image.`;

export async function pcrs(args: string[]): Promise<number> {
  const { values } = parse(args, { role: { type: "string" }, json: { type: "boolean", default: false } }, help);
  const roles = values.role === undefined ? (["relay", "signer"] as const) : [roleOf(values.role)];
  const measured = await Promise.all(roles.map(async (role) => [role, hexOf(await measure(role))] as const));
  if (values.json) console.log(JSON.stringify(Object.fromEntries(measured), null, 2));
  else
    for (const [role, { pcr0, pcr1, pcr2 }] of measured)
      console.log(`${role}\n  PCR0 ${pcr0}\n  PCR1 ${pcr1}\n  PCR2 ${pcr2}`);
  return 0;
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
