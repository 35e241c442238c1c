// Operator: whatever the ACME server does, what serves is a sound certificate or none, and a failure is tried again.
// Attacker: a server that was taken over, or the parent, who cuts renewals so that a certificate runs out.
import assert from "node:assert/strict";
import { randomBytes, X509Certificate } from "node:crypto";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { createSecureContext } from "node:tls";
import { type ParentEgress, startParentEgress } from "../../../../test/harness/parent-egress.ts";
import { type ScriptedAcme, startScriptedAcme, strangersCertificate } from "../../../../test/harness/scripted-acme.ts";
import { anchoredClock, monotonicMs } from "../clock.ts";
import type { LogEvent } from "../log.ts";
import { generateP256 } from "../p256.ts";
import { mixedRandom } from "../random.ts";
import { openAcmeIdentity } from "./identity.ts";
import { acmeLimits } from "./limits.ts";

const names = ["rpc.example"];
const random = mixedRandom(randomBytes(64));
const waitMsMax = 60_000;
const limits = { ...acmeLimits, retryFirstMs: 10, retryMaxMs: 20, renewalPauseMs: 10, pollMsMin: 10, pollMsMax: 20 };

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

function open(context: { after(fn: () => void): void }) {
  const ending = new AbortController();
  context.after(() => ending.abort());
  const events: LogEvent[] = [];
  const key = generateP256(random);
  let aheadMs = 0;
  const clock = anchoredClock(Date.now(), () => monotonicMs() + aheadMs);
  const identity = openAcmeIdentity({
    settings: {
      ...{ kind: "acme", directory: acme.directoryUrl, termsOfServiceAgreed: true, caaIdentities: ["ca.example"] },
      ...{ contacts: [], externalAccount: null, profile: null, pins: [], roots: [acme.root] },
    },
    ...{ names, key, egress: egress.address, clock, random, limits, signal: ending.signal },
    log: (event) => events.push(event),
    contextOf: ({ pem }) =>
      createSecureContext({ key: key.privateKey.export({ type: "pkcs8", format: "pem" }), cert: pem }),
  });
  const count = (event: LogEvent["event"]) => events.filter((each) => each.event === event).length;
  return {
    ...{ identity, events, count, key },
    passMs: (ms: number) => (aheadMs += ms),
    serial: () => identity.current && new X509Certificate(identity.current.chain.pem).serialNumber,
  };
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + waitMsMax; !condition(); await delay(10))
    assert.ok(performance.now() < end, "it never came");
}
/** The window that the server names is over: renew at once. */
const renewNow = () => {
  acme.script.renewalInfo = () => ({
    body: { suggestedWindow: { start: "2020-01-01T00:00:00Z", end: "2020-01-02T00:00:00Z" } },
  });
};
const strangers = async () => ({
  headers: { "content-type": "application/pem-certificate-chain" },
  body: await strangersCertificate(names),
});

describe("an identity by ACME", () => {
  test("is none while only a stranger's certificate comes, and is tried for again and again", async (context) => {
    acme.script.certificate = strangers;
    const { identity, events, count } = open(context);
    await until(() => count("certificate-failed") >= 3);
    assert.equal(identity.current, undefined);
    assert.deepEqual(
      events.find(({ event }) => event === "certificate-failed"),
      {
        ...{ event: "certificate-failed", attempt: 0, code: "CERTIFICATE_INVALID" },
      },
    );
    assert.equal(count("acme-account"), 1, "the account is told once");
    assert.equal(identity.accountUri, `${new URL(acme.directoryUrl).origin}/account/1`);
    acme.script = {};
    await until(() => identity.current !== undefined); // control
    assert.ok(events.some((each) => each.event === "certificate-issued" && !each.renewal));
  });

  test("keeps the former certificate until a sound one comes, and the key for ever", async (context) => {
    renewNow();
    const { identity, count, serial, key } = open(context);
    await until(() => identity.current !== undefined);
    acme.script.certificate = strangers;
    const failed = count("certificate-failed");
    await until(() => count("certificate-failed") >= failed + 3);
    const former = serial();
    const { secureContext } = identity.current!;
    assert.ok(former);
    await until(() => count("certificate-failed") >= failed + 5);
    assert.equal(identity.current?.secureContext, secureContext, "nothing was swapped");
    delete acme.script.certificate;
    await until(() => serial() !== former);
    const now = new X509Certificate(identity.current!.chain.pem).publicKey;
    assert.deepEqual(new Uint8Array(now.export({ type: "spki", format: "der" })), key.spki);
  });

  test("that has run out is not served, while renewals are cut", async (context) => {
    const { identity, passMs, count } = open(context);
    await until(() => identity.current !== undefined);
    acme.script.order = () => ({ status: 503 });
    passMs(identity.current!.chain.notAfterMs - Date.now() - 60_000);
    assert.ok(identity.current, "control: a minute before its end it is");
    passMs(120_000);
    assert.equal(identity.current, undefined);
    assert.equal(count("certificate-issued"), 1);
  });

  test("asks no more once the enclave is closed", async () => {
    const closers: (() => void)[] = [];
    acme.script.order = () => ({ status: 503 });
    const { count } = open({ after: (close) => closers.push(close) });
    await until(() => count("certificate-failed") >= 2);
    for (const close of closers) close();
    await delay(100);
    const asked = acme.asked.length;
    await delay(300);
    assert.equal(acme.asked.length, asked);
  });
});
