// The directory of the embedded default (`.inkan`): what outlives a start, so that the next one can be held to it.
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";

export type State = {
  readonly directory: string;
  path(name: string): string;
  /** The named file's JSON, written first if it is not there: what a later start finds is what the first one wrote. */
  once<T>(name: string, make: () => T | Promise<T>): Promise<T>;
  write(name: string, value: unknown): void;
};

/** @param fresh Forget an earlier start: chain, registry, keys, expectations. */
export function openState(directory: string, fresh: boolean): State {
  if (fresh) rmSync(directory, { recursive: true, force: true });
  for (const folder of ["", "logs", "sockets"]) mkdirSync(join(directory, folder), { recursive: true, mode: 0o700 });
  const path = (name: string) => join(directory, name);
  // By a rename: whoever reads meanwhile, or after a kill in the middle, finds the file as it was or as it is, never half of it.
  const write = (name: string, value: unknown) => {
    const next = `${path(name)}.next`;
    writeFileSync(next, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    renameSync(next, path(name));
  };
  return {
    directory,
    path,
    write,
    async once(name, make) {
      if (!existsSync(path(name))) write(name, await make());
      return JSON.parse(readFileSync(path(name), "utf8"));
    },
  };
}

const holder = (directory: string) => join(directory, "sockets/start.sock");

/**
 * Whether a start of this directory runs: asked before anything of it is touched, since a second one would end the processes of the first and,
 * with `--fresh`, delete its keys.
 */
export function isHeld(directory: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(holder(directory))
      .once("error", () => resolve(false))
      .once("connect", () => {
        socket.destroy();
        resolve(true);
      });
  });
}

/** Holds the directory for as long as this process lives, however it ends. */
export function hold(directory: string): Promise<{ close(): void }> {
  rmSync(holder(directory), { force: true });
  const server = createServer((socket) => socket.on("error", () => {}).destroy());
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(holder(directory), () => resolve(server.unref()));
  });
}
