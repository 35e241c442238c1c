// Who saw what of the request, and what none of this says.
import { el } from "../dom.ts";
import { eyeIcon, unknownIcon } from "../icons.ts";
import type { View } from "../state.ts";
import { summaryOf } from "../summary.ts";
import type { Verification } from "../verification.ts";
import { doorKind, parties, sights, whoSeesWhat } from "../who-sees-what.ts";

export function sees({ state, words }: View, verification: Verification): HTMLElement {
  const said = words.sees;
  const { url, report } = verification;
  const door = doorKind(url, report.evidence?.frontDoor ?? "host");
  const { isAccepted } = summaryOf(verification, state.live);
  const seen = whoSeesWhat(door);
  return el(
    "section",
    { class: "card sees", id: "sees", "aria-labelledby": "sees-title", "data-door": door },
    el("h2", { id: "sees-title" }, said.heading),
    el("p", {}, isAccepted ? said.lead[door] : `${said.lead[door]} ${said.unbelieved}`),
    el(
      "div",
      { class: "scroll", tabindex: 0, role: "group", "aria-labelledby": "sees-title" },
      el(
        "table",
        { class: "sees-table" },
        el("caption", { class: "visually-hidden" }, said.heading),
        el(
          "thead",
          {},
          el(
            "tr",
            {},
            el("th", { scope: "col" }, said.who),
            sights.map((sight) => el("th", { scope: "col" }, said.what[sight])),
          ),
        ),
        el(
          "tbody",
          {},
          parties.map((party) =>
            el(
              "tr",
              {},
              el("th", { scope: "row" }, said.parties[party], el("span", { class: "rule" }, said.partyNotes[party])),
              sights.map((sight) => {
                const glance = seen[party][sight];
                return el(
                  "td",
                  { class: `glance-${glance}` },
                  el(
                    "span",
                    { class: "glance" },
                    glance === "no" ? unknownIcon() : eyeIcon(),
                    el("span", {}, said.glance[glance]),
                  ),
                );
              }),
            ),
          ),
        ),
      ),
    ),
  );
}

export const unsaid = ({ words }: View): HTMLElement =>
  el(
    "section",
    { class: "card unsaid", "aria-labelledby": "unsaid-title" },
    el("h2", { id: "unsaid-title" }, words.unsaid.heading),
    el(
      "ul",
      {},
      words.unsaid.items.map((item) => el("li", {}, item)),
    ),
  );
