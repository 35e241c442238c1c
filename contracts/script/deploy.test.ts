// User: whoever deploys, once on each chain, and again after something broke off.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { promisify } from "node:util";
import { createPublicClient, createWalletClient, http } from "viem";
import { mnemonicToAccount, privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../../test/harness/anvil.ts";
import {
  awsRootId,
  type DeploymentTerms,
  deploymentOf,
  deployOnce,
  deterministicDeployer,
  pcrRegistryCreation,
} from "../src/index.ts";
import { deploy, termsOf } from "./deploy.ts";

/** Anvil's first account. */
const key = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const owner = mnemonicToAccount("test test test test test test test test test test test junk").address;
const terms: DeploymentTerms = {
  owner,
  proposer: owner,
  guardian: owner,
  certificateRevoker: owner,
  noticePeriodSeconds: 604_800,
  quorum: 2,
  rootId: awsRootId,
};

describe("a deployment", () => {
  let anvil: Anvil;
  before(async () => {
    anvil = await startAnvil();
  });
  after(() => anvil.stop());

  test("is tried, made, and found standing, at the addresses that were foretold", async () => {
    assert.equal(privateKeyToAccount(key).address, owner);
    const rpcUrl = anvil.rpcUrl;
    const foretold = Object.entries(deploymentOf(terms)).map(([name, { address }]) => `${name} ${address}`);
    const tried = await deploy({ rpcUrl, terms, key: undefined });
    assert.deepEqual(
      tried.contracts.map(({ name, address }) => `${name} ${address}`),
      foretold,
    );
    assert.ok(tried.contracts.every(({ stands }) => !stands));

    const made = await deploy({ rpcUrl, terms, key });
    assert.ok(made.contracts.every(({ transaction }) => /^0x[0-9a-f]{64}$/.test(transaction ?? "")));
    const again = await deploy({ rpcUrl, terms, key });
    assert.deepEqual(
      again.contracts.map(({ name, address, transaction }) => [`${name} ${address}`, transaction]),
      foretold.map((each) => [each, undefined]),
    );
    assert.ok((await deploy({ rpcUrl, terms, key: undefined })).contracts.every(({ stands }) => stands));
  });

  test("on other terms is another one, but what has no terms is shared", () => {
    const one = deploymentOf(terms);
    const other = deploymentOf({ ...terms, quorum: 3 });
    for (const name of ["pcrRegistry", "enclaveRegistry", "receiptVerifier", "signingWindows"] as const)
      assert.notEqual(one[name].address, other[name].address, name);
    for (const name of ["policyFactory", "p384Verifier", "nitroAttestation"] as const)
      assert.equal(one[name].address, other[name].address, name);
  });

  test("says which constructor refused, and on which chain it can't be made", async () => {
    const transport = http(anvil.rpcUrl);
    const wallet = createWalletClient({ account: privateKeyToAccount(key), chain: foundry, transport });
    const reader = createPublicClient({ chain: foundry, transport, pollingInterval: 20 });
    const wrong = pcrRegistryCreation({ ...terms, noticePeriodSeconds: 365 * 86_400 + 1 });
    await assert.rejects(deployOnce(wallet, reader, wrong), { code: "CreationReverted", args: [wrong.address] });

    const bare = { ...reader, getCode: async () => undefined } as unknown as typeof reader;
    await assert.rejects(deployOnce(wallet, bare, pcrRegistryCreation(terms)), {
      code: "DeployerMissing",
      args: [deterministicDeployer],
    });
  });

  test("as a command: a dry run needs no key, and a wrong one is not repeated", async () => {
    const folder = mkdtempSync(join(tmpdir(), "inkan-deploy-"));
    try {
      const file = join(folder, "terms.json");
      writeFileSync(file, JSON.stringify(terms));
      const script = join(import.meta.dirname, "deploy.ts");
      const run = (args: readonly string[], secret?: string) =>
        promisify(execFile)(process.execPath, [script, "--rpc-url", anvil.rpcUrl, "--terms", file, ...args], {
          env: { PATH: process.env.PATH, ...(secret === undefined ? {} : { INKAN_REGISTRY_KEY: secret }) },
        });
      const { stdout } = await run(["--dry-run", "--json"]);
      assert.equal(JSON.parse(stdout).contracts.length, Object.keys(deploymentOf(terms)).length);
      const secret = "5ec4e7".repeat(9);
      await assert.rejects(run([], secret), (thrown: { readonly stderr: string; readonly stdout: string }) => {
        assert.match(thrown.stderr, /INKAN_REGISTRY_KEY is not 64 hexadecimal digits/);
        return !(thrown.stderr + thrown.stdout).includes(secret);
      });
      assert.match((await run([], key.slice(2))).stdout, /pcrRegistry/); // control
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("its terms are read strictly", () => {
    assert.deepEqual(termsOf(JSON.stringify(terms)), terms);
    for (const wrong of [{ owner: "0x12" }, { quorum: "2" }, { noticePeriodSeconds: null }, { rootId: "0x12" }])
      assert.throws(() => termsOf(JSON.stringify({ ...terms, ...wrong })), JSON.stringify(wrong));
  });
});
