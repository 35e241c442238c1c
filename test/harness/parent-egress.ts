// The parent's egress, as a test wants it: it answers CONNECT and pipes, to the target or to wherever the parent likes better.
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Address, listen } from "@inkan/link";

export type ParentEgress = {
  readonly address: Address;
  /** Targets that were asked for, as `host:port`. */
  targets(): readonly string[];
  close(): Promise<void>;
};

/** @param route Where a target really leads; `undefined`: refused. Default: the port, on loopback. */
export async function startParentEgress(
  route: (host: string, port: number) => number | undefined = (_host, port) => port,
): Promise<ParentEgress> {
  const folder = mkdtempSync(join(tmpdir(), "inkan-egress-"));
  const address: Address = { kind: "unix", path: join(folder, "egress.sock") };
  const targets: string[] = [];
  const listener = await listen(
    address,
    (socket) => {
      socket.on("error", () => {});
      socket.once("data", (head) => {
        const [, host = "", port = ""] = /^CONNECT (\S+):(\d+) HTTP\/1\.1\r\n/.exec(head.toString("latin1")) ?? [];
        targets.push(`${host}:${port}`);
        const to = route(host, Number(port));
        if (to === undefined) return void socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
        const onward = net.connect(to, "127.0.0.1");
        onward.on("error", () => socket.destroy()).on("close", () => socket.destroy());
        socket.on("close", () => onward.destroy());
        onward.once("connect", () => {
          socket.write("HTTP/1.1 200 OK\r\n\r\n");
          socket.pipe(onward).pipe(socket);
        });
      });
    },
    { connectionsMax: 4_096 },
  );
  return {
    address,
    targets: () => targets,
    async close() {
      await listener.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
