// Attacker: a client on the internet with many sockets. Wants: memory, or that others get no answer.
import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { startRecordingUpstream } from "../harness/recording-upstream.ts";
import { residentMiB, type System, startSystem } from "../harness/system.ts";

const idleClients = 4_096;
const openAtOnce = 128;
const loris = { count: 6, everyMs: 1_000 };
const residentMiBMax = 256;

const doors: Readonly<Record<string, (system: System) => Promise<Socket>>> = {
  "HTTP door, connected and silent": (system) => opened(connect(system.httpPort, "127.0.0.1"), "connect"),
  "enclave's door, after a TLS handshake": (system) =>
    opened(
      connectTls({ port: system.tlsPort, host: "127.0.0.1", ca: system.ca, servername: "localhost" }),
      "secureConnect",
    ),
};

function opened(socket: Socket, event: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve(socket.on("error", () => {})));
    socket.once("error", reject);
  });
}

describe(`${idleClients} idle clients and a slow loris each second`, () => {
  for (const [door, open] of Object.entries(doors))
    test(door, async (context) => {
      const upstream = await startRecordingUpstream({ keep: false });
      const system = await startSystem({
        upstreams: [{ name: "upstream", url: upstream.url }],
        gatewayArgs: ["--connections-per-client", "8192"],
      });
      const sockets: Socket[] = [];
      try {
        for (let started = 0; started < idleClients; started += openAtOnce)
          sockets.push(...(await Promise.all(Array.from({ length: openAtOnce }, () => open(system)))));
        assert.equal(sockets.length, idleClients);
        for (let count = 0; count < loris.count; count++) {
          const slow = await open(system);
          slow.write("POST /dev HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{");
          sockets.push(slow);
          const answer = await fetch(`${system.http}/dev`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: '{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["0x00000000000000000000000000000000000000aa","latest"]}',
            signal: AbortSignal.timeout(5_000),
          });
          assert.equal(answer.status, 200);
          assert.equal(((await answer.json()) as { result: string }).result, "0x1", "an honest request is answered");
          await delay(loris.everyMs);
        }
        const resident = { gateway: residentMiB(system.gateway.pid ?? 0), relay: residentMiB(system.relay().pid ?? 0) };
        context.diagnostic(
          `resident with ${sockets.filter((socket) => !socket.destroyed).length} clients: gateway ${resident.gateway.toFixed(0)} MiB, relay ${resident.relay.toFixed(0)} MiB`,
        );
        for (const [name, mebibytes] of Object.entries(resident))
          assert.ok(mebibytes < residentMiBMax, `${name} holds ${mebibytes.toFixed(0)} MiB`);
      } finally {
        for (const socket of sockets) socket.destroy();
        await system.stop();
        await upstream.close();
      }
    });
});
