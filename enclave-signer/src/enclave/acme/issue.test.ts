// Attacker: whoever answers as the ACME server: one that was taken over, or the parent with a certificate for its name. It wants memory, a crash, a
// request elsewhere, an enclave that waits for ever, or one that serves a certificate that is not for its key.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { type ParentEgress, startParentEgress } from "../../../../test/harness/parent-egress.ts";
import {
  type Answer,
  type ScriptedAcme,
  type Step,
  startScriptedAcme,
  strangersCertificate,
} from "../../../../test/harness/scripted-acme.ts";
import { anchoredClock } from "../clock.ts";
import { dialer } from "../dial.ts";
import { generateP256 } from "../p256.ts";
import { mixedRandom } from "../random.ts";
import { openChallenges } from "./challenges.ts";
import { openAccount } from "./client.ts";
import { openExchange } from "./exchange.ts";
import { issue } from "./issue.ts";
import { accountKey } from "./jws.ts";
import { acmeLimits } from "./limits.ts";
import { askRenewalInfo, renewalIdentifier } from "./renewal-info.ts";

const names = ["rpc.example"];
const random = mixedRandom(randomBytes(64));
const clock = anchoredClock(Date.now());
const limits = {
  ...acmeLimits,
  exchangeDeadlineMs: 5_000,
  answerBytesMax: 16_384,
  badNonceRetriesMax: 3,
  orderDeadlineMs: 300,
  pollMsMin: 10,
  pollMsMax: 20,
};
const key = generateP256(random);
const account = accountKey(generateP256(random));

let acme: ScriptedAcme;
let egress: ParentEgress;
before(async () => {
  acme = await startScriptedAcme(names);
  egress = await startParentEgress();
});
after(async () => {
  await acme?.close();
  await egress?.close();
});
beforeEach(() => {
  acme.script = {};
  acme.asked.length = 0;
});

const { signal } = new AbortController();
const exchange = () =>
  openExchange(dialer(egress.address, { pins: [], roots: [acme.root] }), { clock, limits, signal });
const terms = () => ({ directory: acme.directoryUrl, contacts: [], externalAccount: null, profile: null });
const ask = (replaces?: string) => {
  const challenges = openChallenges({ clock, random });
  const parts = { terms: terms(), names, account, key, challenges, clock, limits, signal };
  return issue({ ...parts, exchange: exchange(), onAccount: () => {} }, replaces);
};
const bodyOf = (answer: Answer) => answer.body as Record<string, unknown>;
const problem = (type: string, status = 400): Answer => ({
  status,
  headers: { "content-type": "application/problem+json" },
  body: { type: `urn:ietf:params:acme:error:${type}`, detail: "x" },
});

test("control: an honest server's certificate is taken", async () => {
  const chain = await ask();
  assert.ok(chain.notAfterMs > clock.unixMs());
  assert.deepEqual(acme.asked, [
    "directory",
    "nonce",
    "account",
    "order",
    "authorization",
    "orderState",
    "finalize",
    "orderState",
    "certificate",
  ]);
  assert.deepEqual([...new Set(egress.targets())], [new URL(acme.directoryUrl).host], "one place was asked for");
});

