// The page: its parts, in order, and which of them is shown anew when something changes.
import { el } from "./dom.ts";
import { endpointOf } from "./endpoint-url.ts";
import { type Expectations, expectationsText, readExpectations } from "./expectations.ts";
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

  const act: Actions = {
    speak(language: Language) {
      state.language = language;
      show();
    },
    edit: (change) => void Object.assign(state, change),
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
          ? faultWords(expected)
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
      walletSaid: undefined,
      walletChain: 0,
      walletName: "",
    });
    act.announce(words().progress.evidence);
    const at = Math.floor(now());
    const verification = await verifyEndpoint(url, expected.expectations, { fetch, at });
    const named = verification.chains.find(({ name }) => `/${name}` === url.pathname) ?? verification.chains[0];
    state.chainPath = url.pathname !== "/" ? url.pathname : named === undefined ? "/" : `/${named.name}`;
    const { evidence } = verification;
    if (evidence !== undefined && evidence.role !== "signer") {
      // The checks stand there while the request is on its way.
      act.change({ verification });
      act.announce(words().progress.live);
      state.live = await askLive(new URL(state.chainPath, url), state.requestText, evidence.responseKey, {
        fetch,
        now,
      });
    }
    act.change({ busy: undefined, verification });
    const { passed, failed } = summaryOf(verification, state.live);
    act.announce(words().progress.done(passed, failed.length));
    document.getElementById("verdict-title")?.focus();
  }

  async function ask(): Promise<void> {
    const { verification } = state;
    if (state.busy !== undefined || verification?.evidence === undefined) return;
    state.requestFault = callOf(state.requestText) === undefined;
    if (state.requestFault) return show();
    act.change({ busy: "asking" });
    act.announce(words().progress.live);
    const url = new URL(state.chainPath, verification.url);
    state.live = await askLive(url, state.requestText, verification.evidence.responseKey, { fetch, now });
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
  if (verification === undefined) return busy === "verifying" ? [waiting(view)] : [];
  const { evidence } = verification;
  return [
    busy === "verifying" ? waiting(view) : verdict(view, verification),
    checks(view, verification),
    evidence === undefined || evidence.role === "signer" ? undefined : live(view, verification),
    evidence === undefined ? undefined : sees(view, verification),
    unsaid(view),
    addToWallet(view, verification),
    downloads(view, verification),
  ].filter((part) => part !== undefined);
}

const waiting = ({ words, state }: View) =>
  el(
    "section",
    { class: "card waiting" },
    el("p", {}, state.verification === undefined ? words.progress.evidence : words.progress.live),
  );

function expectationsOf(
  state: State,
):
  | { readonly expectations: Expectations | undefined }
  | Extract<ReturnType<typeof readExpectations>, { fault: string }> {
  if (state.mode === "nothing" || (state.mode === "paste" && state.pasted.trim() === ""))
    return { expectations: undefined };
  const read = readExpectations(state.mode === "paste" ? state.pasted : expectationsText(state.fields));
  return "fault" in read ? read : { expectations: read };
}

function faultWords(fault: Extract<ReturnType<typeof readExpectations>, { fault: string }>): State["fault"] {
  return ({ form: said }) => {
    const what = fault.fault === "not-json" ? said.notJson : said[fault.fault](fault.member.slice(0, 80));
    return { field: "expectations", text: said.expectationsInvalid(what) };
  };
}

const keyOf = (details: HTMLDetailsElement, at: number) => details.dataset.group ?? details.id ?? String(at);
