// A user who verifies in a browser: the same package, bundled for the page, gives the same report on every document as in Node.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import type { Report, Root } from "@inkan/attestation";
import { toHex, verifyDocument } from "@inkan/attestation";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { chromium } from "playwright-core";
import { fixturesSkip, readFixtures, timeOf } from "../harness/attestation-fixtures.ts";

const executablePath = "/usr/bin/chromium";
const all = readFixtures();
const skip = existsSync(executablePath) ? fixturesSkip : `no ${executablePath}: apt-get install chromium`;
if (skip) console.log(`SKIPPED: ${skip}`);

/** What a page is asked: plain JSON, since it goes through the browser's own protocol. */
type Question = { readonly document: string; readonly at: number; readonly root: string; readonly rootName: string };
type Answer = Pick<Report, "accepted" | "code" | "checks" | "root" | "debug">;
type PageAttestation = {
  fromHex(text: string): Uint8Array;
  verifyDocument(bytes: Uint8Array, options: { at: number; roots: Root[] }): Promise<Report>;
};

describe("attestation in a browser", { skip, timeout: 120_000 }, () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let script: string;

  before(async () => {
    // `platform: browser` makes esbuild fail on any Node built-in, and nothing is marked external.
    const { outputFiles } = await build({
      entryPoints: [join(import.meta.dirname, "../../attestation/src/index.ts")],
      bundle: true,
      platform: "browser",
      format: "esm",
      target: "es2022",
      write: false,
    });
    script = outputFiles[0]!.text;
    const html =
      '<!doctype html><title>attestation</title><script type="module">globalThis.attestation = await import("/index.js")</script>';
    server = createServer(({ url }, response) => {
      const isScript = url === "/index.js";
      response.writeHead(200, { "content-type": isScript ? "text/javascript" : "text/html; charset=utf-8" });
      response.end(isScript ? script : html);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    browser = await chromium.launch({
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    page = await browser.newPage();
    // Loopback is a secure context, which WebCrypto needs, as https is.
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "attestation" in globalThis);
  });

  after(async () => {
    await browser?.close();
    server?.close();
  });

  test("the bundle names no Node built-in", () => {
    const builtin = /["']node:[a-z_/]+["']|\bBuffer\.from\(|\brequire\(["'](?:crypto|fs|net|buffer)["']\)/;
    assert.match('import "node:fs"', builtin, "control: the pattern finds one");
    assert.doesNotMatch(script, builtin);
  });

  test("every fixture gets the report that it gets in Node", async () => {
    const questions: Question[] = all.map((fixture) => ({
      document: toHex(fixture.bytes),
      at: timeOf(fixture, all),
      root: toHex(fixture.root.der),
      rootName: fixture.root.name,
    }));
    const answers = await page.evaluate(async (asked: Question[]): Promise<Answer[]> => {
      const { fromHex, verifyDocument: verify } = (globalThis as unknown as { attestation: PageAttestation })
        .attestation;
      const reports: Answer[] = [];
      for (const { document, at, root, rootName } of asked) {
        const roots = [{ name: rootName, der: fromHex(root) }];
        const { accepted, code, checks, root: found, debug } = await verify(fromHex(document), { at, roots });
        reports.push({ accepted, code, checks, root: found, debug });
      }
      return reports;
    }, questions);

    const counts = { accepted: 0, refused: 0 };
    for (const [index, fixture] of all.entries()) {
      const here = await verifyDocument(fixture.bytes, { at: questions[index]!.at, roots: [fixture.root] });
      const { accepted, code, checks, root, debug } = here;
      assert.deepEqual(answers[index], { accepted, code, checks, root, debug }, fixture.name);
      counts[accepted ? "accepted" : "refused"]++;
    }
    console.log(
      `browser: ${counts.accepted} accepted, ${counts.refused} refused, each as in Node (chromium ${browser.version()})`,
    );
    assert.ok(counts.accepted > 0 && counts.refused > 0);
  });
});
