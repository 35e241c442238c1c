// AF_VSOCK, vsock(7): the transport into a Nitro enclave. Node has no such socket; its place is here, and it says so.
import type net from "node:net";
import { InkanError } from "../errors.ts";

/** @throws {InkanError} `TRANSPORT_UNSUPPORTED`, always. */
export async function connectVsock(): Promise<net.Socket> {
  throw new InkanError("TRANSPORT_UNSUPPORTED");
}

/** @throws {InkanError} `TRANSPORT_UNSUPPORTED`, always. */
export async function listenVsock(): Promise<void> {
  throw new InkanError("TRANSPORT_UNSUPPORTED");
}
