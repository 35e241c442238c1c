// Private keys of elliptic curves that are born in the enclave. OpenSSL would draw them from its own generator, which the kernel alone seeds;
// these come from the mixed one, by FIPS 186-5, appendix A.2.1 (extra random bits).
import type { Random } from "./random.ts";
import { Secret } from "./secret.ts";

const scalarBytes = 32;
const extraBytes = 8;

/**
 * 1 + (40 random bytes mod (order - 1)), 32 bytes big-endian: uniform but for 2^-64.
 *
 * @param order Of a curve's base point, of 256 bits.
 */
export function generateScalar(order: bigint, random: Random): Secret {
  const wide = random.bytes(scalarBytes + extraBytes);
  const integer = BigInt(`0x${Buffer.from(wide).toString("hex")}`);
  wide.fill(0);
  const scalar = (integer % (order - 1n)) + 1n;
  return Secret.take(Buffer.from(scalar.toString(16).padStart(2 * scalarBytes, "0"), "hex"));
}
