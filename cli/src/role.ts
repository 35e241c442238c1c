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

const run = (role: Role) => (args: string[]) =>
  new Promise<number>((resolve, reject) => {
    const { command, args: all } = roleCommand(role, args);
    const child = spawn(command, all, { stdio: "inherit" });
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });

export const relay = run("relay");
export const signer = run("signer");
