// The signer's entry: boot, then what signs, then the doors. Run as a program it takes everything from flags.
import type { Address } from "@inkan/link";
import { boot } from "./enclave/boot.ts";
import { BootError } from "./enclave/boot-error.ts";
import { type ProgramTerms, runProgram } from "./enclave/program.ts";
import type { DoorLimits } from "./signer/door/limits.ts";
import { openDoors } from "./signer/door/open-doors.ts";
import { openSigningParts } from "./signer/signer.ts";

export type RunningSigner = { close(): Promise<void> };

/**
 * @throws {BootError} Nothing listens then.
 * @throws {InkanError} `LINK_*`, when a door can't be opened.
 */
export async function startSigner(
  terms: Omit<ProgramTerms, "store"> & {
    readonly store?: Address | undefined;
    readonly limits?: DoorLimits | undefined;
  },
): Promise<RunningSigner> {
  const { http, tls, configBytes, nsm, egress, log } = terms;
  if (http === undefined && tls === undefined)
    throw new BootError("ARGUMENTS_INVALID", "the signer listens at --http and --tls");
  const enclave = await boot({ role: "signer", configBytes, nsm, egress, log });
  if (tls !== undefined && enclave.tls === undefined)
    throw new BootError("ARGUMENTS_INVALID", "--tls needs `tls` in the configuration");
  const parts = await openSigningParts(enclave);
  const doors = await openDoors(enclave, parts, { http, tls }, terms.limits).catch(async (thrown: unknown) => {
    await parts.close();
    enclave.close();
    throw thrown;
  });
  return {
    async close() {
      log({ event: "stopping" });
      await doors.close();
      await parts.close();
      enclave.close();
    },
  };
}

if (import.meta.main) await runProgram("signer", startSigner);
