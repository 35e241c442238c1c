// Keep-alive connections to the relay's HTTP. One request per connection at a time, and none is ever sent a second time: a request whose
// connection died after its first byte left is answered with `ENCLAVE_LOST`, outcome unknown.
//
// The relay serves what is no plain call by a slower way, and the connection on which it came from then on. Such a request is the last on its
// connection: kept alive, each health check would slow one more down for good.
import { type Address, asInkanError, backoffMs, connect, InkanError, linkLimits, openHttpClient } from "@inkan/link";
import type { GatewayLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { ClientEnd } from "./client-end.ts";
import { Exchange } from "./exchange.ts";

export type RelayRequest = {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Names and values in turn. */
  readonly fields: readonly string[];
  readonly body: Buffer | undefined;
};

export type RelayPool = {
  /**
   * Sends the request and lets the relay's answer go to `client`, or hands the refusal to `refuse`, exactly one of both.
   *
   * @param refuse Gets `OVERLOADED`, `ENCLAVE_UNAVAILABLE` (both: nothing was sent), `ENCLAVE_LOST`, `ENCLAVE_TIMEOUT`.
   */
  send(request: RelayRequest, client: ClientEnd, refuse: (error: InkanError) => void): void;
  close(): Promise<void>;
};

export type RelayPoolTerms = {
  readonly address: Address;
  readonly limits: GatewayLimits;
  /** Longest wait for an answer's head, and between two pieces. */
  readonly answerDeadlineMs: number;
  readonly log: Log;
};

export function openRelayPool({ address, limits, answerDeadlineMs, log }: RelayPoolTerms): RelayPool {
  const client = openHttpClient({
    dial: dialer(address, limits, log),
    connectionsMax: limits.relayConnectionsMax,
    idleMs: limits.relayKeepAliveMs,
    answerMs: answerDeadlineMs,
    checkMs: Math.ceil(Math.min(limits.relayKeepAliveMs, answerDeadlineMs) / checksPerDeadline),
    headBytesMax: limits.answerHeadBytesMax,
    fieldsMax: limits.answerFieldsMax,
  });
  let exchanges = 0;
  const over = () => {
    exchanges--;
  };
  return {
    send({ method, path, fields, body }, end, refuse) {
      if (exchanges >= limits.relayExchangesMax) return refuse(new InkanError("OVERLOADED"));
      exchanges++;
      let head = `${method} ${path} HTTP/1.1\r\n`;
      for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`;
      if (method !== "POST" || (body?.length ?? 0) > limits.oneReadBytesMax) head += "connection: close\r\n";
      client.send(new Exchange({ head, body }, end, limits.relayQueueDeadlineMs, refuse, over));
    },
    close: async () => client.close(),
  };
}

const checksPerDeadline = 8;

/**
 * Opens connections; after a failure none is tried for a pause that grows to `backoffMaxMs`, and requests fail at once meanwhile. So a dead
 * relay costs nothing, and one that came back is used again within that pause.
 */
function dialer(address: Address, limits: GatewayLimits, log: Log) {
  let failures = 0;
  let notBeforeMs = 0;
  return async () => {
    if (performance.now() < notBeforeMs) throw new InkanError("ENCLAVE_UNAVAILABLE");
    try {
      const socket = await connect(address, { deadlineMs: limits.relayConnectDeadlineMs });
      if (failures > 0) log({ event: "relay-reachable", afterAttempts: failures });
      failures = 0;
      return socket;
    } catch (thrown) {
      // Of attempts that were under way together, one counts.
      if (performance.now() >= notBeforeMs) {
        if (failures === 0) log({ event: "relay-unreachable", code: asInkanError(thrown).code });
        notBeforeMs = performance.now() + backoffMs(failures++, Math.random);
      }
      throw new InkanError("ENCLAVE_UNAVAILABLE", undefined, { cause: thrown });
    }
  };
}

if (linkLimits.backoffMaxMs >= 2_000) throw new RangeError("a relay that returned must be used again within 2 s");
