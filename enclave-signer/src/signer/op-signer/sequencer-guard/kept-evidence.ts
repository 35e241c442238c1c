// Evidence across boots: sealed bytes that the gateway keeps. It can lose them or give older ones, which costs evidence and nothing else: no
// decision reads them.
import type { SealingKey } from "../../../enclave/seal.ts";
import type { Store } from "../../store/store.ts";
import type { EvidenceLog } from "./evidence.ts";

export const evidenceName = "sequencer-evidence";

export type KeptEvidence = {
  /** Whether an earlier boot's evidence was there and could be opened. */
  readonly restored: "nothing" | "restored" | "unreadable";
  /** Resolves when what was kept until now is written, or could not be. */
  settled(): Promise<void>;
  /** Writes that the store refused: what they held goes out with the next. */
  readonly failures: number;
};

/** Restores what an earlier boot sealed, then writes after each change: one write at a time, the newest state of all. */
export async function keepEvidence(
  evidence: EvidenceLog,
  store: Pick<Store, "readSealed" | "writeSealed">,
  sealing: SealingKey,
): Promise<KeptEvidence> {
  let writing: Promise<void> | undefined;
  let isStale = false;
  let failures = 0;

  async function write(): Promise<void> {
    while (isStale) {
      isStale = false;
      try {
        await store.writeSealed(evidenceName, sealing.seal(evidenceName, Buffer.from(evidence.text())));
      } catch {
        // Signing goes on: the refusals stand in memory, and the count says that the store does not keep them.
        failures++;
      }
    }
    writing = undefined;
  }

  const restored = await restore(evidence, store, sealing);
  evidence.onKept(() => {
    isStale = true;
    writing ??= write();
  });
  return {
    restored,
    settled: async () => writing,
    get failures() {
      return failures;
    },
  };
}

async function restore(
  evidence: EvidenceLog,
  store: Pick<Store, "readSealed">,
  sealing: SealingKey,
): Promise<KeptEvidence["restored"]> {
  try {
    const sealed = await store.readSealed(evidenceName);
    if (sealed === undefined) return "nothing";
    evidence.restore(Buffer.from(sealing.open(evidenceName, sealed)).toString());
    return "restored";
  } catch {
    return "unreadable";
  }
}
