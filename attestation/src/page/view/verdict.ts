// What it comes to, and what nobody may overlook.
import { type Child, el, linkTo } from "../dom.ts";
import { isoTime } from "../download.ts";
import { failIcon, passIcon, warningIcon } from "../icons.ts";
import { shownText } from "../shown-text.ts";
import type { View } from "../state.ts";
import { type Summary, summaryOf } from "../summary.ts";
import type { Verification } from "../verification.ts";
import { checkTitle } from "../words/check-words.ts";

/** So many of the failed checks are named at the top; all are below. */
const namedMax = 8;
const upstreamsShownMax = 4;

export function verdict(view: View, verification: Verification): HTMLElement {
  const { state, words } = view;
  const said = words.verdict;
  const summary = summaryOf(verification, state.live);
  const { isAccepted, failed, checks, notChecked, notPossible } = summary;
  const title = isAccepted
    ? notPossible > 0
      ? said.passedPartly
      : said.passed
    : said.failed(failed.length, checks.length);
  return el(
    "section",
    {
      class: `verdict ${isAccepted ? "passed" : "failed"}`,
      id: "verdict",
      "aria-labelledby": "verdict-title",
      "data-accepted": String(isAccepted),
    },
    el(
      "div",
      { class: "verdict-head" },
      el("span", { class: "stamp" }, isAccepted ? passIcon() : failIcon()),
      el(
        "div",
        {},
        el(
          "h2",
          { id: "verdict-title", tabindex: -1 },
          el("span", { class: "visually-hidden" }, `${said.heading}: `),
          title,
        ),
        el("p", {}, isAccepted ? said.passedNote(verification.url.origin) : said.failedNote),
        !isAccepted && notChecked > 0 ? el("p", {}, said.notChecked(notChecked)) : undefined,
      ),
    ),
    isAccepted ? undefined : failedList(view, summary),
    warnings(view, verification),
    facts(view, verification),
  );
}

function failedList({ state, words }: View, { failed }: Summary): Child {
  if (failed.length === 0) return undefined;
  return el(
    "div",
    { class: "failed-list" },
    el("h3", {}, words.verdict.first),
    el(
      "ul",
      {},
      failed.slice(0, namedMax).map((check) => {
        const { text, lang } = checkTitle(check, state.language);
        return el("li", {}, failIcon(), linkTo(`check-${check.id}`, el("span", { lang }, text)));
      }),
    ),
  );
}

function warnings({ words }: View, { report }: Verification): Child {
  const said = words.verdict;
  const found = report.warnings.map(({ code, text }) => words.warning[code] ?? shownText(text));
  if (found.length === 0) return undefined;
  return el(
    "div",
    { class: "warnings" },
    el("h3", {}, said.warnings),
    el(
      "ul",
      {},
      found.map((text) => el("li", {}, warningIcon(), el("span", {}, text))),
    ),
  );
}

function facts({ words }: View, { url, report, chains }: Verification): HTMLElement {
  const said = words.verdict;
  const { evidence, document } = report;
  const value = (text: string) => el("bdi", { class: "value" }, shownText(text, { charactersMax: 300 }));
  const upstreams = chains.flatMap((chain) =>
    chain.upstreams.map((upstream) => `${chain.name}: ${upstream.name} (${upstream.url.host})`),
  );
  const shown = upstreams.slice(0, upstreamsShownMax);
  const root = report.checks.find(({ id, passed }) => id === "root" && passed);
  const rows: (readonly [string, Child])[] = [
    [said.endpoint, value(url.href)],
    [said.checkedAt, value(isoTime(report.at))],
  ];
  if (document !== undefined) rows.push([said.documentAt, value(isoTime(Math.floor(document.timestampMs / 1000)))]);
  if (root !== undefined) rows.push([said.root, value(root.seen)]);
  if (evidence !== undefined) {
    rows.push([said.role, value(evidence.role)]);
    rows.push([said.door, said.doors[evidence.frontDoor]]);
  }
  if (shown.length > 0)
    rows.push([
      said.upstreams,
      [
        ...shown.map((text) => el("div", {}, value(text))),
        upstreams.length > shown.length ? el("div", {}, said.moreItems(upstreams.length - shown.length)) : undefined,
      ],
    ]);
  return el(
    "div",
    { class: "facts" },
    el("h3", { class: "visually-hidden" }, said.facts),
    el(
      "dl",
      {},
      rows.map(([term, what]) => el("div", {}, el("dt", {}, term), el("dd", {}, what))),
    ),
  );
}
