// What a server's frame is made of: plain JSON-RPC, or, for a client that asked for it, a proof before it
// (docs/protocol/websocket-proof.md).
import { hash } from "node:crypto";
import { openWebSocketProofs } from "@inkan/attestation";
import type { Enclave } from "../../enclave/boot.ts";

/** A frame holds the hash of the one before, so what was framed has to be sent, in the order of the calls. */
export type Framing = {
  /** @param request The message that is answered. */
  answer(request: Uint8Array, body: Uint8Array): Uint8Array;
  /** @param subscription The client's subscription id, `0x` and 32 digits. */
  event(subscription: string, body: Uint8Array): Uint8Array;
  /** What is sent when the connection is open, and when there was nothing to send for a while. `undefined`: nothing. */
  heartbeat(): Uint8Array | undefined;
};

export const plainFraming: Framing = {
  answer: (_request, body) => body,
  event: (_subscription, body) => body,
  heartbeat: () => undefined,
};

/** What the client opened: the proofs of a connection hold for no other. */
export type OpenedAs = { readonly authority: string; readonly path: string; readonly nonce: string };

const nothing = new Uint8Array();
const sha256 = (bytes: Uint8Array): Uint8Array => hash("sha256", bytes, "buffer");

/** @throws {ProofError} `VALUE_UNSAFE`: an authority or a path that can't be signed. */
export function provenFraming(
  { responseKey, clock }: Pick<Enclave, "responseKey" | "clock">,
  openedAs: OpenedAs,
): Framing {
  const { keyid } = responseKey;
  const proofs = openWebSocketProofs({ ...openedAs, keyid, sign: (bytes) => responseKey.sign(bytes), sha256 });
  const created = () => Math.floor(clock.unixMs() / 1000);
  return {
    answer: (request, payload) => proofs.message({ payload, created: created(), requestSha256: sha256(request) }),
    event: (subscription, payload) => proofs.message({ payload, created: created(), subscription }),
    heartbeat: () => proofs.message({ payload: nothing, created: created() }),
  };
}
