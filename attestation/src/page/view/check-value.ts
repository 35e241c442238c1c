// A value of a check as a person reads it: times as times, digits in a face for digits.

import type { VerdictCheck } from "../../verdict/index.ts";
import { el } from "../dom.ts";
import { isoTime } from "../download.ts";
import type { Language } from "../language.ts";
import { checkValue } from "../words/check-words.ts";

/** Checks whose long numbers are times: Unix seconds, or milliseconds. */
const timed = new Set(["not-from-future", "age", "timestamp", "validity", "proof-created", "proof-expires"]);
const time = /\b(\d{13})(?: ms| ミリ秒)?\b|\b(\d{10})\b/g;

/** @param text `required` or `seen`. */
export function shownValue({ id }: VerdictCheck, text: string, language: Language): HTMLElement {
  const { text: said, lang } = checkValue(text, language);
  const shown = timed.has(id)
    ? said.replace(time, (_, ms: string, s: string) =>
        isoTime(ms === undefined ? Number(s) : Math.floor(Number(ms) / 1000)),
      )
    : said;
  return el(
    "bdi",
    { class: isProse(shown) ? "value" : "value exact" },
    lang === undefined ? shown : el("span", { lang }, shown),
  );
}

const isProse = (text: string) =>
  /[\p{L}]{2,} [\p{L}]{2,}|[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text);
