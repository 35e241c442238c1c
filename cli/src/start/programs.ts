// The command lines of the processes that one relay needs: the same for `inkan start` and for the tests that run them without it.
import { gatewayCommand } from "../gateway.ts";
import { type Role, roleCommand } from "../role.ts";

/** Where a set of processes meets: `path` gives a file of it, `socket` a link address of it. */
export type Place = {
  readonly path: (name: string) => string;
  readonly socket: (name: string) => string;
  /** Directory of the simulated NSM. */
  readonly nsm: string;
};

/** @param ports `signer` is left out where no signer runs. */
export function gatewayProgram(
  { path, socket }: Place,
  ports: { readonly http: number; readonly tls: number; readonly signer?: number },
  extraArgs: readonly string[],
) {
  const signer =
    ports.signer === undefined
      ? []
      : [
          ...["--signer-tls-port", String(ports.signer), "--signer-tls", socket("signer-tls")],
          ...["--signer-http", socket("signer-http"), "--signer-config", path("signer.json")],
          ...["--store", socket("store"), "--store-directory", path("store")],
        ];
  return gatewayCommand([
    ...["--http-port", String(ports.http), "--tls-port", String(ports.tls), "--egress", socket("egress")],
    ...["--relay-http", socket("relay-http"), "--relay-tls", socket("relay-tls"), "--relay-config", path("relay.json")],
    ...signer,
    ...extraArgs,
  ]);
}

export function roleProgram(role: Role, { path, socket, nsm }: Place) {
  return roleCommand(role, [
    ...["--config", path(`${role}.json`), "--nsm", `simulated:${nsm}`, "--egress", socket("egress")],
    ...["--http", socket(`${role}-http`), "--tls", socket(`${role}-tls`)],
    ...(role === "signer" ? ["--store", socket("store")] : []),
  ]);
}
