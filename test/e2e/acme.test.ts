// Users: an operator whose relay gets its certificate from an ACME server, and a wallet that knows nothing of enclaves. Attacker: P, who carries the
// traffic and the DNS of the name. The ACME server is Pebble, asked by the real relay through the real gateway, and it asks back through it.
import assert from "node:assert/strict";
import { randomBytes, X509Certificate } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import tls from "node:tls";
import { Agent, fetch as undiciFetch } from "undici";
import { createPublicClient, http } from "viem";
import { relayConfiguration } from "../../cli/src/start/configuration.ts";
import { developmentContracts } from "../../cli/src/start/development-registry.ts";
import { openChallenges } from "../../enclave-signer/src/enclave/acme/challenges.ts";
import { openAccount } from "../../enclave-signer/src/enclave/acme/client.ts";
import { type AcmeExchange, openExchange } from "../../enclave-signer/src/enclave/acme/exchange.ts";
import { issue } from "../../enclave-signer/src/enclave/acme/issue.ts";
import { accountKey } from "../../enclave-signer/src/enclave/acme/jws.ts";
import { acmeLimits } from "../../enclave-signer/src/enclave/acme/limits.ts";
import { anchoredClock } from "../../enclave-signer/src/enclave/clock.ts";
import { dialer } from "../../enclave-signer/src/enclave/dial.ts";
import { simulatedRoot } from "../../enclave-signer/src/enclave/nsm/simulated/simulated-nsm.ts";
import { generateP256 } from "../../enclave-signer/src/enclave/p256.ts";
import { mixedRandom } from "../../enclave-signer/src/enclave/random.ts";
import { freePorts, type Inkan, type InkanPorts, type Ran, startInkan } from "../harness/inkan.ts";
import { startParentEgress } from "../harness/parent-egress.ts";
import { type Pebble, pebblePrograms, startPebble } from "../harness/pebble.ts";

const name = "rpc.inkan.test";
const caaIdentity = "pebble.test";
/** Pebble's window of renewal is then the whole life of a certificate, so one is renewed within it, and not before the pause of a minute. */
const validitySeconds = 150;
const renewalMsMax = 240_000;

type Check = { readonly id: string; readonly outcome: string; readonly code?: string; readonly seen: string };
type Verdict = {
  readonly passed: boolean;
  readonly checks: readonly Check[];
  readonly warnings: readonly { readonly code: string; readonly text: string }[];
};

const programs = pebblePrograms();
const skip = typeof programs === "string" ? programs : false;

