// The verify page with a keyboard, a screen reader's tree, in two languages and two themes; with wallets and files; and before an endpoint that
// wants to run a script in it, to lie with its letters, or to keep it busy for ever. The page lies on another host, as its users should have it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import { canonicalJson, httpProvider, verifyEvidence } from "@inkan/attestation";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { type RegisteredEndpoint, startRegisteredEndpoint } from "../harness/registered-endpoint.ts";
import { launchBrowser, noBrowser, openWatched, shownOn, verifyOn } from "../harness/verify-page.ts";

if (noBrowser) console.log(`SKIPPED: ${noBrowser}`);
const pageBytes = readFileSync(join(import.meta.dirname, "../../gateway/src/verify-page/verify.html"));
const marker = "globalThis.injected = true";

describe("the verify page in use", { skip: noBrowser, timeout: 600_000 }, () => {
  let registered: RegisteredEndpoint;
  let host: Server;
  let browser: Browser;

  before(async () => {
    registered = await startRegisteredEndpoint();
    host = createServer((_, response) => void response.writeHead(200, { "content-type": "text/html" }).end(pageBytes));
    await new Promise<void>((resolve) => host.listen(0, "127.0.0.1", resolve));
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    host?.closeAllConnections();
    host?.close();
    await registered?.stop();
  });
  beforeEach(() => registered?.endpoint.reset());

  const pageUrl = () => `http://localhost:${(host.address() as AddressInfo).port}/verify.html`;
  const expectations = () => JSON.stringify(registered.endpoint.expectations);
  /** @returns A page at the time of the endpoint's documents. */
  const open = async (options: BrowserContextOptions = {}, search = "") => {
    const watched = await openWatched(browser, options);
    await watched.page.clock.setFixedTime(registered.endpoint.issuer.at * 1000);
    await watched.page.goto(`${pageUrl()}${search}`);
    return watched;
  };
  const verify = (page: Page) => verifyOn(page, registered.endpoint.url, expectations());
  const passes = async (page: Page, why: string) => {
    registered.endpoint.reset();
    const { accepted, failed } = await verify(page);
    assert.deepEqual({ accepted, failed }, { accepted: true, failed: [] }, why);
  };

  test("a stale document fails by its age alone", async () => {
    const { page } = await open();
    const { behaviour, issuer } = registered.endpoint;
    behaviour.fields = { timestamp: (issuer.at - 121) * 1000 };
    assert.deepEqual((await verify(page)).failed, ["age TOO_OLD"]);
    behaviour.fields = { timestamp: (issuer.at - 119) * 1000 };
    assert.deepEqual((await verify(page)).failed, [], "control: a second within");
    await page.context().close();
  });

  describe("an endpoint that attacks whoever looks", () => {
    const markup = `<img src=x onerror="${marker}"><script>${marker}</script>"><svg onload='${marker}'>`;

    test("markup in everything that it says stays text, and no element comes of it", async () => {
      const { page, complaints, requests } = await open();
      const { behaviour, configuration } = registered.endpoint;
      const hostile = JSON.parse(configuration) as {
        chains: { upstreams: { name: string }[] }[];
        alternativeOrigins: string[];
      };
      hostile.chains[0]!.upstreams[0]!.name = markup;
      hostile.alternativeOrigins = [markup];
      behaviour.evidence = {
        role: markup,
        configuration: canonicalJson(hostile),
        registry: { chainId: 1, pcrRegistry: markup, enclaveRegistry: markup },
      };
      behaviour.fields = { module_id: "i-0<script>x</script>-enc0" };
      behaviour.tamper = (answer) =>
        answer.body.includes('"result"')
          ? { ...answer, body: `{"jsonrpc":"2.0","id":1,"result":${JSON.stringify(markup)}}` }
          : answer;
      const { accepted } = await verify(page);
      assert.equal(accepted, false);
      const text = await page.innerText("main");
      assert.ok(
        text.includes("<img src=x onerror=") && text.includes("i-0<script>x</script>-enc0"),
        "it is shown, as text",
      );
      assert.equal(await page.evaluate(() => "injected" in globalThis), false);
      assert.equal(await page.locator("main img, main script, main iframe, main [onload], main [onerror]").count(), 0);
      assert.deepEqual(complaints, [], "nothing even tried");
      const hosts = new Set(requests.map((request) => new URL(request.split(" ")[1]!).origin));
      assert.deepEqual(
        [...hosts].sort(),
        [new URL(pageUrl()).origin, registered.endpoint.origin, new URL(registered.chainUrl).origin].sort(),
      );
      await passes(page, "control");
      await page.context().close();
    });

    test("letters that reorder, hide or pile up are shown for what they are", async () => {
      const { page } = await open();
      const { behaviour } = registered.endpoint;
      behaviour.evidence = {
        role: `relay\u202Edessap\u2066\u200B\u0007\u{E0041}${"e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301"}`,
      };
      await verify(page);
      const seen = await page.innerText("#check-expected-role .seen, #check-expected-role td:last-child");
      for (const shown of ["⟨U+202E⟩", "⟨U+2066⟩", "⟨U+200B⟩", "⟨U+0007⟩", "⟨U+E0041⟩"])
        assert.ok(seen.includes(shown), `${shown} in ${seen}`);
      const text = await page.evaluate(() => document.body.textContent ?? "");
      assert.doesNotMatch(text, /[\u202A-\u202E\u2066-\u2069\u200B]|\u0301{5}/);
      await page.context().close();
    });

    test("answers without an end and of any size are cut, and the page says so", async () => {
      const { page } = await open();
      const { behaviour } = registered.endpoint;
      const piece = "x".repeat(65_536);
      const endless = async (path: string) => {
        const server = createServer(async (request, response) => {
          const fields = {
            "access-control-allow-origin": "*",
            "access-control-allow-headers": "*",
            "content-type": "application/json",
          };
          if (request.method === "OPTIONS") return void response.writeHead(204, fields).end();
          if (!request.url?.startsWith(path)) {
            const answer = await fetch(new URL(request.url ?? "/", registered.endpoint.origin));
            return void response.writeHead(answer.status, fields).end(await answer.text());
          }
          response.writeHead(200, fields);
          pour(response, piece);
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/dev` };
      };
      for (const [path, failure] of [
        ["/attestation", "evidence EVIDENCE_UNAVAILABLE"],
        ["/dev", "proof NO_ANSWER"],
      ] as const) {
        const { server, url } = await endless(path);
        const { failed, accepted } = await verifyOn(page, url, expectations());
        assert.equal(accepted, false);
        assert.ok(failed.includes(failure), `${failure} in ${failed}`);
        assert.match(await page.innerText(`[data-code=${failure.split(" ")[1]}]`), /more than 2097152 bytes/);
        server.closeAllConnections();
        server.close();
      }
      behaviour.tamper = () => new Promise(() => {});
      const { failed } = await verify(page);
      assert.deepEqual(failed, ["evidence EVIDENCE_UNAVAILABLE"], "silence has an end, too");
      await passes(page, "control");
      await page.context().close();
    });

    test("an endless list of upstreams and a long name do not flood the page", async () => {
      const { page } = await open();
      const { behaviour, configuration } = registered.endpoint;
      const hostile = JSON.parse(configuration) as { chains: { upstreams: unknown[] }[]; alternativeOrigins: unknown };
      hostile.chains[0]!.upstreams = Array.from({ length: 3_000 }, (_, at) => ({
        name: `n${at}`,
        url: `http://node.example:${at + 1}/`,
      }));
      hostile.alternativeOrigins = ["y".repeat(200_000)];
      behaviour.evidence = { configuration: canonicalJson(hostile as never), role: "z".repeat(100_000) };
      await verify(page);
      const length = await page.evaluate(() => document.body.innerText.length);
      assert.ok(length < 60_000, `${length} characters`);
      await page.context().close();
    });
  });

  test("with the keyboard alone: from the first tab stop to the verdict and to the check that failed", async () => {
    const { page } = await open();
    const focused = () =>
      page.evaluate(
        () =>
          document.activeElement?.id ||
          (document.activeElement?.getAttribute("href") ?? document.activeElement?.tagName ?? ""),
      );
    const tabTo = async (id: string) => {
      for (let presses = 0; presses < 30; presses++) {
        await page.keyboard.press("Tab");
        if ((await focused()) === id) return;
      }
      throw new Error(`no way to #${id} by Tab; the focus is at ${await focused()}`);
    };
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "#endpoint", "first: a link past the head");
    await page.keyboard.press("Enter");
    await page.evaluate(() => document.getElementById("endpoint")?.focus());
    await page.keyboard.press("Control+A");
    await page.keyboard.type(registered.endpoint.url);
    await tabTo("mode-paste");
    await page.keyboard.press("ArrowRight");
    assert.equal(await page.isChecked("#mode-fields"), true, "arrows choose");
    assert.equal(await focused(), "mode-fields", "and the focus stays");
    await page.keyboard.press("ArrowLeft");
    await tabTo("expectations");
    const other = (_: string, first: string) => `"pcr16":"${first === "f" ? "0" : "f"}`;
    await page.keyboard.insertText(expectations().replace(/"pcr16":"(.)/, other));
    await page.keyboard.press("Shift+Tab");
    for (let presses = 0; presses < 6 && (await focused()) !== "verify"; presses++)
      await page.keyboard.press("Shift+Tab");
    assert.equal(await focused(), "verify");
    await page.keyboard.press("Enter");
    assert.deepEqual((await shownOn(page)).failed, ["expected-pcrs PCR_MISMATCH"]);
    await page.waitForFunction(() => document.activeElement?.id === "verdict-title");
    await page.keyboard.press("Tab");
    assert.equal(await focused(), "#check-expected-pcrs");
    await page.keyboard.press("Enter");
    assert.equal(new URL(page.url()).hash, "#check-expected-pcrs");
    assert.match((await page.textContent("#announcer")) ?? "", /^Done: \d+ checks passed, 1 failed\.$/);
    await page.focus("#language-ja");
    await page.keyboard.press("Space");
    assert.equal(await focused(), "language-ja", "the focus stays where the person is");
    assert.equal(await page.getAttribute("html", "lang"), "ja");
    await page.context().close();
  });

  test("axe-core finds nothing in either theme and language, before, after a pass, and after a failure", async () => {
    let looked = 0;
    for (const colorScheme of ["light", "dark"] as const)
      for (const lang of ["en", "ja"]) {
        const { page } = await open({ colorScheme, bypassCSP: true, reducedMotion: "reduce" }, `?lang=${lang}`);
        const look = async (when: string) => {
          await page.evaluate(axe.source);
          const violations = await page.evaluate(async () => {
            const { axe: tool } = globalThis as unknown as { axe: typeof axe };
            const found = await tool.run(document, { resultTypes: ["violations"] });
            return found.violations.map(
              ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`,
            );
          });
          looked++;
          assert.deepEqual(violations, [], `${colorScheme}, ${lang}, ${when}`);
        };
        await look("at first");
        await page.check("#mode-fields");
        await look("with fields");
        await passes(page, "control");
        await page.evaluate(() => {
          for (const details of document.querySelectorAll("details")) details.open = true;
        });
        await look("after a pass");
        registered.endpoint.behaviour.purpose = "register";
        assert.deepEqual((await verify(page)).failed, ["purpose PURPOSE_MISMATCH"]);
        await look("after a failure");
        await page.context().close();
      }
    assert.equal(looked, 16);
  });

  test("in Japanese nothing that the page says of a passing endpoint is left in English, unless it is marked so", async () => {
    const { page } = await open({ locale: "ja-JP" });
    await passes(page, "control");
    assert.match(await page.innerText("#verdict-title"), /すべての検査に合格しました/);
    const left = await page.evaluate(() => {
      const texts: string[] = [];
      const walker = document.createTreeWalker(document.querySelector(".page")!, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const parent = node.parentElement!;
        if (parent.closest("[lang=en], pre, code, textarea, option, .value.exact, .facts") !== null) continue;
        texts.push(node.textContent ?? "");
      }
      return texts.filter((text) => /(?:\b[a-z]{2,}\b[ ,]+){3}/i.test(text) && !/[\u3040-\u30ff]/.test(text));
    });
    assert.deepEqual(left, []);
    assert.equal(await page.locator("#checks th [lang=en]:not(cite)").count(), 0, "each title has its words");
    assert.deepEqual(await page.locator("#checks .value [lang=en]").allInnerTexts(), [], "each value of a pass, too");
    await page.context().close();
  });

  test("a wallet is asked for exactly this network, and its refusal is shown", async () => {
    const { page } = await open();
    await page.evaluate(() => {
      const asked: unknown[] = [];
      const provider = {
        request: async (call: unknown) => {
          asked.push(call);
          if (asked.length === 1) throw Object.assign(new Error("no"), { code: 4001 });
          return null;
        },
      };
      const detail = { info: { uuid: "1", name: "Acme<b>\u202E", icon: "data:,", rdns: "x" }, provider };
      Object.assign(globalThis, { asked });
      window.dispatchEvent(new CustomEvent("eip6963:announceProvider", { detail: Object.freeze(detail) }));
    });
    await passes(page, "control");
    const add = page.locator("#wallet button");
    assert.equal(await add.innerText(), "Add to Acme<b>⟨U+202E⟩");
    await page.fill("#wallet-name", "My chain");
    await add.click();
    await page.waitForFunction(() => document.querySelector("#wallet .said")?.textContent?.includes("4001"));
    await page.locator("#wallet button").click();
    await page.waitForFunction(
      () => document.querySelector("#wallet .said")?.textContent === "The wallet has taken it.",
    );
    const asked = await page.evaluate(() => (globalThis as unknown as { asked: unknown[] }).asked[1]);
    assert.deepEqual(asked, {
      method: "wallet_addEthereumChain",
      params: [
        {
          chainId: "0x7a69",
          chainName: "My chain",
          nativeCurrency: { name: "ETH", symbol: "ETH", decimals: 18 },
          rpcUrls: [registered.endpoint.url],
        },
      ],
    });
    await page.context().close();
  });

  test("report and evidence go home as files", async () => {
    const { page } = await open();
    await passes(page, "control");
    const saved = async (button: string) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.click(button)]);
      assert.match(download.suggestedFilename(), /^inkan-127\.0\.0\.1-\d+-\d{8}T\d{6}Z-[a-z]+\.json$/);
      return JSON.parse(readFileSync(await download.path(), "utf8")) as Record<string, unknown>;
    };
    const report = await saved("#download-report");
    assert.equal(report.passed, true);
    assert.ok((report.checks as unknown[]).length > 50);
    assert.equal(report.pageSha256, await page.textContent("#own-hash"));
    assert.equal((await saved("#download-evidence")).type, "aws-nitro-enclave");
    assert.equal((await saved("#download-configuration")).role, "relay");
    const bundle = JSON.stringify(await saved("#download-bundle"));
    const { checks } = await verifyEvidence(canonicalJson(JSON.parse(bundle)), registered.endpoint.expectations, {
      provider: httpProvider(registered.chainUrl),
    });
    const refused = checks.filter(({ outcome }) => outcome === "failed").map(({ id, code }) => `${id} ${code}`);
    // The test's documents are older than its chain; all else holds elsewhere, later.
    assert.deepEqual(refused, ["times TIMES_APART"]);
    assert.ok(checks.length > 50, `${checks.length}`);
    await page.context().close();
  });

  test("expectations by fields are the same; what is wrong with them is said, and nothing is sent", async () => {
    const { page, requests } = await open();
    const { role, origin, registry, pcr16, acceptedRoot } = registered.endpoint.expectations;
    await page.fill("#endpoint", registered.endpoint.url);
    await page.check("#mode-fields");
    await page.selectOption("#field-role", role);
    const fields = {
      origin,
      ...registry,
      pcr16: "12",
      rootName: acceptedRoot!.name,
      rootCertificate: acceptedRoot!.certificate,
    };
    for (const [name, value] of Object.entries(fields)) await page.fill(`#field-${name}`, String(value));
    await page.click("#verify");
    assert.match(await page.innerText("#form-fault"), /“pcr16” is missing, malformed or not known/);
    assert.equal(requests.length, 1, "the page itself");
    await page.fill("#field-pcr16", `0x${pcr16.toUpperCase()}`);
    await page.click("#verify");
    assert.deepEqual((await shownOn(page)).failed, []);
    await page.fill("#endpoint", "ftp://x");
    await page.click("#verify");
    assert.match(await page.innerText("#form-fault"), /Type an http or https URL/);
    await page.context().close();
  });
});

/** Writes for as long as somebody reads. */
function pour(response: ServerResponse, piece: string): void {
  const more = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", more).on("error", () => {});
  more();
}
