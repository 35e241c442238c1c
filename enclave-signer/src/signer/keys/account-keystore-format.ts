// The JSON of a Web3 Secret Storage keystore, version 3: read strictly and bounded, before any memory or time is spent on it.
import { z } from "zod";
import { bytes, checkCost, jsonOf, type KeyDerivation, kdfParameters, unsupported } from "./keystore-format.ts";

/** Nothing in it is secret: it is what the file says, decoded. */
export type AccountKeystore = {
  readonly derivation: KeyDerivation;
  /** 32 bytes. */
  readonly mac: Uint8Array;
  /** 16 bytes. */
  readonly iv: Uint8Array;
  /** 32 bytes. */
  readonly ciphertext: Uint8Array;
  /** Lower case with 0x; some programs let it out. */
  readonly address: string | undefined;
};

const crypto = z.intersection(
  z.object({
    cipher: z.literal("aes-128-ctr"),
    cipherparams: z.object({ iv: bytes(16, 16) }),
    ciphertext: bytes(32, 32),
    mac: bytes(32, 32),
  }),
  z.union([
    z.object({ kdf: z.literal("scrypt"), kdfparams: kdfParameters.scrypt }),
    z.object({ kdf: z.literal("pbkdf2"), kdfparams: kdfParameters.pbkdf2 }),
  ]),
);
const keystore = z.object({
  version: z.literal(3),
  crypto,
  address: z
    .string()
    .regex(/^(0x)?[0-9a-fA-F]{40}$/)
    .optional(),
});

/**
 * @param text As a file or a request has it.
 * @throws {KeyError} `KEYSTORE_NOT_JSON`, `KEYSTORE_UNSUPPORTED` (naming the member), `KEYSTORE_TOO_COSTLY`.
 */
export function readAccountKeystore(text: string): AccountKeystore {
  const read = keystore.safeParse(jsonOf(text));
  if (!read.success) throw unsupported(read.error);
  const { crypto, address } = read.data;
  const derivation = { function: crypto.kdf, ...crypto.kdfparams } as KeyDerivation;
  checkCost(derivation);
  return {
    derivation,
    mac: crypto.mac,
    iv: crypto.cipherparams.iv,
    ciphertext: crypto.ciphertext,
    address: address === undefined ? undefined : `0x${address.replace(/^0x/, "").toLowerCase()}`,
  };
}
