// User: a verifier with RPC endpoints of their own, or other people's. Attacker: one such endpoint, or an operator whose release, policy or key is no
// longer what it was. The chain and all contracts are real.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, afterEach, before, describe, test } from "node:test";
import { acceptRelease, removeRelease, revokeRelease } from "@inkan/contracts";
import { startAnvil } from "../../../test/harness/anvil.ts";
import { type EndpointKey, newEndpointKey } from "../../../test/harness/attested-endpoint.ts";
import { type EnclaveContracts, startEnclaveContracts } from "../../../test/harness/enclave-contracts.ts";
import { type Expectations, fromHex, httpProvider, readRelease, type VerifyReport, verify } from "../index.ts";

let contracts: EnclaveContracts;
let snapshot: string;
let key: EndpointKey;
const provider = () => httpProvider(contracts.anvil.rpcUrl);

before(async () => {
  contracts = await startEnclaveContracts();
  await contracts.register();
  key = contracts.endpoint.behaviour.key;
  snapshot = String(await provider().request({ method: "evm_snapshot", params: [] }));
});
after(() => contracts?.stop());
afterEach(async () => {
  await provider().request({ method: "evm_revert", params: [snapshot] });
  snapshot = String(await provider().request({ method: "evm_snapshot", params: [] }));
  contracts.endpoint.behaviour.key = key;
});

/** An endpoint that passes everything on, but for what `change` does to an answer. */
async function lyingEndpoint(
  change: (call: { method: string; params: unknown[] }, result: unknown) => unknown,
): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const part of request) body += part;
    const answer = await fetch(contracts.anvil.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    const parsed = (await answer.json()) as { result?: unknown };
    if (parsed.result !== undefined) parsed.result = change(JSON.parse(body), parsed.result);
    response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(parsed));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

const believing = (): Expectations => ({
  ...contracts.endpoint.expectations,
  operator: contracts.operator,
  registration: "required",
});
const proving = (...urls: string[]): Expectations => {
  const [rpcUrl = "", ...witnesses] = urls.length > 0 ? urls : Array<string>(3).fill(contracts.anvil.rpcUrl);
  return { ...believing(), registry: { ...believing().registry, rpcUrl, witnesses, block: "latest" } };
};
/** Proofs and documents are made by the issuer's clock, wherever the chain's is. */
const check = (expected: Expectations) =>
  verify(contracts.endpoint.url, expected, { now: () => contracts.endpoint.issuer.at });
const refusals = ({ checks }: VerifyReport) =>
  checks.filter(({ outcome }) => outcome === "failed").map(({ id, code }) => `${id} ${code}`);
const seen = ({ checks }: VerifyReport, id: string) => checks.find((each) => each.id === id)?.seen ?? "";

describe("everything in order", () => {
  test("passes by one endpoint's word, and a warning says so", async () => {
    const report = await check(believing());
    assert.deepEqual(refusals(report), []);
    assert.ok(report.warnings.some(({ code }) => code === "STATE_BELIEVED"));
    assert.match(
      seen(report, "registry"),
      /in force since 2026-01-01.*commit 1{40} at https:\/\/example.org\/inkan.git/,
    );
    assert.match(seen(report, "enclave-registered"), /valid until 2026-01-02/);
  });
  test("passes by proof, with a block that three endpoints name", async () => {
    const report = await check(proving());
    assert.deepEqual(refusals(report), []);
    assert.ok(!report.warnings.some(({ code }) => code === "STATE_BELIEVED"));
    assert.match(seen(report, "chain-state"), /named by 3/);
    assert.match(seen(report, "registry"), /in force since 2026-01-01.*commit 1{40}/);
  });
  test("an operator that is not asked about is not asked", async () => {
    const { operator: _, registration: __, ...expected } = proving();
    const report = await check(expected);
    assert.deepEqual(refusals(report), []);
    assert.deepEqual(
      report.checks.filter(({ outcome, group }) => group === "chain" && outcome === "not-asked").map(({ id }) => id),
      ["operator-policy", "enclave-registered"],
    );
    assert.match(seen(report, "enclave-registered"), /registered until/);
  });
  test("a release can be read with where its source is, and who rebuilt it", async () => {
    const { chainId, pcrRegistry: address } = contracts.endpoint.expectations.registry;
    const release = await readRelease(provider(), { chainId, address, ...contracts.endpoint.measurement });
    assert.deepEqual(release?.sourceLocators, ["https://example.org/inkan.git"]);
    assert.deepEqual([release?.state, release?.role, release?.quorum, release?.agreement], ["in-force", "relay", 0, 0]);
    assert.equal(release?.imageHash.length, 32);
    const pcr0 = new Uint8Array(48).fill(9);
    assert.equal(
      await readRelease(provider(), { chainId, address, ...contracts.endpoint.measurement, pcr0 }),
      undefined,
    );
  });
});

