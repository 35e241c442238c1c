// A node that speaks WebSocket alone, over a chain that the test writes: for what a real node never does when a test wants it.
import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";

export type Block = {
  readonly number: number;
  readonly hash: string;
  readonly parentHash: string;
  readonly logs: number;
};

/** Blocks by number; a fork shares the beginning. */
export type WrittenChain = {
  readonly blocks: Block[];
  extend(count: number, logs?: number): void;
  fork(at: number, mark: string): WrittenChain;
};

export function writeChain(
  mark = "a",
  blocks: Block[] = [{ number: 0, hash: hashOf("0", 0), parentHash: hashOf("0", -1), logs: 0 }],
): WrittenChain {
  return {
    blocks,
    extend(count, logs = 0) {
      for (let at = 0; at < count; at++) {
        const parent = blocks.at(-1)!;
        blocks.push({
          number: parent.number + 1,
          hash: hashOf(mark, parent.number + 1),
          parentHash: parent.hash,
          logs,
        });
      }
    },
    fork: (at, forkMark) => writeChain(forkMark, blocks.slice(0, at + 1)),
  };
}

const hashOf = (mark: string, number: number) =>
  `0x${Buffer.from(`${mark}/${number}`).toString("hex").padStart(64, "0")}`;
const quantity = (value: number) => `0x${value.toString(16)}`;
export const headOf = ({ number, hash, parentHash }: Block) => ({ number: quantity(number), hash, parentHash });
export const logsOf = ({ number, hash, logs }: Block) =>
  Array.from({ length: logs }, (_, at) => ({
    blockNumber: quantity(number),
    blockHash: hash,
    logIndex: quantity(at),
    data: "0x",
  }));

export type WebSocketNode = {
  readonly url: string;
  /** What it serves; may be changed. */
  chain: WrittenChain;
  /** Tells the newest `count` blocks but the very last `without` to its subscribers: logs first, then the head. */
  tell(count: number, without?: number): void;
  /** Sends text to every connection. */
  say(text: string): void;
  /** Live subscriptions, by id: name and filter. */
  readonly subscriptions: ReadonlyMap<string, string>;
  /** Methods that it was asked, in order. */
  readonly asked: readonly string[];
  /** Of each upgrade: names of its header fields. */
  readonly headers: readonly (readonly string[])[];
  connections(): number;
  /** Before each answer; JSON text replaces the answer, "drop" ends the connection, `undefined` leaves it. */
  script: (method: string, params: readonly unknown[]) => string | "drop" | undefined;
  drop(): void;
  close(): Promise<void>;
};

export async function startWebSocketNode(chain: WrittenChain): Promise<WebSocketNode> {
  const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
  await new Promise<void>((resolve) => server.once("listening", resolve));
  const subscriptions = new Map<string, string>();
  const owners = new Map<string, WebSocket>();
  const asked: string[] = [];
  const headers: string[][] = [];
  let lastId = 0;

  function result(method: string, params: readonly unknown[], socket: WebSocket): unknown {
    const { blocks } = node.chain;
    const blockOf = (block: Block | undefined) =>
      block === undefined ? null : { ...headOf(block), transactions: ["0x01"], size: "0x1", miner: "0x02" };
    switch (method) {
      case "eth_getBlockByNumber":
        return blockOf(params[0] === "latest" ? blocks.at(-1) : blocks[Number(params[0])]);
      case "eth_getBlockByHash":
        return blockOf(blocks.find(({ hash }) => hash === params[0]));
      case "eth_getLogs": {
        const { fromBlock, toBlock } = params[0] as { fromBlock: string; toBlock: string };
        return blocks.slice(Number(fromBlock), Number(toBlock) + 1).flatMap(logsOf);
      }
      case "eth_subscribe": {
        const id = `0x${(++lastId).toString(16)}`;
        subscriptions.set(id, JSON.stringify(params));
        owners.set(id, socket);
        return id;
      }
      case "eth_unsubscribe":
        return subscriptions.delete(String(params[0]));
      default:
        return null;
    }
  }

  server.on("connection", (socket, request) => {
    headers.push(Object.keys(request.headers));
    socket.on("error", () => {});
    socket.on("close", () => {
      for (const [id, owner] of owners) if (owner === socket) subscriptions.delete(id);
    });
    socket.on("message", (data) => {
      const { id, method, params } = JSON.parse(String(data)) as { id: number; method: string; params: unknown[] };
      asked.push(method);
      const scripted = node.script(method, params);
      if (scripted === "drop") socket.terminate();
      else if (scripted !== undefined) socket.send(scripted.replace("$id", String(id)));
      else socket.send(JSON.stringify({ jsonrpc: "2.0", id, result: result(method, params, socket) }));
    });
  });

  const notify = (name: string, value: unknown) => {
    for (const [id, params] of subscriptions)
      if (params.startsWith(`["${name}"`))
        owners
          .get(id)
          ?.send(
            JSON.stringify({ jsonrpc: "2.0", method: "eth_subscription", params: { subscription: id, result: value } }),
          );
  };

  const node: WebSocketNode = {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    chain,
    subscriptions,
    asked,
    headers,
    script: () => undefined,
    tell(count, without = 0) {
      for (const block of node.chain.blocks.slice(
        node.chain.blocks.length - count,
        node.chain.blocks.length - without,
      )) {
        for (const log of logsOf(block)) notify("logs", log);
        notify("newHeads", headOf(block));
      }
    },
    say(text) {
      for (const socket of server.clients) socket.send(text);
    },
    connections: () => server.clients.size,
    drop() {
      for (const socket of server.clients) socket.terminate();
    },
    async close() {
      node.drop();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return node;
}
