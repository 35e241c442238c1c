// Whoever took over the relay, or anyone on the machine who reaches the egress socket. Wants: a way to hosts that the configuration does not name.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { type Address, connect, openTunnel } from "@inkan/link";
import { egressTargets, readEnclaveConfig, targetOf } from "./egress-targets.ts";
import { gatewayLimits } from "./limits.ts";
import { startGateway } from "./main.ts";

const folder = mkdtempSync(join(tmpdir(), "inkan-egress-"));
const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(folder, { recursive: true });
});
const listening = async () => {
  let connections = 0;
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    connections++;
    socket.on("error", () => {}).pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => server.close());
  return { port: (server.address() as net.AddressInfo).port, connections: () => connections };
};
const upstream = await listening();
const elsewhere = await listening();
const shut = await listening().then(({ port }) => port + 0);
const egress: Address = { kind: "unix", path: join(folder, "egress.sock") };
const file = join(folder, "relay.json");
writeFileSync(
  file,
  JSON.stringify({
    chains: [{ upstreams: [{ url: `http://127.0.0.1:${upstream.port}/key`, webSocketUrl: "ws://127.0.0.1:1" }] }],
    tls: { certificateAuthority: { url: "https://ca.example/sign" } },
    origin: `http://127.0.0.1:${elsewhere.port}`,
  }),
);
const limits = { ...gatewayLimits, egressHeadDeadlineMs: 200, egressStreamsMax: 8 };
const gateway = await startGateway({ egress, relayConfig: file }, limits, () => {});
closers.push(gateway.close);
const soon = { deadlineMs: 2_000 };

describe("egress", () => {
  test("control: a configured upstream is reached, bytes and ends pass", async () => {
    const socket = await openTunnel(egress, { host: "127.0.0.1", port: upstream.port }, soon);
    socket.write("seal");
    assert.equal(String((await once(socket, "data"))[0]), "seal");
    socket.destroy();
  });
  for (const [what, target] of [
    ["another port of the same host", { host: "127.0.0.1", port: elsewhere.port }],
    ["another name of the same host", { host: "localhost", port: upstream.port }],
    ["an origin that is no upstream", { host: "127.0.0.1", port: shut }],
    ["the metadata service", { host: "169.254.169.254", port: 80 }],
  ] as const)
    test(`${what} is refused`, async () => {
      await assert.rejects(openTunnel(egress, target, soon), { code: "EGRESS_REFUSED" });
      assert.equal(elsewhere.connections(), 0);
    });
  test("an allowed target that is not there: the other error", async () => {
    await assert.rejects(openTunnel(egress, { host: "127.0.0.1", port: 1 }, soon), { code: "EGRESS_FAILED" });
  });
  for (const [what, bytes] of [
    ["GET in place of CONNECT", "GET http://127.0.0.1/ HTTP/1.1\r\n\r\n"],
    ["a target of two lines", `CONNECT 127.0.0.1:${upstream.port}\r\nX: HTTP/1.1\r\n\r\n`],
    ["a head without end", `CONNECT 127.0.0.1:${upstream.port} HTTP/1.1\r\n${"X: y\r\n".repeat(1_000)}`],
    ["a head that never comes", "CONNECT"],
  ] as const)
    test(`${what} is answered with an error and closed`, async () => {
      const socket = await connect(egress, soon);
      let answer = "";
      socket
        .on("error", () => {})
        .on("data", (chunk) => {
          answer += chunk;
        });
      socket.write(bytes);
      await once(socket, "close");
      assert.doesNotMatch(answer, /^HTTP\/1.1 200/);
    });
  test("past the bound of streams more are refused; a stream that ends makes room", async () => {
    const target = { host: "127.0.0.1", port: upstream.port };
    const open = [];
    for (let at = 0; at < limits.egressStreamsMax; at++) open.push(await openTunnel(egress, target, soon));
    await assert.rejects(openTunnel(egress, target, soon), { code: "EGRESS_FAILED" });
    for (const socket of open) socket.destroy();
    const before = performance.now();
    for (let done = false; !done && performance.now() - before < 2_000; )
      done = await openTunnel(egress, target, soon).then(
        (socket) => !socket.destroy().destroyed === false,
        () => false,
      );
  });
});

describe("egressTargets", () => {
  test("names upstreams and the certificate authority, with the ports that their schemes mean", () => {
    assert.deepEqual(
      [...egressTargets(readEnclaveConfig(file, limits).config)],
      [`127.0.0.1:${upstream.port}`, "127.0.0.1:1", "ca.example:443"],
    );
    assert.equal(targetOf("wss://[2001:DB8::1]/x"), "[2001:db8::1]:443");
    assert.equal(targetOf("http://Ex.AMPLE:80/"), "ex.ample:80");
  });
  test("names the bucket of a window log on S3, as the signer does", () => {
    const of = (windowLog: object) => [...egressTargets({ windowLog: { kind: "s3", bucket: "inkan", ...windowLog } })];
    assert.deepEqual(of({ region: "eu-central-1" }), ["inkan.s3.eu-central-1.amazonaws.com:443"]);
    assert.deepEqual(of({ region: "cn-north-1", endpoint: null }), ["inkan.s3.cn-north-1.amazonaws.com.cn:443"]);
    assert.deepEqual(of({ region: "eu-central-1", endpoint: "https://s3.example:9000" }), ["s3.example:9000"]);
  });
  test("a configuration of any other shape opens nothing", () => {
    for (const config of [
      null,
      1,
      "x",
      [],
      {},
      { chains: 1 },
      { chains: [null, { upstreams: [{ url: 5 }, { url: "nonsense" }] }] },
    ])
      assert.equal(egressTargets(config).size, 0);
  });
});
