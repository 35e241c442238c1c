// `inkan relay` and `inkan signer`: the role's own entry file, the one that is measured, in a process of its own with the flags of the image.
import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type Role = "relay" | "signer";

/** Flags of Node under which a role runs: no code from strings, no prototype tricks, no inspector by signal. */
const hardening = ["--disallow-code-generation-from-strings", "--disable-proto=throw", "--disable-sigusr1"];

/** MiB. The relay has thousands of clients that do nothing, and memory counts; the signer has a burst each slot, and collections count. */
const semiSpaceMiB: Readonly<Record<Role, number>> = { relay: 4, signer: 16 };

/** The command line of a role's process. */
export function roleCommand(
  role: Role,
  args: readonly string[],
): { readonly command: string; readonly args: readonly string[] } {
  return {
    command: process.execPath,
    args: [
      ...hardening,
      `--max-semi-space-size=${semiSpaceMiB[role]}`,
      fileURLToPath(import.meta.resolve(`@inkan/enclave-signer/${role}`)),
      ...args,
    ],
  };
}

const help = (role: Role) => `usage: inkan ${role} --config FILE|ADDRESS --nsm NSM --egress ADDRESS [options]

  --config FILE|ADDRESS  the measured configuration: a file, or an address that is asked for it, once
  --nsm NSM              device:/dev/nsm, or simulated:DIR, which is made where it is missing and protects nothing
  --egress ADDRESS       where outgoing connections are asked for
  --http ADDRESS         where HTTP from the gateway arrives
  --tls ADDRESS          where clients' own TLS arrives; needs \`tls\` in the configuration${role === "signer" ? "\n  --store ADDRESS        where the gateway keeps what is sealed, and the window log" : ""}
  --log ADDRESS          where lines of the log go besides standard error

An ADDRESS is unix:/path, vsock:cid:port or hybrid:/path:port. The folder of a path has to exist.`;

const run = (role: Role) => (args: string[]) =>
  new Promise<number>((resolve, reject) => {
    if (args.includes("--help")) {
      console.log(help(role));
      resolve(0);
      return;
    }
    const { command, args: all } = roleCommand(role, args);
    const child = spawn(command, all, { stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });

export const relay = run("relay");
export const signer = run("signer");
