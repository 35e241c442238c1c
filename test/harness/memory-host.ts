// The parent's store and the group's log as tests see them: in memory, open to whoever plays the parent, and able to fail at any step.

import type { KeyStoreAnchor } from "../../enclave-signer/src/signer/keys/sealed-store.ts";
import type { Store } from "../../enclave-signer/src/signer/store/store.ts";

export class Crash extends Error {}

export type MemoryHost = {
  readonly sealed: Map<string, Uint8Array>;
  readonly store: Pick<Store, "readSealed" | "writeSealed">;
  readonly anchor: KeyStoreAnchor;
  /** Digests that the log took, oldest first. */
  readonly log: string[];
  /** Steps taken since it was set to 0; {@link crashAt} ends one of them. */
  steps: number;
  /** `undefined`: never. */
  crashAt: number | undefined;
};

export function openMemoryHost(): MemoryHost {
  const step = () => {
    if (host.steps++ === host.crashAt) throw new Crash();
  };
  const host: MemoryHost = {
    sealed: new Map(),
    log: [],
    steps: 0,
    crashAt: undefined,
    store: {
      async readSealed(name) {
        step();
        const bytes = host.sealed.get(name);
        return bytes === undefined ? undefined : Uint8Array.from(bytes);
      },
      async writeSealed(name, bytes) {
        step();
        host.sealed.set(name, bytes.slice(0, bytes.length / 2)); // torn: as far as a crash in the middle came
        step();
        host.sealed.set(name, Uint8Array.from(bytes));
        step();
      },
    },
    anchor: {
      current: () => host.log.at(-1),
      catchUp: async () => {},
      async record(digest) {
        step();
        host.log.push(digest);
        step();
      },
    },
  };
  return host;
}
