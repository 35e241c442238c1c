// User: whoever presses "verify". Attacker: the endpoint's operator, or somebody in the way. Wants a report that says passed.
// Registry and chain are real; the endpoint shows documents of a test PKI, because a real one cannot be made to say what these must.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { activateRelease, deployPcrRegistry, proposeRelease, revokeRelease } from "@inkan/contracts";
import { createPublicClient, createWalletClient, http, zeroAddress } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../../../test/harness/anvil.ts";
import { fixturesFolder, fixturesSkip } from "../../../test/harness/attestation-fixtures.ts";
import {
  type AttestedEndpoint,
  newEndpointKey,
  startAttestedEndpoint,
} from "../../../test/harness/attested-endpoint.ts";
import { soundPcrs } from "../../../test/harness/nitro-issuer.ts";
import { awsRootG1, type Expectations, ExpectationsError, httpProvider, readExpectations } from "../index.ts";
import type { HttpExchange } from "./http-exchange.ts";
import { type VerifyReport, type VerifySettings, verify } from "./verify.ts";

const chainId = 31_337;
const refusals = ({ checks }: VerifyReport) =>
  checks.filter(({ outcome }) => outcome === "failed").map(({ id, code }) => `${id} ${code}`);

let anvil: Anvil;
let endpoint: AttestedEndpoint;
let revoke: (reason: string) => Promise<unknown>;

before(async () => {
  anvil = await startAnvil();
  const transport = http(anvil.rpcUrl);
  const account = mnemonicToAccount("test test test test test test test test test test test junk");
  const owner = createWalletClient({ account, chain: foundry, transport });
  const reader = createPublicClient({ chain: foundry, transport, pollingInterval: 20 });
  const [own, none] = [account.address, zeroAddress];
  const setting = { owner: own, proposer: own, guardian: none, noticePeriodSeconds: 0, quorum: 0 };
  const pcrRegistry = await deployPcrRegistry(owner, reader, setting);
  const registry = { chainId, pcrRegistry, enclaveRegistry: `0x${"ee".repeat(20)}`, rpcUrl: anvil.rpcUrl } as const;
  endpoint = await startAttestedEndpoint({ registry });
  const source = {
    sourceCommit: `0x${"11".repeat(20)}`,
    sourceLocators: ["https://example.org/inkan.git"],
    imageHash: new Uint8Array(32).fill(1),
  } as const;
  const id = await proposeRelease(owner, reader, pcrRegistry, {
    ...endpoint.measurement,
    ...source,
    role: "relay",
  });
  await activateRelease(owner, reader, pcrRegistry, id);
  revoke = (reason) => revokeRelease(owner, reader, pcrRegistry, id, { reason });
});
after(async () => {
  endpoint?.close();
  await anvil?.stop();
});
beforeEach(() => endpoint.reset());

const check = (changed: Partial<Expectations> = {}, settings: VerifySettings = {}, url = endpoint.url) =>
  verify(url, { ...endpoint.expectations, ...changed }, { now: () => endpoint.issuer.at, ...settings });

