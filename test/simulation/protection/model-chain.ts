// A chain with the window contract on it, for simulations: blocks, reorganizations, the contract's rules, three nodes of which one may lie, and a
// parent that carries calls as it likes. What costs time and decides nothing is left out: a proof is believed when it is the model's own.
import { openChainLog } from "../../../enclave-signer/src/signer/window-log/chain/chain-log.ts";
import type { FinalHeader } from "../../../enclave-signer/src/signer/window-log/chain/final-header.ts";
import { chainLogLimits } from "../../../enclave-signer/src/signer/window-log/chain/limits.ts";
import { openProvenLog } from "../../../enclave-signer/src/signer/window-log/chain/proven-log.ts";
import type { ChainUpstream } from "../../../enclave-signer/src/signer/window-log/chain/upstream.ts";
import type { WindowLog } from "../../../enclave-signer/src/signer/window-log/log.ts";
import { hashOf, noPrevious } from "../../../enclave-signer/src/signer/window-log/record.ts";
import type { Choices } from "../seeded.ts";
import type { Sending } from "./network.ts";

type Records = readonly Uint8Array[];
type Block = { readonly id: number; readonly records: Records };
type ModelProof = { readonly root: number; readonly isGenuine: boolean; readonly values: readonly bigint[] };

export type ModelChain = {
  /** The log as one clone reads it. */
  logOf(isAlive: () => boolean, send: Sending): WindowLog;
  /** Pauses of the clones end with the next {@link step}. */
  pauseOf(isAlive: () => boolean): () => Promise<void>;
  /** Blocks come, or go. */
  step(): void;
  /** What is in the chain at its head. */
  readonly records: Records;
};

export type ModelChainTerms = {
  readonly choices: Choices;
  readonly maliciousPercent: number;
  /** The node that lies is asked first, agrees on headers, and shows each claim that could come next as written. */
  readonly isBentOnProofs: boolean;
  readonly monotonicMs: () => number;
};

/** Blocks on a block that is final. */
const depth = 2;
const operator = new Uint8Array(20).fill(9);
const slots = { state: 0n, lastBlock: 1n, hashOf: (n: number) => 2n + BigInt(n) };