describe("what the chain no longer holds", () => {
  const { registry } = { registry: () => contracts.endpoint.expectations.registry };
  const cases: readonly (readonly [string, () => Promise<unknown>, readonly string[], RegExp])[] = [
    [
      "a revoked release",
      () =>
        revokeRelease(contracts.wallet, contracts.reader, registry().pcrRegistry, contracts.measurementId, {
          reason: "leaked",
        }),
      ["registry MEASUREMENT_NOT_IN_FORCE"],
      /revoked since .*: leaked/,
    ],
    [
      "a release that the operator removed",
      () => {
        const { measurementId, endpoint, operator } = contracts;
        return removeRelease(contracts.wallet, contracts.reader, operator, { measurementId, pcr16: endpoint.pcr16 });
      },
      ["operator-policy POLICY_REFUSES"],
      /removed, since|not accepted/,
    ],
    [
      "a registration that ran out",
      () => contracts.pass(86_400),
      ["enclave-registered REGISTRATION_EXPIRED"],
      /2026-01-02/,
    ],
    [
      "a key that nobody registered",
      async () => {
        contracts.endpoint.behaviour.key = newEndpointKey();
      },
      ["enclave-registered KEY_NOT_REGISTERED"],
      /never registered/,
    ],
  ];
  for (const [what, happen, expected, words] of cases)
    for (const [how, terms] of [
      ["by one endpoint's word", believing],
      ["by proof", proving],
    ] as const)
      test(`${what}, ${how}: ${expected.join(", ")}`, async () => {
        await happen();
        const report = await check(terms());
        for (const refusal of expected) assert.ok(refusals(report).includes(refusal), refusals(report).join(", "));
        const [id] = expected[0]!.split(" ");
        assert.match(seen(report, id!), words);
        assert.equal(report.passed, false);
      });

  test("what the operator took back and accepted again counts again", async () => {
    const { wallet, reader, operator, measurementId, endpoint } = contracts;
    const { pcr16, origin } = endpoint;
    await removeRelease(wallet, reader, operator, { measurementId, pcr16 });
    await contracts.pass(10);
    await acceptRelease(wallet, reader, operator, { measurementId, pcr16, origin, onRevocation: "continue" });
    assert.deepEqual(refusals(await check(proving())), []);
  });

  test("another operator than expected", async () => {
    const report = await check({ ...proving(), operator: `0x${"22".repeat(20)}` });
    assert.ok(refusals(report).includes("expected-operator EXPECTATION_MISMATCH"));
    assert.ok(refusals(report).includes("operator-policy POLICY_REFUSES"), "nothing stands there");
    assert.match(seen(report, "operator-policy"), /never accepted/);
  });
});