describe("an honest endpoint", () => {
  test("passes, and shows what was seen", async () => {
    const report = await check();
    assert.deepEqual(refusals(report), []);
    assert.deepEqual([report.passed, report.code], [true, undefined]);
    assert.deepEqual(
      [...new Set(report.checks.map(({ group }) => group))],
      ["evidence", "document", "expected", "connection", "chain", "proof"],
    );
    assert.ok(report.checks.length > 45, `${report.checks.length}`);
    assert.equal(new Set(report.checks.map(({ id }) => id)).size, report.checks.length, "each check once");
    assert.deepEqual(
      report.warnings.map(({ code }) => code),
      ["SIMULATED_ROOT", "HOST_FRONT_DOOR", "STATE_BELIEVED"],
    );
    assert.equal(report.exchange?.answer.status, 200);
    assert.equal(report.evidence?.role, "relay");
    assert.equal(report.at, endpoint.issuer.at);
    const { passed, code, checks, warnings } = report;
    assert.deepEqual(JSON.parse(JSON.stringify({ passed, code, checks, warnings })).passed, true);
  });

  test("at its origin alone, its first chain is asked", async () => {
    const report = await check({}, {}, endpoint.origin);
    assert.deepEqual(refusals(report), []);
    assert.equal(report.exchange?.request.path, "/dev");
    assert.equal(report.exchange?.proof.accepted, true);
  });

  test("passes past the budget of documents", async () => {
    endpoint.behaviour.budgetSpent = true;
    assert.deepEqual(refusals(await check()), []);
  });

  test("passes through a wallet's own provider, and a request of the caller's choice", async () => {
    const request = '{"jsonrpc":"2.0","id":7,"method":"eth_chainId","params":[]}';
    const registry = { ...endpoint.expectations.registry, rpcUrl: "http://127.0.0.1:1" };
    const report = await check({ registry }, { provider: httpProvider(anvil.rpcUrl), request });
    assert.deepEqual(refusals(report), []);
    assert.equal(new TextDecoder().decode(report.exchange?.request.body), request);
  });
});

