// The signer as it is put together: real boot, gateway's store, sealing, window log, approvals and routes, but for the doors. User: operators with
// passkeys. Attackers: an administrator without them, and a host that brings an earlier disk back.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { startGateway } from "../../../gateway/src/index.ts";
import { lightKeystore } from "../../../test/harness/light-keystore.ts";
import { makePasskey } from "../../../test/harness/passkey.ts";
import { boot } from "../enclave/boot.ts";
import { silentLog } from "../enclave/log.ts";
import { openSimulatedNsm } from "../enclave/nsm/simulated/simulated-nsm.ts";
import type { Client } from "./door/route.ts";
import { openOperatorParts, openSigningParts } from "./signer.ts";

const root = mkdtempSync(join(tmpdir(), "inkan-signer-parts-"));
after(() => rmSync(root, { recursive: true, force: true }));
const origin = "https://approve.example";
const operators = ["ana", "ben"].map((name) => makePasskey(name, "approve.example", origin));
const address = (byte: string) => `0x${byte.repeat(20)}`;
const token = "a-token";
const genesisTime = Math.floor(Date.now() / 1000) - 100 * 384;
const admin: Client = { names: ["admin"], may: () => true };
let made = 0;

/** A gateway's disk, and signers over it one after the other. */
function host() {
  const directory = join(root, `host-${made++}`);
  const disk = join(directory, "disk");
  const socket = join(root, `${made}.sock`);

  async function start() {
    const gateway = await startGateway(
      { store: { kind: "unix", path: socket }, storeDirectory: disk },
      undefined,
      () => {},
    );
    const pcr = new Uint8Array(48).fill(1);
    const enclave = await boot({
      role: "signer",
      configBytes: Buffer.from(
        JSON.stringify({
          ...{ version: 1, role: "signer", origin: "https://sign.example", operator: address("11") },
          registry: { chainId: 1, pcrRegistry: address("22"), enclaveRegistry: address("33") },
          clients: { keyManagerTokenSha256: createHash("sha256").update(token).digest("hex") },
          ethereum: {
            ...{ genesisValidatorsRoot: `0x${"33".repeat(32)}`, genesisTime },
            forks: [{ name: "phase0", version: "0x00000000", epoch: 0 }],
            feeRecipients: [address("01")],
          },
          windowLog: { kind: "file" },
          approvals: {
            ...{ relyingPartyId: "approve.example", origins: [origin], threshold: 2 },
            operators: operators.map(({ name, credentialId, publicKey }) => ({ name, credentialId, publicKey })),
          },
        }),
      ),
      nsm: await openSimulatedNsm({ directory: join(directory, "nsm"), pcrs: { pcr0: pcr, pcr1: pcr, pcr2: pcr } }),
      egress: { kind: "unix", path: join(directory, "no-egress.sock") },
      log: silentLog,
    });
    let stopped: Promise<void> | undefined;
    const stop = () => {
      stopped ??= gateway.close();
      enclave.close();
      return stopped;
    };
    // A test that fails leaves nothing open.
    after(stop);
    const { hostRoutes, operators: deciding } = openOperatorParts(enclave);
    const parts = await openSigningParts(enclave, { kind: "unix", path: socket }, deciding).catch(
      async (thrown: unknown) => {
        await stop();
        throw thrown;
      },
    );
    const asked = async (routes: typeof parts.routes, call: string, body: unknown, client?: Client) => {
      const [method = "", path = ""] = call.split(" ");
      const route = routes.find(({ takes }) => takes(method, path));
      assert.ok(route !== undefined, call);
      const fields = { query: "", accept: "application/json", contentType: undefined, client };
      const bytes = Buffer.from(body === undefined ? "" : JSON.stringify(body));
      const answer = await route.answer({ ...fields, method, path, body: bytes, authorization: `Bearer ${token}` });
      return { status: answer.status, body: JSON.parse(Buffer.from(answer.body).toString()) };
    };
    const ask = (call: string, body?: unknown) => asked(parts.routes, call, body, admin);
    return {
      ask,
      /** Asks, has the refusal's statement approved at the host door by both, and asks again. */
      async approved(call: string, body?: unknown) {
        const refused = await ask(call, body);
        const said = JSON.stringify(refused.body);
        const id = /statement ([0-9a-f]{64}) at/.exec(said)?.[1];
        assert.ok(id !== undefined, said);
        for (const operator of operators)
          await asked(hostRoutes, `POST /approvals/${id}`, operator.answer(Buffer.from(id, "hex")));
        return ask(call, body);
      },
      async close() {
        await parts.close();
        await stop();
      },
    };
  }
  return { start, disk };
}

