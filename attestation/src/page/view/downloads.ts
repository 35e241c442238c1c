// What a person takes away.
import { collectEvidence } from "../../bundle/index.ts";
import { button, el } from "../dom.ts";
import { fileName, offerFile } from "../download.ts";
import { reportJson } from "../report-file.ts";
import type { View } from "../state.ts";
import type { Verification } from "../verification.ts";

export function downloads({ state, words, act }: View, verification: Verification): HTMLElement {
  const said = words.downloads;
  const { url, report, expected, evidenceBytes } = verification;
  const { at, evidence } = report;
  const offer = (name: string, content: string | Uint8Array) =>
    offerFile(fileName(url, at, name), "application/json", content);
  const choice = (id: string, label: string, take: () => void) => button({ class: "secondary", id }, take, label);

  const bundle = async () => {
    if (expected === undefined) return;
    try {
      // The proof in it is of the answer that the page shows.
      offer(
        "bundle",
        await collectEvidence({ ...report, exchange: state.live?.exchange ?? report.exchange }, expected),
      );
      act.change({ bundleSaid: undefined });
    } catch {
      act.change({ bundleSaid: (spoken) => spoken.downloads.bundleFailed });
    }
  };
  return el(
    "section",
    { class: "card downloads", "aria-labelledby": "downloads-title" },
    el("h2", { id: "downloads-title" }, said.heading),
    el("p", {}, said.lead),
    el(
      "div",
      { class: "buttons" },
      choice("download-report", said.report, () =>
        offer("report", reportJson(verification, state.live, state.ownHash)),
      ),
      evidence && expected && choice("download-bundle", said.bundle, () => void bundle()),
      evidenceBytes && choice("download-evidence", said.evidence, () => offer("answer", evidenceBytes)),
      evidence &&
        choice("download-configuration", said.configuration, () => offer("configuration", evidence.configuration)),
      choice("print", said.print, () => print()),
    ),
    el("p", { role: "status", class: "said" }, state.bundleSaid?.(words) ?? ""),
  );
}