describe("an endpoint that is not what it should be", () => {
  const other = newEndpointKey();
  const cases: readonly (readonly [string, readonly string[], () => Promise<VerifyReport> | VerifyReport])[] = [
    ["another configuration than expected", ["expected-pcrs PCR_MISMATCH"], () => check({ pcr16: "ab".repeat(48) })],
    [
      "a configuration shown that is not the measured one",
      ["configuration CONFIGURATION_MISMATCH"],
      () => {
        endpoint.behaviour.evidence = { configuration: endpoint.configuration.replace("31337", "1") };
        return check();
      },
    ],
    [
      "another program",
      ["registry MEASUREMENT_NOT_IN_FORCE"],
      () => {
        const pcrs = new Map<number, Uint8Array>([0, 1, 2].map((index) => [index, new Uint8Array(48).fill(0x77)]));
        endpoint.behaviour.fields = { pcrs: pcrs.set(16, endpoint.pcr16) };
        return check();
      },
    ],
    [
      "a program in debug mode",
      ["debug DEBUG_MODE", "registry MEASUREMENT_NOT_IN_FORCE"],
      () => {
        const pcrs = new Map<number, Uint8Array>([0, 1, 2].map((index) => [index, new Uint8Array(48)]));
        endpoint.behaviour.fields = { pcrs: pcrs.set(16, endpoint.pcr16) };
        return check();
      },
    ],
    [
      "a root that nobody named",
      ["root ROOT_NOT_ACCEPTED"],
      async () => {
        const { acceptedRoot: _, ...expected } = endpoint.expectations;
        return verify(endpoint.url, expected, { now: () => endpoint.issuer.at });
      },
    ],
    [
      "a stale document",
      ["age TOO_OLD"],
      () => {
        endpoint.behaviour.fields = { timestamp: (endpoint.issuer.at - 121) * 1000 };
        return check();
      },
    ],
    [
      "a document for somebody else's nonce",
      ["nonce NONCE_MISMATCH"],
      () => {
        endpoint.behaviour.fields = { nonce: new Uint8Array(32).fill(1) };
        return check();
      },
    ],
    [
      "a document of another purpose",
      ["purpose PURPOSE_MISMATCH"],
      () => {
        endpoint.behaviour.purpose = "register";
        return check();
      },
    ],
    ["another origin", ["origin ORIGIN_MISMATCH"], () => check({ origin: "https://rpc.example" })],
    [
      "a URL that its configuration does not name",
      ["url-origin ORIGIN_MISMATCH"],
      () => check({}, {}, endpoint.url.replace("127.0.0.1", "localhost")),
    ],
    ["the other role", ["expected-role EXPECTATION_MISMATCH"], () => check({ role: "signer" })],
    [
      "a role that the registry does not give its program",
      ["expected-role EXPECTATION_MISMATCH", "registry MEASUREMENT_NOT_IN_FORCE"],
      () => {
        endpoint.behaviour.evidence = { role: "signer" };
        return check();
      },
    ],
    [
      "another registry than expected",
      ["expected-registry EXPECTATION_MISMATCH"],
      () => {
        const { rpcUrl: _, ...registry } = endpoint.expectations.registry;
        endpoint.behaviour.evidence = { registry: { ...registry, enclaveRegistry: `0x${"11".repeat(20)}` } };
        return check();
      },
    ],
    [
      "a key that the document does not vouch for",
      ["keys KEY_MISMATCH", "proof-keyid KEYID_MISMATCH"],
      () => {
        endpoint.behaviour.evidence = { keys: { response: Buffer.from(other.spki).toString("base64"), tls: null } };
        return check();
      },
    ],
    [
      "an answer signed with another key",
      ["proof-keyid KEYID_MISMATCH"],
      () => {
        endpoint.behaviour.tamper = (answer) => {
          endpoint.behaviour.key = other;
          return answer;
        };
        return check();
      },
    ],
    [
      "an answer that was changed on its way",
      ["proof-content-digest CONTENT_DIGEST_MISMATCH"],
      () => {
        endpoint.behaviour.tamper = (answer) => ({ ...answer, body: answer.body.replace("0x2a", "0x2b") });
        return check();
      },
    ],
    [
      "a proof over another request",
      ["proof-nonce NONCE_MISMATCH", "proof-request REQUEST_MISMATCH"],
      async () => {
        const earlier = await check({}, { request: '{"jsonrpc":"2.0","id":1,"method":"eth_gasPrice","params":[]}' });
        const { status, headers, body } = earlier.exchange!.answer;
        const replay = { status, headers: Object.fromEntries(headers), body: new TextDecoder().decode(body) };
        delete replay.headers["transfer-encoding"];
        endpoint.behaviour.tamper = (answer, request) => (request.method === "POST" ? replay : answer);
        return check();
      },
    ],
    [
      "an answer without a proof",
      ["proof-fields PROOF_MISSING"],
      () => {
        endpoint.behaviour.tamper = (answer, request) =>
          request.method === "POST" ? { ...answer, headers: { "content-type": "application/json" } } : answer;
        return check();
      },
    ],
    [
      "a redirect in place of an answer",
      ["proof NO_ANSWER"],
      () => {
        endpoint.behaviour.tamper = (answer, request) =>
          request.method === "POST" ? { ...answer, status: 307, headers: { location: "/other" } } : answer;
        return check();
      },
    ],
    [
      "no evidence",
      ["evidence EVIDENCE_UNAVAILABLE"],
      () => {
        endpoint.behaviour.tamper = (answer) => ({ ...answer, status: 503 });
        return check();
      },
    ],
    [
      "evidence of another form",
      ["evidence EVIDENCE_UNAVAILABLE"],
      () => {
        endpoint.behaviour.evidence = { version: 2 };
        return check();
      },
    ],
    ["nobody at all", ["evidence EVIDENCE_UNAVAILABLE"], () => check({}, {}, "http://127.0.0.1:1/dev")],
    [
      "a chain that cannot be reached",
      ["registry RPC_UNREACHABLE"],
      () => check({ registry: { ...endpoint.expectations.registry, rpcUrl: "http://127.0.0.1:1" } }),
    ],
    [
      "no expectations",
      [
        "root ROOT_NOT_ACCEPTED",
        "expected-role NOTHING_EXPECTED",
        "expected-registry NOTHING_EXPECTED",
        "expected-origin NOTHING_EXPECTED",
        "expected-pcr16 NOTHING_EXPECTED",
        "registry NOTHING_EXPECTED",
      ],
      () => verify(endpoint.url, undefined, { now: () => endpoint.issuer.at }),
    ],
  ];
  for (const [what, expected, run] of cases)
    test(`${what}: ${expected.join(", ")}`, async () => {
      const report = await run();
      // A replay with another request's proof fails in more places than one; what matters is that these are named.
      for (const refusal of expected) assert.ok(refusals(report).includes(refusal), refusals(report).join(", "));
      assert.deepEqual(
        [report.passed, report.code],
        [false, report.checks.find(({ outcome }) => outcome === "failed" || outcome === "not-checked")?.code],
      );
    });
});