describe("endpoints that lie", () => {
  const servers: Server[] = [];
  const lying = async (change: Parameters<typeof lyingEndpoint>[0]) => {
    const { url, server } = await lyingEndpoint(change);
    servers.push(server);
    return url;
  };
  after(() => {
    for (const server of servers) server.close();
  });
  const honest = () => contracts.anvil.rpcUrl;

  test("one that shows a revoked release as in force: among three it is not believed", async () => {
    const old = await provider().request({ method: "eth_getBlockByNumber", params: ["latest", false] });
    await revokeRelease(contracts.wallet, contracts.reader, registryOf(), contracts.measurementId, {
      reason: "leaked",
    });
    const liar = await lying(({ method }, result) => (method === "eth_getBlockByNumber" ? old : result));
    assert.ok(refusals(await check(proving(liar, honest(), honest()))).includes("registry MEASUREMENT_NOT_IN_FORCE"));
    // More than half who lie alike are believed, for two hours at most.
    assert.deepEqual(refusals(await check(proving(liar, liar, honest()))), []);
    const { endpoint } = contracts;
    endpoint.behaviour.now = endpoint.issuer.at + 7_300;
    const later = await verify(endpoint.url, proving(liar, liar, honest()), { now: () => endpoint.behaviour.now });
    endpoint.behaviour.now = endpoint.issuer.at;
    assert.deepEqual(refusals(later), ["chain-state STATE_TOO_OLD"]);
  });

  test("one that changes a node of its proofs is passed over, and three of them are refused", async () => {
    const liar = await lying(({ method }, result) => {
      if (method !== "eth_getProof") return result;
      const proof = structuredClone(result) as { accountProof: string[] };
      const last = proof.accountProof.at(-1)!;
      proof.accountProof[proof.accountProof.length - 1] = `${last.slice(0, -1)}${last.endsWith("0") ? "1" : "0"}`;
      return proof;
    });
    assert.deepEqual(refusals(await check(proving(liar, honest(), honest()))), []);
    assert.deepEqual(refusals(await check(proving(liar, liar, liar))), ["chain-state PROOF_NODE_MISMATCH"]);
  });

  test("blocks of which no two are alike", async () => {
    const liars = await Promise.all(
      ["0x1", "0x2"].map((gasUsed) =>
        lying(({ method }, result) =>
          method === "eth_getBlockByNumber" ? { ...(result as object), gasUsed } : result,
        ),
      ),
    );
    assert.deepEqual(refusals(await check(proving(...liars, honest()))), ["chain-state CHAIN_DISAGREES"]);
  });

  test("a chain of somebody's own, as high and with the same id", async () => {
    const height = await provider().request({ method: "eth_blockNumber", params: [] });
    const own = await startAnvil({ extraArgs: ["--timestamp", String(contracts.endpoint.issuer.at)] });
    try {
      await httpProvider(own.rpcUrl).request({ method: "anvil_mine", params: [String(height)] });
      const dead = "http://127.0.0.1:1";
      assert.deepEqual(refusals(await check(proving(own.rpcUrl, honest(), dead))), ["chain-state CHAIN_DISAGREES"]);
      assert.deepEqual(refusals(await check(proving(honest(), honest(), own.rpcUrl))), []); // control: it is one of three
    } finally {
      await own.stop();
    }
  });

  test("another chain's", async () => {
    const liar = await lying(({ method }, result) => (method === "eth_chainId" ? "0x1" : result));
    assert.deepEqual(refusals(await check(proving(liar, liar, honest()))), ["chain-state CHAIN_DISAGREES"]);
    assert.deepEqual(refusals(await check(proving(liar, honest(), honest()))), []); // control: one of three
  });

  test("one that says a key is not valid, among three", async () => {
    const no = await lying(({ method }, result) => (method === "eth_call" ? `0x${"00".repeat(32)}` : result));
    assert.deepEqual(refusals(await check(proving(no, honest(), honest()))), []);
    assert.deepEqual(refusals(await check(proving(no, no, honest()))), ["enclave-registered KEY_NOT_VALID"]);
  });

  test("answers that no contract gives", async () => {
    for (const answer of ["0x", "0x01", `0x${"ff".repeat(32)}`, `0x${"00".repeat(31)}20${"ff".repeat(512)}`, 7]) {
      const liar = await lying(({ method }, result) => (method === "eth_call" ? answer : result));
      const report = await check({ ...believing(), registry: { ...believing().registry, rpcUrl: liar } });
      assert.ok(refusals(report).includes("registry REGISTRY_ANSWER_INVALID"), `${answer}: ${refusals(report)}`);
      assert.ok(refusals(report).includes("operator-policy REGISTRY_ANSWER_INVALID"));
    }
  });

  const registryOf = () => contracts.endpoint.expectations.registry.pcrRegistry;
  test("control: addresses of expectations are 20 bytes", () => assert.equal(fromHex(registryOf())?.length, 20));
});
