// Every check: whether it holds, what was required, what was seen, and where the rule comes from.

import type { VerdictCheck } from "../../verdict/index.ts";
import { grouped } from "../check-groups.ts";
import { type Child, el } from "../dom.ts";
import { failIcon, passIcon, unknownIcon } from "../icons.ts";
import { pageLimits } from "../limits.ts";
import { shownText } from "../shown-text.ts";
import type { View } from "../state.ts";
import { summaryOf } from "../summary.ts";
import type { Verification } from "../verification.ts";
import { type CheckText, checkTitle, codeSentence } from "../words/check-words.ts";
import { shownValue } from "./check-value.ts";

export function checks(view: View, verification: Verification): HTMLElement {
  const { words, state } = view;
  const all = summaryOf(verification, state.live).checks.slice(0, pageLimits.checksMax);
  return el(
    "section",
    { class: "checks", id: "checks", "aria-labelledby": "checks-title" },
    el("h2", { id: "checks-title" }, words.check.heading),
    grouped(all).map(([name, found]) => {
      const asked = found.filter(({ outcome }) => outcome !== "not-asked");
      const passed = asked.filter(({ outcome }) => outcome === "passed").length;
      const holds = passed === asked.length;
      return el(
        "details",
        { class: `group ${holds ? "passed" : "failed"}`, id: `group-${name}`, open: true, "data-group": name },
        el(
          "summary",
          {},
          el("span", { class: "group-mark" }, holds ? passIcon() : failIcon()),
          el("h3", {}, words.groups[name]),
          el("span", { class: "count" }, `${words.outcome.passed}: ${words.check.count(passed, asked.length)}`),
        ),
        table(view, words.groups[name], found),
      );
    }),
  );
}

/** @param caption For whoever does not see which heading it stands under. */
function table(view: View, caption: string, found: readonly VerdictCheck[]): HTMLElement {
  const { words } = view;
  const columns = [words.check.status, words.check.check, words.check.required, words.check.seen];
  return el(
    "table",
    { class: "check-table" },
    el("caption", { class: "visually-hidden" }, caption),
    el(
      "thead",
      {},
      el(
        "tr",
        {},
        columns.map((column) => el("th", { scope: "col" }, column)),
      ),
    ),
    el(
      "tbody",
      {},
      found.map((check) => row(view, check)),
    ),
  );
}

function row({ state, words }: View, check: VerdictCheck): HTMLElement {
  const { language } = state;
  const { id, outcome, required, seen, source, code } = check;
  const sentence = outcome === "failed" ? codeSentence(check, language) : undefined;
  return el(
    "tr",
    { id: `check-${id}`, class: outcome, "data-check": id, "data-outcome": outcome, "data-code": code },
    el("td", { class: "status" }, outcomeIcon(outcome), el("span", {}, words.outcome[outcome])),
    el(
      "th",
      { scope: "row" },
      text(checkTitle(check, language)),
      sentence && el("span", { class: "why" }, text(sentence)),
      el(
        "span",
        { class: "rule" },
        `${words.check.source}: `,
        el("cite", { lang: language === "en" ? undefined : "en" }, shownText(source)),
      ),
    ),
    el("td", {}, narrowLabel(words.check.required), shownValue(check, required, language)),
    el("td", {}, narrowLabel(words.check.seen), shownValue(check, seen, language)),
  );
}

/** Where the table is shown as a list, the column's name goes before the value. */
const narrowLabel = (label: string) => el("span", { class: "narrow-label", "aria-hidden": "true" }, label);

const text = ({ text: shown, lang }: CheckText): Child => (lang === undefined ? shown : el("span", { lang }, shown));

const outcomeIcon = (outcome: VerdictCheck["outcome"]) =>
  outcome === "passed" ? passIcon() : outcome === "failed" ? failIcon() : unknownIcon();
