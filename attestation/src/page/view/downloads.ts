// What a person takes away.
import { button, el } from "../dom.ts";
import { fileName, offerFile } from "../download.ts";
import { reportJson } from "../report-file.ts";
import type { View } from "../state.ts";
import type { Verification } from "../verification.ts";

export function downloads({ state, words }: View, verification: Verification): HTMLElement {
  const said = words.downloads;
  const { url, report, evidenceBytes } = verification;
  const { at, evidence } = report;
  const offer = (id: string, label: string, name: string, content: () => string | Uint8Array) =>
    button({ class: "secondary", id }, () => offerFile(fileName(url, at, name), "application/json", content()), label);
  return el(
    "section",
    { class: "card downloads", "aria-labelledby": "downloads-title" },
    el("h2", { id: "downloads-title" }, said.heading),
    el("p", {}, said.lead),
    el(
      "div",
      { class: "buttons" },
      offer("download-report", said.report, "report", () => reportJson(verification, state.live, state.ownHash)),
      evidenceBytes && offer("download-evidence", said.evidence, "evidence", () => evidenceBytes),
      evidence && offer("download-configuration", said.configuration, "configuration", () => evidence.configuration),
      button({ class: "secondary", id: "print" }, () => print(), said.print),
    ),
  );
}
