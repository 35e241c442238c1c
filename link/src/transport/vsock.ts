// AF_VSOCK, vsock(7): the transport into a Nitro enclave. Node has no such socket: the native add-on opens them, and they stand in the
// place of Unix sockets that Node made its streams of, so that reading, writing and closing are Node's own.
import { once } from "node:events";
import net from "node:net";
import { setTimeout as pause, setImmediate as turn } from "node:timers/promises";
import {
  closeDescriptor,
  NativeError,
  placeholderSocket,
  replaceDescriptor,
  vsockConnect,
  vsockIsConnected,
  vsockListen,
} from "@inkan/native";
import { InkanError } from "../errors.ts";
import { linkLimits } from "../limits.ts";
import type { ConnectTerms } from "./unix.ts";

/** @throws {InkanError} `LINK_CONNECT_FAILED`, also when cancelled; `LINK_DEADLINE`; `TRANSPORT_UNSUPPORTED`. */
export async function connectVsock(cid: number, port: number, terms: ConnectTerms): Promise<net.Socket> {
  if (terms.signal?.aborted) throw new InkanError("LINK_CONNECT_FAILED", "cancelled");
  const fd = linked(() => vsockConnect(cid, port));
  try {
    await connected(fd, terms);
  } catch (thrown) {
    closeDescriptor(fd);
    throw thrown;
  }
  return linked(() => streamOf(fd, terms.halfOpen ?? false));
}

/** @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED`. */
export async function listenVsock(cid: number, port: number, server: net.Server): Promise<void> {
  const fd = linked(() => vsockListen(cid, port, linkLimits.backlogMax));
  const placeholder = linked(() => orClose(fd, placeholderSocket));
  server.prependListener("connection", toleratesLateReset);
  // `listen` has the placeholder before it returns, and looks at it first when this turn is over: by then it is the vsock socket.
  server.listen({ fd: placeholder });
  const listening = once(server, "listening");
  try {
    if (server.listening) replaceDescriptor(placeholder, fd);
    else closeDescriptor(fd);
    await listening;
  } catch (cause) {
    listening.catch(() => {});
    if (server.listening) server.close();
    else closeDescriptor(placeholder);
    throw new InkanError("LINK_CONNECT_FAILED", `cannot listen at vsock port ${port}`, { cause });
  }
}

/**
 * Asks at ever longer intervals: connecting takes some 100 µs, so the first ones are turns of the event loop. Waiting for it in the
 * kernel would hold one of Node's four threads for as long as the other side likes.
 */
async function connected(fd: number, { deadlineMs, signal }: ConnectTerms): Promise<void> {
  const startedMs = performance.now();
  for (let pauseMs = 0; !linked(() => vsockIsConnected(fd)); ) {
    const waitedMs = performance.now() - startedMs;
    if (waitedMs >= deadlineMs) throw new InkanError("LINK_DEADLINE");
    if (waitedMs < linkLimits.vsockEagerMs) await turn();
    else {
      pauseMs = Math.min(Math.max(1, 2 * pauseMs), linkLimits.vsockPauseMsMax);
      await pause(Math.min(pauseMs, deadlineMs - waitedMs), undefined, { signal }).catch(() => {});
    }
    if (signal?.aborted) throw new InkanError("LINK_CONNECT_FAILED", "cancelled");
  }
}

/** Takes `fd` over. */
function streamOf(fd: number, allowHalfOpen: boolean): net.Socket {
  const placeholder = orClose(fd, placeholderSocket);
  let socket: net.Socket;
  try {
    socket = new net.Socket({ fd: placeholder, readable: true, writable: true, allowHalfOpen });
  } catch (thrown) {
    closeDescriptor(placeholder);
    closeDescriptor(fd);
    throw thrown;
  }
  try {
    replaceDescriptor(placeholder, fd);
  } catch (thrown) {
    socket.on("error", () => {}).destroy();
    throw thrown;
  }
  toleratesLateReset(socket);
  return socket;
}

/**
 * A side that is reset after it has ended reads ENOTCONN, where a Unix socket reads its end: that is no error. The stream closes without
 * an `end`, so whoever still waits for bytes sees that they did not come.
 */
function toleratesLateReset(socket: net.Socket): void {
  const destroy = socket.destroy;
  socket.destroy = (error) => {
    const isLate = (error as NodeJS.ErrnoException | undefined)?.code === "ENOTCONN" && socket.writableEnded;
    return destroy.call(socket, isLate ? undefined : error);
  };
}

function orClose<T>(fd: number, next: () => T): T {
  try {
    return next();
  } catch (thrown) {
    closeDescriptor(fd);
    throw thrown;
  }
}

/** ECONNRESET (nobody listens there), ENODEV (no such machine) and all else that the system says: the link could not be opened. */
function linked<T>(call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof NativeError || isRefusedByNative(cause))
      throw new InkanError("TRANSPORT_UNSUPPORTED", (cause as Error).message, { cause });
    throw new InkanError("LINK_CONNECT_FAILED", undefined, { cause });
  }
}

const isRefusedByNative = (thrown: unknown): boolean => {
  const code = (thrown as NodeJS.ErrnoException | undefined)?.code;
  return code === "VSOCK_NOT_PERMITTED" || code === "EAFNOSUPPORT";
};
