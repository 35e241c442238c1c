// An enclave image on QEMU's `nitro-enclave` machine. Its vsock ports are Unix sockets of the host: no AF_VSOCK socket is opened here, and no other
// process of the host can reach the enclave but through the folder that the test made.
import { join } from "node:path";
import { emulation, timerArguments } from "./microvm.ts";
import type { Machines } from "./preparation.ts";
import type { MachineProgram } from "./run-machine.ts";

export type EnclaveMachineTerms = {
  /** File of the EIF. */
  readonly image: string;
  /** Gets the sockets. The path of a Unix socket has 107 bytes at most. */
  readonly directory: string;
  readonly memoryMiB: number;
  /** Where the hypervisor's key is asked to sign documents; without it QEMU leaves them unsigned. */
  readonly nsmSigner?: string | undefined;
  readonly isUp: (console: string) => boolean;
};

/** CIDs: the host is 2 for whoever connects from the guest, as in any virtual machine. On AWS the parent is 3. */
export const parentCid = 2;
const enclaveCid = 16;

/** The hybrid address of a port of this enclave; for a listener on the host: of the port that the enclave connects to. */
export const portAddress = (directory: string, port: number): string => `hybrid:${join(directory, "vm.vsock")}:${port}`;

export function enclaveMachine(machines: Machines, terms: EnclaveMachineTerms): MachineProgram {
  const [control, ports] = [join(terms.directory, "vhost.sock"), join(terms.directory, "vm.vsock")];
  const identity =
    "id=i-0123456789abcdef0-enc0123456789abcdef,parent-role=arn:aws:iam::000000000000:role/qemu,parent-id=i-0123456789abcdef0";
  return {
    command: machines.qemu,
    args: [
      ...["-M", `nitro-enclave,vsock=vsock,${identity}`],
      ...["-chardev", `socket,id=vsock,path=${control}`],
      ...emulation(machines, terms.memoryMiB),
      ...["-kernel", terms.image],
      // Behind the image's own command line, and not measured.
      ...["-append", timerArguments()],
    ],
    environment: terms.nsmSigner === undefined ? undefined : { NSM_SIGNER: terms.nsmSigner },
    beside: {
      command: machines.vsockBackend,
      // Its own default drops what a guest's kernel sends in more than one descriptor, and the stream stands still then: a guest sees this much credit.
      args: ["--vm", `guest-cid=${enclaveCid},socket=${control},uds-path=${ports},tx-buffer-size=32768`],
      sockets: [control, ports],
    },
    isUp: terms.isUp,
  };
}
