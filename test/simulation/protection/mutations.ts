// Rules taken out of the real sources, one at a time, while they are loaded: each must make the simulation find what a validator is slashed for.
import type { Power } from "./schedule.ts";

export type Mutation = {
  readonly name: string;
  /** Below `enclave-signer/src/signer/`. */
  readonly file: string;
  /** Stands there exactly once. */
  readonly from: string;
  readonly to: string;
  readonly power: Power;
};

const window = "slashing-protection/window.ts";
const claims = "slashing-protection/claims.ts";
const protection = "slashing-protection/open-protection.ts";
const finalHeader = "window-log/chain/final-header.ts";
const provenLog = "window-log/chain/proven-log.ts";
const chainLog = "window-log/chain/chain-log.ts";
const s3Log = "window-log/s3/s3-log.ts";
const recordAt = "window-log/s3/record-at.ts";
const put = "await store.put(keyOf(folder, n), bytes, unixMs() + parts.retentionDays * dayMs)";

export const mutations: readonly Mutation[] = [
  {
    name: "no source rule",
    file: window,
    from: "floor.source <= duty.sourceEpoch &&",
    to: "",
    power: "once-only",
  },
  {
    name: "no source cap",
    file: window,
    from: "duty.sourceEpoch <= high.source",
    to: "true",
    power: "once-only",
  },
  {
    name: "targets not above other boots'",
    file: window,
    from: "floor.target < duty.targetEpoch &&",
    to: "",
    power: "once-only",
  },
  {
    name: "slots past the own claim",
    file: window,
    from: "&& duty.slot <= high.slot",
    to: "",
    power: "once-only",
  },
  {
    name: "stale F: that of the first claim, for all later ones",
    file: window,
    from: "claims.unshift({ floor: floor(),",
    to: "claims.unshift({ floor: claims.at(-1)?.floor ?? floor(),",
    power: "once-only",
  },
  {
    name: "what others released counts for nothing, not for what they signed",
    file: window,
    from: 'kind === "end" ? { maxima,',
    to: 'kind === "end" ? { maxima: noMaxima,',
    power: "once-only",
  },
  {
    name: "a release says that nothing was signed",
    file: claims,
    from: "({ kind, maxima: signed })",
    to: "({ kind, maxima: noMaxima })",
    power: "once-only",
  },
  {
    name: "signing goes on after a release",
    file: claims,
    from: "hasGivenUp = true;",
    to: "",
    power: "once-only",
  },
  {
    name: "a record that was taken passes for written",
    file: "window-log/journal.ts",
    from: 'if (outcome === "written")',
    to: 'if (outcome !== "unknown")',
    power: "once-only",
  },
  {
    name: "signed before it is decided",
    file: "sign.ts",
    from: "if (job.duty !== undefined) {",
    to: "key.signing.sign(job.signingRoot); if (job.duty !== undefined) {",
    power: "once-only",
  },
  {
    name: "decided, and not recorded",
    file: protection,
    from: "const decision = records.decide(",
    to: "const decision = records.judge(",
    power: "once-only",
  },
  {
    name: "a boot whose key store was replaced goes on",
    file: "window-log/reader.ts",
    from: "isSuperseded ||= ",
    to: "isSuperseded &&= ",
    power: "once-only",
  },
  {
    name: "an export leaves out what other boots signed",
    file: protection,
    from: "const known = (value: bigint) => (value < 0n ? undefined : value);",
    to: "const known = (_: bigint) => undefined;",
    power: "once-only",
  },
  {
    name: "no floor for a key imported without its history",
    file: protection,
    from: "importFloor: () => floorAt(clock.unixMs(), time),",
    to: "importFloor: () => floorAt(-1e9, time),",
    power: "once-only",
  },
  {
    name: "no boot floor over a log that the parent keeps",
    file: protection,
    from: 'journal.exclusivity === "none" ? floorAt',
    to: "false ? floorAt",
    power: "none",
  },
  {
    name: "a boot floor that lets sources go back",
    file: "slashing-protection/boot-floor.ts",
    from: "|| (source !== undefined && sourceEpoch < source)",
    to: "",
    power: "none",
  },
  {
    name: "signing beyond the clock",
    file: "slashing-protection/claim-size.ts",
    from: 'if (targetEpoch > time.epochOf(latest)) return "BEYOND_CLOCK";',
    to: "",
    power: "none",
  },
  {
    name: "finality ignored: the newest block counts",
    file: finalHeader,
    from: 'return upstream.blockNumber("finalized");',
    to: 'return upstream.blockNumber("latest");',
    power: "chain",
  },
  {
    name: "confirmations ignored",
    file: finalHeader,
    from: "return latest > below ? latest - below : 0n;",
    to: "return latest;",
    power: "chain",
  },
  {
    name: "agreement ignored: one upstream's word counts",
    file: finalHeader,
    from: "if (count >= agreement) return header;",
    to: "return header;",
    power: "chain",
  },
  {
    name: "proof not checked",
    file: provenLog,
    from: "return prove(at, await upstream.proof(at.number, asked), asked);",
    to: "return (await upstream.proof(at.number, asked)).values;",
    power: "chain, forged proofs",
  },
  {
    name: "what was sent counts as written",
    file: chainLog,
    from: 'if (outcome === "refused") throw',
    to: 'if (outcome === "sent") return "written"; if (outcome === "refused") throw',
    power: "chain",
  },
  {
    name: "a record of another boot's at the place of ours passes for ours",
    file: chainLog,
    from: 'return hashOf(there) === hashOf(bytes) ? "written" : "taken";',
    to: 'return "written";',
    power: "chain",
  },
  {
    name: "a write whose answer is lost counts as written",
    file: s3Log,
    from: `${put};`,
    to: `if ((${put}.catch(() => "lost")) === "lost") return "written";`,
    power: "s3",
  },
  {
    name: "a write that found another there counts as written",
    file: s3Log,
    from: `${put};`,
    to: `if ((${put}) === "exists") return "written";`,
    power: "s3",
  },
  {
    name: "what S3 took counts as written: a delete marker frees the place",
    file: s3Log,
    from: `${put};`,
    to: `if ((${put}) === "created") return "written";`,
    power: "s3",
  },
  {
    name: "the newest version wins",
    file: recordAt,
    from: "if (candidates.some(({ bytes }) => hashOf(bytes) !== digest))",
    to: "if (digest === undefined)",
    power: "s3",
  },
  {
    name: "the oldest version wins, though one was put below it",
    file: recordAt,
    from: "const [first] = candidates;",
    to: "const first = candidates.at(-1); if (first !== undefined) return first.bytes;",
    power: "s3",
  },
];