describe("a relay with a certificate by ACME", { skip }, () => {
  let ports: InkanPorts;
  let pebble: Pebble;
  let inkan: Inkan;
  before(async () => {
    assert.ok(typeof programs !== "string");
    ports = await freePorts();
    pebble = await startPebble(programs, { tlsPort: ports.tls, validitySeconds, nonceRejectPercent: 50 });
    const directory = mkdtempSync(join(tmpdir(), "inkan-acme-"));
    mkdirSync(join(directory, "simulated-nsm"), { mode: 0o700 });
    const contracts = developmentContracts((await simulatedRoot(join(directory, "simulated-nsm"))).der);
    const configuration = relayConfiguration(ports, contracts);
    writeFileSync(
      join(directory, "relay.json"),
      JSON.stringify({
        ...configuration,
        alternativeOrigins: [name, "127.0.0.1", "127.0.0.2"].map((host) => `https://${host}:${ports.tls}`),
        tls: {
          names: [name],
          certificateAuthority: {
            kind: "acme",
            directory: pebble.directoryUrl,
            termsOfServiceAgreed: true,
            caaIdentities: [caaIdentity],
            contacts: ["mailto:operator@inkan.test"],
            roots: [pebble.serverRoot],
          },
        },
      }),
    );
    inkan = await startInkan({ directory, ports });
  });
  after(async () => {
    await inkan?.stop();
    await pebble?.stop();
  });

  const random = mixedRandom(randomBytes(64));
  const clock = anchoredClock(Date.now());
  const { signal } = new AbortController();
  /** The enclave's own client, in the hands of somebody else. */
  const ownExchange = async () => {
    const egress = await startParentEgress();
    const dial = dialer(egress.address, { pins: [], roots: [pebble.serverRoot] });
    return { exchange: openExchange(dial, { clock, signal, limits: acmeLimits }), close: () => egress.close() };
  };

  const verifyArguments = (url: string, more: readonly string[]) => [
    ...["verify", "--json", "--expect", join(inkan.directory, "expectations.json")],
    ...["--dns", pebble.dns, ...more, url],
  ];
  const judged = ({ status, stdout, stderr }: Ran) => {
    assert.notEqual(stdout, "", stderr);
    const verdict = JSON.parse(stdout) as Verdict;
    const failed = verdict.checks.filter(({ outcome }) => outcome === "failed" || outcome === "not-checked");
    return { status, verdict, failed: failed.map(({ id, code }) => `${id} ${code}`) };
  };
  const verify = (url: string, ...more: string[]) => judged(inkan.run(...verifyArguments(url, more)));
  const own = () => `https://127.0.0.1:${ports.tls}`;
  const caaCheck = (verdict: Verdict) => verdict.checks.find(({ id }) => id === "certificate-authorization");
  const accountUri = async () => {
    const answer = await fetch(`http://127.0.0.1:${ports.http}/attestation?nonce=${"ab".repeat(16)}`);
    return ((await answer.json()) as { acmeAccount: { uri: string } }).acmeAccount.uri;
  };

  /** The connection of a client that believes Pebble's root and nothing else. */
  const clientTls = (options: tls.ConnectionOptions = {}, host = "127.0.0.1") =>
    new Promise<tls.TLSSocket>((resolve, reject) => {
      const socket = tls.connect({ host, port: ports.tls, servername: name, ca: pebble.issuerRoot, ...options });
      socket.once("secureConnect", () => resolve(socket)).once("error", reject);
    });
  const certificate = async () => {
    const socket = await clientTls();
    const shown = new X509Certificate(socket.getPeerCertificate().raw);
    socket.destroy();
    return {
      serial: shown.serialNumber,
      spki: shown.publicKey.export({ type: "spki", format: "der" }).toString("hex"),
    };
  };
  const viemClient = (agent: Agent) =>
    createPublicClient({
      transport: http(`https://${name}:${ports.tls}/dev`, {
        retryCount: 0,
        fetchFn: ((url: string, init: object) =>
          undiciFetch(url, { ...init, dispatcher: agent } as never)) as unknown as typeof fetch,
      }),
    });
  const openAgent = () =>
    new Agent({
      connect: {
        ca: pebble.issuerRoot,
        lookup: (_name, _options, done) =>
          (done as unknown as (e: null, a: object[]) => void)(null, [{ address: "127.0.0.1", family: 4 }]),
      },
    });

  test("serves a viem client that believes the certificate authority alone", async () => {
    const agent = openAgent();
    assert.equal(await viemClient(agent).getChainId(), 31_337);
    assert.ok((await viemClient(agent).getBlockNumber()) >= 0n);
    await agent.close();
    await assert.rejects(clientTls({ ca: inkan.ca }), /certificate/, "control: another authority's client refuses it");
  });

  test("an account is opened though the server refuses half of all good nonces", async (context) => {
    const { exchange, close } = await ownExchange();
    context.after(close);
    let refused = 0;
    const counted: AcmeExchange = async (question) => {
      const answer = await exchange(question);
      if (answer.status === 400 && answer.body.includes("badNonce")) refused++;
      return answer;
    };
    const terms = { directory: pebble.directoryUrl, contacts: [], externalAccount: null };
    for (let round = 0; round < 20 && refused === 0; round++)
      await openAccount({ key: accountKey(generateP256(random)), terms, exchange: counted, limits: acmeLimits });
    assert.ok(refused > 0, "control: some were refused");
  });

  test("tells the account in its log, which CAA is to name, and verifies, with a warning while DNS names nobody", async () => {
    const uri = await accountUri();
    const log = inkan.log("relay");
    assert.ok(log.includes(`{"event":"acme-account","accountUri":"${uri}"}`), log);
    const { status, verdict, failed } = verify(own());
    assert.deepEqual([status, failed], [0, []]);
    const warning = verdict.warnings.find(({ code }) => code === "CAA_OPEN");
    assert.ok(
      warning?.text.includes(`${name}. CAA 0 issue "${caaIdentity}; accounturi=${uri}; validationmethods=tls-alpn-01"`),
      warning?.text,
    );
  });

  test("CAA that names its account and no other is seen, up the tree as well; another account fails the check", async () => {
    const uri = await accountUri();
    const right = { tag: "issue", value: `${caaIdentity}; accounturi=${uri}; validationmethods=tls-alpn-01` };
    await pebble.setCaa("inkan.test", [right, { tag: "issuewild", value: ";" }]);
    const climbed = verify(own());
    assert.equal(caaCheck(climbed.verdict)?.outcome, "passed", JSON.stringify(caaCheck(climbed.verdict)));
    assert.ok(!climbed.verdict.warnings.some(({ code }) => code.startsWith("CAA_")));
    assert.equal(climbed.status, 0);

    const other = { tag: "issue", value: `${caaIdentity}; accounturi=${uri}0; validationmethods=tls-alpn-01` };
    await pebble.setCaa(name, [other]);
    assert.deepEqual(verify(own()).failed, ["certificate-authorization CAA_MISMATCH"]);
    await pebble.setCaa(name, [right, other]);
    const both = verify(own());
    assert.deepEqual(both.failed, []);
    assert.ok(both.verdict.warnings.some(({ code, text }) => code === "CAA_OPEN" && text.includes(`${uri}0`)));
    const offline = verify(own(), "--dns", "none");
    assert.ok(offline.verdict.warnings.some(({ code }) => code === "CAA_NOT_CHECKED"));
    await pebble.setCaa(name, []);
    assert.equal(caaCheck(verify(own()).verdict)?.outcome, "passed", "control: as it was");
  });

  test("is renewed under load: no call fails, no connection is cut, and the key stays the attested one", async () => {
    const before = await certificate();
    const held = await clientTls({ ALPNProtocols: ["http/1.1"] });
    let cut = false;
    held.on("close", () => (cut = true));
    // Asked once in a while, as a client that keeps its connection does.
    const ask = () =>
      new Promise<string>((resolve) => {
        held.once("data", (bytes) => resolve(bytes.toString("latin1")));
        held.write(`GET /health HTTP/1.1\r\nhost: ${name}\r\n\r\n`);
      });
    const agent = openAgent();
    const client = viemClient(agent);
    let calls = 0;
    let now = before;
    for (const until = performance.now() + renewalMsMax; now.serial === before.serial && performance.now() < until; ) {
      await Promise.all(Array.from({ length: 4 }, () => client.getBlockNumber({ cacheTime: 0 })));
      calls += 4;
      if (calls % 40 === 0) {
        assert.match(await ask(), /^HTTP\/1\.1 200/);
        now = await certificate();
      }
      await delay(50);
    }
    assert.notEqual(now.serial, before.serial, inkan.log("relay"));
    assert.equal(now.spki, before.spki);
    assert.match(await ask(), /^HTTP\/1\.1 200/);
    assert.equal(cut, false, "the connection from before is still open");
    held.destroy();
    await agent.close();
    const { failed } = verify(own());
    assert.deepEqual(failed, []);
    console.log(`${calls} calls, none failed, while the certificate was renewed`);
  });

  test("a challenge for a foreign name, or outside of an order, has no answer; other protocols are unaffected", async () => {
    for (const servername of [name, "other.inkan.test"])
      await assert.rejects(clientTls({ servername, ALPNProtocols: ["acme-tls/1"], rejectUnauthorized: false }));
    const socket = await clientTls({ ALPNProtocols: ["h2", "http/1.1"] });
    assert.equal(socket.alpnProtocol, "http/1.1");
    socket.destroy();
  });

  test("P, who answers the challenge itself, gets a certificate that clients accept, and `inkan verify` refuses", async (context) => {
    const challenges = openChallenges({ clock, random });
    const key = generateP256(random);
    // P's own end of TLS, where P's DNS leads the name: what it decrypts it passes to the gateway's HTTP door.
    let identity: tls.SecureContext | undefined;
    const server = net.createServer((stream) => {
      stream.on("error", () => {});
      const challenge = challenges.contextFor(name);
      const socket = new tls.TLSSocket(stream, {
        isServer: true,
        secureContext: challenge ?? identity,
        ALPNProtocols: challenge === undefined ? ["http/1.1"] : ["acme-tls/1"],
      } as never);
      socket.on("error", () => {}).on("_tlsError", () => stream.destroy());
      if (challenge !== undefined) return;
      const onward = net.connect(ports.http, "127.0.0.1");
      onward.on("error", () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    await new Promise<void>((resolve, reject) => server.once("error", reject).listen(ports.tls, "127.0.0.2", resolve));
    const { exchange, close } = await ownExchange();
    context.after(async () => {
      server.close();
      await close();
    });
    await pebble.setAddress(name, "127.0.0.2");
    const chain = await issue(
      {
        terms: { directory: pebble.directoryUrl, contacts: [], externalAccount: null, profile: null },
        ...{ names: [name], account: accountKey(generateP256(random)), key, challenges, exchange, clock, signal },
        ...{ limits: acmeLimits, onAccount: () => {} },
      },
      undefined,
    );
    const pem = key.privateKey.export({ type: "pkcs8", format: "pem" });
    identity = tls.createSecureContext({ key: pem, cert: chain.pem });
    (await clientTls({}, "127.0.0.2")).destroy(); // an ordinary client is content

    const { status, failed } = judged(await inkan.runBeside(...verifyArguments(`https://127.0.0.2:${ports.tls}`, [])));
    assert.equal(status, 1);
    assert.ok(
      failed.some((each) => each.startsWith("front-door") || each.startsWith("keys")),
      failed.join(),
    );
    assert.deepEqual(verify(own()).failed, [], "control: the relay's own door verifies");
  });
});
