// Signers of several groups may share one gateway: what each keeps sealed has its group in its name, so that none overwrites another's.
import type { Store } from "./store.ts";

type Sealed = Pick<Store, "readSealed" | "writeSealed">;

/** @param group Of the window log. Logs and key sets have theirs in their names already. */
export function namesOfGroup(store: Sealed, group: string): Sealed {
  return {
    readSealed: (name) => store.readSealed(`${name}-${group}`),
    writeSealed: (name, bytes) => store.writeSealed(`${name}-${group}`, bytes),
  };
}
