// User: a verifier with an RPC endpoint of their own, over a real chain with a real registry.
// Attacker: whoever answers at that URL. Wants an unknown or revoked program believed, or the verifier's memory and time.
import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import {
  activateRelease,
  attestBuild,
  changeRegistry,
  deployPcrRegistry,
  proposeRelease,
  revokeRelease,
} from "@inkan/contracts";
import { createWalletClient, http, toHex, zeroAddress } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../../test/harness/anvil.ts";
import { anvilClient } from "../../test/harness/anvil-client.ts";
import { httpProvider, httpProviderLimits } from "./http-provider.ts";
import { readMeasurement } from "./registry.ts";
import { readStatus } from "./registry-status.ts";

const noticePeriodSeconds = 3_600;
const chainId = 31_337;
const imageHash = new Uint8Array(32).fill(1);
const source = {
  sourceCommit: `0x${"11".repeat(20)}`,
  sourceLocators: ["https://example.org/inkan.git"],
  imageHash,
} as const;
const pcrs = (fill: number) => ({
  pcr0: new Uint8Array(48).fill(fill),
  pcr1: new Uint8Array(48).fill(fill + 1),
  pcr2: new Uint8Array(48).fill(fill + 2),
});

describe("a measurement in a real registry", () => {
  let anvil: Anvil;
  before(async () => {
    anvil = await startAnvil();
  });
  after(() => anvil.stop());

  let registries = 0;
  const open = async () => {
    const transport = http(anvil.rpcUrl);
    const chain = anvilClient(anvil.rpcUrl);
    const account = mnemonicToAccount("test test test test test test test test test test test junk");
    const owner = createWalletClient({ account, chain: foundry, transport });
    const rebuilder = createWalletClient({
      account: mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex: 1 }),
      chain: foundry,
      transport,
    });
    const setting = {
      owner: account.address,
      proposer: account.address,
      guardian: zeroAddress,
      noticePeriodSeconds,
      quorum: 1,
    };
    const salt = toHex(++registries, { size: 32 });
    const address = await deployPcrRegistry(owner, chain, setting, salt);
    await changeRegistry(owner, chain, address, { change: "add-rebuilder", account: rebuilder.account.address });
    return { owner, rebuilder, chain, address };
  };

  test("is unknown, pending, in force, revoked, each with its times", async () => {
    const { owner, rebuilder, chain, address } = await open();
    const provider = httpProvider(anvil.rpcUrl);
    const read = (fill: number) => readMeasurement(provider, { chainId, address, ...pcrs(fill) });

    assert.deepEqual(await read(1), { status: "unknown" });

    const id = await proposeRelease(owner, chain, address, { ...pcrs(1), ...source, role: "signer" });
    assert.deepEqual(await read(1), { status: "pending", role: "signer", readyAt: undefined });

    await attestBuild(rebuilder, chain, address, id, imageHash);
    const readyAt = Number((await chain.getBlock()).timestamp) + noticePeriodSeconds;
    assert.deepEqual(await read(1), { status: "pending", role: "signer", readyAt });

    await chain.increaseTime({ seconds: noticePeriodSeconds });
    await activateRelease(owner, chain, address, id);
    assert.deepEqual(await read(1), { status: "in-force", role: "signer", readyAt });
    assert.deepEqual(await read(2), { status: "unknown" }); // control: another program is none the better for it

    const sinceSeconds = BigInt(readyAt - 10);
    await revokeRelease(owner, chain, address, id, { reason: "leaked\u001b[2K", sinceSeconds });
    const revokedAt = Number((await chain.getBlock()).timestamp);
    assert.deepEqual(await read(1), {
      status: "revoked",
      role: "signer",
      readyAt,
      revokedAt,
      revokedSince: readyAt - 10,
      reason: "leaked\ufffd[2K",
    });
  });

  test("is not read from another chain, from an address without code, or from another contract", async () => {
    const { owner, chain, address } = await open();
    const read = (question: object) =>
      readMeasurement(httpProvider(anvil.rpcUrl), { chainId, address, ...pcrs(1), ...question });

    assert.deepEqual(await read({}), { status: "unknown" }); // control
    await assert.rejects(read({ chainId: 1 }), { code: "CHAIN_ID_MISMATCH" });
    await assert.rejects(read({ address: `0x${"42".repeat(20)}` }), { code: "REGISTRY_HAS_NO_CODE" });
    await assert.rejects(read({ address: "0x42" }), { code: "REGISTRY_ADDRESS_INVALID" });
    await assert.rejects(read({ pcr1: new Uint8Array(32) }), { code: "MEASUREMENT_INVALID" });
    // A contract that answers every call with one word of 2: "in force", to a careless reader.
    const bytecode = "0x600a600c600039600a6000f3600260005260206000f300";
    const deployed = await owner.deployContract({ abi: [], bytecode });
    const { contractAddress } = await chain.waitForTransactionReceipt({ hash: deployed });
    await assert.rejects(read({ address: contractAddress }), { code: "REGISTRY_ANSWER_INVALID" });
  });
});

