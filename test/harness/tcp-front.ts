// The gateway's place in front of a signer's clients' door: TCP on loopback, a PROXY header, then bytes both ways, unread.
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { pseudonym } from "./signer.ts";

export type TcpFront = { readonly port: number; close(): Promise<void> };

/** @param path Of the door's socket. */
export async function startTcpFront(path: string): Promise<TcpFront> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const door = connect({ path, allowHalfOpen: true });
    door.write(pseudonym);
    client.pipe(door).pipe(client);
    for (const [one, other] of [
      [client, door],
      [door, client],
    ] as const) {
      open.add(one);
      one
        .on("error", () => other.destroy())
        .on("close", () => {
          open.delete(one);
          other.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}
