// The JSON of an EIP-2335 keystore, version 4: read strictly and bounded, before any memory or time is spent on it.
import { JsonError, parseJson } from "@inkan/attestation";
import { z } from "zod";
import { KeyError } from "./key-error.ts";
import { keyLimits } from "./limits.ts";

/** What turns the password into 32 bytes. */
export type KeyDerivation =
  | {
      readonly function: "scrypt";
      readonly n: number;
      readonly r: number;
      readonly p: number;
      readonly salt: Uint8Array;
    }
  | { readonly function: "pbkdf2"; readonly c: number; readonly salt: Uint8Array };

/** Nothing in it is secret: it is what the file says, decoded. */
export type Keystore = {
  readonly derivation: KeyDerivation;
  /** 32 bytes. */
  readonly checksum: Uint8Array;
  /** 16 bytes. */
  readonly iv: Uint8Array;
  /** 32 bytes. */
  readonly ciphertext: Uint8Array;
  /** Lower case with 0x; the EIP lets it out. */
  readonly publicKey: string | undefined;
  /** Empty when not known. */
  readonly path: string;
};

/** Hexadecimal digits without 0x. */
export const bytes = (min: number, max: number) =>
  z
    .string()
    .regex(new RegExp(`^([0-9a-fA-F]{2}){${min},${max}}$`))
    .transform((text) => new Uint8Array(Buffer.from(text, "hex")));
const salt = bytes(1, keyLimits.saltBytesMax);
const dklen = z.literal(32);
const parameter = z.int().min(1).max(0xffff_ffff);
/** Web3 Secret Storage has the same. */
export const kdfParameters = {
  scrypt: z.object({ dklen, n: parameter, r: parameter, p: parameter, salt }),
  pbkdf2: z.object({ dklen, c: parameter, prf: z.literal("hmac-sha256"), salt }),
} as const;

const keystore = z.object({
  version: z.literal(4),
  crypto: z.object({
    kdf: z.union([
      z.object({ function: z.literal("scrypt"), params: kdfParameters.scrypt }),
      z.object({ function: z.literal("pbkdf2"), params: kdfParameters.pbkdf2 }),
    ]),
    checksum: z.object({ function: z.literal("sha256"), message: bytes(32, 32) }),
    cipher: z.object({
      function: z.literal("aes-128-ctr"),
      params: z.object({ iv: bytes(16, 16) }),
      message: bytes(32, 32),
    }),
  }),
  /** The EIP writes no 0x; some programs do. */
  pubkey: z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{96}$/)
    .optional(),
  path: z
    .string()
    .regex(/^[\x20-\x7e]*$/)
    .max(keyLimits.derivationPathBytesMax)
    .default(""),
});

/**
 * @param text As a file or a request has it.
 * @throws {KeyError} `KEYSTORE_NOT_JSON`, `KEYSTORE_UNSUPPORTED` (naming the member), `KEYSTORE_TOO_COSTLY`.
 */
export function readKeystore(text: string): Keystore {
  const read = keystore.safeParse(jsonOf(text));
  if (!read.success) throw unsupported(read.error);
  const { crypto, pubkey, path } = read.data;
  const derivation: KeyDerivation = { function: crypto.kdf.function, ...crypto.kdf.params } as KeyDerivation;
  checkCost(derivation);
  return {
    derivation,
    checksum: crypto.checksum.message,
    iv: crypto.cipher.params.iv,
    ciphertext: crypto.cipher.message,
    publicKey: pubkey === undefined ? undefined : `0x${pubkey.replace(/^0x/, "").toLowerCase()}`,
    path,
  };
}

/** @throws {KeyError} `KEYSTORE_NOT_JSON`. */
export function jsonOf(text: string): unknown {
  try {
    return parseJson(text, { depthMax: keyLimits.keystoreDepthMax, bytesMax: keyLimits.keystoreBytesMax });
  } catch (thrown) {
    if (thrown instanceof JsonError) throw new KeyError("KEYSTORE_NOT_JSON", thrown.code);
    throw thrown;
  }
}

/** RFC 7914: scrypt holds 128·n·r bytes and takes time for n·r·p. A keystore is its author's, so both are bounded. */
export function checkCost(derivation: KeyDerivation): void {
  if (derivation.function === "pbkdf2") {
    if (derivation.c > keyLimits.pbkdf2IterationsMax) throw new KeyError("KEYSTORE_TOO_COSTLY", "pbkdf2");
    return;
  }
  const { n, r, p } = derivation;
  if (scryptBytes(derivation) > keyLimits.scryptMemoryBytesMax || n * r * p > keyLimits.scryptWorkMax)
    throw new KeyError("KEYSTORE_TOO_COSTLY", "scrypt");
  if (n < 2 || (n & (n - 1)) !== 0) throw new KeyError("KEYSTORE_UNSUPPORTED", "crypto.kdf.params.n");
}

/** Bytes that one derivation holds. */
export const scryptBytes = (derivation: KeyDerivation): number =>
  derivation.function === "scrypt" ? 128 * derivation.n * derivation.r : 0;

/** Names the members at fault, of either format. */
export const unsupported = (error: z.ZodError): KeyError =>
  new KeyError(
    "KEYSTORE_UNSUPPORTED",
    error.issues
      .map(({ path }) => path.join(".") || "not an object")
      .slice(0, 4)
      .join(", "),
  );
