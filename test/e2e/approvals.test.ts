// An operator's afternoon: a client asks for an exit through mutual TLS and is refused; two operators approve it at the gateway's door for them;
// the client asks again. Every byte goes the way that it goes in production: link, both doors of the signer, the gateway.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { type Gateway, startGateway } from "@inkan/gateway";
import { parseAddress } from "@inkan/link";
import { openApprovals } from "../../enclave-signer/src/signer/approvals/open-approvals.ts";
import { approvalRoute } from "../../enclave-signer/src/signer/approvals/routes.ts";
import { BlsSigningKey } from "../../enclave-signer/src/signer/bls.ts";
import { openFeeRecipients } from "../../enclave-signer/src/signer/fee-recipients/fee-recipients.ts";
import { openKeyRing } from "../../enclave-signer/src/signer/keys/key-ring.ts";
import { openSigner } from "../../enclave-signer/src/signer/sign.ts";
import type { SlashingProtection } from "../../enclave-signer/src/signer/slashing-protection/protection.ts";
import { web3signerRoutes } from "../../enclave-signer/src/signer/web3signer/routes.ts";
import { makePasskey } from "../harness/passkey.ts";
import { signRequests } from "../harness/sign-requests.ts";
import { startTestSigner, type TestSigner } from "../harness/signer.ts";
import { startTcpFront } from "../harness/tcp-front.ts";
import { ethereumConfig, publishedPublicKey, publishedSecretKey } from "../harness/web3signer.ts";

const origin = "https://approve.example";
const operators = ["ana", "ben"].map((name) => makePasskey(name, "approve.example", origin));
let signer: TestSigner;
let gateway: Gateway;

before(async () => {
  signer = await startTestSigner({
    config: {
      approvals: {
        relyingPartyId: "approve.example",
        origins: [origin],
        threshold: 2,
        operators: operators.map(({ name, credentialId, publicKey }) => ({ name, credentialId, publicKey })),
      },
    },
    parts({ config, clock, random }) {
      const keys = openKeyRing();
      const signing = BlsSigningKey.take(Buffer.from(publishedSecretKey, "hex"));
      keys.addValidator({ publicKey: publishedPublicKey, group: undefined, derivationPath: "", signing });
      const approvals = openApprovals({ config: config.approvals!, scope: config, clock, random });
      const ethereum = ethereumConfig();
      const protection: SlashingProtection = { cover: () => undefined, decide: () => "new" };
      return {
        routes: web3signerRoutes({
          ...{ ethereum, keys, approvals, clock, requestBytesMax: 1_048_576 },
          signer: openSigner({ keys, protection, signaturesWaitingMax: 8 }),
          feeRecipients: openFeeRecipients(ethereum, () => undefined),
          status: () => ({ keysLoaded: 1, keyErrors: 0, isProtectionUp: true, isClockRight: true }),
          highWatermark: () => undefined,
          reload: async () => 0,
        }),
        hostRoutes: [approvalRoute(approvals)],
        close: async () => {},
      };
    },
  });
  const signerHttp = parseAddress(`unix:${signer.http}`);
  gateway = await startGateway({ approvalsPort: 0, signerHttp }, undefined, () => {});
});

after(async () => {
  await gateway?.close();
  await signer?.close();
});

test("refused, approved by two, signed", async () => {
  const exit = () =>
    signer.ask({
      certificate: signer.client,
      method: "POST",
      path: `/api/v1/eth2/sign/${publishedPublicKey}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(signRequests.VOLUNTARY_EXIT),
    });
  const door = `http://127.0.0.1:${gateway.approvalsPort}`;
  const refused = await exit();
  assert.equal(refused.status, 403);
  const [, id] = /statement ([0-9a-f]{64}) at https:\/\/approve\.example\/approve\?statement=/.exec(refused.body)!;

  const listed = (await (await fetch(`${door}/approvals`)).json()) as {
    statements: { id: string; statement: string }[];
  };
  assert.deepEqual(
    listed.statements.map((pending) => pending.id),
    [id],
  );
  assert.match(listed.statements[0]!.statement, /"action":"voluntary-exit".*"origin":"https:\/\/localhost"/);

  for (const [at, operator] of operators.entries()) {
    assert.equal((await exit()).status, 403, `after ${at} of 2`);
    const body = JSON.stringify(operator.answer(Buffer.from(id!, "hex")));
    const posted = await fetch(`${door}/approvals/${id}`, { method: "POST", body });
    assert.equal(posted.status, 200);
    assert.deepEqual(((await posted.json()) as { approved: boolean }).approved, at === 1);
  }
  const signed = await exit();
  assert.equal(signed.status, 200);
  assert.match(signed.body, /^0x[0-9a-f]{192}$/);
});

test("inkan exits: refused, one statement approved by two, a file of signed exits", async () => {
  const directory = mkdtempSync(join(tmpdir(), "inkan-exits-"));
  const front = await startTcpFront(signer.tls);
  after(() => front.close());
  after(() => rmSync(directory, { recursive: true, force: true }));
  const file = (name: string) => join(directory, name);
  const asked = { pubkey: publishedPublicKey, epoch: "119" };
  const exits = ["1", "2", "3"].map((validator_index) => ({ ...asked, validator_index }));
  for (const [name, text] of Object.entries({
    "exits.json": JSON.stringify({ exits }),
    "ca.pem": signer.authority,
    "client.pem": signer.client.cert,
    "key.pem": signer.client.key,
  }))
    writeFileSync(file(name), text);
  const main = join(import.meta.dirname, "..", "..", "cli", "src", "main.ts");
  const inkan = () =>
    new Promise<{ code: unknown; out: string; err: string }>((resolve) => {
      const identity = ["--cert", file("client.pem"), "--key", file("key.pem"), "--ca", file("ca.pem")];
      const args = [main, "exits", file("exits.json"), "--out", file("signed.json"), ...identity];
      execFile(process.execPath, [...args, "--url", `https://localhost:${front.port}`], (error, out, err) =>
        resolve({ code: error === null ? 0 : error.code, out, err }),
      );
    });

  const refused = await inkan();
  const id: string | undefined = /403: .* statement ([0-9a-f]{64}) at https:/.exec(refused.err)?.[1];
  assert.ok(id !== undefined, refused.err);
  assert.equal(refused.code, 1);
  const door = `http://127.0.0.1:${gateway.approvalsPort}`;
  for (const operator of operators) {
    const body: string = JSON.stringify(operator.answer(Buffer.from(id, "hex")));
    assert.equal((await fetch(`${door}/approvals/${id}`, { method: "POST", body })).status, 200);
  }
  const done = await inkan();
  assert.deepEqual([done.code, done.out], [0, `${file("signed.json")}: 3 signed exits\n`], done.err);
  const signed = JSON.parse(readFileSync(file("signed.json"), "utf8")) as { message: unknown; signature: string }[];
  assert.deepEqual(
    signed.map(({ message }) => message),
    exits.map(({ epoch, validator_index }) => ({ epoch, validator_index })),
  );
  for (const { signature } of signed) assert.match(signature, /^0x[0-9a-f]{192}$/);
});

test("the operators' door leads to statements alone, and the clients' door has none", async () => {
  for (const path of ["/api/v1/eth2/publicKeys", "/upcheck", "/attestation"])
    assert.equal((await fetch(`http://127.0.0.1:${gateway.approvalsPort}${path}`)).status, 404, path);
  assert.equal((await signer.ask({ certificate: signer.client, path: "/approvals" })).status, 404);
});
