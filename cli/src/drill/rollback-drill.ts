// `inkan drill rollback`: the store is put back to an earlier state under a second signer, while the first signs on. A log that its keeper can put
// back (exclusivity none) leaves the boot floor alone to stop it, and that reaches as far as the second signer's boot and no further. A log on a
// chain is not in the store, so the old copy says nothing of windows.
import { cpSync } from "node:fs";
import { join } from "node:path";
import { openAsking } from "./asking.ts";
import { openDrillStore, startClone } from "./clone.ts";
import { blockAt, voteFor } from "./message.ts";
import type { Run, Verdict } from "./run.ts";

export type RollbackTerms = { readonly exclusivity: string; readonly acceptDevelopmentLog: boolean };

export async function rollbackDrill(
  { deployment, chain, place, signal, tell }: Run,
  publicKey: string,
  { exclusivity, acceptDevelopmentLog }: RollbackTerms,
): Promise<Verdict> {
  const old = join(place, "store");
  cpSync(deployment.storeDirectory, old, { recursive: true });
  tell("the store is copied; the running signer signs on");
  const asking = openAsking(publicKey);
  const running = deployment.client(deployment.running);
  const store = await openDrillStore(place, old, deployment);
  const signedBlocks: number[] = [];
  try {
    // Until it has signed a block and a vote since the copy: its own boot floor may be an epoch away.
    let votedFor: number | undefined;
    for (const end = chain.slotNow() + 2 * chain.slotsPerEpoch + 2; chain.slotNow() < end; ) {
      const slot = chain.slotNow() + 1;
      await chain.reach(slot, signal);
      const epoch = chain.epochOf(slot);
      if ((await asking.ask("running", running, blockAt(chain, slot, "A"))).outcome === "signed")
        signedBlocks.push(slot);
      const vote = voteFor(chain, Math.max(0, epoch - 1), epoch, "A");
      if ((await asking.ask("running", running, vote)).outcome === "signed") votedFor = epoch;
      asking.printRow(`slot ${slot}`);
      if (signedBlocks.length > 0 && votedFor !== undefined) break;
    }
    const lastBlock = signedBlocks.at(-1);
    if (votedFor === undefined || lastBlock === undefined)
      return { code: 1, why: "the running signer signed no block or no vote, which shows nothing" };

    const clone = await startClone(deployment, place, store.address, signal);
    const door = deployment.client(clone.where);
    try {
      const bootSlot = chain.slotNow();
      tell("a second signer runs over the old copy; it is asked for the opposite");
      await asking.ask("clone", door, blockAt(chain, lastBlock, "B"));
      await asking.ask("clone", door, voteFor(chain, Math.max(0, votedFor - 1), votedFor, "B"));
      asking.printRow("signed before its boot");
      const heldBefore = asking.asked.slice(-2).every(({ outcome }) => outcome !== "signed");

      const lastSlot = (chain.epochOf(bootSlot + 1) + 1) * chain.slotsPerEpoch + 1;
      tell(
        `from here on both are asked until slot ${lastSlot}, ${Math.ceil(((lastSlot - bootSlot) * chain.slotMs) / 1000)} s`,
      );
      for (let slot = bootSlot + 1; slot <= lastSlot; slot = Math.max(slot, chain.slotNow()) + 1) {
        await chain.reach(slot, signal);
        const epoch = chain.epochOf(slot);
        const source = Math.max(0, epoch - 1);
        await asking.ask("running", running, blockAt(chain, slot, "A"));
        await asking.ask("clone", door, blockAt(chain, slot, "B"));
        await asking.ask("running", running, voteFor(chain, source, epoch, "A"));
        await asking.ask("clone", door, voteFor(chain, source, epoch, "B"));
        asking.printRow(`slot ${slot}, epoch ${epoch}`);
      }
      return verdict(asking.conclude().length, heldBefore, { exclusivity, acceptDevelopmentLog });
    } finally {
      door.close();
      await clone.stop();
    }
  } finally {
    running.close();
    await store.cut();
  }
}

function verdict(pairs: number, heldBefore: boolean, { exclusivity, acceptDevelopmentLog }: RollbackTerms): Verdict {
  if (!heldBefore) return { code: 1, why: "a clone signed against what was signed before its boot" };
  console.log(`exclusivity: ${exclusivity}`);
  const by = exclusivity === "none" ? "boot floor" : "the window log, which nobody can put back";
  console.log(`held:          nothing at or before the clone's boot was signed twice (${by})`);
  if (pairs === 0) return { code: 0, why: "the rolled-back clone got no slashable pair" };
  console.log("did not hold:  after its boot, the clone over the old copy signed against the running signer");
  const isPromised = exclusivity !== "none";
  const why = isPromised
    ? "the log is said to be exclusive, and was not"
    : "a development log can be put back by whoever keeps it, and does not stop a second signer: run it without stake";
  return { code: acceptDevelopmentLog && !isPromised ? 0 : 1, why };
}
