// Two operators with a passkey each, in Chromium with its own virtual authenticators: they register, read what an exit would do, and approve it.
// Attacker: the parent, who serves the page's data, and wants one approval to be for something else.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Gateway } from "@inkan/gateway";
import { startGateway } from "@inkan/gateway";
import { parseAddress } from "@inkan/link";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { type OperatorApprovals, openApprovals } from "../../enclave-signer/src/signer/approvals/open-approvals.ts";
import { approvalRoute } from "../../enclave-signer/src/signer/approvals/routes.ts";
import type { ApprovalSubject } from "../../enclave-signer/src/signer/approvals/subject.ts";
import { readPageFiles } from "../../gateway/src/approval-page/files.ts";
import { serveRoutes } from "../harness/route-server.ts";

const executablePath = "/usr/bin/chromium";
const skip = existsSync(executablePath) ? false : `no ${executablePath}: apt-get install chromium`;
if (skip) console.log(`SKIPPED: ${skip}`);

const exit = (validatorIndex: bigint): ApprovalSubject => ({
  action: "voluntary-exit",
  publicKey: `0x${"8b".repeat(48)}`,
  validatorIndex,
  epoch: 300_000n,
  signingRoot: `0x${"01".repeat(32)}`,
});

describe("operators approve in a browser", { skip, timeout: 180_000 }, () => {
  const directory = mkdtempSync(join(tmpdir(), "inkan-approvals-"));
  const socket = join(directory, "signer.sock");
  const closing: (() => Promise<unknown>)[] = [];
  let gateway: Gateway;
  let browser: Browser;
  let approvals: OperatorApprovals | undefined;
  let ana: Page;
  let ben: Page;
  let origin: string;
  let elsewhere: string;

  before(async () => {
    const signer = await serveRoutes(socket, () => [approvalRoute(approvals)]);
    closing.push(signer.close);
    gateway = await startGateway({ approvalsPort: 0, signerHttp: parseAddress(`unix:${socket}`) }, undefined, () => {});
    closing.push(gateway.close);
    origin = `http://localhost:${gateway.approvalsPort}`;
    elsewhere = await serveStatically(closing);
    browser = await chromium.launch({
      executablePath,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    });
    closing.push(() => browser.close());
    [ana, ben] = [await operatorsPage(browser), await operatorsPage(browser)];
  });

  after(async () => {
    for (const close of closing.reverse()) await close();
    rmSync(directory, { recursive: true });
  });

  test("each makes a passkey, and gets the entry for the configuration", async () => {
    const operators = [];
    for (const [page, name] of [
      [ana, "ana"],
      [ben, "ben"],
    ] as const) {
      await page.goto(`${origin}/approve`);
      await page.fill("#operator", name);
      await page.click("#register button");
      await page.waitForFunction(() => document.querySelector("#entry")?.textContent?.startsWith("{"));
      operators.push(JSON.parse((await page.textContent("#entry"))!));
    }
    assert.deepEqual(
      operators.map(({ name }) => name),
      ["ana", "ben"],
    );
    approvals = openApprovals({
      config: {
        relyingPartyId: "localhost",
        origins: [origin, elsewhere],
        threshold: 2,
        operators,
        lifeMs: 3_600_000,
      },
      scope: {
        origin: "https://signer.example",
        operator: `0x${"ab".repeat(20)}`,
        registry: { chainId: 1, pcrRegistry: `0x${"cd".repeat(20)}`, enclaveRegistry: `0x${"cd".repeat(20)}` },
      },
      clock: { unixMs: () => 1_800_000_000_000, monotonicMs: () => 0 },
      random: { bytes: (length) => new Uint8Array(randomBytes(length)), uint32: () => 0 },
    });
  });

  test("an exit waits, both read it and approve it, and then it is allowed", async () => {
    const id = request(exit(7n));
    for (const [page, state] of [
      [ana, "1 of 2: ana"],
      [ben, "2 of 2: ana, ben"],
    ] as const) {
      assert.throws(() => approvals!.require(exit(7n), "validators"), { code: "APPROVAL_REQUIRED" });
      await page.goto(`${origin}/approve?statement=${id}`);
      const card = page.locator(`#s-${id}`);
      const text = (await card.textContent())!;
      for (const said of ["Let a validator leave the network, for good", "300000", "https://signer.example"])
        assert.ok(text.includes(said), said);
      await card.locator("button").click();
      await page.waitForFunction(
        ([selector, wanted]) => document.querySelector(selector!)?.textContent === wanted,
        [`#s-${id} .state`, state],
      );
    }
    approvals!.require(exit(7n), "validators");
    assert.throws(() => approvals!.require(exit(8n), "validators"), { code: "APPROVAL_REQUIRED" }, "control");
  });

  test("the page on a static host of the operators' own does the same", async () => {
    const id = request(exit(9n));
    await ana.goto(`${elsewhere}/approve?signer=${encodeURIComponent(origin)}&statement=${id}`);
    await ana.locator(`#s-${id} button`).click();
    await ana.waitForFunction(
      (selector) => document.querySelector(selector)?.textContent === "1 of 2: ana",
      `#s-${id} .state`,
    );
    assert.deepEqual([...approvals!.statement(id).approvedBy.keys()], ["ana"]);
  });

  test("a statement that was changed on its way, or that the page has no words for, can't be approved", async () => {
    const id = request(exit(10n));
    const changes: readonly [(text: string) => string, RegExp][] = [
      [
        (text) => text.replace('\\"validatorIndex\\":\\"10\\"', '\\"validatorIndex\\":\\"11\\"'),
        /not the one of its name/,
      ],
      [(text) => text.replaceAll("voluntary-exit", "transfer-all"), /does not understand/],
      [(text) => text.replaceAll('\\"300000\\"', '\\"300000\\",\\"hidden\\":\\"1\\"'), /does not understand/],
      [(text) => text.replaceAll("300000", "<script>x</script><img src=x onerror=x>"), /not the one of its name/],
    ];
    for (const [change, why] of changes) {
      await ben.route("**/approvals", async (route) => {
        const response = await route.fetch();
        const body = await response.text();
        assert.notEqual(change(body), body);
        await route.fulfill({ response, body: change(body) });
      });
      await ben.goto(`${origin}/approve?statement=${id}`);
      const card = ben.locator(`#s-${id}`);
      assert.match((await card.textContent())!, why);
      assert.equal(await card.locator("button").count(), 0);
      assert.equal(await card.locator("script, img").count(), 0);
      await ben.unroute("**/approvals");
    }
    await ben.goto(`${origin}/approve?statement=${id}`);
    assert.equal(await ben.locator(`#s-${id} button`).count(), 1, "control");
  });

  test("a passkey whose user isn't verified approves nothing", async () => {
    const id = request(exit(11n));
    const stranger = await operatorsPage(browser, false);
    await stranger.goto(`${origin}/approve?statement=${id}`);
    await stranger.fill("#operator", "eve");
    await stranger.click("#register button");
    await stranger.waitForFunction(() => (document.querySelector("#notice")?.textContent ?? "") !== "");
    assert.equal(await stranger.textContent("#entry"), "");
    assert.equal(approvals!.statement(id).approvedBy.size, 0);
  });

  test("the page runs under its policy without a violation, and in no frame", async () => {
    const said: string[] = [];
    const page = await ana.context().newPage();
    page.on("console", (message) => said.push(message.text()));
    await page.goto(`${origin}/approve`);
    await page.waitForSelector("article, #statements p");
    assert.deepEqual(said, []);
    const inline = await page.evaluate(() => {
      const script = document.createElement("script");
      try {
        script.textContent = "globalThis.injected = true";
        document.body.append(script);
      } catch {}
      return "injected" in globalThis;
    });
    assert.equal(inline, false, "control: the policy stops an inline script");
    const { headers } = await fetch(`${origin.replace("localhost", "127.0.0.1")}/approve`);
    assert.match(headers.get("content-security-policy")!, /frame-ancestors 'none'/);
  });

  /** @returns The id of the statement that the refusal names. */
  function request(subject: ApprovalSubject): string {
    assert.throws(() => approvals!.require(subject, "validators"), { code: "APPROVAL_REQUIRED" });
    return approvals!.pending().at(-1)!.statement.id;
  }
});

/** A browser of its own, with an authenticator built in. */
async function operatorsPage(browser: Browser, isUserVerified = true): Promise<Page> {
  const context: BrowserContext = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("WebAuthn.enable");
  await session.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  });
  return page;
}

/** The page's files on another host, with no header but their type. */
async function serveStatically(closing: (() => Promise<unknown>)[]): Promise<string> {
  const files = readPageFiles();
  const server = createServer((request, response) => {
    const file = files.get((request.url ?? "").split("?", 1)[0]!);
    response.writeHead(file === undefined ? 404 : 200, { "content-type": file?.contentType ?? "text/plain" });
    response.end(file?.bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(
    () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  );
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}
