// Takes the log of an enclave, which has no console, and puts its lines beside the gateway's own. `docs/protocol/log.md`.
import type { Socket } from "node:net";
import { type Address, type Listener, listen } from "@inkan/link";
import type { GatewayLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export type EnclaveLogTerms = {
  readonly address: Address;
  readonly enclave: "relay" | "signer";
  readonly limits: Pick<GatewayLimits, "logConnectionsMax" | "logLineBytesMax">;
  readonly metrics: Metrics;
  readonly log: Log;
};

/**
 * @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED`.
 *
 * @example
 * {"event":"enclave","enclave":"relay","said":{"event":"boot","stage":"locked","ms":12}}
 */
export function openEnclaveLog({ address, enclave, limits, metrics, log }: EnclaveLogTerms): Promise<Listener> {
  return listen(
    address,
    (socket) => {
      metrics.opened("log");
      socket.once("close", () => metrics.closed("log"));
      eachLine(socket, limits.logLineBytesMax, (line) => log({ event: "enclave", enclave, said: saidIn(line) }));
    },
    { connectionsMax: limits.logConnectionsMax },
  );
}

/** Without its line feed. A longer one ends the stream: the other side opens another. */
function eachLine(socket: Socket, bytesMax: number, take: (line: string) => void): void {
  let rest = "";
  socket.setEncoding("utf8");
  socket.on("error", () => {});
  socket.once("end", () => socket.end());
  socket.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line);
    if (Buffer.byteLength(rest) > bytesMax) socket.destroy();
  });
}

function saidIn(line: string): Readonly<Record<string, unknown>> {
  try {
    const said: unknown = JSON.parse(line);
    if (typeof said === "object" && said !== null && !Array.isArray(said)) return said as Record<string, unknown>;
  } catch {
    // No line of Inkan's enclave: shown as it is.
  }
  return { text: line };
}
