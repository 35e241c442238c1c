// Unix stream sockets, unix(7): the transport of one machine, and what hybrid addresses stand on.
import { chmodSync, existsSync, lstatSync, unlinkSync } from "node:fs";
import net from "node:net";
import { dirname } from "node:path";
import { InkanError } from "../errors.ts";
import { linkLimits } from "../limits.ts";

export type ConnectTerms = {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Whether this side may go on sending after the other has ended. For blind pipes; the caller must then end the socket itself. */
  readonly halfOpen?: boolean | undefined;
};

/** @throws {InkanError} `LINK_CONNECT_FAILED`, also when cancelled; `LINK_DEADLINE`. */
export function connectUnix(path: string, terms: ConnectTerms): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    if (terms.signal?.aborted) return reject(new InkanError("LINK_CONNECT_FAILED", "cancelled"));
    const socket = net.connect({ path, allowHalfOpen: terms.halfOpen ?? false });

    const release = () => {
      clearTimeout(timer);
      terms.signal?.removeEventListener("abort", onAbort);
      socket.off("connect", onConnect).off("error", onError);
    };
    const fail = (error: InkanError) => {
      release();
      socket.on("error", () => {}).destroy();
      reject(error);
    };
    const onConnect = () => {
      release();
      resolve(socket);
    };
    const onError = (cause: Error) => fail(new InkanError("LINK_CONNECT_FAILED", undefined, { cause }));
    const onAbort = () => fail(new InkanError("LINK_CONNECT_FAILED", "cancelled"));
    const timer = setTimeout(() => fail(new InkanError("LINK_DEADLINE")), Math.max(1, terms.deadlineMs));

    terms.signal?.addEventListener("abort", onAbort, { once: true });
    socket.on("connect", onConnect).on("error", onError);
  });
}

/**
 * Listens at `path`, for the owner of the process alone (mode 0600). A socket file that nobody answers at is replaced; anything else there is left alone.
 *
 * @throws {InkanError} `LINK_CONNECT_FAILED`: somebody answers there, it is not a socket, or the system refused.
 */
export async function listenUnix(path: string, server: net.Server): Promise<void> {
  await removeStale(path);
  await new Promise<void>((resolve, reject) => {
    const onError = (cause: NodeJS.ErrnoException) => {
      const why = existsSync(dirname(path)) ? (cause.code ?? "refused by the system") : "its folder does not exist";
      reject(new InkanError("LINK_CONNECT_FAILED", `cannot listen at ${path}: ${why}`, { cause }));
    };
    server.once("error", onError);
    // `listen` binds a path before it returns, so the file never exists with wider permissions.
    const before = process.umask(0o177);
    try {
      server.listen({ path, backlog: linkLimits.backlogMax }, () => {
        server.off("error", onError);
        resolve();
      });
    } finally {
      process.umask(before);
    }
  });
  chmodSync(path, 0o600);
}

async function removeStale(path: string): Promise<void> {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return;
  if (!stat.isSocket()) throw new InkanError("LINK_CONNECT_FAILED", `${path} is not a socket`);
  if (await answers(path)) throw new InkanError("LINK_CONNECT_FAILED", `somebody already listens at ${path}`);
  unlinkSync(path);
}

async function answers(path: string): Promise<boolean> {
  try {
    const socket = await connectUnix(path, { deadlineMs: linkLimits.staleProbeDeadlineMs });
    socket.destroy();
    return true;
  } catch (thrown) {
    // Only a refusal says that nobody is there; a full backlog or missing permission does not.
    const cause = (thrown as InkanError).cause as NodeJS.ErrnoException | undefined;
    return cause?.code !== "ECONNREFUSED" && cause?.code !== "ENOENT";
  }
}
