// What a server's frame is made of: plain JSON-RPC, or, for a client that asked for it, a proof before it.
import type { Provenance } from "../batch.ts";

export type Framing = {
  /** @param request The message that is answered. */
  answer(request: Uint8Array, body: Uint8Array, provenance: Provenance): Uint8Array;
  /** @param subscription The client's subscription id, `0x` and 32 digits. */
  event(subscription: string, body: Uint8Array): Uint8Array;
  /** What is sent when there was nothing to send for a while. `undefined`: nothing. */
  heartbeat(): Uint8Array | undefined;
};

export const plainFraming: Framing = {
  answer: (_request, body) => body,
  event: (_subscription, body) => body,
  heartbeat: () => undefined,
};
