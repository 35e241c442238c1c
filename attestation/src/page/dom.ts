// Elements without markup: text goes in as text, and only these attributes go in at all.

type AttributeName =
  | "class"
  | "id"
  | "type"
  | "name"
  | "value"
  | "for"
  | "lang"
  | "dir"
  | "role"
  | "scope"
  | "title"
  | "rows"
  | "placeholder"
  | "autocomplete"
  | "autocapitalize"
  | "spellcheck"
  | "inputmode"
  | "open"
  | "checked"
  | "disabled"
  | "required"
  | "selected"
  | "readonly"
  | "accept"
  | "hidden"
  | "tabindex"
  | `aria-${string}`
  | `data-${string}`;
export type Attributes = { readonly [name in AttributeName]?: string | number | boolean | undefined };
export type Child = Node | string | undefined | readonly Child[];

/** @example el("p", { class: "hint" }, "Text, never markup: ", el("code", {}, seen)) */
export function el<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  setAll(element, attributes);
  add(element, children);
  return element;
}

/** The same with what happens on a click. */
export function button(attributes: Attributes, act: () => void, ...children: readonly Child[]): HTMLButtonElement {
  const element = el("button", { type: "button", ...attributes }, ...children);
  element.addEventListener("click", act);
  return element;
}

/** An in-page link. A link of its own kind, so that nothing else ever gets a target. */
export function linkTo(id: string, ...children: readonly Child[]): HTMLAnchorElement {
  const element = el("a", {}, ...children);
  element.setAttribute("href", `#${id}`);
  return element;
}

const svgNamespace = "http://www.w3.org/2000/svg";

/** A drawing of paths on a square of 24; decoration, so hidden from assistive technology. */
export function icon(name: string, ...paths: readonly string[]): SVGSVGElement {
  const drawing = document.createElementNS(svgNamespace, "svg");
  for (const [attribute, value] of [
    ["viewBox", "0 0 24 24"],
    ["class", `icon icon-${name}`],
    ["aria-hidden", "true"],
    ["focusable", "false"],
  ] as const)
    drawing.setAttribute(attribute, value);
  for (const path of paths) {
    const line = document.createElementNS(svgNamespace, "path");
    line.setAttribute("d", path);
    drawing.append(line);
  }
  return drawing;
}

function setAll(element: Element, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes))
    if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
}

function add(element: Element, children: readonly Child[]): void {
  for (const child of children)
    if (Array.isArray(child)) add(element, child);
    else if (child !== undefined) element.append(child as Node | string);
}
