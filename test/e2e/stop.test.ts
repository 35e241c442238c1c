// An operator ends a signer for an upgrade. An enclave takes no signals: `inkan stop` asks, over the link.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { BlsSigningKey } from "../../enclave-signer/src/signer/bls.ts";
import { lightKeystore } from "../harness/light-keystore.ts";
import { blockRequest, keyManagerToken, type SignerSystem, startSignerSystem } from "../harness/short-slots.ts";

const main = join(import.meta.dirname, "../../cli/src/main.ts");
const inkan = (...args: string[]) => promisify(execFile)(process.execPath, [main, ...args]);
const tries = 200;

/** Kind of the log's newest record. */
function newestRecord({ directory }: SignerSystem): string {
  const numbered = globSync("store/log/*/*", { cwd: directory }).map(
    (file) => [Number(file.split("/").at(-1)), file] as const,
  );
  const [, file = ""] = numbered.sort(([a], [b]) => a - b).at(-1) ?? [];
  return (JSON.parse(readFileSync(join(directory, file), "utf8")) as { record: { kind: string } }).record.kind;
}

async function signBlock(system: SignerSystem, key: string): Promise<void> {
  for (let tried = 0; tried < tries; tried++) {
    const body = blockRequest(system.slot(), Buffer.alloc(32, tried + 1));
    if ((await system.ask({ method: "POST", path: `/api/v1/eth2/sign/${key}`, body })).status === 200) return;
    await delay(20);
  }
  assert.fail(`no block was signed:\n${system.logs().slice(-2_000)}`);
}

test("inkan stop: the signer writes its release and ends; a kill leaves its claim", async () => {
  const system = await startSignerSystem();
  try {
    const secret = Buffer.alloc(32, 0x41);
    const { status } = await system.ask({
      as: system.admin,
      ...{ method: "POST", path: "/eth/v1/keystores", headers: { authorization: `Bearer ${keyManagerToken}` } },
      body: { keystores: [lightKeystore(secret, "password")], passwords: ["password"] },
    });
    assert.equal(status, 200);
    const key = BlsSigningKey.take(secret).publicKeyHex;

    await signBlock(system, key);
    await system.killSigner();
    assert.equal(newestRecord(system), "claim", "control: killed, it has released nothing");

    system.startSigner();
    await system.serving();
    await signBlock(system, key);
    const ended = once(system.signer(), "close");
    await inkan("stop", "--signer-http", `unix:${join(system.directory, "signer-http.sock")}`);
    assert.deepEqual(await ended, [0, null]);
    assert.equal(newestRecord(system), "release");

    await assert.rejects(inkan("stop", "--signer-http", `unix:${join(system.directory, "signer-http.sock")}`), {
      code: 1,
    });
    // On this machine itself no such socket may be opened; it would be, if it might.
    const forbidden = { env: { ...process.env, INKAN_VSOCK: "forbidden" } };
    await assert.rejects(
      promisify(execFile)(process.execPath, [main, "stop", "--signer-http", "vsock:17:9001"], forbidden),
      ({ code, stderr }: { code: number; stderr: string }) => code === 1 && /INKAN_VSOCK/.test(stderr),
    );
    await assert.rejects(inkan("stop"), { code: 2 });
  } finally {
    await system.stop();
  }
});
