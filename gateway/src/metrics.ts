// Counters by door and by what happened, as Prometheus text (exposition format 0.0.4). No label has a client's bytes in it.
import http from "node:http";
import type { AddressInfo } from "node:net";
import type { ErrorCode } from "@inkan/link";
import type { Door } from "./log.ts";
import type { Outcome } from "./registration/attempt.ts";
import type { EnclaveName } from "./registration/worker.ts";

export type Metrics = {
  /** An exchange that was answered with `status`. */
  answered(door: Door, status: number): void;
  refused(door: Door, code: ErrorCode): void;
  opened(door: Door): void;
  closed(door: Door): void;
  /** An enclave's registration on chain was looked at. */
  registration(enclave: EnclaveName, outcome: Outcome): void;
  text(): string;
};

export function openMetrics(): Metrics {
  const answers = new Map<string, number>();
  const refusals = new Map<string, number>();
  const open = new Map<string, number>();
  const registrations = new Map<string, number>();
  const valid = new Map<string, number>();
  const expiring = new Map<string, number>();
  const add = (counts: Map<string, number>, key: string, by: number) => counts.set(key, (counts.get(key) ?? 0) + by);
  return {
    answered: (door, status) => add(answers, statusLabels[door][Math.floor(status / 100)] ?? "", 1),
    refused: (door, code) => add(refusals, `door="${door}",code="${code}"`, 1),
    opened: (door) => add(open, `door="${door}"`, 1),
    closed: (door) => add(open, `door="${door}"`, -1),
    registration(enclave, outcome) {
      const word = outcome.kind === "failed" ? outcome.code : outcome.kind;
      add(registrations, `enclave="${enclave}",outcome="${word}"`, 1);
      if (outcome.kind === "failed") return;
      valid.set(`enclave="${enclave}"`, outcome.kind === "registered" || outcome.isValid ? 1 : 0);
      expiring.set(`enclave="${enclave}"`, outcome.expiresAt);
    },
    text: () =>
      [
        ...family("inkan_gateway_answers_total", "counter", "Exchanges answered, by class of status.", answers),
        ...family("inkan_gateway_refusals_total", "counter", "Requests and streams refused here, by error.", refusals),
        ...family("inkan_gateway_open_connections", "gauge", "Connections and streams open now.", open),
        ...family(
          "inkan_gateway_registrations_total",
          "counter",
          "Looks at an enclave's registration on chain, by outcome.",
          registrations,
        ),
        ...family(
          "inkan_gateway_registration_valid",
          "gauge",
          "Whether the registry had the enclave as valid when last asked.",
          valid,
        ),
        ...family(
          "inkan_gateway_registration_expires_seconds",
          "gauge",
          "Unix seconds at which the registration ends.",
          expiring,
        ),
        "# TYPE inkan_gateway_resident_bytes gauge",
        `inkan_gateway_resident_bytes ${process.memoryUsage.rss()}`,
        "",
      ].join("\n"),
  };
}

/** Label texts are made once: one is looked up per answer. */
const labelsOf = (door: Door) => [0, 1, 2, 3, 4, 5].map((digit) => `door="${door}",class="${digit}xx"`);
const statusLabels: Readonly<Record<Door, readonly string[]>> = {
  http: labelsOf("http"),
  websocket: labelsOf("websocket"),
  tls: labelsOf("tls"),
  egress: labelsOf("egress"),
  store: labelsOf("store"),
  approvals: labelsOf("approvals"),
  "signer-tls": labelsOf("signer-tls"),
  config: labelsOf("config"),
  log: labelsOf("log"),
};

function family(name: string, type: string, help: string, counts: ReadonlyMap<string, number>): string[] {
  const lines = [...counts].map(([labels, count]) => `${name}{${labels}} ${count}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}

/** Serves the text at `/metrics` of a loopback port of its own, away from the public doors. */
export async function serveMetrics(
  metrics: Metrics,
  port: number,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = http.createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    const found = request.method === "GET" && request.url === "/metrics";
    response.writeHead(found ? 200 : 404, { "content-type": "text/plain; version=0.0.4" });
    response.end(found ? metrics.text() : "");
  });
  server.maxConnections = 16;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
