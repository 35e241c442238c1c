// Operator: a successor of a relay asks for its certificate while the other one is still in service. Attacker: anyone, who sends challenges.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import tls from "node:tls";
import { type Address, linkLimits, receiveProxyHeader } from "@inkan/link";
import { gatewayLimits } from "../limits.ts";
import { openMetrics } from "../metrics.ts";
import { defaultQuota, openAdmission } from "./admission.ts";
import { openPassthrough } from "./passthrough.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-acme-challenge-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const hello = async (protocols: string[]): Promise<Buffer> => {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = tls.connect({
    ...{ port: (server.address() as net.AddressInfo).port, host: "127.0.0.1", servername: "rpc.example" },
    ALPNProtocols: protocols,
  });
  client.on("error", () => {});
  const [socket] = (await once(server, "connection")) as [net.Socket];
  const [bytes] = (await once(socket, "data")) as [Buffer];
  client.destroy();
  socket.destroy();
  server.close();
  return bytes;
};
const hellos = { challenge: await hello(["acme-tls/1"]), http: await hello(["http/1.1"]) };
/** RFC 8446, section 5.1: the beginning of a record of a handshake, and an alert. */
const answer = Buffer.from("16030300020200", "hex");
const alert = Buffer.from("15030300020278", "hex");

type Behaviour = "answers" | "refuses" | "closes" | "silent";

/** A relay that does this with a challenge, and answers everything else. What it answers is followed by its own bytes. */
async function relay(behaviour: Behaviour): Promise<{ address: Address; asked: () => number }> {
  const path = join(directory, `${randomBytes(4).toString("hex")}.sock`);
  let asked = 0;
  const server = net.createServer({ allowHalfOpen: true }, async (stream) => {
    stream.on("error", () => {});
    await receiveProxyHeader(stream, linkLimits);
    let received = Buffer.alloc(0);
    stream.on("data", (part: Buffer) => {
      received = Buffer.concat([received, part]);
      const isChallenge = received.equals(hellos.challenge);
      if (!isChallenge && !received.equals(hellos.http)) return;
      asked++;
      if (!isChallenge || behaviour === "answers") return void stream.end(answer);
      if (behaviour === "refuses") stream.end(alert);
      if (behaviour === "closes") stream.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  after(() => server.close());
  return { address: { kind: "unix", path }, asked: () => asked };
}

/** @returns What a client hears who says this. */
async function door(inService: Address, challenged: readonly Address[]) {
  const limits = { ...gatewayLimits, challengeAnswerDeadlineMs: 500 };
  const opened = await openPassthrough({
    ...{ host: "127.0.0.1", port: 0, limits, metrics: openMetrics() },
    routes: { byName: new Map(), otherwise: inService, challenged },
    admission: openAdmission(defaultQuota, limits, () => performance.now()),
  });
  after(() => opened.close());
  return (bytes: Buffer) =>
    new Promise<string>((resolve) => {
      const socket = net.connect(opened.port, "127.0.0.1");
      let heard = "";
      socket.on("data", (part) => (heard += part.toString("hex"))).on("error", () => {});
      socket.on("close", () => resolve(heard));
      socket.write(bytes);
    });
}
const internalError = "15030300020250";

describe("a challenge", () => {
  for (const behaviour of ["refuses", "closes", "silent"] as const)
    test(`reaches the relay that ordered, though the one in service ${behaviour}`, async () => {
      const [first, second] = [await relay(behaviour), await relay("answers")];
      const ask = await door(first.address, [second.address]);
      assert.equal(await ask(hellos.challenge), answer.toString("hex"));
      assert.deepEqual([first.asked(), second.asked()], [1, 1]);
    });

  test("goes past a relay that is not there", async () => {
    const second = await relay("answers");
    const ask = await door({ kind: "unix", path: join(directory, "nobody.sock") }, [second.address]);
    assert.equal(await ask(hellos.challenge), answer.toString("hex"));
  });

  test("that nobody ordered ends; no relay is asked twice", async () => {
    const [first, second] = [await relay("refuses"), await relay("refuses")];
    const ask = await door(first.address, [second.address, first.address]);
    assert.equal(await ask(hellos.challenge), internalError);
    assert.deepEqual([first.asked(), second.asked()], [1, 1]);
  });

  test("is passed on blindly where there is one relay", async () => {
    const only = await relay("answers");
    assert.equal(await (await door(only.address, []))(hellos.challenge), answer.toString("hex"));
  });
});

test("whoever offers another protocol meets the relay in service alone", async () => {
  const [first, second] = [await relay("refuses"), await relay("answers")];
  const ask = await door(first.address, [second.address]);
  assert.equal(await ask(hellos.http), answer.toString("hex"));
  assert.equal(second.asked(), 0);
  assert.equal(await ask(hellos.challenge), answer.toString("hex")); // control
});