describe("an answer that is not of the protocol is refused", () => {
  const elsewhere = "https://elsewhere.example/x";
  const cases: readonly (readonly [
    what: string,
    step: Step,
    change: (honest: Answer) => Answer | Promise<Answer>,
    code?: string,
  ])[] = [
    ["too large", "directory", () => ({ body: " ".repeat(16_385) })],
    ["of another media type", "directory", (honest) => ({ ...honest, headers: { "content-type": "text/html" } })],
    ["a redirect", "directory", () => ({ status: 302, headers: { location: "/dir" } })],
    ["a redirect of a POST", "account", () => ({ status: 307, headers: { location: "/newAccount" } })],
    ["no JSON", "directory", () => ({ body: "{" })],
    ["JSON with a member twice", "directory", () => ({ body: '{"newNonce":"a","newNonce":"b"}' })],
    ["JSON that is nested deeply", "directory", () => ({ body: "[".repeat(1_000) + "]".repeat(1_000) })],
    ["a list", "directory", () => ({ body: "[]" })],
    ["a URL elsewhere", "directory", (honest) => ({ body: { ...bodyOf(honest), newOrder: elsewhere } })],
    ["a URL without TLS", "directory", (honest) => ({ body: { ...bodyOf(honest), newOrder: "http://localhost/x" } })],
    [
      "a member named __proto__ alone",
      "directory",
      () => ({ body: '{"__proto__":{"newNonce":"https://localhost/"}}' }),
    ],
    ["no nonce", "nonce", () => ({ headers: { "replay-nonce": "" } })],
    ["a nonce with other characters", "nonce", () => ({ headers: { "replay-nonce": "a b" } })],
    ["an account elsewhere", "account", (honest) => ({ ...honest, headers: { location: elsewhere } })],
    ["an account without a URL", "account", () => ({ status: 201, body: { status: "valid" } })],
    ["an account that is not valid", "account", (honest) => ({ ...honest, body: { status: "revoked" } })],
    [
      "an order without authorizations",
      "order",
      (honest) => ({ ...honest, body: { ...bodyOf(honest), authorizations: [] } }),
    ],
    [
      "an order of 17 authorizations",
      "order",
      (honest) => ({
        ...honest,
        body: { ...bodyOf(honest), authorizations: Array(17).fill((bodyOf(honest).authorizations as string[])[0]) },
      }),
    ],
    [
      "an authorization for a foreign name",
      "authorization",
      (honest) => ({
        body: { ...bodyOf(honest), status: "pending", identifier: { type: "dns", value: "other.example" } },
      }),
    ],
    [
      "an authorization for a wildcard",
      "authorization",
      (honest) => ({ body: { ...bodyOf(honest), status: "pending", wildcard: true } }),
    ],
    [
      "no challenge that can be answered",
      "authorization",
      (honest) => ({ body: { ...bodyOf(honest), status: "pending", challenges: [{ type: "http-01" }] } }),
    ],
    [
      "a token that is no token",
      "authorization",
      (honest) => ({
        body: {
          ...bodyOf(honest),
          status: "pending",
          challenges: [{ type: "tls-alpn-01", token: "../x", url: elsewhere }],
        },
      }),
    ],
    [
      "a challenge that failed",
      "authorization",
      () => ({ body: { status: "invalid", identifier: { type: "dns", value: names[0] } } }),
      "ACME_ORDER_FAILED",
    ],
    [
      "an order that failed",
      "orderState",
      (honest) => ({ body: { ...bodyOf(honest), status: "invalid" } }),
      "ACME_ORDER_FAILED",
    ],
    [
      "an order that is valid before it was finalized",
      "orderState",
      (honest) => ({ body: { ...bodyOf(honest), status: "valid" } }),
      "ACME_ORDER_FAILED",
    ],
    [
      "endless processing",
      "orderState",
      (honest) => ({ body: { ...bodyOf(honest), status: "processing" } }),
      "ACME_ORDER_LATE",
    ],
    [
      "endless processing that asks for patience",
      "orderState",
      (honest) => ({ headers: { "retry-after": "999999999" }, body: { ...bodyOf(honest), status: "processing" } }),
      "ACME_ORDER_LATE",
    ],
    ["a certificate of another media type", "certificate", (honest) => ({ ...honest, headers: {} })],
    [
      "a certificate too large",
      "certificate",
      (honest) => ({ ...honest, body: `${honest.body}${" ".repeat(16_384)}` }),
    ],
    ["bad nonces without end", "order", () => problem("badNonce"), "ACME_REFUSED"],
    ["a cut", "order", () => new Promise<Answer>(() => {}), "ACME_UNREACHABLE"],
  ];
  for (const [what, step, change, code = "ACME_ANSWER_INVALID"] of cases)
    test(`${what}: ${code}`, async () => {
      acme.script[step] = change;
      await assert.rejects(ask(), { code });
      assert.ok(acme.asked.length < 60, `${acme.asked.length} requests`);
      acme.script = {};
      await ask(); // control
    });

  test("bad nonces were tried again so often, and no oftener", async () => {
    acme.script.order = () => problem("badNonce");
    await assert.rejects(ask(), { code: "ACME_REFUSED", problem: "badNonce" });
    assert.equal(acme.asked.filter((step) => step === "order").length, limits.badNonceRetriesMax + 1);
  });

  test("what a server says of a refusal stays behind, but for a type of the closed list", async () => {
    acme.script.order = () => problem("rateLimited", 429);
    await assert.rejects(ask(), { problem: "rateLimited" });
    acme.script.order = () => ({ ...problem("x"), body: { type: "urn:secret", detail: "hunter2" } });
    await assert.rejects(ask(), (error: Error & { problem: string }) => {
      assert.doesNotMatch(String(error.stack), /hunter2|urn:secret/);
      return error.problem === "other";
    });
  });
});

