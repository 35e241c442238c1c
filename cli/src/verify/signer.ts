// What of a signer's measured configuration its users must know, though nothing of it is false: a warning, not a failed check.
import { parseJson } from "@inkan/attestation";

const limits = { bytesMax: 262_144, depthMax: 16 };

/** @param configuration Canonical JSON, as PCR16 measures it. */
export function signerWarnings(configuration: string): string[] {
  const { windowLog, sequencers } = parseJson(new TextEncoder().encode(configuration), limits) as {
    readonly windowLog?: { readonly kind?: unknown };
    readonly sequencers?: readonly { readonly address?: unknown; readonly mode?: unknown }[];
  };
  const blind = (sequencers ?? []).filter(({ mode }) => mode === "blind-hash").map(({ address }) => String(address));
  return [
    ...(windowLog?.kind === "file"
      ? [
          "Exclusivity: none. The window log is a file that the gateway's host keeps: whoever owns it can put it back and run a second signer with the same keys.",
        ]
      : []),
    ...(blind.length > 0
      ? [
          `Sequencer mode blind-hash: the signer sees only hashes of payloads, so it can't tell two blocks at one number (${blind.join(", ")}).`,
        ]
      : []),
  ];
}
