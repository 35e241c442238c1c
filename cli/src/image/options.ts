// What both commands of `inkan image` read in the same way.
import type { Role } from "@inkan/image";
import { UsageError } from "../usage.ts";

export function roleOf(text: string | undefined): Role {
  if (text === "relay" || text === "signer") return text;
  throw new UsageError(`--role must be relay or signer, not '${text ?? ""}'`);
}

/** The parent's vsock address: 3 on AWS. */
export function cidOf(text: string | undefined): number {
  const cid = text === undefined ? 3 : /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (!(cid >= 2 && cid < 0xffff_ffff))
    throw new UsageError(`--parent-cid must be from 2 to 4294967294, not '${text}'`);
  return cid;
}
