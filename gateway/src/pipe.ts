// Two sockets made one, blind: bytes, ends and backpressure pass; nothing is looked at.
import type { Socket } from "node:net";

/**
 * Pipes both ways. An end passes as an end (half-close), an error or a close as a cut, and a pipe that lies idle is cut.
 * Both sockets must have been made with `allowHalfOpen`, or half-closes become closes.
 */
export function pipeBlindly(near: Socket, far: Socket, idleMs: number): void {
  const cut = () => {
    near.destroy();
    far.destroy();
  };
  // What moves on one moves on the other, so one clock is enough.
  near.setTimeout(idleMs, cut);
  near.on("error", cut).on("close", cut);
  far.on("error", cut).on("close", cut);
  near.pipe(far);
  far.pipe(near);
}
