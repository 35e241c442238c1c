// The verify page in headless Chromium, as a person uses it: opens it, fills it in, reads what it shows.
import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const executablePath = "/usr/bin/chromium";
/** Why tests with a browser skip, or `false`. */
export const noBrowser = existsSync(executablePath)
  ? (false as const)
  : `no ${executablePath}: apt-get install chromium`;

/** @param extraArgs Such as a rule that leads an address elsewhere. */
export const launchBrowser = (...extraArgs: string[]): Promise<Browser> =>
  chromium.launch({
    executablePath,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
      ...["--disable-component-update", "--disable-sync", ...extraArgs],
    ],
  });

/** What a page did besides showing itself. */
export type Watched = {
  readonly page: Page;
  /** `METHOD origin/path` of each request, without queries. */
  readonly requests: string[];
  /** Errors of the console, among them each violation of the policy; uncaught exceptions. */
  readonly complaints: string[];
};

export async function openWatched(browser: Browser, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ locale: "en-US", ...options });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  context.on("request", (request) => {
    const { origin, pathname } = new URL(request.url());
    requests.push(`${request.method()} ${origin}${pathname}`);
  });
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  return { page, requests, complaints };
}

/** What the page shows in the end. */
export type Shown = {
  /** As the verdict's colour, icon and words say. */
  readonly accepted: boolean;
  readonly title: string;
  /** `id CODE` of each check that is shown as failed. */
  readonly failed: readonly string[];
  readonly passed: number;
};

/** @param expectations Contents of the file; `undefined` leaves what is there. */
export async function verifyOn(page: Page, endpoint: string, expectations?: string): Promise<Shown> {
  await page.fill("#endpoint", endpoint);
  if (expectations !== undefined) {
    await page.check("#mode-paste");
    await page.fill("#expectations", expectations);
  }
  // Of an earlier verification nothing may be taken for this one's.
  await page.evaluate(() => document.querySelector("#verdict")?.remove());
  await page.click("#verify");
  return shownOn(page);
}

/** Waits for the verdict that is on its way. */
export async function shownOn(page: Page): Promise<Shown> {
  await page.waitForFunction(() => document.querySelector("#verdict") !== null, undefined, { timeout: 60_000 });
  return page.evaluate(() => {
    const rows = [...document.querySelectorAll<HTMLElement>("#checks [data-check]")];
    const verdict = document.querySelector<HTMLElement>("#verdict");
    return {
      accepted: verdict?.dataset.accepted === "true" && verdict.classList.contains("passed"),
      title: document.querySelector("#verdict-title")?.textContent ?? "",
      failed: rows
        .filter(({ dataset }) => dataset.outcome === "failed")
        .map(({ dataset }) => `${dataset.check} ${dataset.code}`),
      passed: rows.filter(({ dataset }) => dataset.outcome === "passed").length,
    };
  });
}