describe("the provider, against a hostile endpoint", () => {
  const limits = { ...httpProviderLimits, deadlineMs: 300, answerBytesMax: 1_000 };
  const asked = async (answer: (response: ServerResponse) => void) => {
    const server = createServer((_, response) => answer(response));
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const call = { method: "eth_chainId", params: [] };
      return await httpProvider(`http://127.0.0.1:${port}/`, limits).request(call);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
  const endless = (response: ServerResponse) => {
    const more = () => {
      while (!response.destroyed && response.write(" ".repeat(4_096)));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  };

  for (const [what, code, answer] of [
    ["an endless answer", "RPC_ANSWER_TOO_LARGE", endless],
    ["silence", "RPC_TIMEOUT", () => {}],
    ["half an answer", "RPC_TIMEOUT", (response) => response.write('{"jsonrpc":"2.0","id":1,')],
    ["no JSON", "RPC_ANSWER_INVALID", (response) => response.end("<html>")],
    [
      "a duplicate result",
      "RPC_ANSWER_INVALID",
      (r) => r.end('{"jsonrpc":"2.0","id":1,"result":"0x1","result":"0x2"}'),
    ],
    ["another id", "RPC_ANSWER_INVALID", (response) => response.end('{"jsonrpc":"2.0","id":2,"result":"0x1"}')],
    [
      "result and error",
      "RPC_ANSWER_INVALID",
      (r) => r.end('{"jsonrpc":"2.0","id":1,"result":"0x1","error":{"code":1}}'),
    ],
    [
      "an error",
      "RPC_ERROR",
      (response) => response.end('{"jsonrpc":"2.0","id":1,"error":{"code":-32000,"message":"no"}}'),
    ],
    ["a redirect", "RPC_UNREACHABLE", (response) => response.writeHead(302, { location: "/elsewhere" }).end()],
    ["a server error", "RPC_UNREACHABLE", (response) => response.writeHead(500).end("no")],
  ] as readonly (readonly [string, string, (response: ServerResponse) => void])[])
    test(`${what} is ${code}`, () => assert.rejects(asked(answer), { name: "RegistryError", code }));

  test("an honest answer arrives", async () => {
    assert.equal(await asked((response) => response.end('{"jsonrpc":"2.0","id":1,"result":"0x1"}')), "0x1");
  });
});

describe("the contract's answer, changed on the way", () => {
  const word = (value: number | string) => value.toString(16).padStart(64, "0");
  const answer = (
    state: number,
    role: number,
    readyAt: number | string,
    revokedAt: number,
    reason = "",
    { at = 192, since = revokedAt } = {},
  ) =>
    `0x${[state, role, readyAt, revokedAt, since, at, reason.length].map(word).join("")}${Buffer.from(reason)
      .toString("hex")
      .padEnd(Math.ceil(reason.length / 32) * 64, "0")}`;

  test("an honest one is read", () => {
    assert.deepEqual(readStatus(answer(2, 0, 5, 0)), { status: "in-force", role: "relay", readyAt: 5 });
    const reason = "x".repeat(33);
    const revoked = { status: "revoked", role: "relay", readyAt: 5, revokedAt: 6, revokedSince: 0, reason };
    assert.deepEqual(readStatus(answer(3, 0, 5, 6, reason, { since: 0 })), revoked);
    assert.deepEqual(readStatus(answer(1, 1, 0, 0)), { status: "pending", role: "signer", readyAt: undefined });
  });

  for (const [what, data] of [
    ["no bytes", "0x"],
    ["not text", 5],
    ["cut anywhere", answer(2, 0, 5, 0).slice(0, -2)],
    ["a byte behind", `${answer(2, 0, 5, 0)}00`],
    ["an unknown state", answer(4, 0, 5, 0)],
    ["an unknown role", answer(2, 2, 5, 0)],
    ["a time beyond 2^53", answer(2, 0, "f".repeat(64), 0)],
    ["in force, but revoked", answer(2, 0, 5, 6)],
    ["in force with a reason for its revocation", answer(2, 0, 5, 0, "x")],
    ["revoked at no time", answer(3, 0, 5, 0, "x")],
    ["in force without notice", answer(2, 0, 0, 0)],
    ["unknown, with notice", answer(0, 0, 5, 0)],
    ["a reason that begins elsewhere", answer(3, 0, 5, 6, "x", { at: 160 })],
    ["revoked since a later time", answer(3, 0, 5, 6, "x", { since: 7 })],
    ["in force, but not to be relied on since some time", answer(2, 0, 5, 0, "", { since: 1 })],
    ["a reason too long", answer(3, 0, 5, 6, "x".repeat(257))],
    ["padding that is not zero", answer(3, 0, 5, 6, "x").replace(/00$/, "01")],
  ] as const)
    test(`${what}: refused`, () => {
      assert.throws(() => readStatus(data), { code: "REGISTRY_ANSWER_INVALID" });
    });
});
