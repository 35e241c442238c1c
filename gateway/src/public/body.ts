// Receives a body whole, as bytes that nobody here reads, under three bounds: its own size, what all bodies hold together, and time (the server's).
import type { IncomingMessage } from "node:http";
import { InkanError } from "@inkan/link";
import type { GatewayLimits } from "../limits.ts";
import type { ClientEnd } from "./client-end.ts";

/** Bytes of bodies that are held now, over all requests. */
export type Held = { bytes: number };

/**
 * Counts a body that came whole with its head. The bytes count as held until the exchange with `client` is over.
 *
 * @throws {InkanError} `REQUEST_TOO_LARGE`, `OVERLOADED`.
 */
export function holdBody(body: Buffer, client: ClientEnd, held: Held, limits: GatewayLimits): void {
  if (body.length > limits.bodyBytesMax) throw new InkanError("REQUEST_TOO_LARGE");
  if (held.bytes + body.length > limits.bodyBytesHeldMax) throw new InkanError("OVERLOADED");
  held.bytes += body.length;
  client.onOver(() => {
    held.bytes -= body.length;
  });
}

/**
 * Calls `done` once, unless the client goes away before. The bytes count as held until the exchange with `client` is over.
 *
 * @param done Gets the body, or `REQUEST_TOO_LARGE`, `OVERLOADED`.
 */
export function receiveBody(
  request: IncomingMessage,
  client: ClientEnd,
  held: Held,
  limits: GatewayLimits,
  done: (outcome: Buffer | InkanError) => void,
): void {
  let first: Buffer | undefined;
  let more: Buffer[] | undefined;
  let bytes = 0;
  let counted = 0;
  let refusal: InkanError | undefined;

  const drop = (error: InkanError) => {
    refusal = error;
    first = more = undefined;
  };
  const declared = Number(request.headers["content-length"] ?? 0);
  if (declared > limits.bodyBytesMax) drop(new InkanError("REQUEST_TOO_LARGE"));
  if (declared > limits.bodyBytesDiscardedMax) return void done(refusal!);

  client.onOver(() => {
    held.bytes -= counted;
  });
  const onData = (chunk: Buffer) => {
    bytes += chunk.length;
    if (refusal === undefined) {
      if (bytes > limits.bodyBytesMax) drop(new InkanError("REQUEST_TOO_LARGE"));
      else if (held.bytes + chunk.length > limits.bodyBytesHeldMax) drop(new InkanError("OVERLOADED"));
    }
    if (refusal !== undefined) {
      if (bytes <= limits.bodyBytesDiscardedMax) return;
      request.off("data", onData).off("end", onEnd);
      return done(refusal);
    }
    held.bytes += chunk.length;
    counted += chunk.length;
    if (first === undefined) first = chunk;
    else if (more === undefined) more = [first, chunk];
    else more.push(chunk);
  };
  const onEnd = () => {
    if (refusal !== undefined) return done(refusal);
    done(more === undefined ? (first ?? Buffer.alloc(0)) : Buffer.concat(more, bytes));
  };
  request.on("data", onData).on("end", onEnd);
}
