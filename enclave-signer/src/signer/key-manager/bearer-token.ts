// The bearer token of ethereum/keymanager-APIs. Only its digest is configured, so the measured configuration is no secret.
import { createHash, timingSafeEqual } from "node:crypto";
import { Refusal } from "../refusal.ts";

/**
 * @param sha256 Of the token's bytes, as the configuration has it: 64 hexadecimal digits.
 * @throws {Refusal} `BEARER_TOKEN_MISSING`, `BEARER_TOKEN_WRONG`.
 */
export function checkBearerToken(authorization: string | undefined, sha256: string): void {
  const [, token] = /^Bearer +([\x21-\x7e]+)$/i.exec(authorization ?? "") ?? [];
  if (token === undefined) throw new Refusal("BEARER_TOKEN_MISSING");
  // Digests are compared, so neither the length nor a prefix of the token is told by the time it takes.
  const digest = createHash("sha256").update(token, "latin1").digest();
  if (!timingSafeEqual(digest, Buffer.from(sha256, "hex"))) throw new Refusal("BEARER_TOKEN_WRONG");
}
