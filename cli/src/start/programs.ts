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

export function gatewayProgram(
  { path, socket }: Place,
  ports: { readonly http: number; readonly tls: number },
  extraArgs: readonly string[],
) {
  return gatewayCommand([
    ...["--http-port", String(ports.http), "--tls-port", String(ports.tls), "--egress", socket("egress")],
    ...["--relay-http", socket("relay-http"), "--relay-tls", socket("relay-tls"), "--relay-config", path("relay.json")],
    ...extraArgs,
  ]);
}

/** The signer has no door for clients' TLS yet. */
export function roleProgram(role: Role, { path, socket, nsm }: Place) {
  return roleCommand(role, [
    ...["--config", path(`${role}.json`), "--nsm", `simulated:${nsm}`, "--egress", socket("egress")],
    ...["--http", socket(`${role}-http`), ...(role === "relay" ? ["--tls", socket("relay-tls")] : [])],
  ]);
}
