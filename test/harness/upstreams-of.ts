// The relay's way upstream alone: no boot, no front door. For tests of what an upstream or the parent can do to it.
import { randomBytes } from "node:crypto";
import { canonicalJson, type JsonValue } from "@inkan/attestation";
import { configSchema, type RelayConfig } from "../../enclave-signer/src/enclave/config.ts";
import type { LogEvent } from "../../enclave-signer/src/enclave/log.ts";
import type { Call, CallBudget } from "../../enclave-signer/src/relay/call.ts";
import { openUpstreams, type Upstreams } from "../../enclave-signer/src/relay/upstream/upstreams.ts";
import { type ParentEgress, startParentEgress } from "./parent-egress.ts";

type Configured = { readonly url: string; readonly roots?: readonly string[]; readonly pins?: readonly string[] };

export type OpenedUpstreams = Upstreams & {
  readonly egress: ParentEgress;
  readonly events: readonly LogEvent[];
  /** One call with a budget of its own. */
  ask(method: string, params?: JsonValue[], deadlineMs?: number): ReturnType<Upstreams["call"]>;
  /** As {@link ask}, the result's or error's text. */
  text(method: string, params?: JsonValue[], deadlineMs?: number): Promise<string>;
};

export async function openUpstreamsOf(
  upstreams: readonly Configured[],
  {
    chainId = 31337,
    blockTimeMs = 1_000,
    limits = {} as Partial<RelayConfig["limits"]>,
    route = undefined as ((host: string, port: number) => number | undefined) | undefined,
  } = {},
): Promise<OpenedUpstreams> {
  const config = configSchema.parse({
    version: 1,
    role: "relay",
    origin: "http://127.0.0.1:8545",
    registry: { chainId: 31337, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
    operator: `0x${"22".repeat(20)}`,
    frontDoors: ["host"],
    limits,
    chains: [
      {
        name: "dev",
        chainId,
        blockTimeMs,
        upstreams: upstreams.map((upstream, at) => ({ name: `node-${at}`, ...upstream })),
      },
    ],
  }) as RelayConfig;
  const egress = await startParentEgress(route);
  const events: LogEvent[] = [];
  const clock = { unixMs: () => Date.now(), monotonicMs: () => performance.now() };
  const random = {
    bytes: (length: number) => Uint8Array.from(randomBytes(length)),
    uint32: () => randomBytes(4).readUInt32LE(),
  };
  const opened = openUpstreams(
    { config, clock, random, egress: egress.address, log: (event) => void events.push(event) },
    config.chains[0]!,
  );
  const ask = (method: string, params: JsonValue[] = [], deadlineMs = 5_000) =>
    opened.call(callOf(method, params), budgetOf(deadlineMs));
  return {
    ...opened,
    egress,
    events,
    ask,
    text: async (method, params, deadlineMs) => Buffer.from((await ask(method, params, deadlineMs)).text).toString(),
    async close() {
      await opened.close();
      await egress.close();
    },
  };
}

export const callOf = (method: string, params: JsonValue[] = []): Call => ({
  method,
  params,
  paramsText: canonicalJson(params),
});

export const budgetOf = (deadlineMs: number, signal = new AbortController().signal): CallBudget => ({
  signal,
  deadline: performance.now() + deadlineMs,
});
