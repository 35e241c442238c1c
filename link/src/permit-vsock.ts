// AF_VSOCK is off in a process until an operator's own words turn it on: an address that is read in a test, or comes from elsewhere, opens nothing.
import { permitVsock } from "@inkan/native";
import type { Address } from "./address.ts";
import { InkanError } from "./errors.ts";

/**
 * To be called by a program with all addresses that its command line or configuration named. Does nothing when none is of vsock.
 *
 * @throws {InkanError} `TRANSPORT_UNSUPPORTED`: there is no native add-on, or the environment forbids it (`INKAN_VSOCK=forbidden`).
 */
export function permitVsockFor(addresses: Iterable<Address | undefined>): void {
  if (![...addresses].some((address) => address?.kind === "vsock")) return;
  try {
    permitVsock();
  } catch (cause) {
    throw new InkanError("TRANSPORT_UNSUPPORTED", (cause as Error).message, { cause });
  }
}
