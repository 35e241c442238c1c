// The records of one group as the chain's final state proves them: the contract's slots say how many there are and what the last one hashes to;
// each record names the hash of the one before it. Whoever shows the bytes is not believed.
import { LogError } from "../log-error.ts";
import { decodeRecord, hashOf, noPrevious } from "../record.ts";
import type { LogSlots } from "./contract.ts";
import { type FinalHeader, type Finality, findFinalHeader } from "./final-header.ts";
import type { ChainLogLimits } from "./limits.ts";
import type { ChainUpstream } from "./upstream.ts";

export type ProvenLog = {
  /**
   * Looks at the chain, and takes what is newly final.
   *
   * @throws {LogError} `LOG_SHRUNK`, `LOG_FORKED`, `RECORD_MALFORMED`: what was final is not any more, or was never a record. For good.
   * @throws {Error} Nothing is known yet: upstreams are silent, disagree, or show what is not proven.
   */
  refresh(): Promise<void>;
  /** Records known to be final. */
  readonly length: number;
  /** @returns `undefined` beyond {@link length}. @throws {Error} Too long ago: it is not kept. */
  at(n: number): Uint8Array | undefined;
};

export type ProvenLogParts<Proof> = {
  readonly upstreams: readonly ChainUpstream<Proof>[];
  readonly agreement: number;
  readonly finality: Finality;
  readonly slots: LogSlots;
  /** 20 bytes. */
  readonly operator: Uint8Array;
  /** The slots' values that `proof` shows in the state of `header`. @throws When it does not. */
  readonly prove: (header: FinalHeader, proof: Proof, slots: readonly bigint[]) => readonly bigint[];
  readonly recordBytesMax: number;
  readonly recordsMax: number;
  readonly limits: ChainLogLimits;
};

/** What a group's first two slots say. */
type Head = {
  readonly operator: bigint;
  readonly openedAt: bigint;
  readonly length: number;
  readonly lastBlock: bigint;
};

export function openProvenLog<Proof>(parts: ProvenLogParts<Proof>): ProvenLog {
  const { upstreams, agreement, slots, prove, limits } = parts;
  const kept = new Map<number, Uint8Array>();
  let length = 0;
  let tip = noPrevious;
  /** Block of the last record that is known. */
  let knownBlock: bigint | undefined;
  let header: FinalHeader | undefined;
  let fault: LogError | undefined;
  let asking = 0;
  let refreshing: Promise<void> | undefined;

  async function slotsAt(upstream: ChainUpstream<Proof>, at: FinalHeader, asked: readonly bigint[]) {
    return prove(at, await upstream.proof(at.number, asked), asked);
  }

  async function readHead(upstream: ChainUpstream<Proof>, at: FinalHeader): Promise<Head> {
    const last = length === 0 ? [] : [slots.hashOf(length - 1)];
    const [state, lastBlock, hash] = await slotsAt(upstream, at, [slots.state, slots.lastBlock, ...last]);
    const head = headOf(state ?? 0n, lastBlock ?? 0n);
    if (head.length < length) throw new LogError("LOG_SHRUNK", `${head.length} records at a later block`);
    if (length > 0 && hexOf(hash ?? 0n) !== tip) throw new LogError("LOG_FORKED", `record ${length - 1}`);
    if (head.operator !== integerOf(parts.operator)) throw new Error("the group is not open");
    if (head.length > parts.recordsMax) throw new LogError("LOG_TOO_LONG", `${head.length} records`);
    return head;
  }

  /** From the newest back to the one that is known: each hash is named by what was proven before it. */
  function link(contents: ReadonlyMap<string, Uint8Array>, newest: string, count: number): Uint8Array[] {
    const linked: Uint8Array[] = [];
    let expected = newest;
    for (let n = count - 1; n >= length; n--) {
      const content = contents.get(expected);
      if (content === undefined) throw new Error(`record ${n} was not shown`);
      linked.push(content);
      expected = decodeRecord(content, parts.recordBytesMax).record.previous;
    }
    // The state is proven, so what it hashes to is what everybody sees.
    if (expected !== tip) throw new LogError("LOG_FORKED", `what record ${length} follows`);
    return linked.reverse();
  }

  async function contentsOf(
    upstream: ChainUpstream<Proof>,
    from: bigint,
    to: bigint,
  ): Promise<Map<string, Uint8Array>> {
    const byHash = new Map<string, Uint8Array>();
    let span = BigInt(limits.blocksPerCallMax);
    for (let at = from; at <= to; ) {
      const end = at + span - 1n < to ? at + span - 1n : to;
      const found = await upstream.contents(at, end).catch((thrown: unknown) => {
        if (span === 1n) throw thrown;
        return undefined;
      });
      if (found === undefined) {
        span /= 2n;
        continue;
      }
      for (const content of found) byHash.set(hashOf(content), content);
      at = end + 1n;
    }
    return byHash;
  }

  async function readFrom(upstream: ChainUpstream<Proof>, at: FinalHeader): Promise<void> {
    const head = await readHead(upstream, at);
    if (head.length > length) {
      const [hash] = await slotsAt(upstream, at, [slots.hashOf(head.length - 1)]);
      const contents = await contentsOf(upstream, knownBlock ?? head.openedAt, head.lastBlock);
      for (const content of link(contents, hexOf(hash ?? 0n), head.length)) {
        kept.set(length++, content);
        tip = hashOf(content);
      }
      knownBlock = head.lastBlock;
    }
    header = at;
  }

  async function refreshOnce(): Promise<void> {
    if (fault !== undefined) throw fault;
    const found = await findFinalHeader(upstreams, agreement, parts.finality);
    if (found === undefined) throw new Error("the upstreams do not agree on a final block");
    if (header !== undefined && found.number <= header.number) {
      if (found.number === header.number && !Buffer.from(found.hash).equals(header.hash))
        throw new LogError("LOG_FORKED", `final block ${found.number}`);
      return;
    }
    let why: unknown;
    for (let tried = 0; tried < upstreams.length; tried++) {
      try {
        return await readFrom(upstreams[asking % upstreams.length]!, found);
      } catch (thrown) {
        if (thrown instanceof LogError) throw thrown;
        why = thrown;
        asking++;
      }
    }
    throw new Error("no upstream shows what the state proves", { cause: why });
  }

  return {
    refresh() {
      refreshing ??= refreshOnce()
        .catch((thrown: unknown) => {
          if (thrown instanceof LogError) fault = thrown;
          throw thrown;
        })
        .finally(() => {
          refreshing = undefined;
        });
      return refreshing;
    },
    get length() {
      return length;
    },
    at(n) {
      if (fault !== undefined) throw fault;
      if (n >= length) return undefined;
      for (const old of kept.keys()) {
        if (old >= n - limits.recordsKept) break;
        kept.delete(old);
      }
      const content = kept.get(n);
      if (content === undefined) throw new Error(`record ${n} is not kept`);
      return content;
    },
  };
}

const bits48 = (1n << 48n) - 1n;

function headOf(state: bigint, lastBlock: bigint): Head {
  return {
    operator: state & ((1n << 160n) - 1n),
    openedAt: (state >> 160n) & bits48,
    length: Number(state >> 208n),
    lastBlock: lastBlock & bits48,
  };
}

const hexOf = (value: bigint) => value.toString(16).padStart(64, "0");
const integerOf = (bytes: Uint8Array) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
