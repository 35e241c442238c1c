// Values of options that are bytes, times and files.
import { readFileSync } from "node:fs";
import { type Hex, isHex, size } from "viem";
import { UsageError } from "../usage.ts";

/** @param lengths In bytes. */
export function hexOption(option: string, text: string | undefined, lengths: readonly number[]): Hex {
  if (text === undefined) throw new UsageError(`--${option} is needed`);
  const hex = (text.startsWith("0x") ? text : `0x${text}`).toLowerCase();
  if (!isHex(hex) || hex.length % 2 !== 0 || !lengths.includes(size(hex)))
    throw new UsageError(`--${option} must be ${lengths.join(" or ")} bytes in hexadecimal, not '${text}'`);
  return hex;
}

export const bytesOption = (option: string, text: string | undefined, lengths: readonly number[]): Uint8Array =>
  new Uint8Array(Buffer.from(hexOption(option, text, lengths).slice(2), "hex"));

/** Unix seconds, or a time as Date reads it: `2026-11-28T00:00:00Z`. */
export function timeOption(option: string, text: string): bigint {
  const ms = /^\d{1,12}$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (!Number.isSafeInteger(ms) || ms <= 0) throw new UsageError(`--${option} must be a time, not '${text}'`);
  return BigInt(Math.floor(ms / 1000));
}

export function secondsOption(option: string, text: string, max: number): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) > max)
    throw new UsageError(`--${option} must be a number of seconds, at most ${max}, not '${text}'`);
  return Number(text);
}

export function fileOption(option: string, path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch {
    throw new UsageError(`--${option}: cannot read '${path}'`);
  }
}

export function chosen<const Word extends string>(
  option: string,
  text: string | undefined,
  words: readonly Word[],
): Word {
  const word = words.find((known) => known === text);
  if (word === undefined) throw new UsageError(`--${option} must be ${words.join(" or ")}`);
  return word;
}
