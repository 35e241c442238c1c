// The page's head: its mark, its name, and the two languages.
import { button, el, linkTo } from "../dom.ts";
import { sealIcon } from "../icons.ts";
import { type Language, wordsOf } from "../language.ts";
import type { View } from "../state.ts";

export function header({ state, words, act }: View): HTMLElement {
  const languages = (Object.keys(wordsOf) as Language[]).map((language) =>
    button(
      {
        class: "language",
        id: `language-${language}`,
        lang: language,
        "aria-pressed": String(language === state.language),
      },
      () => act.speak(language),
      wordsOf[language].languageName,
    ),
  );
  return el(
    "header",
    { class: "top" },
    el("div", { class: "skip" }, linkTo("endpoint", words.skip)),
    el(
      "div",
      { class: "bar" },
      el("p", { class: "brand" }, el("span", { class: "mark" }, sealIcon()), el("span", { lang: "en" }, "Inkan")),
      el("div", { class: "languages", role: "group", "aria-label": words.chooseLanguage }, languages),
    ),
    el("h1", {}, words.title),
    el("p", { class: "lead" }, words.lead),
  );
}

export const footer = ({ words }: View): HTMLElement => el("footer", { class: "foot" }, el("p", {}, words.footer));
