// What of a measured configuration its users must know, though nothing of it is false: a warning, not a failed check.
import { parseJson } from "../json/index.ts";
import { proofLimits } from "../proof/index.ts";
import type { Warning } from "./verdict.ts";

type SignerMembers = {
  readonly windowLog?: {
    readonly kind?: unknown;
    readonly agreement?: unknown;
    readonly endpoint?: unknown;
    readonly accountId?: unknown;
  };
  readonly sealing?: { readonly keyArn?: unknown };
  readonly sequencers?: readonly { readonly address?: unknown; readonly mode?: unknown }[];
};

/** @param configuration Canonical JSON of a signer, as PCR16 measures it. */
export function signerWarnings(configuration: string): Warning[] {
  const limits = { bytesMax: proofLimits.evidenceBytesMax, depthMax: proofLimits.evidenceDepthMax };
  const { windowLog, sealing, sequencers } = parseJson(configuration, limits) as SignerMembers;
  const blind = (Array.isArray(sequencers) ? (sequencers as SignerMembers["sequencers"] & object) : [])
    .filter((each) => each?.mode === "blind-hash")
    .map(({ address }) => String(address));
  return [
    ...(windowLog?.kind === "file"
      ? [
          {
            code: "EXCLUSIVITY_NONE",
            text: "Exclusivity: none. The window log is a file that the gateway's host keeps: whoever owns it can put it back and run a second signer with the same keys.",
          } as const,
        ]
      : []),
    ...(windowLog?.kind === "chain" && windowLog.agreement === 1
      ? [
          {
            code: "WINDOW_LOG_ONE_NODE",
            text: "The window log is on a chain, and one node's word says what is final there: whoever runs that node can show two signers two logs.",
          } as const,
        ]
      : []),
    ...(windowLog?.kind === "s3" && typeof windowLog.endpoint === "string"
      ? [
          {
            code: "WINDOW_LOG_OWN_SERVER",
            text: `The window log is on a server of the operator's own (${windowLog.endpoint}), not on AWS S3: whoever runs that server can put its records back and run a second signer with the same keys.`,
          } as const,
        ]
      : []),
    ...(windowLog?.kind === "s3" &&
    typeof sealing?.keyArn === "string" &&
    accountOf(sealing.keyArn) === windowLog.accountId
      ? [
          {
            code: "WINDOW_LOG_SAME_ACCOUNT",
            text: "The window log's bucket belongs to the account of the key that seals: one administrator stands above both.",
          } as const,
        ]
      : []),
    ...(blind.length > 0
      ? [
          {
            code: "BLIND_HASH",
            text: `Sequencer mode blind-hash: the signer sees only hashes of payloads, so it can't tell two blocks at one number (${blind.join(", ")}).`,
          } as const,
        ]
      : []),
  ];
}

/** arn:partition:service:region:account:resource */
const accountOf = (arn: string) => arn.split(":")[4];
