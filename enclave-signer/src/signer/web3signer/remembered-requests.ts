// What a body meant, remembered by its very bytes: in a burst all keys of a slot send the same attestation, and since Electra they all do.
// Reading is a pure function of the bytes, so a remembered answer is the answer.
import type { Web3signerLimits } from "./limits.ts";
import type { ReadSignRequest, SignRequest } from "./read-sign-request.ts";

/** Refusals are not remembered. The least recently used is forgotten first. */
export function rememberingReader(read: ReadSignRequest, limits: Web3signerLimits): ReadSignRequest {
  const remembered = new Map<string, SignRequest>();
  return (body) => {
    if (body.length > limits.rememberedBodyBytesMax) return read(body);
    // One byte, one code unit: different bytes are different keys.
    const key = Buffer.from(body.buffer, body.byteOffset, body.length).toString("latin1");
    const known = remembered.get(key);
    if (known !== undefined) {
      remembered.delete(key);
      remembered.set(key, known);
      return known;
    }
    const request = read(body);
    if (remembered.size >= limits.rememberedBodiesMax) remembered.delete(remembered.keys().next().value!);
    remembered.set(key, request);
    return request;
  };
}
