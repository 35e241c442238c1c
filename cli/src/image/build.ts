// `inkan image build`: the enclave image of a role.
import { readFileSync } from "node:fs";
import { buildImage } from "@inkan/image";
import { parse, UsageError } from "../usage.ts";
import { cidOf, roleOf } from "./options.ts";
import { printImage } from "./print.ts";

const help = `usage: inkan image build --role relay|signer [--output FILE] [--parent-cid N] [--sign KEY --certificate FILE] [--json]

Makes the enclave image, without Docker, AWS tools or root. Kernel, native code and Node are kept in the cache folder
(XDG_CACHE_HOME/inkan) by the hash of what they are made of; a kernel takes some minutes the first time.

  --parent-cid N      vsock address of the parent, measured: 3 (the default) on AWS, 2 under QEMU
  --sign KEY          a P-384 key in PEM, for a signature section
  --certificate FILE  its certificate in PEM: PCR8 is over it
  --json              file, sha256, pcr0, pcr1, pcr2 (and pcr8) as one JSON object`;

export async function build(args: string[]): Promise<number> {
  const text = { type: "string" } as const;
  const options = { role: text, output: text, "parent-cid": text, sign: text, certificate: text };
  const { values } = parse(args, { ...options, json: { type: "boolean", default: false } }, help);
  const { sign, certificate, output } = values;
  if ((sign === undefined) !== (certificate === undefined))
    throw new UsageError("--sign and --certificate go together");
  const signer =
    sign === undefined || certificate === undefined
      ? undefined
      : { keyPem: readFileSync(sign, "utf8"), certificatePem: readFileSync(certificate, "utf8") };
  const role = roleOf(values.role);
  const parentCid = cidOf(values["parent-cid"]);
  const built = await buildImage({ role, parentCid, signer, ...(output === undefined ? {} : { output }) });
  printImage(role, built, values.json);
  return 0;
}