const importing = { keystores: [lightKeystore(Buffer.alloc(32, 7), "pw")], passwords: ["pw"] };
const feeRecipients = "/inkan/v1/fee-recipients";
const highWatermark = "/inkan/v1/high-watermark";

describe("a signer with operators", () => {
  test("hands out no key, ends no validator and lifts no watermark without them", async () => {
    const { start } = host();
    const { ask, approved, close } = await start();
    assert.equal((await ask("POST /eth/v1/keystores", importing)).body.data[0].status, "imported");
    const [pubkey] = (await ask("GET /api/v1/eth2/publicKeys")).body as [string];
    await ask(`PUT ${highWatermark}`, { epoch: "50", slot: "1600" });
    const exit = { exits: [{ pubkey, validator_index: "7", epoch: "1" }] };
    for (const [call, body] of [
      ["POST /inkan/v1/keys/export", { pubkey, password: "pw", derivation: "pbkdf2" }],
      ["POST /inkan/v1/voluntary-exits", exit],
      [`PUT ${highWatermark}`, { epoch: "51", slot: "1600" }],
      [`DELETE ${highWatermark}`, undefined],
    ] as const) {
      const refused = await ask(call, body);
      assert.deepEqual([refused.status, refused.body.code], [403, "APPROVAL_REQUIRED"], call);
      assert.equal((await approved(call, body)).status, 200, call);
    }
    const deleted = await ask("DELETE /eth/v1/keystores", { pubkeys: [pubkey] });
    assert.equal(deleted.body.data[0].status, "error");
    const gone = await approved("DELETE /eth/v1/keystores", { pubkeys: [pubkey] });
    assert.equal(gone.body.data[0].status, "deleted");
    await close();
  });

  test("keeps a list that they approved over restarts, and refuses the disk of before it", async () => {
    const { start, disk } = host();
    const first = await start();
    await first.approved(`PUT ${feeRecipients}`, { feeRecipients: [address("02")] });
    await first.close();
    cpSync(disk, `${disk}-before`, { recursive: true });

    const second = await start();
    assert.deepEqual((await second.ask(`GET ${feeRecipients}`)).body, {
      feeRecipients: [address("02")],
      // The development log comes back with the disk, and the list says so.
      rollbackProtection: "none",
      sequence: 1,
    });
    await second.approved(`PUT ${feeRecipients}`, { feeRecipients: [address("03")] });
    await second.close();

    // All but the log, which a host with an exclusive one can't bring back.
    cpSync(join(disk, "sealed"), `${disk}-after`, { recursive: true });
    rmSync(join(disk, "sealed"), { recursive: true });
    cpSync(join(`${disk}-before`, "sealed"), join(disk, "sealed"), { recursive: true });
    await assert.rejects(start(), { code: "KEY_STORE_ROLLED_BACK" });
    // The key store of after, the list of before.
    const names = ["keys-default-0", "keys-default-1"];
    for (const name of names) cpSync(join(`${disk}-after`, name), join(disk, "sealed", name), { force: true });
    await assert.rejects(start(), { code: "OPERATOR_RECORDS_ROLLED_BACK" });

    rmSync(join(disk, "sealed"), { recursive: true });
    cpSync(`${disk}-after`, join(disk, "sealed"), { recursive: true });
    const control = await start();
    assert.deepEqual((await control.ask(`GET ${feeRecipients}`)).body.feeRecipients, [address("03")]);
    await control.close();
  });
});
