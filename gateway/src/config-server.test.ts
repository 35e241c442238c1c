// User: an enclave that starts, and asks for the configuration that its operator wrote.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { parseAddress } from "@inkan/link";
import { gatewayLimits } from "./limits.ts";
import { startGateway } from "./main.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-config-server-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const text = '{ "role": "relay",\n  "chains": [] }\n';
const file = join(directory, "relay.json");
writeFileSync(file, text);
// As a hybrid address: the enclave's connections to port 7000 arrive at this socket.
const at = parseAddress(`hybrid:${join(directory, "vm.vsock")}:7000`);
const socketPath = `${join(directory, "vm.vsock")}_7000`;
const quiet = () => {};

const asked = (path: string, method = "GET") =>
  new Promise<{ status: number; text: string }>((done, failed) => {
    request({ socketPath, path, method, agent: false }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part: string) => (text += part));
      answer.on("end", () => done({ status: answer.statusCode ?? 0, text }));
    })
      .on("error", failed)
      .end();
  });

describe("the configuration, served to an enclave", () => {
  test("is the operator's file, byte for byte, and nothing else is there", async () => {
    const gateway = await startGateway({ relayConfig: file, relayConfigAt: at }, gatewayLimits, quiet);
    try {
      assert.deepEqual(await asked("/configuration"), { status: 200, text });
      assert.deepEqual(await asked("/configuration"), { status: 200, text });
      assert.equal((await asked("/configuration?x")).status, 404);
      assert.equal((await asked("/../relay.json")).status, 404);
      assert.equal((await asked("/configuration", "PUT")).status, 405);
    } finally {
      await gateway.close();
    }
  });

  test("more streams than it takes are closed, and it serves on", async () => {
    const limits = { ...gatewayLimits, configConnectionsMax: 2 };
    const gateway = await startGateway({ relayConfig: file, relayConfigAt: at }, limits, quiet);
    try {
      const held = [0, 1].map(() => net.connect(socketPath));
      await Promise.all(held.map((socket) => new Promise((open) => socket.once("connect", open))));
      await assert.rejects(asked("/configuration"));
      for (const socket of held) socket.destroy();
      for (let isServed = false; !isServed; )
        isServed = await asked("/configuration").then(
          () => true,
          () => false,
        );
    } finally {
      await gateway.close();
    }
  });

  test("without a file, a gateway that should serve it does not start", async () => {
    await assert.rejects(startGateway({ relayConfigAt: at }, gatewayLimits, quiet), RangeError);
    await assert.rejects(startGateway({ relayConfig: file, signerConfigAt: at }, gatewayLimits, quiet), RangeError);
  });
});
