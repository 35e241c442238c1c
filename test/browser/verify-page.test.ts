// A person who presses "verify" on the page, with the embedded default running. Attacker: the parent, who changes the program or the
// configuration, and somebody on the way, who changes what passes. Wants a page that turns green.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { revokeDevelopmentMeasurement } from "../harness/development-registry.ts";
import { type HostileProxy, startHostileProxy } from "../harness/hostile-proxy.ts";
import { type Inkan, startInkan } from "../harness/inkan.ts";
import { copyTree } from "../harness/tree-copy.ts";
import { launchBrowser, noBrowser, openWatched, verifyOn, type Watched } from "../harness/verify-page.ts";

if (noBrowser) console.log(`SKIPPED: ${noBrowser}`);
const pageFile = join(import.meta.dirname, "../../gateway/src/verify-page/verify.html");
const backMsMax = 30_000;

describe("the verify page before the embedded default", { skip: noBrowser, timeout: 600_000 }, () => {
  const tree = copyTree();
  let inkan: Inkan;
  let proxy: HostileProxy;
  let browser: Browser;
  let watched: Watched;
  let page: Page;
  let expectations: string;

  before(async () => {
    inkan = await startInkan({ root: tree.root });
    expectations = readFileSync(join(inkan.directory, "expectations.json"), "utf8");
    const port = Number(new URL(inkan.rpcUrl).port);
    proxy = await startHostileProxy(port);
    // The browser asks the endpoint's own origin, and reaches the one on the way.
    browser = await launchBrowser(`--host-resolver-rules=MAP 127.0.0.1:${port} 127.0.0.1:${proxy.port}`);
    watched = await openWatched(browser);
    page = watched.page;
  });
  after(async () => {
    await browser?.close();
    await proxy?.close();
    await inkan?.stop();
    tree.remove();
  });
  beforeEach(async () => {
    proxy?.behave({});
    await page?.goto(new URL("/verify", inkan.rpcUrl).href);
  });

  const origin = () => new URL(inkan.rpcUrl).origin;
  const verify = (on = page, endpoint = inkan.rpcUrl) => verifyOn(on, endpoint, expectations);
  const passes = async (why: string) => {
    proxy.behave({});
    const { accepted, failed } = await verify();
    assert.deepEqual({ accepted, failed }, { accepted: true, failed: [] }, why);
  };

  test("passes, warns of the simulated root and of the door, and proves the live answer", async () => {
    const shown = await verify();
    assert.deepEqual(shown.failed, []);
    assert.ok(shown.accepted && shown.passed > 50, JSON.stringify(shown));
    assert.match(await page.innerText(".warnings"), /Simulated[\s\S]*HTTP ends in the gateway/);
    assert.equal(await page.locator("#live [data-proof=passed]").count(), 1);
    const [sent = "", left = ""] = await page.locator("#live .wire").allInnerTexts();
    assert.match(sent, /Acme\/1\.2[\s\S]*1716998321042/, "the wallet's marks");
    assert.match(left, /^POST \/ HTTP\/1\.1\n/);
    assert.match(
      left,
      /\{"jsonrpc":"2\.0","id":1,"method":"eth_call","params":\[\{"data":"0x494e4b414e","to":"0x0+4"\},"latest"\]\}/,
    );
    assert.doesNotMatch(left, /Acme|session|1716998321042|Chrome/);
    assert.ok(
      proxy.passed.some(({ asked }) => asked.url === "/dev"),
      "control: the proxy is on the way",
    );
  });

  test("at the enclave's own door it says which check no browser can make, and who sees what changes", async () => {
    // The development authority is nobody's: a browser that was told of it would do the same.
    const { page: other } = await openWatched(browser, { ignoreHTTPSErrors: true });
    await other.goto(new URL("/verify", inkan.rpcUrl).href);
    const { accepted, failed, title } = await verify(other, inkan.tlsUrl);
    assert.deepEqual([accepted, failed], [true, []]);
    assert.match(title, /Every check that a browser can make holds/);
    assert.equal(await other.getAttribute("#check-front-door", "data-outcome"), "not-possible");
    const gateway = (on: Page) => on.locator(".sees-table tbody tr").nth(1).innerText();
    assert.match(await gateway(other), /Gateway[\s\S]*sees[\s\S]*does not see[\s\S]*does not see/);
    await other.context().close();
    await verify();
    assert.doesNotMatch(await gateway(page), /does not see/, "control: where HTTP ends in it");
  });

  test("says that the party under test served it, and gives its own hash and the command to do without it", async () => {
    const hash = createHash("sha256").update(readFileSync(pageFile)).digest("hex");
    await page.waitForFunction((wanted) => document.querySelector("#own-hash")?.textContent === wanted, hash);
    assert.match(await page.innerText("#trust h2"), /party under test served you this page/);
    assert.match(await page.innerText("#command-check"), /^npx inkan verify --expect expectations\.json 'http:/);
    await page.fill("#endpoint", "https://elsewhere.example/eth");
    await page.press("#endpoint", "Tab");
    assert.match(await page.innerText("#trust h2"), /Who served you this page/, "control");
  });

  test("without expectations it fails, and names each check that has no source but the endpoint", async () => {
    const { accepted, failed } = await verifyOn(page, inkan.rpcUrl);
    assert.equal(accepted, false);
    for (const id of ["root ROOT_NOT_ACCEPTED", "registry NOTHING_EXPECTED", "expected-pcr16 NOTHING_EXPECTED"])
      assert.ok(failed.includes(id), `${id} in ${failed}`);
    await passes("control: with them");
  });

  describe("somebody on the way", () => {
    const call = (body: Buffer) =>
      body.length > 0 && (JSON.parse(body.toString()) as { method?: string }).method !== undefined;

    test("shows a genuine document of a moment ago: wrong nonce", async () => {
      await passes("control, and the document");
      const { answered } = proxy.passed.findLast(({ asked }) => asked.url.startsWith("/attestation"))!;
      proxy.behave({ answer: (own, { url }) => (url.startsWith("/attestation") ? answered : own) });
      assert.deepEqual((await verify()).failed, ["nonce NONCE_MISMATCH"]);
    });

    test("asks something else in the person's name: a proof over another request", async () => {
      proxy.behave({
        ask: (asked) =>
          call(asked.body)
            ? { ...asked, body: Buffer.from('{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}') }
            : asked,
      });
      assert.deepEqual((await verify()).failed, ["proof-request REQUEST_MISMATCH"]);
      await passes("control");
    });

    test("replays an answer to the same request: a proof over another nonce", async () => {
      await passes("control, and the answer");
      const { answered } = proxy.passed.findLast(({ asked }) => asked.url === "/dev")!;
      proxy.behave({ answer: (own, { url }) => (url === "/dev" ? answered : own) });
      assert.deepEqual((await verify()).failed, ["proof-nonce NONCE_MISMATCH"]);
    });

    test("changes a byte of the answer, or takes the proof off", async () => {
      proxy.behave({
        answer: (own, { url }) =>
          url === "/dev" ? { ...own, body: Buffer.from(own.body.toString().replace("0x494e", "0x494f")) } : own,
      });
      assert.deepEqual((await verify()).failed, ["proof-content-digest CONTENT_DIGEST_MISMATCH"]);
      const { "signature-input": _, signature: __, ...unsigned } = proxy.passed.at(-1)!.answered.headers;
      proxy.behave({ answer: (own, { url }) => (url === "/dev" ? { ...own, headers: unsigned } : own) });
      const { accepted, failed } = await verify();
      assert.deepEqual([accepted, failed], [false, ["proof-fields PROOF_MISSING"]]);
      await passes("control");
    });
  });

  test("the same file on another host, and from a disk, gives the same; each says where it came from", async () => {
    const bytes = readFileSync(pageFile);
    const server = createServer(
      (_, response) => void response.writeHead(200, { "content-type": "text/html" }).end(bytes),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const elsewhere = `http://localhost:${(server.address() as AddressInfo).port}`;
    try {
      for (const [address, words] of [
        [`${elsewhere}/verify.html?endpoint=${encodeURIComponent(inkan.rpcUrl)}`, /Who served you this page/],
        [
          `${pathToFileURL(pageFile).href}?endpoint=${encodeURIComponent(inkan.rpcUrl)}`,
          /You opened this page from a file/,
        ],
      ] as const) {
        const { page: other, requests, complaints } = await openWatched(browser);
        await other.goto(address);
        assert.match(await other.innerText("#trust h2"), words);
        assert.equal(await other.inputValue("#endpoint"), inkan.rpcUrl);
        const hash = createHash("sha256").update(bytes).digest("hex");
        await other.waitForFunction((wanted) => document.querySelector("#own-hash")?.textContent === wanted, hash);
        const { accepted, failed } = await verify(other);
        assert.deepEqual({ accepted, failed }, { accepted: true, failed: [] }, address);
        const reached = new Set(requests.slice(1).map((request) => new URL(request.split(" ")[1]!).origin));
        assert.deepEqual([...reached].sort(), [origin(), new URL(inkan.chainUrl).origin].sort());
        assert.deepEqual(complaints, []);
        await other.context().close();
      }
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });

  describe("the parent", () => {
    /** Kills the relay as a parent would, and waits until its successor answers. */
    const restartRelay = async () => {
      const killed = inkan.pid("relay");
      process.kill(killed, "SIGKILL");
      for (const end = performance.now() + backMsMax; performance.now() < end; await delay(50)) {
        if (inkan.pid("relay") === killed) continue;
        if ((await fetch(new URL("/health", inkan.rpcUrl)).catch(() => undefined))?.ok) return;
      }
      throw new Error("the relay did not come back");
    };

    for (const [what, file, change, failure] of [
      [
        "another program: wrong PCRs",
        () => join(tree.root, "enclave-signer/src/relay/call.ts"),
        (path: string) => appendFileSync(path, "\n"),
        "registry MEASUREMENT_NOT_IN_FORCE",
      ],
      [
        "another configuration: wrong PCR16",
        () => join(inkan.directory, "relay.json"),
        (path: string) =>
          writeFileSync(path, readFileSync(path, "utf8").replace(/"blockTimeMs": ?\d+/, '"blockTimeMs":999')),
        "expected-pcrs PCR_MISMATCH",
      ],
    ] as const)
      test(`starts ${what}`, async () => {
        const honest = readFileSync(file());
        change(file());
        assert.notDeepEqual(readFileSync(file()), honest);
        await restartRelay();
        const { accepted, failed, title } = await verify();
        // The operator's policy accepts neither.
        assert.deepEqual([accepted, failed.toSorted()], [false, [failure, "operator-policy POLICY_REFUSES"].sort()]);
        assert.match(title, /2 of \d+ checks failed/);
        writeFileSync(file(), honest);
        await restartRelay();
        await passes("control: as it was");
      });

    test("runs a program that is revoked while the page stands there", async () => {
      await passes("control: in force");
      await revokeDevelopmentMeasurement(inkan, "the build host was compromised");
      const { accepted, failed } = await verify();
      assert.deepEqual([accepted, failed], [false, ["registry MEASUREMENT_NOT_IN_FORCE"]]);
      assert.match(await page.innerText("#check-registry"), /revoked since .*: the build host was compromised/);
    });
  });

  test("in all of this the page talked to nobody else, and broke no rule of its policy", () => {
    const reached = new Set(watched.requests.map((request) => new URL(request.split(" ")[1]!).origin));
    assert.deepEqual([...reached].sort(), [origin(), new URL(inkan.chainUrl).origin].sort());
    assert.deepEqual(watched.complaints, []);
  });
});
