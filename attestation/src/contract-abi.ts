// Contracts' answers in the Solidity contract ABI (docs.soliditylang.org, "Contract ABI Specification"), read strictly: each value lies within the
// answer, and nothing is padded with anything but zeros. An RPC endpoint's bytes decide here whether an enclave is believed.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, fromHex, isZero, toBigInt, toHex } from "./bytes.ts";
import type { Eip1193Provider } from "./http-provider.ts";
import { RegistryError } from "./registry-error.ts";

const word = 32;

/** Data of a call: the function's selector, and its arguments as they are encoded. @param signature As `isValid(bytes32)`. */
export function callData(signature: string, ...words: readonly Uint8Array[]): string {
  const selector = keccak_256(new TextEncoder().encode(signature)).subarray(0, 4);
  return `0x${toHex(concatBytes(selector, ...words))}`;
}

/** An integer, or an address of 20 bytes, as an argument. */
export function asWord(value: number | Uint8Array): Uint8Array {
  const bytes = new Uint8Array(word);
  if (value instanceof Uint8Array) bytes.set(value, word - value.length);
  else for (let at = word - 1, rest = value; rest > 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return bytes;
}

/** One dynamic `bytes` argument, to stand behind `heads` words. */
export function asBytes(bytes: Uint8Array): Uint8Array {
  return concatBytes(asWord(bytes.length), bytes, new Uint8Array((word - (bytes.length % word)) % word));
}

/** @param block A tag or a quantity. @throws {RegistryError} `REGISTRY_ANSWER_INVALID`. A provider's own errors pass through. */
export async function callContract(
  provider: Eip1193Provider,
  call: { readonly to: string; readonly data: string },
  block = "latest",
): Promise<AbiReader> {
  const answer = await provider.request({ method: "eth_call", params: [call, block] });
  const bytes = typeof answer === "string" && answer.startsWith("0x") ? fromHex(answer) : undefined;
  if (bytes === undefined || bytes.length % word !== 0) throw invalid("not whole words in hexadecimal");
  return new AbiReader(bytes);
}

/** Reads a tuple: `at` is a place in its head, in words. */
export class AbiReader {
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  word(at: number): Uint8Array {
    const start = at * word;
    if (start + word > this.#bytes.length) throw invalid("it is too short");
    return this.#bytes.subarray(start, start + word);
  }

  integer(at: number): number {
    const value = toBigInt(this.word(at));
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw invalid("an integer is beyond 2^53 - 1");
    return Number(value);
  }

  boolean(at: number): boolean {
    const value = this.integer(at);
    if (value > 1) throw invalid("not a boolean");
    return value === 1;
  }

  address(at: number): Uint8Array {
    const value = this.word(at);
    if (!isZero(value.subarray(0, 12))) throw invalid("not an address");
    return value.subarray(12);
  }

  /** What an offset in the head leads to: a tuple, or an array behind its length. */
  tail(at: number): AbiReader {
    const offset = this.integer(at);
    if (offset % word !== 0 || offset > this.#bytes.length) throw invalid("an offset leads nowhere");
    return new AbiReader(this.#bytes.subarray(offset));
  }

  bytes(at: number, bytesMax: number): Uint8Array {
    const tail = this.tail(at);
    const length = tail.integer(0);
    if (length > bytesMax) throw invalid(`more than ${bytesMax} bytes`);
    const padded = Math.ceil(length / word) * word;
    const content = tail.#bytes.subarray(word, word + padded);
    if (content.length !== padded || !isZero(content.subarray(length))) throw invalid("wrong length or padding");
    return content.subarray(0, length);
  }

  /** It is shown on terminals and pages: no escape sequences, no line that looks like one of the report's own. */
  text(at: number, bytesMax: number): string {
    return new TextDecoder().decode(this.bytes(at, bytesMax)).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
  }

  texts(at: number, { countMax, bytesMax }: { readonly countMax: number; readonly bytesMax: number }): string[] {
    const tail = this.tail(at);
    const count = tail.integer(0);
    if (count > countMax) throw invalid(`more than ${countMax} texts`);
    const elements = new AbiReader(tail.#bytes.subarray(word));
    return Array.from({ length: count }, (_, index) => elements.text(index, bytesMax));
  }
}

function invalid(what: string): RegistryError {
  return new RegistryError("REGISTRY_ANSWER_INVALID", what);
}
