// User: an operator with an administrator's certificate, who moves validators with `inkan slashing`, through a gateway that passes TLS on.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { ValidatorKey } from "../../enclave-signer/src/signer/keys/key-ring.ts";
import { openHighWatermark } from "../../enclave-signer/src/signer/slashing-protection/high-watermark.ts";
import { highWatermarkRoute } from "../../enclave-signer/src/signer/slashing-protection/high-watermark-route.ts";
import { openRecords } from "../../enclave-signer/src/signer/slashing-protection/records.ts";
import { slashingRoute } from "../../enclave-signer/src/signer/slashing-protection/slashing-routes.ts";
import { pseudonym, startTestSigner, type TestSigner } from "../harness/signer.ts";

const main = join(import.meta.dirname, "..", "..", "cli", "src", "main.ts");
const gvr = `0x${"0a".repeat(32)}`;
const pubkey = `0x${"11".repeat(48)}`;
const absent = `0x${"44".repeat(48)}`;
const noFloor = { slot: undefined, source: undefined, target: undefined };
const records = openRecords();

let signer: TestSigner;
let gateway: Server;
let directory: string;
before(async () => {
  directory = mkdtempSync(join(tmpdir(), "inkan-slashing-"));
  const key = { publicKey: pubkey } as ValidatorKey;
  const route = slashingRoute({
    keys: { validators: () => [key], validator: (name) => (name === pubkey ? key : undefined) },
    records,
    protection: {
      exclusivity: "none",
      exportFloor: () => noFloor,
      highWatermark: () => undefined,
      counts: { permitted: 1, prevented: 0 },
    },
    genesisValidatorsRoot: gvr,
    raiseFloors: async () => {},
  });
  const watermark = highWatermarkRoute(
    openHighWatermark({ kept: undefined, keep: async () => {}, approvals: undefined }),
  );
  signer = await startTestSigner({
    parts: () => ({ routes: [route, watermark], hostRoutes: [], close: async () => {} }),
  });
  gateway = createServer((client) => {
    const link = connect(signer.tls);
    link.write(pseudonym);
    client.pipe(link).pipe(client);
    client.on("error", () => link.destroy());
    link.on("error", () => client.destroy());
  });
  await new Promise<void>((resolve) => gateway.listen(0, "127.0.0.1", resolve));
  for (const [name, text] of Object.entries({
    "ca.pem": signer.authority,
    "admin.pem": signer.admin.cert,
    "admin-key.pem": signer.admin.key,
    "client.pem": signer.client.cert,
    "client-key.pem": signer.client.key,
  }))
    writeFileSync(file(name), text);
});
after(async () => {
  gateway?.close();
  await signer?.close();
  rmSync(directory, { recursive: true, force: true });
});

const file = (name: string) => join(directory, name);
const inkan = (args: readonly string[], who = "admin") =>
  new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    const url = `https://localhost:${(gateway.address() as AddressInfo).port}`;
    const identity = [
      "--url",
      url,
      "--cert",
      file(`${who}.pem`),
      "--key",
      file(`${who}-key.pem`),
      "--ca",
      file("ca.pem"),
    ];
    execFile(process.execPath, [main, "slashing", ...args, ...identity], (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });

describe("inkan slashing", () => {
  test("import, status and export", async () => {
    const history = { pubkey, signed_blocks: [{ slot: "64" }], signed_attestations: [] };
    const metadata = { interchange_format_version: "5", genesis_validators_root: gvr };
    writeFileSync(file("in.json"), JSON.stringify({ metadata, data: [history, { ...history, pubkey: absent }] }));
    const imported = await inkan(["import", file("in.json")]);
    assert.deepEqual([imported.code, imported.stderr], [0, ""]);
    assert.match(imported.stdout, /^imported {2}0x1111.* slot 64, source -, target -\nnot here {2}0x4444/);
    assert.equal(records.floorOf(pubkey).slot, 64n);

    const status = await inkan(["status"]);
    assert.match(status.stdout, /exclusivity {5}none \(a development log: .*\n(.*\n)*0x1111.* slot 64, source -/);

    assert.equal((await inkan(["export", "--out", file("out.json")])).code, 0);
    assert.deepEqual(JSON.parse(readFileSync(file("out.json"), "utf8")), { metadata, data: [history] });
    const again = await inkan(["export", "--out", file("out.json")]);
    assert.equal(again.code, 1, "a file that is there is not overwritten");
    assert.deepEqual(JSON.parse((await inkan(["export", "--minimal", "--pubkey", pubkey])).stdout).data, [history]);
  });

  test("what the signer refuses is told, with exit code 1", async () => {
    const refused = await inkan(["export"], "client");
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(refused.stderr, /403: this certificate may not do this/);
    writeFileSync(file("bad.json"), "{}");
    assert.match((await inkan(["import", file("bad.json")])).stderr, /400: the request is not what this API takes/);
    assert.match((await inkan(["export", "--pubkey", absent])).stderr, /404: no such key is active here: 0x4444/);
  });

  test("watermark: none, set, shown, removed", async () => {
    const said = async (...args: string[]) => (await inkan(["watermark", ...args])).stdout;
    assert.equal(await said(), "high watermark  none\n");
    assert.equal(await said("--epoch", "120", "--slot", "3840"), "high watermark  epoch 120, slot 3840\n");
    assert.equal(await said(), "high watermark  epoch 120, slot 3840\n");
    assert.match((await inkan(["watermark", "--epoch", "x", "--slot", "1"])).stderr, /400: .*decimal strings/);
    assert.equal(await said("--remove"), "high watermark  none\n");
  });

  for (const args of [
    ["import"],
    ["export", "x"],
    ["watermark", "--epoch", "1"],
    ["watermark", "--slot", "1"],
    ["forget"],
    [],
    ["status", "--force"],
  ])
    test(`'${args.join(" ")}' is not understood: exit code 2`, async () => {
      assert.equal((await inkan(args)).code, 2);
    });
});