export function openModelChain(terms: ModelChainTerms): ModelChain {
  const { choices, maliciousPercent, isBentOnProofs, monotonicMs } = terms;
  const blocks: Block[] = [{ id: 0, records: [] }];
  /** Records of every state that a block of the chain ever had. */
  const states = new Map<number, Records>([[0, []]]);
  const pending = new Set<Uint8Array>();
  const paused: (() => void)[] = [];
  let made = 1;
  let finalHeight = 0;
  const hasLiar = maliciousPercent > 0;
  /** Claims that a forged proof showed. */
  const invented: Uint8Array[] = [];
  const head = () => blocks.length - 1;
  const recordsNow = () => blocks[head()]!.records;

  function mine(): void {
    let { records } = blocks[head()]!;
    for (const call of pending)
      if (choices.chance(50) && takes(records, call)) {
        records = [...records, call];
        pending.delete(call);
      } else if (choices.chance(20)) pending.delete(call);
    const id = made++;
    states.set(id, records);
    blocks.push({ id, records });
    finalHeight = Math.max(finalHeight, head() - depth);
  }

  /** What was in the blocks that go may come again, or another's instead. */
  function reorganize(): void {
    const kept = finalHeight + choices.below(head() - finalHeight + 1);
    const gone = blocks.splice(kept + 1).flatMap(({ records }) => records.slice(blocks[kept]!.records.length));
    for (const call of gone) if (choices.chance(60)) pending.add(call);
    mine();
  }

  const valuesOf = (records: Records, asked: readonly bigint[]): bigint[] =>
    asked.map((slot) => {
      if (slot === slots.state)
        return (BigInt(records.length) << 208n) | BigInt(`0x${Buffer.from(operator).toString("hex")}`);
      if (slot === slots.lastBlock) return BigInt(head());
      const record = records[Number(slot - 2n)];
      return record === undefined ? 0n : BigInt(`0x${hashOf(record)}`);
    });

  function honestNode(name: string): ChainUpstream<ModelProof> {
    /** How far it is behind. */
    const lag = choices.below(3);
    const seen = () => Math.max(head() - lag, 0);
    const blockAt = (number: bigint): Block => {
      const block = blocks[Number(number)];
      if (block === undefined || Number(number) > seen() || choices.chance(maliciousPercent / 8))
        throw new Error("unknown");
      return block;
    };
    return {
      name,
      blockNumber: async (tag) => BigInt(tag === "latest" ? seen() : Math.max(seen() - depth, 0)),
      header: async (number) => headerOf(number, blockAt(number).id),
      proof: async (number, asked) => {
        const { id, records } = blockAt(number);
        return { root: id, isGenuine: true, values: valuesOf(records, asked) };
      },
      contents: async () => [...recordsNow()],
    };
  }

  /** It would have an enclave believe that a claim is in that isn't, or that another's isn't that is. */
  function lyingNode(): ChainUpstream<ModelProof> {
    const honest = honestNode("liar");
    const shown = new Map<bigint, { readonly id: number; readonly records: Records }>();
    /** A claim that could come next: the best lie is that it has come. */
    const claimNext = () => [...pending].find((call) => takes(recordsNow(), call) && recordOf(call).kind === "claim");
    const invent = (): Records => {
      const [real, next] = [recordsNow(), claimNext()];
      if (next === undefined) return real.slice(0, choices.below(real.length + 1));
      // The parent is in league with it: what is shown as written never will be.
      if (choices.chance(60)) pending.delete(next);
      return [...real, next];
    };
    return {
      name: "liar",
      blockNumber: (tag) =>
        choices.chance(50) ? honest.blockNumber(tag) : Promise.resolve(BigInt(head() - choices.below(depth + 1))),
      async header(number) {
        if (choices.chance(claimNext() === undefined ? 90 : 10)) return honest.header(number);
        const invented = { id: -made++, records: invent() };
        shown.set(number, invented);
        return headerOf(number, invented.id);
      },
      async proof(number, asked) {
        const invented = shown.get(number);
        if (invented === undefined && choices.chance(claimNext() === undefined ? 90 : 10))
          return honest.proof(number, asked);
        const { id, records } = invented ?? { id: -made++, records: invent() };
        shown.set(number, { id, records });
        const values = valuesOf(records, asked);
        if (choices.chance(75)) return { root: id, isGenuine: true, values };
        return { root: blocks[Number(number)]?.id ?? 0, isGenuine: false, values };
      },
      async contents(from, to) {
        const all = [...(await honest.contents(from, to)), ...pending];
        return choices.chance(30) ? all.slice(0, choices.below(all.length + 1)) : all;
      },
    };
  }

  /** Of the lies above the one that only a proof catches, told whenever it could do harm. */
  function proofForger(): ChainUpstream<ModelProof> {
    const honest = honestNode("forger");
    return {
      ...honest,
      async proof(number, asked) {
        const next = [...pending].find((call) => takes(recordsNow(), call) && recordOf(call).kind === "claim");
        if (next === undefined) return honest.proof(number, asked);
        pending.delete(next);
        invented.push(next);
        const values = valuesOf([...recordsNow(), next], asked);
        return { root: blocks[Number(number)]?.id ?? 0, isGenuine: false, values };
      },
      contents: async () => [...recordsNow(), ...invented],
    };
  }

  const pauseOf = (isAlive: () => boolean) => () =>
    new Promise<void>((resolve, reject) => {
      paused.push(() => (isAlive() ? resolve() : reject(new Error("crashed"))));
    });

  return {
    get records() {
      return recordsNow();
    },
    pauseOf,
    logOf(isAlive, send) {
      const third = hasLiar ? lyingNode() : honestNode("three");
      const nodes = [honestNode("one"), honestNode("two"), isBentOnProofs ? proofForger() : third];
      if (isBentOnProofs) nodes.reverse();
      else
        for (let at = nodes.length - 1; at > 0; at--) {
          const other = choices.below(at + 1);
          [nodes[at], nodes[other]] = [nodes[other]!, nodes[at]!];
        }
      const proven = openProvenLog<ModelProof>({
        upstreams: nodes,
        agreement: 2,
        finality: choices.chance(50) ? "finalized" : { confirmations: depth },
        slots,
        operator,
        prove: (header, proof) => {
          if (!proof.isGenuine || proof.root !== rootOf(header)) throw new Error("no proof of this state");
          return proof.values;
        },
        recordBytesMax: 65_536,
        recordsMax: 1_000,
        limits: chainLogLimits,
      });
      return openChainLog({
        proven,
        callOf: (_, bytes) => bytes,
        send: (call) =>
          send(isAlive, () => {
            if (!takes(recordsNow(), call) && choices.chance(70)) return "refused";
            pending.add(call);
            return "sent";
          }),
        monotonicMs,
        pause: pauseOf(isAlive),
        pollMs: 0,
        finalDeadlineMs: 600_000,
        pollsPerSend: 4,
      });
    },
    step() {
      if (choices.chance(65)) mine();
      else if (choices.chance(40)) reorganize();
      for (const go of paused.splice(0)) go();
    },
  };
}

/** The contract's rules, as far as what is written here can break them: place, and claims nowhere below what was claimed. */
function takes(records: Records, call: Uint8Array): boolean {
  const { n, previous } = recordOf(call);
  const last = records.at(-1);
  return n === records.length && previous === (last === undefined ? noPrevious : hashOf(last));
}

function recordOf(call: Uint8Array): { readonly n: number; readonly previous: string; readonly kind: string } {
  return (JSON.parse(Buffer.from(call).toString("utf8")) as { record: ReturnType<typeof recordOf> }).record;
}

const bytes32 = (id: number): Uint8Array => {
  const bytes = Buffer.alloc(32);
  bytes.writeInt32BE(id);
  return bytes;
};
const headerOf = (number: bigint, id: number): FinalHeader => ({ number, hash: bytes32(id), stateRoot: bytes32(id) });
const rootOf = ({ stateRoot }: FinalHeader): number => Buffer.from(stateRoot).readInt32BE();
