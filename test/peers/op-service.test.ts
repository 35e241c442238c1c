// op-service's own client, compiled from its module: what op-node and op-batcher link, with their TLS, JSON-RPC, engine types and SSZ.
// Needs Go and its module proxy (about a minute at first), so it runs with `npm test -- --only peers`.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { toHex } from "viem";
import { type BlockShape, payloadOf } from "../harness/op-payload.ts";
import { startSequencer } from "../harness/sequencer.ts";

const run = promisify(execFile);
const directory = mkdtempSync(join(tmpdir(), "inkan-peer-"));
const program = join(directory, "client");
after(() => rmSync(directory, { recursive: true, force: true }));

/** Why there is no program, in the words of what failed. */
function build(): string | undefined {
  const cwd = join(import.meta.dirname, "op-service-client");
  const built = spawnSync("go", ["build", "-mod=readonly", "-o", program, "."], {
    ...{ cwd, encoding: "utf8", timeout: 280_000 },
  });
  if (built.error !== undefined) return `no Go: ${built.error.message}`;
  if (built.status === 0) return undefined;
  const isUnreachable = /dial tcp|no such host|403 Forbidden|i\/o timeout|proxyconnect/.test(built.stderr);
  assert.ok(isUnreachable, `the program does not compile: ${built.stderr}`);
  return "Go's module proxy is out of reach";
}

const why = build();

describe("op-service v1.19.6", { skip: why ?? false }, () => {
  let sequencer: Awaited<ReturnType<typeof startSequencer>>;
  before(async () => {
    sequencer = await startSequencer();
  });
  after(() => sequencer.close());

  test("op-node publishes blocks of four versions through the shim, op-batcher sends types 2 and 3 over TLS 1.3", async () => {
    const now = Math.floor(Date.now() / 1000);
    const shapes = ([1, 2, 3, 4] as const).map(
      (form): BlockShape => ({
        ...{ number: 500 + form, timestamp: now - 20 + 2 * form, form },
        transactions: [new Uint8Array(0), new Uint8Array(70_000).fill(form)],
      }),
    );
    const idOf = (at: number) => `0x${at.toString(16).padStart(16, "0")}`;
    for (const [at, shape] of shapes.entries()) sequencer.engine.build(idOf(at), shape);
    sequencer.engine.build(idOf(9), { ...shapes[3]!, salt: 1 });
    for (const [name, pem] of [
      ["ca.pem", sequencer.signer.authority],
      ["cert.pem", sequencer.signer.client.cert],
      ["key.pem", sequencer.signer.client.key],
    ] as const)
      writeFileSync(join(directory, name), pem, { mode: 0o600 });
    const terms = {
      signer: `https://localhost:${sequencer.front.port}`,
      shimSigner: `http://127.0.0.1:${sequencer.shim.signerPort}`,
      shimEngine: `http://127.0.0.1:${sequencer.shim.enginePort}`,
      ...{ address: sequencer.address, chainId: sequencer.chainId },
      ...{ ca: join(directory, "ca.pem"), cert: join(directory, "cert.pem"), key: join(directory, "key.pem") },
      blocks: shapes.map(({ form }, at) => [`engine_getPayloadV${Math.max(2, form ?? 3)}`, idOf(at)]),
      conflict: ["engine_getPayloadV4", idOf(9)],
    };
    const { stdout } = await run(program, [JSON.stringify(terms)], { timeout: 90_000 });
    const answer = JSON.parse(stdout) as Record<"conflict" | "wrongValue", string> &
      Record<"payloadHashes" | "transactions", string[]>;
    assert.deepEqual(
      answer.payloadHashes,
      shapes.map((shape) => toHex(payloadOf(shape).hash)),
      "Go's SSZ, ours and the library's are one",
    );
    assert.match(answer.conflict, /another payload was signed at this number/);
    assert.equal(answer.transactions.length, 2);
    assert.match(answer.wrongValue, /value exceeds maximum/);
  });
});
