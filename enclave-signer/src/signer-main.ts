// The signer's entry. It boots, attests and answers for its health; keys and signing APIs are built on this.
import { boot } from "./enclave/boot.ts";
import { BootError } from "./enclave/boot-error.ts";
import { type ProgramTerms, runProgram } from "./enclave/program.ts";
import { openSignerDoor } from "./signer/http.ts";

export type RunningSigner = { close(): Promise<void> };

/**
 * @throws {BootError} Nothing listens then.
 * @throws {InkanError} `LINK_*`, when the door can't be opened.
 */
export async function startSigner(terms: ProgramTerms): Promise<RunningSigner> {
  const { http, configBytes, nsm, egress, log } = terms;
  if (http === undefined) throw new BootError("ARGUMENTS_INVALID", "the signer listens at --http");
  const enclave = await boot({ role: "signer", configBytes, nsm, egress, log });
  const door = await openSignerDoor(enclave, http);
  log({ event: "listening", door: "http" });
  return {
    async close() {
      log({ event: "stopping" });
      enclave.close();
      await door.close();
    },
  };
}

if (import.meta.main) await runProgram("signer", startSigner);