describe("who ends TLS", () => {
  /** An https endpoint whose TLS is the test's: what it carries goes to the honest endpoint. */
  const https = (spki: Uint8Array | undefined, authorized: boolean, seen = true): HttpExchange => ({
    async send(method, url, headers, body) {
      const inner = new URL(url.pathname + url.search, endpoint.origin);
      const answer = await fetch(inner, { method, headers, ...(body === undefined ? {} : { body }) });
      return { status: answer.status, headers: [...answer.headers], body: new Uint8Array(await answer.arrayBuffer()) };
    },
    ...(seen ? { tls: () => (spki === undefined ? undefined : { spki, authorized, why: "self-signed" }) } : {}),
  });
  const tlsKey = newEndpointKey().spki;
  const door = async (exchange: HttpExchange, frontDoor: "enclave" | "host") => {
    endpoint.behaviour.evidence = {
      frontDoor,
      keys: {
        response: Buffer.from(endpoint.behaviour.key.spki).toString("base64"),
        tls: Buffer.from(tlsKey).toString("base64"),
      },
    };
    const report = await check({}, { exchange }, endpoint.url.replace("http:", "https:"));
    return { report, front: report.checks.find(({ id }) => id === "front-door")! };
  };

  test("a browser does not see it: neither passed nor failed, and a warning says so", async () => {
    const { report, front } = await door(https(undefined, false, false), "enclave");
    assert.deepEqual([front.outcome, front.passed], ["not-possible", false]);
    assert.ok(report.warnings.some(({ code }) => code === "TLS_KEY_NOT_SEEN"));
  });
  test("the key of the evidence, and another", async () => {
    assert.equal((await door(https(tlsKey, false), "enclave")).front.outcome, "passed"); // control
    for (const spki of [newEndpointKey().spki, undefined])
      assert.equal((await door(https(spki, true), "enclave")).front.code, "KEY_MISMATCH");
  });
  test("outside the enclave, an accepted certificate is what there is", async () => {
    assert.equal((await door(https(tlsKey, true), "host")).front.outcome, "passed"); // control
    assert.equal((await door(https(tlsKey, false), "host")).front.code, "TLS_NOT_ACCEPTED");
  });
  test("an endpoint that speaks of the enclave's TLS on plain HTTP lies", async () => {
    endpoint.behaviour.evidence = { frontDoor: "enclave" };
    assert.ok(refusals(await check()).includes("front-door FRONT_DOOR_MISMATCH"));
  });
});

