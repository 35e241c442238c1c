// Answers that can't change any more: about blocks that are final, named by hash or number, or transactions in them. Nothing else is kept. No `null`,
// no error, nothing about the tip; of accounts only their code, because who looks at whose old balance is nobody else's business, and a hit can be told from a miss.
import type { JsonValue } from "@inkan/attestation";
import type { Answer, Call } from "./call.ts";
import { quantity, readQuantityMember } from "./upstream/answer.ts";

export type CacheLimits = {
  readonly entriesMax: number;
  /** Of keys and answers together. */
  readonly bytesMax: number;
  readonly entryBytesMax: number;
  readonly ageMsMax: number;
  readonly keyLengthMax: number;
};

export type Cache = {
  get(call: Call): Answer | undefined;
  /**
   * Keeps an answer if it is final.
   *
   * @param finalized Number of the newest block that is final; `undefined` keeps nothing.
   */
  put(call: Call, answer: Answer, finalized: bigint | undefined): void;
  clear(): void;
  /** What it holds, for metrics. */
  size(): { readonly entries: number; readonly bytes: number };
};

type Entry = { readonly answer: Answer; readonly storedMs: number; readonly bytes: number };

/** How a method's answer tells of which block it is. */
type Finality =
  /** The member of the result that holds the block's number. */
  | { readonly kind: "member"; readonly name: string }
  /** The position of the parameter that does. */
  | { readonly kind: "parameter"; readonly position: number };

const finalities: ReadonlyMap<string, Finality> = new Map([
  ["eth_getBlockByHash", { kind: "member", name: "number" }],
  ["eth_getTransactionByHash", { kind: "member", name: "blockNumber" }],
  ["eth_getTransactionReceipt", { kind: "member", name: "blockNumber" }],
  ["eth_getTransactionByBlockHashAndIndex", { kind: "member", name: "blockNumber" }],
  ["eth_getBlockByNumber", { kind: "parameter", position: 0 }],
  ["eth_getBlockReceipts", { kind: "parameter", position: 0 }],
  ["eth_getBlockTransactionCountByNumber", { kind: "parameter", position: 0 }],
  ["eth_getTransactionByBlockNumberAndIndex", { kind: "parameter", position: 0 }],
  ["eth_getCode", { kind: "parameter", position: 1 }],
]);

/**
 * A cache of one chain, bounded in entries, bytes and age; the least recently used go first.
 *
 * @example
 * const known = cache.get(call);
 * if (known === undefined) cache.put(call, await ask(call), finalized);
 */
export function openCache(monotonicMs: () => number, limits: CacheLimits): Cache {
  // In order of use: a Map keeps the order of insertion, and a hit is inserted anew.
  const entries = new Map<string, Entry>();
  let bytes = 0;

  const remove = (key: string, entry: Entry) => {
    entries.delete(key);
    bytes -= entry.bytes;
  };
  const isCandidate = ({ method, paramsText }: Call) =>
    finalities.has(method) && paramsText.length <= limits.keyLengthMax;

  return {
    get(call) {
      if (!isCandidate(call)) return undefined;
      const key = keyOf(call);
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      const ageMs = monotonicMs() - entry.storedMs;
      if (ageMs > limits.ageMsMax) {
        remove(key, entry);
        return undefined;
      }
      entries.delete(key);
      entries.set(key, entry);
      return { ...entry.answer, source: "cache", ageMs };
    },
    put(call, answer, finalized) {
      if (finalized === undefined || answer.kind !== "result" || !isCandidate(call)) return;
      if (answer.text.length > limits.entryBytesMax || !isFinal(call, answer.text, finalized)) return;
      const key = keyOf(call);
      const old = entries.get(key);
      if (old !== undefined) remove(key, old);
      // A copy: the text is a view of a buffer that may be much larger.
      const entry = {
        answer: { ...answer, text: Uint8Array.from(answer.text) },
        storedMs: monotonicMs() - answer.ageMs,
        bytes: answer.text.length + 2 * key.length,
      };
      entries.set(key, entry);
      bytes += entry.bytes;
      for (const [oldest, used] of entries) {
        if (entries.size <= limits.entriesMax && bytes <= limits.bytesMax) break;
        remove(oldest, used);
      }
    },
    clear() {
      entries.clear();
      bytes = 0;
    },
    size: () => ({ entries: entries.size, bytes }),
  };
}

/** Method names have no line feed that would not be escaped in JSON, and canonical params are one text per meaning. */
export const keyOf = (call: Call): string => `${call.method}\n${call.paramsText}`;

function isFinal(call: Call, result: Uint8Array, finalized: bigint): boolean {
  if (isNull(result)) return false;
  const finality = finalities.get(call.method)!;
  const number =
    finality.kind === "member"
      ? readQuantityMember(result, finality.name)
      : quantity((call.params as readonly JsonValue[])[finality.position]);
  return number !== undefined && number <= finalized;
}

const isNull = (text: Uint8Array) => text.length === 4 && text[0] === 0x6e;
