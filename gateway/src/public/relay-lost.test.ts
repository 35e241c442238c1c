// A wallet whose request is in the enclave when the enclave dies. The relay here is a process of its own, killed with SIGKILL.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { gatewayLimits } from "../limits.ts";
import { startGateway } from "../main.ts";

const folder = mkdtempSync(join(tmpdir(), "inkan-lost-"));
const path = join(folder, "relay.sock");
const journal = join(folder, "journal");
after(() => rmSync(folder, { recursive: true }));

/** Notes each request's body in the journal before anything else; answers all but those to `/hang`. */
const program = `
const fs = require("node:fs"), http = require("node:http");
fs.rmSync(process.argv[1], { force: true });
http.createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => { body += chunk; }).on("end", () => {
    fs.appendFileSync(process.argv[2], body + "\\n");
    if (request.url !== "/hang") response.writeHead(200, { "content-type": "application/json" }).end(body);
  });
}).listen(process.argv[1], () => console.log("up"));`;
const startRelay = async (): Promise<ChildProcess> => {
  const child = spawn(process.execPath, ["-e", program, path, journal], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout!, "data");
  return child;
};
const heard = () => readFileSync(journal, "utf8").split("\n").filter(Boolean);

test("requests in flight get a clear error and are sent once; after its return the relay is used again within 2 s", async () => {
  let relay = await startRelay();
  const gateway = await startGateway({ httpPort: 0, relayHttp: { kind: "unix", path } }, gatewayLimits, () => {});
  const send = async (chain: string, body: string) => {
    const response = await fetch(`http://127.0.0.1:${gateway.httpPort}/${chain}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    return { status: response.status, text: await response.text() };
  };
  assert.equal((await send("eth", "warm")).text, "warm"); // control, and a connection that is kept alive

  const inFlight = Array.from({ length: 20 }, (_, at) => send("hang", `flight-${at}`));
  while (heard().length < 21) await new Promise((resolve) => setTimeout(resolve, 10));
  relay.kill("SIGKILL");
  for (const { status, text } of await Promise.all(inFlight)) {
    assert.equal(status, 200);
    assert.match(text, /"code":"ENCLAVE_LOST","outcome":"unknown"/);
  }
  for (let at = 0; at < 50; at++) {
    const { status, text } = await send("eth", `dead-${at}`);
    assert.equal(status, 503);
    assert.match(text, /"code":"ENCLAVE_UNAVAILABLE","outcome":"not-sent"/);
  }

  relay = await startRelay();
  const returnedMs = performance.now();
  let attempts = 0;
  while ((await send("eth", `back-${attempts}`)).status !== 200) {
    attempts++;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.ok(performance.now() - returnedMs < 2_000, "not used again within 2 s");
  }
  console.log(`used again ${Math.round(performance.now() - returnedMs)} ms after its return`);

  const sent = heard();
  assert.equal(new Set(sent).size, sent.length, "a request reached the relay twice");
  assert.deepEqual(
    sent.filter((body) => body.startsWith("dead")),
    [],
  );
  relay.kill("SIGKILL");
  await gateway.close();
});
