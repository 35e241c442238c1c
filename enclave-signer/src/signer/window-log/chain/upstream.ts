// One node that is asked about the log. It may say anything: headers are hashed and agreed upon, slots are proven, records are hashed.
import { request } from "node:http";
import type { Socket } from "node:net";
import { type BlockHeader, getProofCall, type JsonValue, parseJson, readBlock, readGetProof } from "@inkan/attestation";
import type { Address } from "@inkan/link";
import { type Dial, dialer } from "../../../enclave/dial.ts";
import type { ChainLogConfig } from "../../../enclave/signer-config.ts";
import { contentOfEvent, type LogAddress, recordedTopic } from "./contract.ts";
import { type ChainLogLimits, chainLogLimits } from "./limits.ts";

/** @typeParam Proof Of some slots in some state: whatever the prover takes. */
export type ChainUpstream<Proof> = {
  readonly name: string;
  /** Number of the block that it calls so. @throws When it does not answer. */
  blockNumber(tag: "finalized" | "latest"): Promise<bigint>;
  /** The header at a height; its hash is computed. */
  header(number: bigint): Promise<Pick<BlockHeader, "number" | "hash" | "stateRoot">>;
  /** A proof of the contract's slots, as the upstream shows it. */
  proof(number: bigint, slots: readonly bigint[]): Promise<Proof>;
  /** Contents of records of the group in these blocks, both included, in any order: what the upstream says they are. */
  contents(from: bigint, to: bigint): Promise<Uint8Array[]>;
};

export type StateProofAnswer = ReturnType<typeof readGetProof>;

/** @param egress The way out; TLS ends here, and the parent sees none of it. */
export function openUpstream(
  { name, url, pins, roots }: ChainLogConfig["upstreams"][number],
  { chainId }: Pick<ChainLogConfig, "chainId">,
  at: LogAddress,
  egress: Address,
  limits: ChainLogLimits = chainLogLimits,
): ChainUpstream<StateProofAnswer> {
  const dial = dialer(egress, { pins, roots });
  const call = (method: string, params: readonly JsonValue[]) => callOver(dial, url, { method, params }, limits);
  let isRightChain: Promise<void> | undefined;
  const requireChain = (): Promise<void> => {
    isRightChain ??= call("eth_chainId", []).then((id) => {
      if (id === quantity(BigInt(chainId))) return;
      isRightChain = undefined;
      throw new Error("another chain");
    });
    isRightChain.catch(() => {
      isRightChain = undefined;
    });
    return isRightChain;
  };
  const blockAt = async (place: string) => readBlock(await call("eth_getBlockByNumber", [place, false]));

  return {
    name,
    async blockNumber(tag) {
      await requireChain();
      return (await blockAt(tag)).number;
    },
    async header(number) {
      const header = await blockAt(quantity(number));
      if (header.number !== number) throw new Error("another block");
      return header;
    },
    async proof(number, slots) {
      const { method, params } = getProofCall(at.contract, slots, number);
      return readGetProof(await call(method, params as unknown as JsonValue[]), at.contract, slots);
    },
    async contents(from, to) {
      const logs = await call("eth_getLogs", [
        {
          address: hex(at.contract),
          topics: [hex(recordedTopic), hex(at.group)],
          fromBlock: quantity(from),
          toBlock: quantity(to),
        },
      ]);
      if (!Array.isArray(logs)) throw new Error("not a list of events");
      return logs.flatMap((log) => contentOf(log) ?? []);
    },
  };
}

function contentOf(log: unknown): Uint8Array | undefined {
  const data = typeof log === "object" && log !== null ? (log as { data?: unknown }).data : undefined;
  if (typeof data !== "string" || !/^0x([0-9a-f]{2})*$/i.test(data)) return undefined;
  return contentOfEvent(Buffer.from(data.slice(2), "hex"));
}

/** One JSON-RPC call on a stream of its own: they are few, and none waits for another. */
async function callOver(
  dial: Dial,
  url: string,
  { method, params }: { readonly method: string; readonly params: readonly JsonValue[] },
  limits: ChainLogLimits,
): Promise<unknown> {
  const socket = await dial(url, { deadlineMs: limits.dialDeadlineMs });
  try {
    const body = await post(new URL(url), JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }), socket, limits);
    const answer = parseJson(body, { depthMax: limits.answerDepthMax, bytesMax: limits.answerBytesMax });
    const result = typeof answer === "object" && answer !== null && "result" in answer ? answer.result : undefined;
    if (result === undefined) throw new Error(`no result of ${method}`);
    return result;
  } finally {
    socket.destroy();
  }
}

function post(url: URL, text: string, socket: Socket, limits: ChainLogLimits): Promise<Uint8Array> {
  const signal = AbortSignal.timeout(limits.callDeadlineMs);
  return new Promise((resolve, reject) => {
    const headers = {
      host: url.host,
      "content-type": "application/json",
      accept: "application/json",
      "content-length": Buffer.byteLength(text),
    };
    const path = `${url.pathname}${url.search}`;
    const exchange = request({ method: "POST", path, headers, createConnection: () => socket, signal }, (answer) => {
      const pieces: Buffer[] = [];
      let bytes = 0;
      answer.on("data", (piece: Buffer) => {
        bytes += piece.length;
        if (bytes > limits.answerBytesMax) answer.destroy(new Error("the answer is too large"));
        else pieces.push(piece);
      });
      answer.on("error", reject);
      answer.on("end", () => {
        if (answer.statusCode === 200) resolve(Buffer.concat(pieces));
        else reject(new Error(`status ${answer.statusCode}`));
      });
    });
    exchange.on("error", reject);
    exchange.end(text);
  });
}

const quantity = (value: bigint) => `0x${value.toString(16)}`;
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;
