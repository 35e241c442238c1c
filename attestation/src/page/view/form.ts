// What to verify, and what to expect of it.
import { button, type Child, el } from "../dom.ts";
import { fieldNames } from "../expectations.ts";
import { pageLimits } from "../limits.ts";
import type { ExpectationsMode, View } from "../state.ts";

const plain = { autocomplete: "off", autocapitalize: "off", spellcheck: "false" };

export function form(view: View): HTMLElement {
  const { state, words, act } = view;
  const said = words.form;
  const fault = state.fault?.(words);
  const endpoint = el("input", {
    ...{ id: "endpoint", type: "text", inputmode: "url", required: true, ...plain },
    ...{ value: state.endpointText, "aria-describedby": "endpoint-hint", placeholder: "https://rpc.example/eth" },
    ...(fault?.field === "endpoint" && { "aria-invalid": "true", "aria-errormessage": "form-fault" }),
  });
  endpoint.addEventListener("input", () => act.edit({ endpointText: endpoint.value }));

  const made = el(
    "form",
    { class: "card form", id: "form" },
    el(
      "div",
      { class: "endpoint-row" },
      labelled(said.endpoint, said.endpointHint, endpoint),
      el(
        "button",
        { type: "submit", class: "primary", id: "verify", "aria-disabled": state.busy === "verifying" },
        state.busy === "verifying" ? said.verifying : said.verify,
      ),
    ),
    el(
      "fieldset",
      {},
      el("legend", {}, said.expectations),
      el("p", { class: "hint", id: "expectations-hint" }, said.expectationsHint),
      el(
        "div",
        { class: "modes" },
        (["paste", "fields", "nothing"] as const).map((mode) => modeChoice(view, mode)),
      ),
      expectations(view),
    ),
    el("p", { class: "fault", id: "form-fault", role: "alert" }, fault?.text ?? ""),
    state.isSecure ? undefined : el("p", { class: "fault", role: "alert" }, words.insecure),
  );
  made.noValidate = true;
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    act.verify();
  });
  return made;
}

function modeChoice({ state, words, act }: View, mode: ExpectationsMode): HTMLElement {
  const id = `mode-${mode}`;
  const input = el("input", { type: "radio", name: "mode", id, value: mode, checked: state.mode === mode });
  input.addEventListener("change", () => act.change({ mode }));
  return el("div", { class: "mode" }, input, el("label", { for: id }, words.form[mode]));
}

function expectations(view: View): HTMLElement {
  const { state, words } = view;
  const fault = state.fault?.(words);
  if (state.mode === "nothing") return el("p", { class: "note" }, words.form.nothingNote);
  return state.mode === "paste" ? pasted(view, fault?.field === "expectations") : fields(view);
}

function pasted({ state, words, act }: View, isInvalid: boolean): HTMLElement {
  const said = words.form;
  const text = el("textarea", {
    ...{ id: "expectations", rows: 7, ...plain, "aria-describedby": "expectations-hint" },
    ...(isInvalid && { "aria-invalid": "true", "aria-errormessage": "form-fault" }),
  });
  text.value = state.pasted;
  text.addEventListener("input", () => act.edit({ pasted: text.value }));
  const file = el("input", {
    type: "file",
    id: "expectations-file",
    class: "visually-hidden",
    accept: ".json,application/json",
    tabindex: -1,
    "aria-hidden": "true",
  });
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (chosen === undefined) return;
    const content = await chosen.slice(0, pageLimits.expectationsFileBytesMax).text();
    text.value = content;
    act.edit({ pasted: content });
  });
  return el(
    "div",
    { class: "pasted" },
    labelled(said.pasteLabel, said.pasteHint, text),
    file,
    button({ class: "quiet", id: "choose-file" }, () => file.click(), said.chooseFile),
  );
}

function fields({ state, words, act }: View): HTMLElement {
  const said = words.form;
  const hints: Partial<Record<(typeof fieldNames)[number], string>> = {
    ...{
      origin: said.originHint,
      operator: said.operatorHint,
      rpcUrl: said.rpcUrlHint,
      pcr16: said.pcr16Hint,
      rootName: said.rootNameHint,
    },
  };
  return el(
    "div",
    { class: "fields" },
    fieldNames.map((name) => {
      const input =
        name === "rootCertificate"
          ? el("textarea", { id: `field-${name}`, rows: 3, ...plain })
          : name === "role"
            ? roleChoice()
            : el("input", { id: `field-${name}`, type: "text", ...plain });
      input.value = state.fields[name];
      input.addEventListener("input", () => act.edit({ fields: { ...state.fields, [name]: input.value } }));
      return el("div", { class: `field field-${name}` }, labelled(said[name], hints[name], input));
    }),
  );
}

const roleChoice = () =>
  el(
    "select",
    { id: "field-role" },
    ["relay", "signer"].map((role) => el("option", { value: role }, role)),
  );

/** A control with its label and what describes it. */
export function labelled(label: string, hint: string | undefined, control: HTMLElement): Child {
  if (hint !== undefined) control.setAttribute("aria-describedby", `${control.id}-hint`);
  return el(
    "div",
    { class: "labelled" },
    el("label", { for: control.id }, label),
    control,
    hint === undefined ? undefined : el("p", { class: "hint", id: `${control.id}-hint` }, hint),
  );
}
