// The event loop of a gateway under load. What is put off must run in order, all of it, and soon.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { test } from "node:test";
import { atEndOfTurn } from "./end-of-turn.ts";

test("works run in order, none at once, and what one of them puts off runs after all of them", async () => {
  const ran: string[] = [];
  await new Promise<void>((resolve) => {
    atEndOfTurn(() => {
      ran.push("first");
      atEndOfTurn(() => {
        ran.push("put off by the first");
        resolve();
      });
    });
    atEndOfTurn(() => ran.push("second"));
    ran.push("nothing yet");
  });
  assert.deepEqual(ran, ["nothing yet", "first", "second", "put off by the first"]);
});

test("all sockets that have something to read are read before the first work", async () => {
  const ran: string[] = [];
  const over = Promise.withResolvers<void>();
  let accepted = 0;
  const server = net.createServer((socket) => {
    accepted++;
    socket.on("data", () => {
      ran.push("read");
      atEndOfTurn(() => {
        ran.push("work");
        if (ran.length === 6) over.resolve();
      });
    });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  const clients = await Promise.all(
    [1, 2, 3].map(async () => {
      const client = net.connect(port, "127.0.0.1");
      await once(client, "connect");
      return client;
    }),
  );
  while (accepted < 3) await new Promise(setImmediate);
  for (const client of clients) client.write("x");
  // All three have arrived when the loop next looks.
  for (const end = performance.now() + 50; performance.now() < end; );
  await over.promise;
  for (const client of clients) client.destroy();
  server.close();
  assert.deepEqual(ran, ["read", "read", "read", "work", "work", "work"]);
});

test("what one work throws is an uncaught exception, and the others run nevertheless", () => {
  const file = JSON.stringify(import.meta.resolve("./end-of-turn.ts"));
  const program = `import { atEndOfTurn } from ${file};
    process.on("uncaughtException", (error) => console.log("uncaught", error.message));
    for (const name of ["one", "two", "three"])
      atEndOfTurn(() => { if (name === "two") throw new Error(name); console.log("ran", name); });`;
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { encoding: "utf8" });
  assert.deepEqual(stdout.trim().split("\n"), ["ran one", "uncaught two", "ran three"]);
});
