// AF_VSOCK sockets as file descriptors: whoever gets one must close it, or have it replaced into a placeholder that Node closes.
import { bindings } from "./load.ts";

/**
 * From here on this process may open AF_VSOCK sockets. To be called where an operator named a `vsock:` address, and nowhere else.
 *
 * @throws {NativeError} `VSOCK_FORBIDDEN`, `NATIVE_UNAVAILABLE`.
 */
export const permitVsock = (): void => bindings().permitVsock();

/** AF_VSOCK sockets that this process has opened by {@link vsockConnect} and {@link vsockListen}; accepted ones don't count. */
export const vsockSocketsOpened = (): number => bindings().vsockSocketsOpened();

/** @returns A descriptor whose connection is under way: ask {@link vsockIsConnected}. */
export const vsockConnect = (cid: number, port: number): number => bindings().vsockConnect(cid, port);

/** Throws why the connection was not made; the descriptor is still to be closed then. */
export const vsockIsConnected = (fd: number): boolean => bindings().vsockIsConnected(fd);

/** @param cid 0xffffffff: whichever this machine has. */
export const vsockListen = (cid: number, port: number, backlog: number): number =>
  bindings().vsockListen(cid, port, backlog);

/** An AF_UNIX stream socket, of which Node can make a `net.Socket` or a `net.Server`. */
export const placeholderSocket = (): number => bindings().placeholderSocket();

/** Puts `source` where `target` is, and closes `source`, also when it throws. */
export const replaceDescriptor = (target: number, source: number): void => bindings().replaceDescriptor(target, source);

export const closeDescriptor = (fd: number): void => bindings().closeDescriptor(fd);
