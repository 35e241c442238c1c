// A request as it went through: what the wallet sent, what left for the upstream, what came back, and whether that is proven.

import type { ServedChain } from "../../verdict/index.ts";
import { button, type Child, el, linkTo } from "../dom.ts";
import { isoTime } from "../download.ts";
import { exampleRequests } from "../example-requests.ts";
import { arrowIcon, failIcon, passIcon, warningIcon } from "../icons.ts";
import { type LiveAnswer, rebuiltFor } from "../live-request.ts";
import { shownText } from "../shown-text.ts";
import type { View } from "../state.ts";
import { summaryOf } from "../summary.ts";
import type { Verification } from "../verification.ts";
import { labelled } from "./form.ts";

export function live(view: View, verification: Verification): HTMLElement {
  const { state, words } = view;
  const said = words.live;
  return el(
    "section",
    { class: "card live", id: "live", "aria-labelledby": "live-title" },
    el("h2", { id: "live-title" }, said.heading),
    el("p", {}, said.lead),
    asking(view, verification.chains),
    state.live === undefined
      ? undefined
      : el(
          "div",
          { class: "way" },
          sent(view, state.live),
          arrow(),
          left(view, state.live, verification),
          arrow(),
          came(view, state.live, verification),
        ),
    state.live?.exchange && el("p", { class: "proof-link" }, linkTo("group-proof", said.proofChecks)),
  );
}

function asking({ state, words, act }: View, chains: readonly ServedChain[]): HTMLElement {
  const said = words.live;
  const text = el("textarea", {
    id: "request",
    rows: 4,
    spellcheck: "false",
    autocomplete: "off",
    ...(state.requestFault && { "aria-invalid": "true", "aria-errormessage": "request-fault" }),
  });
  text.value = state.requestText;
  text.addEventListener("input", () => act.edit({ requestText: text.value }));
  const examples = el(
    "select",
    { id: "example" },
    Object.keys(exampleRequests).map((name) =>
      el(
        "option",
        { value: name, selected: exampleRequests[name as keyof typeof exampleRequests] === state.requestText },
        said.example[name as keyof typeof exampleRequests],
      ),
    ),
  );
  examples.addEventListener("change", () => {
    text.value = exampleRequests[examples.value as keyof typeof exampleRequests];
    act.edit({ requestText: text.value });
  });
  const path = el(
    "select",
    { id: "chain-path" },
    chains.map(({ name }) => el("option", { value: `/${name}`, selected: `/${name}` === state.chainPath }, `/${name}`)),
  );
  path.addEventListener("change", () => act.edit({ chainPath: path.value }));
  return el(
    "div",
    { class: "asking" },
    el(
      "div",
      { class: "choices" },
      labelled(said.examples, undefined, examples),
      chains.length > 1 ? labelled(said.path, undefined, path) : undefined,
    ),
    labelled(said.request, undefined, text),
    el("p", { class: "fault", id: "request-fault", role: "alert" }, state.requestFault ? said.notJson : ""),
    button(
      { class: "secondary", id: "ask", "aria-disabled": state.busy !== undefined },
      act.ask,
      state.busy === "asking" ? said.sending : said.send,
    ),
  );
}

const step = (className: string, title: string, ...content: Child[]) =>
  el("div", { class: `step ${className}` }, el("h3", {}, title), content);
const arrow = () => el("span", { class: "step-arrow" }, arrowIcon());
const block = (label: string, text: string, charactersMax = 4_000) =>
  el(
    "pre",
    { class: "wire", tabindex: 0, role: "group", "aria-label": label },
    shownText(text, { charactersMax, keepLines: true }),
  );

function sent({ words }: View, { url, requestText, exchange }: LiveAnswer): HTMLElement {
  const said = words.live;
  const head = [
    `POST ${url.pathname} HTTP/1.1`,
    `host: ${url.host}`,
    `user-agent: ${navigator.userAgent}`,
    `accept-language: ${navigator.languages.slice(0, 4).join(", ")}`,
    location.origin === url.origin ? undefined : `origin: ${location.origin}`,
    exchange && `accept-signature: inkan=(…);nonce="${exchange.request.nonce}"`,
    "content-type: application/json",
  ];
  return step(
    "sent",
    said.sent,
    el("p", { class: "tag" }, said.yourAddress, " ", el("span", { class: "hint" }, said.yourAddressNote)),
    block(said.sent, `${head.filter((line) => line !== undefined).join("\n")}\n\n${requestText}`),
  );
}

function left({ words }: View, answer: LiveAnswer, verification: Verification): HTMLElement {
  const said = words.live;
  const { chains } = verification;
  const context = answer.exchange?.proof.context;
  const asked = chains.find(({ name, chainId }) => [`/${name}`, `/${chainId}`].includes(answer.url.pathname));
  const upstreams = (asked ?? (chains.length === 1 ? chains[0] : undefined))?.upstreams ?? [];
  const [first] = upstreams;
  const say = (text: string) => step("left", said.left, el("p", {}, text));
  if (context === undefined) return say(said.leftUnknown);
  if (context.source === "local") return say(said.leftNothing);
  if (context.source === "cache") return say(said.leftNothingNow(context.ageSeconds));
  const rebuilt = first === undefined ? undefined : rebuiltFor(answer.requestText, first.url);
  if (first === undefined || rebuilt === undefined) return say(said.leftUnknown);
  if ("refused" in rebuilt) return say(said.leftRefused);
  return step(
    "left",
    said.left,
    el(
      "p",
      { class: "tag" },
      upstreams.length === 1
        ? said.leftOne(shownText(first.name, { charactersMax: 64 }))
        : said.leftSome(upstreams.length),
    ),
    block(said.left, `${rebuilt.head}\n\n${rebuilt.body}`),
    el("p", { class: "hint" }, said.leftHidden),
    summaryOf(verification, answer).isAccepted ? undefined : caution(said.leftUnbelieved),
  );
}

function came(view: View, answer: LiveAnswer, verification: Verification): HTMLElement {
  const { words } = view;
  const said = words.live;
  if (answer.exchange === undefined) {
    const why = answer.checks.map(({ code, seen }) => `${code}: ${seen}`).join("\n");
    return step("came failed", said.came, mark(false, said.noAnswer), block(said.came, why, 400));
  }
  const { proof: report, answer: received } = answer.exchange;
  const { status, body } = received;
  const believed = summaryOf(verification, answer).isAccepted;
  const { context } = report;
  const facts: [string, string][] = [[said.status, String(status)]];
  if (context !== undefined) {
    facts.push([said.source, said.sources[context.source]], [said.level, context.level]);
    if (context.block !== undefined) facts.push([said.block, String(context.block)]);
  }
  if (report.created !== undefined) facts.push([said.signedAt, isoTime(report.created)]);
  return step(
    `came ${report.accepted ? "passed" : "failed"}`,
    said.came,
    mark(report.accepted, report.accepted ? said.proofHolds : `${said.proofFails} (${report.code ?? ""})`),
    report.accepted && !believed ? caution(said.proofUntrusted) : undefined,
    block(said.came, new TextDecoder().decode(body.subarray(0, 8_192))),
    el(
      "dl",
      { class: "small-facts" },
      facts.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))),
    ),
  );
}

const caution = (text: string) => el("p", { class: "caution" }, warningIcon(), el("span", {}, text));
const mark = (passed: boolean, text: string) =>
  el(
    "p",
    { class: `mark ${passed ? "passed" : "failed"}`, "data-proof": passed ? "passed" : "failed" },
    passed ? passIcon() : failIcon(),
    el("span", {}, text),
  );
