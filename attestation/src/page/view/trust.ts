// What to think of this page: who served it, which bytes it is, and how to do without it.
import { el } from "../dom.ts";
import { endpointOf, shellQuoted } from "../endpoint-url.ts";
import { infoIcon, warningIcon } from "../icons.ts";
import { shownText } from "../shown-text.ts";
import type { View } from "../state.ts";
import { copyable } from "./copyable.ts";

export function trust(view: View): HTMLElement {
  const { state, words } = view;
  const endpoint = endpointOf(state.endpointText);
  const { servedFrom } = state;
  const isOwn = servedFrom !== undefined && endpoint?.origin === servedFrom;
  const said = words.trust;
  const [title, text] = isOwn
    ? [said.ofEndpointTitle, said.ofEndpoint(servedFrom)]
    : servedFrom === undefined
      ? [said.fileTitle, said.file]
      : [said.elsewhereTitle, said.elsewhere(servedFrom)];
  const target = endpoint === undefined ? "URL" : shellQuoted(endpoint);
  return el(
    "section",
    {
      class: isOwn ? "trust warn" : "trust",
      id: "trust",
      "aria-labelledby": "trust-title",
      "data-served": isOwn ? "endpoint" : "elsewhere",
    },
    el("h2", { id: "trust-title" }, isOwn ? warningIcon() : infoIcon(), title),
    el("p", {}, shownText(text)),
    copyable(view, "own-hash", said.hash, state.ownHash ?? said.hashPending),
    copyable(view, "command-check", said.commandCheck, `npx inkan verify --expect expectations.json ${target}`),
    el(
      "details",
      { id: "trust-more" },
      el("summary", {}, said.more),
      el("p", {}, said.hashNote),
      servedFrom === undefined
        ? copyable(view, "command-hash", said.commandHash, "sha256sum verify.html")
        : copyable(view, "command-hash", said.commandHash, `curl -s '${servedFrom}${pagePath()}' | sha256sum`),
      copyable(view, "command-build", said.commandBuild, "npm run --silent build:verify-page -- --out /dev/null"),
    ),
  );
}

const pagePath = () => location.pathname.replaceAll("'", "%27");
