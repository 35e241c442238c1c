// Users of the embedded default: its enclaves are registered by its gateway, a restarted one again, and a contract believes its answers.
// Attacker: the parent, which restarts enclaves; and whoever brings an answer to a contract after the release was revoked.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { acceptSignatureField } from "@inkan/attestation";
import { type Address, createPublicClient, type Hex, http } from "viem";
import { checkReceipt, isEnclaveValid, receiptExchange, receiptVerifierCreation } from "../../contracts/src/index.ts";
import { readRegistrationAnswer } from "../../gateway/src/index.ts";
import { revokeDevelopmentMeasurement } from "../harness/development-registry.ts";
import { type Inkan, startInkan } from "../harness/inkan.ts";

const registeredMsMax = 240_000;

describe("the embedded default", () => {
  let inkan: Inkan;
  before(async () => {
    inkan = await startInkan();
  });
  after(() => inkan?.stop());

  const reader = () =>
    createPublicClient({ transport: http(inkan.chainUrl) }) as never as Parameters<typeof isEnclaveValid>[0];
  const registration = async () => {
    const answer = await fetch(new URL("/attestation/registration", inkan.rpcUrl));
    return readRegistrationAnswer(new Uint8Array(await answer.arrayBuffer()));
  };
  const configuration = () =>
    JSON.parse(readFileSync(join(inkan.directory, "relay.json"), "utf8")) as {
      readonly operator: Address;
      readonly registry: { readonly enclaveRegistry: Address };
    };
  const registryOf = () => configuration().registry.enclaveRegistry;
  const watch = () =>
    inkan.run(
      "registry",
      "watch",
      "--once",
      "--min-valid",
      "2",
      "--expect",
      join(inkan.directory, "expectations.json"),
      "--policy",
      configuration().operator,
    );

  test("starts with relay and signer registered and valid, by an account that has no other part", () => {
    const { status, stdout, stderr } = watch();
    assert.equal(status, 0, stdout + stderr);
    const log = readFileSync(join(inkan.directory, "logs/gateway.log"), "utf8");
    assert.match(log, /"event":"registration","enclave":"relay","kind":"registered"/);
    assert.ok(!log.includes(readFileSync(join(inkan.directory, "registration-account.key"), "utf8").trim()));
  });

  const exchange = async () => {
    const url = new URL(inkan.rpcUrl);
    const body = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","params":[]}';
    const evidence = (await (await fetch(new URL(`/attestation?nonce=${"ab".repeat(32)}`, url))).json()) as {
      keys: { response: string };
    };
    const response = await fetch(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "accept-signature": acceptSignatureField("bm9uY2Utb2YtYS1jbGllbnQ"),
      },
      body,
    });
    return receiptExchange({
      request: { method: "POST", authority: url.host, path: url.pathname, body: new TextEncoder().encode(body) },
      response: {
        status: response.status,
        headers: response.headers,
        body: new Uint8Array(await response.arrayBuffer()),
      },
      keySpki: new Uint8Array(Buffer.from(evidence.keys.response, "base64")),
    });
  };

  test("a contract believes an answer of its relay, and not when a byte of it is another", async () => {
    const verifier = receiptVerifierAddress(registryOf());
    const question = { operator: configuration().operator, maxAgeSeconds: 60 };
    const honest = await exchange();
    const believed = await checkReceipt(reader(), verifier, honest, question);
    assert.ok("receipt" in believed, "refused" in believed ? believed.refused : "");
    assert.equal(believed.receipt.nonce, "bm9uY2Utb2YtYS1jbGllbnQ");
    const forged = { ...honest, answer: { ...honest.answer, body: `${honest.answer.body.slice(0, -2)}20` as Hex } };
    assert.deepEqual(await checkReceipt(reader(), verifier, forged, question), { refused: "CONTENT_DIGEST_MISMATCH" });
    const elsewhere = { ...question, operator: `0x${"11".repeat(20)}` as Address };
    assert.deepEqual(await checkReceipt(reader(), verifier, honest, elsewhere), { refused: "OPERATOR_MISMATCH" });
  });

  test("a relay that was killed comes back with another key, which is registered by itself", async () => {
    const before = (await registration())?.keyId;
    process.kill(inkan.pid("relay"), "SIGKILL");
    let now: Awaited<ReturnType<typeof registration>>;
    for (const end = performance.now() + registeredMsMax; performance.now() < end; await delay(1_000)) {
      now = await registration().catch(() => undefined);
      if (now !== undefined && now.keyId !== before && (await isEnclaveValid(reader(), registryOf(), now.keyId))) break;
    }
    assert.ok(now !== undefined && now.keyId !== before);
    assert.equal(await isEnclaveValid(reader(), registryOf(), now.keyId), true);
  });

  test("from the block of a revocation on, a contract believes no fresh answer, and the watch says so", async () => {
    const verifier = receiptVerifierAddress(registryOf());
    const question = { operator: configuration().operator, maxAgeSeconds: 60 };
    const honest = await exchange();
    assert.ok("receipt" in (await checkReceipt(reader(), verifier, honest, question)), "control: believed before");
    await revokeDevelopmentMeasurement(inkan, "relay");
    assert.deepEqual(await checkReceipt(reader(), verifier, honest, question), { refused: "ENCLAVE_NOT_VALID" });
    const { status, stdout } = watch();
    assert.equal(status, 4);
    assert.match(stdout, /^RELEASE_REVOKED /m);
  });
});

/** It stands beside the registry, at the address that follows from it. */
function receiptVerifierAddress(enclaveRegistry: Address): Address {
  return receiptVerifierCreation(enclaveRegistry).address;
}
