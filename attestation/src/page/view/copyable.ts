// A value or command to be copied whole.
import { button, el } from "../dom.ts";
import type { View } from "../state.ts";

/** @param id Of the value, unique on the page; the button is described by it. */
export function copyable({ words, act }: View, id: string, label: string, text: string): HTMLElement {
  const value = el("code", { id, tabindex: 0, role: "textbox", "aria-readonly": "true", "aria-label": label }, text);
  const copy = button(
    { class: "copy", "aria-label": `${words.copy}: ${label}` },
    async () => {
      try {
        await navigator.clipboard.writeText(text);
        copy.textContent = words.copied;
        act.announce(words.copied);
      } catch {
        // Not allowed: then it is selected, for the keyboard.
        value.focus();
        getSelection()?.selectAllChildren(value);
      }
    },
    words.copy,
  );
  return el("div", { class: "copyable" }, el("span", { class: "label", "aria-hidden": "true" }, label), value, copy);
}
