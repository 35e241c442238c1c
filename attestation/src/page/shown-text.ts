// Text from an endpoint, made fit to be shown: bounded, and with nothing in it that could pass for the page's own words or reorder them.

/** Characters of one value on the page; the whole is in the downloads. */
export const shownCharactersMax = 2_000;
/** Marks that one character may carry: more of them would paint over the lines above and below. */
const marksMax = 4;

/** Controls, format characters (bidirectional overrides, zero-width ones, tags), line and paragraph separators, lone surrogates, private use. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu;
const piled = new RegExp(`(\\p{M}{${marksMax}})\\p{M}+`, "gu");

/**
 * `text` with each character that would not show written as its code point, and cut to a length.
 *
 * @param keepLines Line feeds and tabs stay: for blocks of text.
 *
 * @example
 * shownText("ok\u202eko"); // "ok⟨U+202E⟩ko"
 */
export function shownText(text: string, { charactersMax = shownCharactersMax, keepLines = false } = {}): string {
  // Cut first: what comes after is never read.
  const cut = text.slice(0, charactersMax);
  const shown = cut
    .replace(piled, "$1")
    .replace(invisible, (character) => (keepLines && /[\n\t]/.test(character) ? character : codePoint(character)));
  const left = text.length - cut.length;
  return left > 0 ? `${shown}… (+${left})` : shown;
}

const codePoint = (character: string) =>
  `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
