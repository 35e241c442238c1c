import { InkanError } from "@inkan/link";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { localAnswer } from "../../answer.ts";
import { bytesFromHex, hexFromBytes } from "../hex.ts";
import type { MethodRule } from "../rule.ts";

/** Keccak-256 of hexadecimal data; a preimage is nothing to tell an upstream. */
export const web3_sha3: MethodRule = (_chain, { params }) => {
  const [data, ...more] = Array.isArray(params) ? params : [];
  const bytes = typeof data === "string" ? bytesFromHex(data) : undefined;
  if (bytes === undefined || more.length > 0) throw new InkanError("PARAMS_INVALID", "want one hexadecimal string");
  return localAnswer(hexFromBytes(keccak_256(bytes)));
};
