// `inkan registry list`: what the chain knows of releases and enclaves.
import { isEnclaveValid, listEnclaves, listReleases, readEnclave, readRelease } from "@inkan/contracts";
import type { Address, Hex } from "viem";
import { UsageError } from "../usage.ts";
import type { RegistryCommand } from "./command.ts";
import type { Context } from "./context.ts";
import { timeText } from "./policy.ts";

const pageSize = 100n;
/** Of a list. More is asked of an index, not of a command. */
const listedMax = 10_000;

export const list: RegistryCommand = {
  help: `usage: inkan registry list releases [options]
       inkan registry list enclaves --policy ADDRESS [options]`,
  options: {},
  async run(context, [what, ...more]) {
    if (more.length > 0) throw new UsageError(list.help);
    if (what === "releases") await releases(context);
    else if (what === "enclaves") await enclaves(context);
    else throw new UsageError(list.help);
    return 0;
  },
};

async function releases({ reader, output, pcrRegistry }: Context): Promise<void> {
  const registry = await pcrRegistry();
  const records = [];
  for (const id of await allOf((page) => listReleases(reader, registry, page))) {
    const record = await readRelease(reader, registry, id);
    if (record === undefined) continue;
    records.push(record);
    const { state, role, agreement, quorum, readyAt, activatedAt, revoked, sourceCommit, sourceLocators } = record;
    const since =
      revoked !== undefined
        ? `since ${timeText(revoked.since)}: ${printable(revoked.reason)}`
        : activatedAt !== undefined
          ? `since ${timeText(activatedAt)}`
          : readyAt !== undefined
            ? `can be activated from ${timeText(readyAt)} on`
            : `${agreement} of ${quorum} rebuilders agree`;
    output.line(`${id}  ${role}  ${state}  ${since}`);
    output.line(
      `  source ${sourceCommit.slice(2).replace(/0{24}$/, "")} at ${sourceLocators.map(printable).join(", ")}`,
    );
  }
  output.tell({ releases: records });
}

async function enclaves({ reader, output, enclaveRegistry, policy }: Context): Promise<void> {
  const registry = await enclaveRegistry();
  const operator = await policy();
  const records = [];
  for (const { record, isValid, expiresAt } of await enclavesOf(reader, registry, operator)) {
    records.push({ ...record, isValid, expiresAt });
    output.line(`${record.keyId}  ${isValid ? "valid" : "not valid"}  expires ${timeText(expiresAt)}`);
    output.line(
      `  release ${record.measurementId}${record.bootAddress === undefined ? "" : `, boot address ${record.bootAddress}`}`,
    );
  }
  output.tell({ operator, enclaves: records });
}

/** An operator's keys, in the order of their registrations. `expiresAt`: Unix seconds, exclusive. */
export async function enclavesOf(reader: Context["reader"], registry: Address, operator: Address) {
  const keyIds = await allOf((page) => listEnclaves(reader, registry, operator, page));
  const found = [];
  for (const keyId of keyIds) {
    const [record, isValid] = await Promise.all([
      readEnclave(reader, registry, keyId),
      isEnclaveValid(reader, registry, keyId),
    ]);
    if (record !== undefined) found.push({ record, isValid, expiresAt: record.periods.at(-1)?.until ?? 0 });
  }
  return found;
}

/** @throws {Error} Past {@link listedMax}. */
export async function allOf(
  ask: (page: { readonly from: bigint; readonly maximum: bigint }) => Promise<readonly Hex[]>,
): Promise<readonly Hex[]> {
  const all: Hex[] = [];
  for (;;) {
    const page = await ask({ from: BigInt(all.length), maximum: pageSize });
    all.push(...page);
    if (BigInt(page.length) < pageSize) return all;
    if (all.length >= listedMax)
      throw new Error(`there are more than ${listedMax}: ask an index of the contracts' events`);
  }
}

/** It goes to a terminal, and whoever proposes chooses it. */
const printable = (text: string) => text.replaceAll(/[^\x20-\x7e]/g, "?");