describe("a document alone", () => {
  const at = 1_746_000_000;
  test("of AWS's own verifies at its time, and not at another", { skip: fixturesSkip }, async () => {
    const bytes = new Uint8Array(readFileSync(join(fixturesFolder, "bin/ok-nautilus-twitter-20250415.bin")));
    const first = await verify(bytes, undefined, { now: () => at });
    const signedAt = Math.floor((first.document?.timestampMs ?? 0) / 1000);
    const report = await verify(bytes, undefined, { now: () => signedAt });
    assert.deepEqual([report.passed, refusals(report)], [true, []]);
    assert.equal((await verify(bytes)).passed, false);
    const nonce = await verify(bytes, undefined, { now: () => signedAt, nonce: new Uint8Array(32) });
    assert.ok(refusals(nonce).includes("nonce NONCE_MISMATCH"));
  });
  test("with expectations is held to the chain, too", async () => {
    const bytes = await endpoint.issuer.document();
    const report = await verify(bytes, endpoint.expectations, { now: () => endpoint.issuer.at });
    assert.deepEqual(refusals(report), [
      "expected-pcrs PCR_MISMATCH",
      "user-data USER_DATA_MALFORMED",
      "registry PCR8_MISMATCH",
    ]);
    const unsigned = await endpoint.issuer.document({
      fields: { pcrs: new Map([...soundPcrs()].filter(([at]) => at !== 8)) },
    });
    const other = await verify(unsigned, endpoint.expectations, { now: () => endpoint.issuer.at });
    assert.equal(other.checks.find(({ id }) => id === "registry")?.passed, true, "control: its program is in force");
    const roots = [awsRootG1, endpoint.issuer.root];
    assert.equal((await verify(bytes, undefined, { now: () => endpoint.issuer.at, roots })).passed, true);
  });
});

describe("expectations", () => {
  const good = () =>
    structuredClone(endpoint.expectations) as Record<string, unknown> & { registry: Record<string, unknown> };
  test("are read as they were written", () =>
    assert.deepEqual(readExpectations(JSON.stringify(good())), endpoint.expectations));
  const cases: readonly (readonly [string, string, (value: ReturnType<typeof good>) => unknown])[] = [
    ["an unknown member", "'extra' is not known", (value) => ({ ...value, extra: 1 })],
    ["another version", "'version' is", (value) => ({ ...value, version: 2 })],
    ["an origin with a path", "'origin' is", (value) => ({ ...value, origin: "https://rpc.example/eth" })],
    ["no registry", "'registry' is", ({ registry: _, ...value }) => value],
    [
      "an unknown member of the registry",
      "'registry' is",
      (value) => ({ ...value, registry: { ...value.registry, trust: true } }),
    ],
    [
      "a short address",
      "'registry' is",
      (value) => ({ ...value, registry: { ...value.registry, pcrRegistry: "0x11" } }),
    ],
    [
      "a file for an RPC URL",
      "'registry' is",
      (value) => ({ ...value, registry: { ...value.registry, rpcUrl: "file:///etc/passwd" } }),
    ],
    ["a PCR16 in capitals", "'pcr16' is", (value) => ({ ...value, pcr16: "AB".repeat(48) })],
    ["a root without a certificate", "'acceptedRoot' is", (value) => ({ ...value, acceptedRoot: { name: "x" } })],
    ["a list", "not a JSON object", () => []],
  ];
  for (const [what, message, change] of cases)
    test(`with ${what} are refused`, () => {
      assert.throws(
        () => readExpectations(JSON.stringify(change(good()))),
        (thrown: Error) => thrown instanceof ExpectationsError && thrown.message.startsWith(message),
      );
    });
  test("are strict JSON, of bounded size", () => {
    for (const text of ["{", '{"version":1,"version":1}', " ".repeat(70_000)])
      assert.throws(() => readExpectations(text), ExpectationsError);
  });
  test("whose root is no certificate are the caller's mistake", async () => {
    await assert.rejects(check({ acceptedRoot: { name: "x", certificate: "none" } }), ExpectationsError);
    await assert.rejects(verify("ftp://127.0.0.1"), TypeError);
  });
});

// Last: it cannot be undone.
describe("a revoked program", () => {
  test("fails from the next verification on, with the reason", async () => {
    assert.deepEqual(refusals(await check()), []); // control
    await revoke("the build host was compromised");
    const report = await check();
    assert.deepEqual(refusals(report), ["registry MEASUREMENT_NOT_IN_FORCE"]);
    assert.match(
      report.checks.find(({ id }) => id === "registry")?.seen ?? "",
      /revoked since .*: the build host was compromised/,
    );
  });
});