describe("a certificate that is not ours is refused", () => {
  for (const [what, certificate, message] of [
    ["for another key", () => strangersCertificate(names), /another key/],
    ["for another name", () => strangersCertificate(["other.example"], key.privateKey), /does not name/],
    ["of garbage", async () => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", /not a certificate/],
    ["of nothing", async () => "", /0 certificates/],
  ] as const)
    test(what, async () => {
      const headers = { "content-type": "application/pem-certificate-chain" };
      acme.script.certificate = async () => ({ headers, body: await certificate() });
      await assert.rejects(ask(), { code: "CERTIFICATE_INVALID", message });
    });
});

describe("a server that is not the configured one", () => {
  test("has a certificate of other roots: nothing is sent to it", async () => {
    const other = await startScriptedAcme(names);
    const wrong = openExchange(dialer(egress.address, { pins: [], roots: [other.root] }), { clock, limits, signal });
    await assert.rejects(openAccount({ key: account, terms: terms(), exchange: wrong, limits }), {
      code: "ACME_UNREACHABLE",
    });
    assert.deepEqual(acme.asked, []);
    await other.close();
  });
});

describe("renewal", () => {
  test("names the certificate that it replaces, and does without where the server won't have that", async () => {
    const identifier = renewalIdentifier((await ask()).pem);
    assert.match(identifier ?? "", /^[A-Za-z0-9_-]{20,}\.[A-Za-z0-9_-]{10,}$/);
    acme.asked.length = 0;
    let first = true;
    acme.script.order = (honest) => {
      const answer = first ? problem("alreadyReplaced", 409) : honest;
      first = false;
      return answer;
    };
    await ask(identifier);
    assert.equal(acme.asked.filter((step) => step === "order").length, 2);
  });

  test("windows are read strictly, and the next question is within bounds", async () => {
    const opened = await openAccount({ key: account, terms: terms(), exchange: exchange(), limits });
    const url = opened.directory.renewalInfo!;
    const told = await askRenewalInfo(opened, url, "a.b");
    assert.ok(told.window.startMs > clock.unixMs() && told.window.endMs > told.window.startMs);
    for (const suggestedWindow of [
      null,
      { start: "tomorrow", end: "2030-01-01T00:00:00Z" },
      { start: "2030-01-02T00:00:00Z", end: "2030-01-01T00:00:00Z" },
      { start: "2030-01-01T00:00:00Z" },
    ]) {
      acme.script.renewalInfo = () => ({ body: { suggestedWindow } });
      await assert.rejects(askRenewalInfo(opened, url, "a.b"), { code: "ACME_ANSWER_INVALID" });
    }
    for (const [text, ms] of [
      ["1", limits.renewalInfoMsMin],
      ["999999999", limits.renewalInfoMsMax],
    ] as const) {
      acme.script.renewalInfo = (honest) => ({ ...honest, headers: { "retry-after": text } });
      assert.equal((await askRenewalInfo(opened, url, "a.b")).againMs, ms);
    }
  });

  test("RFC 9773's example of an identifier", () => {
    // Appendix A.
    const pem = `-----BEGIN CERTIFICATE-----
MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
+FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
-----END CERTIFICATE-----`;
    assert.equal(renewalIdentifier(pem), "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE");
  });
});
