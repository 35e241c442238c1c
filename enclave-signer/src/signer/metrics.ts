// What the signer counts, as Prometheus text (exposition format 0.0.4), under Web3Signer's and op-signer's own names where they have one
// (docs/reference/metrics.md). No label holds a key or anything that a client sent: classes, codes and names of the configuration only.

import type { Route } from "./door/route.ts";
import { openDurations } from "./durations.ts";
import type { SigningObserved } from "./op-signer/op-signer.ts";
import { Refusal, type RefusalCode } from "./refusal.ts";
import type { Signer } from "./sign.ts";

/** What others know, asked when the text is. */
export type Gauges = {
  readonly keysLoaded: number;
  readonly waiting: number;
  readonly permitted: number;
  readonly prevented: number;
  readonly logRecords: number;
  readonly isStopped: boolean;
  readonly exclusivity: "none" | "once-only" | undefined;
  /** Machine minus hypervisor. */
  readonly clockOffsetMs: number;
};

export type SignerMetrics = {
  /** An answer at the clients' door. */
  answered(path: string, status: number): void;
  signedAsOpSigner(observed: SigningObserved): void;
  /** The signer, with each signature of a root timed from its request to its answer, and each refusal counted. */
  metered(signer: Signer): Signer;
  text(gauges: Gauges): string;
};

const signPath = "/api/v1/eth2/sign/";

export function openSignerMetrics(version: string, monotonicMs: () => number): SignerMetrics {
  const classes = new Map<string, number>();
  const refusals = new Map<string, number>();
  const asOpSigner = { transaction: new Map<string, number>(), blockpayload: new Map<string, number>() };
  const signing = openDurations();
  let [malformed, missing] = [0, 0];
  const add = (counts: Map<string, number>, labels: string) => counts.set(labels, (counts.get(labels) ?? 0) + 1);
  const refused = (code: RefusalCode) => add(refusals, `code="${code}"`);

  return {
    answered(path, status) {
      add(classes, `class="${Math.floor(status / 100)}xx"`);
      if (!path.startsWith(signPath)) return;
      if (status === 400) malformed++;
      if (status === 404) missing++;
    },
    signedAsOpSigner({ what, client, refused: code }) {
      const status = code === undefined ? "success" : "error";
      add(asOpSigner[what], `client="${client}",status="${status}",error="${code ?? ""}"`);
    },
    metered: (signer) => ({
      async signRoot(request) {
        const startedMs = monotonicMs();
        try {
          const signature = await signer.signRoot(request);
          signing.observe((monotonicMs() - startedMs) / 1000);
          return signature;
        } catch (thrown) {
          refused(thrown instanceof Refusal ? thrown.code : "INTERNAL");
          throw thrown;
        }
      },
      signDigest: (request) => signer.signDigest(request),
      get waiting() {
        return signer.waiting;
      },
    }),
    text: (gauges) =>
      [
        ...one("process_release", "gauge", "Version that runs.", 1, `version="inkan/${version}"`),
        ...one("signing_signers_loaded_count", "gauge", "Keys that are active.", gauges.keysLoaded),
        "# HELP signing_bls_signing_duration Seconds from a request to its verified signature, waiting included.",
        "# TYPE signing_bls_signing_duration summary",
        ...signing.samples("signing_bls_signing_duration"),
        ...one("signing_bls_missing_identifier_count_total", "counter", "Keys asked for that are not here.", missing),
        ...one("http_bls_malformed_request_count_total", "counter", "Sign requests answered with 400.", malformed),
        ...one(
          "eth2_slashingprotection_permitted_signings_total",
          "counter",
          "Blocks and attestations that protection allowed.",
          gauges.permitted,
        ),
        ...one(
          "eth2_slashingprotection_prevented_signings_total",
          "counter",
          "Blocks and attestations that protection refused.",
          gauges.prevented,
        ),
        ...family("signer_signtransaction_total", "Transactions, as op-signer counts.", asOpSigner.transaction),
        ...family("signer_signblockpayload_total", "Block payloads, as op-signer counts.", asOpSigner.blockpayload),
        ...family("inkan_signer_answers_total", "Answers at the clients' door, by class of status.", classes),
        ...family("inkan_signer_refusals_total", "Signatures that were refused, by code.", refusals),
        ...one("inkan_signer_signatures_waiting", "gauge", "Signatures that wait.", gauges.waiting),
        ...one("inkan_signer_window_log_records", "gauge", "Records of the window log.", gauges.logRecords),
        ...one("inkan_signer_stopped", "gauge", "1: the log ended signing; see the log.", gauges.isStopped ? 1 : 0),
        ...one(
          "inkan_signer_window_log_exclusive",
          "gauge",
          "0: the parent can put the log back.",
          gauges.exclusivity === "once-only" ? 1 : 0,
        ),
        ...one(
          "inkan_signer_system_clock_offset_seconds",
          "gauge",
          "The machine's clock minus the NSM's; nothing is signed past 2 either way.",
          gauges.clockOffsetMs / 1000,
        ),
        "",
      ].join("\n"),
  };
}

/** For a client with the operation `metrics`. */
export function metricsRoute(metrics: SignerMetrics, gauges: () => Gauges): Route {
  return {
    takes: (_method, path) => path === "/metrics",
    answer({ method, client }) {
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      if (!client.may("metrics")) throw new Refusal("CLIENT_NOT_PERMITTED");
      if (method !== "GET") throw new Refusal("METHOD_NOT_ALLOWED");
      return { status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8", body: metrics.text(gauges()) };
    },
  };
}

const head = (name: string, type: string, help: string) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];

function one(name: string, type: "gauge" | "counter", help: string, value: number, labels = ""): string[] {
  return [...head(name, type, help), `${name}${labels === "" ? "" : `{${labels}}`} ${value}`];
}

function family(name: string, help: string, counts: ReadonlyMap<string, number>): string[] {
  return [...head(name, "counter", help), ...[...counts].map(([labels, count]) => `${name}{${labels}} ${count}`)];
}
