// A way to a real node that a test can cut and mend: two of them before one chain are two upstreams that agree, one of which dies.
import net from "node:net";

export type CuttableProxy = {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  /** Ends all connections, and refuses new ones until {@link CuttableProxy.mend}. */
  cut(): void;
  /** Passes nothing on, either way, without ending anything: a host that lost its network. */
  freeze(): void;
  mend(): void;
  /** Connections that are open. */
  connections(): number;
  close(): Promise<void>;
};

export async function startCuttableProxy(port: number): Promise<CuttableProxy> {
  const sockets = new Set<net.Socket>();
  let state: "whole" | "cut" | "frozen" = "whole";
  const server = net.createServer((socket) => {
    if (state === "cut") return void socket.destroy();
    const onward = net.connect(port, "127.0.0.1");
    for (const [from, to] of [
      [socket, onward],
      [onward, socket],
    ] as const) {
      sockets.add(from);
      from.on("data", (bytes) => state !== "frozen" && to.writable && to.write(bytes));
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port: own } = server.address() as net.AddressInfo;
  const endAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    rpcUrl: `http://127.0.0.1:${own}`,
    wsUrl: `ws://127.0.0.1:${own}`,
    cut() {
      state = "cut";
      endAll();
    },
    freeze() {
      state = "frozen";
    },
    mend() {
      state = "whole";
    },
    connections: () => sockets.size / 2,
    async close() {
      endAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
