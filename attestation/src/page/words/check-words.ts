// A check in the page's language. English is what the verifier itself says.
import { refusalTable } from "../../errors.ts";
import { proofRefusalTable } from "../../proof/errors.ts";
import { registryErrorTable } from "../../registry-error.ts";
import { type VerdictCheck, verdictRefusalTable } from "../../verdict/index.ts";
import type { Language } from "../language.ts";
import { shownText } from "../shown-text.ts";
import { documentTitles, endpointTitles, proofTitles } from "./check-titles-ja.ts";
import { valueInJapanese } from "./check-values-ja.ts";
import { codesInJapanese } from "./codes-ja.ts";

/** `lang`: the language that `text` is in, where it is not the page's. */
export type CheckText = { readonly text: string; readonly lang: "en" | undefined };

const tables = [verdictRefusalTable, refusalTable, proofRefusalTable, registryErrorTable];
const own = (table: Readonly<Record<string, string | undefined>>, key: string) =>
  Object.hasOwn(table, key) ? table[key] : undefined;

export function checkTitle({ id, title }: VerdictCheck, language: Language): CheckText {
  if (language === "en") return { text: capital(title), lang: undefined };
  const found = id.startsWith("proof-")
    ? own(proofTitles, id.slice("proof-".length))
    : (own(documentTitles, id) ?? own(endpointTitles, id));
  return found === undefined ? { text: shownText(title), lang: "en" } : { text: found, lang: undefined };
}

/** What is required or was seen. Values have no language; prose that is not translated is marked as English. */
export function checkValue(text: string, language: Language): CheckText {
  const translated = language === "ja" ? valueInJapanese(text) : undefined;
  if (translated !== undefined) return { text: shownText(translated), lang: undefined };
  return { text: shownText(text), lang: language === "ja" && /[a-z]{2,} [a-z]{2,}/.test(text) ? "en" : undefined };
}

/** The sentence of a refusal's code; `undefined` where there is none, or the check has said as much. */
export function codeSentence({ code, seen }: VerdictCheck, language: Language): CheckText | undefined {
  if (code === undefined) return undefined;
  const english = tables.map((table) => own(table, code)).find((text) => text !== undefined);
  if (language === "ja") {
    const text = own(codesInJapanese, code);
    if (text !== undefined) return { text, lang: undefined };
  }
  if (english === undefined || english === seen) return undefined;
  return { text: english, lang: language === "ja" ? "en" : undefined };
}

const capital = (text: string) => (/^[a-z]+[_0-9]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1));
