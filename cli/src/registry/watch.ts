// `inkan registry watch`: for CI (`--once`) and for alerts. The exit code is the answer.
import { setTimeout as delay } from "node:timers/promises";
import { listReleases, readPolicy, readRelease } from "@inkan/contracts";
import { BaseError } from "viem";
import { UsageError } from "../usage.ts";
import { secondsOption } from "./bytes-options.ts";
import { type OptionValues, type RegistryCommand, textOf } from "./command.ts";
import type { Context } from "./context.ts";
import { type Finding, findings, type Snapshot, type WatchTerms } from "./findings.ts";
import { allOf, enclavesOf } from "./list.ts";
import { json } from "./output.ts";
import { timeText } from "./policy.ts";

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;
const secondsMax = 31_536_000;
const attentionStatus = 4;

export const watch: RegistryCommand = {
  help: `usage: inkan registry watch [--policy ADDRESS] [--once] [options]

Looks at the registry, and with --policy at what the operator accepts and has registered. Ends with 0 when all is in order, 4 when something needs
attention, 1 when the chain can't be asked. Without --once it looks again and again, says what changes (with --json one object a line), and ends at Ctrl-C with the
code of its last look.

  --once                    one look
  --interval SECONDS        between looks (60)
  --expiring-within SECONDS a registration that ends so soon needs attention (7200)
  --min-valid N             valid enclaves that the operator should have (1)
  --alert-pending           a proposal that waits needs attention, too`,
  options: {
    ...{ once: flag, interval: text, "expiring-within": text, "min-valid": text, "alert-pending": flag },
  },
  async run(context, positionals, values) {
    if (positionals.length > 0) throw new UsageError("watch takes options only");
    const terms = termsOf(values);
    const isWatched = textOf(values, "policy") !== undefined;
    const look = async () => {
      const snapshot = await snapshotOf(context, isWatched);
      return { at: snapshot.at, found: findings(snapshot, terms) };
    };
    if (values.once === true) {
      const { at, found } = await look();
      context.output.tell({ at, findings: found });
      for (const finding of found) context.output.line(findingLine(finding));
      if (found.length === 0) context.output.line(`all is in order at ${timeText(at)}`);
      return statusOf(found);
    }
    const intervalMs = 1000 * Math.max(1, secondsOption("interval", textOf(values, "interval") ?? "60", secondsMax));
    return goOn(look, intervalMs, values.json === true);
  },
};

type Look = { readonly at: number; readonly found: readonly Finding[] };

/** Until SIGINT or SIGTERM. What can't be asked now is asked again. */
async function goOn(look: () => Promise<Look>, intervalMs: number, isJson: boolean): Promise<number> {
  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended.abort());
  let said: string | undefined;
  let status = 1;
  const say = (line: string, object: object) => {
    const key = line.slice(line.indexOf("\n") + 1);
    if (key === said) return;
    said = key;
    console.log(isJson ? json(object).replaceAll(/\n */g, " ") : line);
  };
  while (!ended.signal.aborted) {
    try {
      const { at, found } = await look();
      status = statusOf(found);
      const lines = found.length === 0 ? "all is in order" : found.map(findingLine).join("\n");
      say(`${timeText(at)}\n${lines}`, { at, findings: found });
    } catch (thrown) {
      status = 1;
      const why = thrown instanceof BaseError ? thrown.shortMessage : "failed";
      say(`now\nthe chain can't be asked: ${why}`, { unreachable: true });
    }
    await delay(intervalMs, undefined, { signal: ended.signal }).catch(() => {});
  }
  return status;
}

const statusOf = (found: readonly Finding[]) => (found.length === 0 ? 0 : attentionStatus);

const findingLine = ({ code, about, text: what }: Finding) =>
  `${code}  ${about ?? "-"}  ${what.replaceAll(/[^\x20-\x7e]/g, "?")}`;

async function snapshotOf(context: Context, isWatched: boolean): Promise<Snapshot> {
  const { reader } = context;
  const registry = await context.pcrRegistry();
  const { timestamp } = await reader.getBlock({ blockTag: "latest" });
  const ids = await allOf((page) => listReleases(reader, registry, page));
  const releases = [];
  for (const id of ids) {
    const release = await readRelease(reader, registry, id);
    if (release !== undefined) releases.push(release);
  }
  const at = Number(timestamp);
  if (!isWatched) return { at, releases, policy: undefined, enclaves: [] };
  const operator = await context.policy();
  const policy = await readPolicy(reader, operator);
  return { at, releases, policy, enclaves: await enclavesOf(reader, await context.enclaveRegistry(), operator) };
}

function termsOf(values: OptionValues): WatchTerms {
  const validMin = textOf(values, "min-valid") ?? "1";
  if (!/^\d{1,4}$/.test(validMin)) throw new UsageError(`--min-valid must be 0 to 9999, not '${validMin}'`);
  return {
    expiringWithinSeconds: secondsOption("expiring-within", textOf(values, "expiring-within") ?? "7200", secondsMax),
    validMin: Number(validMin),
    pendingIsFinding: values["alert-pending"] === true,
  };
}
