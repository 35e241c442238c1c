// The page: its parts, in order, and which of them is shown anew when something changes.

import { type Expectations, ExpectationsError, readExpectations, type ServedChain } from "../verdict/index.ts";
import { el } from "./dom.ts";
import { endpointOf } from "./endpoint-url.ts";
import { expectationsText } from "./expectations.ts";
import { type Language, wordsOf } from "./language.ts";
import { askLive, callOf } from "./live-request.ts";
import type { Actions, State, View } from "./state.ts";
import { summaryOf } from "./summary.ts";
import { verifyEndpoint } from "./verification.ts";
import { addToWallet } from "./view/add-to-wallet.ts";
import { checks } from "./view/checks.ts";
import { downloads } from "./view/downloads.ts";
import { form } from "./view/form.ts";
import { footer, header } from "./view/header.ts";
import { live } from "./view/live.ts";
import { sees, unsaid } from "./view/sees.ts";
import { trust } from "./view/trust.ts";
import { verdict } from "./view/verdict.ts";
import type { Words } from "./words/en.ts";

/** @param now Unix seconds, of this machine's clock. */
export function openApp(state: State, body: HTMLElement, now: () => number): Actions {
  const page = el("div", { class: "page" });
  const announcer = el("p", { class: "visually-hidden", role: "status", "aria-live": "polite", id: "announcer" });
  const fetch = globalThis.fetch.bind(globalThis);
  const words = (): Words => wordsOf[state.language];
  const view = (): View => ({ state, words: words(), act });

  const show = () => {
    const focused = document.activeElement?.id;
    const open = new Map(
      [...page.querySelectorAll<HTMLDetailsElement>("details")].map((each, at) => [keyOf(each, at), each.open]),
    );
    document.documentElement.lang = state.language;
    document.title = words().documentTitle;
    page.replaceChildren(
      header(view()),
      el("main", {}, trust(view()), form(view()), ...results(view())),
      footer(view()),
    );
    for (const [at, each] of page.querySelectorAll<HTMLDetailsElement>("details").entries())
      each.open = open.get(keyOf(each, at)) ?? each.open;
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };

  const showTrust = () => {
    const open = page.querySelector<HTMLDetailsElement>("#trust-more")?.open ?? false;
    page.querySelector("#trust")?.replaceWith(trust(view()));
    const more = page.querySelector<HTMLDetailsElement>("#trust-more");
    if (more) more.open = open;
  };

  const act: Actions = {
    speak(language: Language) {
      state.language = language;
      show();
    },
    edit(change) {
      Object.assign(state, change);
      // A person is typing: no other part is made anew under their hands.
      if ("endpointText" in change || "ownHash" in change) showTrust();
    },
    change(change) {
      Object.assign(state, change);
      show();
    },
    announce(text) {
      announcer.textContent = text;
    },
    verify: () => void verify(),
    ask: () => void ask(),
  };

  async function verify(): Promise<void> {
    if (state.busy !== undefined) return;
    const url = endpointOf(state.endpointText);
    const expected = expectationsOf(state);
    state.fault =
      url === undefined
        ? (spoken) => ({ field: "endpoint", text: spoken.form.endpointInvalid })
        : "fault" in expected
          ? expected.fault
          : undefined;
    if (url === undefined || "fault" in expected || !state.isSecure) {
      show();
      document.getElementById(url === undefined ? "endpoint" : "expectations")?.focus();
      return;
    }
    act.change({
      busy: "verifying",
      verification: undefined,
      live: undefined,
      bundleSaid: undefined,
      walletSaid: undefined,
      walletChain: 0,
      walletName: "",
    });
    act.announce(words().progress.verifying);
    const { requestText } = state;
    const verification = await verifyEndpoint(url, expected.expectations, requestText, { fetch, now });
    const { exchange, evidence, checks } = verification.report;
    state.chainPath = exchange?.request.path ?? pathOf(url, verification.chains);
    if (evidence !== undefined && evidence.role !== "signer") {
      const proof = checks.filter(({ group }) => group === "proof");
      state.live = { url: new URL(state.chainPath, url), requestText, checks: proof, exchange };
    }
    act.change({ busy: undefined, verification });
    const { passed, failed } = summaryOf(verification, state.live);
    act.announce(words().progress.done(passed, failed.length));
    document.getElementById("verdict-title")?.focus();
  }

  async function ask(): Promise<void> {
    const { verification } = state;
    const evidence = verification?.report.evidence;
    if (state.busy !== undefined || verification === undefined || evidence === undefined) return;
    state.requestFault = callOf(state.requestText) === undefined;
    if (state.requestFault) return show();
    act.change({ busy: "asking" });
    act.announce(words().progress.live);
    state.live = await askLive(new URL(state.chainPath, verification.url), state.requestText, evidence, { fetch, now });
    act.change({ busy: undefined });
    const { passed, failed } = summaryOf(verification, state.live);
    act.announce(words().progress.done(passed, failed.length));
  }

  body.append(page, announcer);
  show();
  return act;
}

function results(view: View): HTMLElement[] {
  const { verification, busy } = view.state;
  if (busy === "verifying")
    return [el("section", { class: "card waiting" }, el("p", {}, view.words.progress.verifying))];
  if (verification === undefined) return [];
  const { evidence } = verification.report;
  return [
    verdict(view, verification),
    checks(view, verification),
    evidence === undefined || evidence.role === "signer" ? undefined : live(view, verification),
    evidence === undefined ? undefined : sees(view, verification),
    unsaid(view),
    addToWallet(view, verification),
    downloads(view, verification),
  ].filter((part) => part !== undefined);
}

const pathOf = (url: URL, [first]: readonly ServedChain[]) =>
  url.pathname === "/" && first !== undefined ? `/${first.name}` : url.pathname;

type Read = { readonly expectations: Expectations | undefined } | { readonly fault: NonNullable<State["fault"]> };

function expectationsOf({ mode, pasted, fields }: State): Read {
  if (mode === "nothing" || (mode === "paste" && pasted.trim() === "")) return { expectations: undefined };
  try {
    return { expectations: readExpectations(mode === "paste" ? pasted : expectationsText(fields)) };
  } catch (thrown) {
    const member = thrown instanceof ExpectationsError ? thrown.member?.slice(0, 80) : undefined;
    return {
      fault: ({ form: said }) => ({
        field: "expectations",
        text: said.expectationsInvalid(member === undefined ? said.notJson : said.memberInvalid(member)),
      }),
    };
  }
}

const keyOf = (details: HTMLDetailsElement, at: number) => details.dataset.group ?? (details.id || String(at));
