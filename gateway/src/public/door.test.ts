// People who only open connections: how many of them get in, and what the operator sees of it.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { afterEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { gatewayLimits } from "../limits.ts";
import { openMetrics } from "../metrics.ts";
import { defaultQuota, openAdmission, type Quota } from "./admission.ts";
import { type DoorUse, openDoor } from "./door.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** @param quota Over a clock that stands until `passMs` moves it. */
const start = async (use: Partial<DoorUse>, quota: Partial<Quota> = {}, limits = gatewayLimits) => {
  let now = 0;
  const metrics = openMetrics();
  const admission = openAdmission({ ...defaultQuota, ...quota }, limits, () => now);
  const sockets = new Set<net.Socket>();
  const door = await openDoor(
    { host: "127.0.0.1", port: 0, admission, limits, metrics },
    {
      ...{ name: "tls", connectionIsRequest: false, ...use },
      accept: (socket) => {
        sockets.add(socket.on("error", () => {}).on("end", () => socket.end()));
        socket.resume().write("in");
      },
    },
  );
  closers.push(async () => {
    const closed = door.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return {
    metrics,
    passMs: (ms: number) => (now += ms),
    /** @returns The connection when it got in, `undefined` when it was ended. */
    enter: async (): Promise<net.Socket | undefined> => {
      const client = net.connect({ host: "127.0.0.1", port: door.port });
      closers.push(() => client.destroy());
      client.on("error", () => {});
      const [first] = await Promise.race([once(client, "data"), once(client, "close").then(() => [undefined])]);
      return first === undefined ? undefined : client;
    },
  };
};
const counted = (text: string, line: RegExp) => Number(line.exec(text)?.[1] ?? 0);
const open = /^inkan_gateway_open_connections\{door="tls"\} (-?\d+)$/m;
const refused = (code: string) =>
  new RegExp(`^inkan_gateway_refusals_total\\{door="tls",code="${code}"\\} (\\d+)$`, "m");

describe("a public door", () => {
  test("where a connection counts as a request ends those beyond the quota, and they no longer count", async () => {
    const quota = { requestsPerSecond: 1, burst: 1, connectionsMax: 2 };
    const { enter, metrics, passMs } = await start({ connectionIsRequest: true }, quota);
    assert.ok(await enter());
    assert.equal(await enter(), undefined, "the second at once");
    assert.equal(await enter(), undefined, "the third at once");
    assert.equal(counted(metrics.text(), refused("RATE_LIMITED")), 2);
    assert.equal(counted(metrics.text(), open), 1);
    passMs(1_000);
    assert.ok(await enter(), "one of two places is free: who was refused has left it");
  });

  test("where it does not, lets in as many as may be open", async () => {
    const { enter, metrics } = await start({}, { requestsPerSecond: 1, burst: 1, connectionsMax: 2 });
    const first = await enter();
    assert.ok(first && (await enter()));
    assert.equal(await enter(), undefined);
    assert.equal(counted(metrics.text(), refused("RATE_LIMITED")), 1);
    first.destroy();
    while (counted(metrics.text(), open) > 1) await delay(1);
    assert.ok(await enter(), "a place is free again");
  });

  test("lets in no more than the gateway holds, whoever they are", async () => {
    const { enter, metrics } = await start({}, {}, { ...gatewayLimits, connectionsMax: 2 });
    assert.ok((await enter()) && (await enter()));
    assert.equal(await enter(), undefined);
    assert.equal(counted(metrics.text(), refused("OVERLOADED")), 1);
    assert.equal(counted(metrics.text(), open), 2);
  });

  test("counts who is there, until they have gone", async () => {
    const { enter, metrics } = await start({});
    const clients = [await enter(), await enter(), await enter()];
    assert.equal(counted(metrics.text(), open), 3);
    for (const client of clients) client?.destroy();
    while (counted(metrics.text(), open) > 0) await delay(1);
    assert.equal(counted(metrics.text(), open), 0);
  });

  test("that can't be opened says why", async () => {
    const taken = net.createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    closers.push(() => taken.close());
    const { port } = taken.address() as net.AddressInfo;
    const admission = openAdmission(defaultQuota, gatewayLimits, () => 0);
    await assert.rejects(
      openDoor(
        { host: "127.0.0.1", port, admission, limits: gatewayLimits, metrics: openMetrics() },
        { name: "http", connectionIsRequest: false, accept: () => {} },
      ),
      { code: "EADDRINUSE" },
    );
  });
});
