// Which language the page speaks.
import { en, type Words } from "./words/en.ts";
import { ja } from "./words/ja.ts";

export type Language = "en" | "ja";
export const wordsOf: Readonly<Record<Language, Words>> = { en, ja };

/** `?lang=`, or the first of the browser's languages that the page speaks. Nothing is stored. */
export function firstLanguage(search: URLSearchParams, browser: readonly string[]): Language {
  const wanted = [search.get("lang") ?? "", ...browser].map((tag) => tag.toLowerCase().split("-", 1)[0]);
  return wanted.find((tag): tag is Language => tag === "en" || tag === "ja") ?? "en";
}
