// `inkan drill clone`: two live signers over one store are asked for conflicting messages, in turn, until the second one's boot floor is past.
import { openAsking } from "./asking.ts";
import { type Clone, startClone } from "./clone.ts";
import { blockAt, voteFor } from "./message.ts";
import type { Run, Verdict } from "./run.ts";

export async function cloneDrill({ deployment, chain, place, signal, tell }: Run, publicKey: string): Promise<Verdict> {
  const clone: Clone = await startClone(deployment, place, deployment.store, signal);
  const doors = { running: deployment.client(deployment.running), clone: deployment.client(clone.where) };
  const asking = openAsking(publicKey);
  try {
    const floorEpoch = chain.epochOf(chain.slotNow() + 1);
    const lastSlot = (floorEpoch + 2) * chain.slotsPerEpoch - 1;
    tell(`a second signer runs; asking both until slot ${lastSlot}, ${secondsUntil(chain, lastSlot)} s`);
    for (let slot = chain.slotNow() + 1, round = 0; slot <= lastSlot; slot = Math.max(slot, chain.slotNow()) + 1) {
      await chain.reach(slot, signal);
      const epoch = chain.epochOf(slot);
      // Who is asked first takes turns: neither may count on being the first.
      const order = round++ % 2 === 0 ? (["clone", "running"] as const) : (["running", "clone"] as const);
      const askBoth = async (title: string, make: (letter: string) => Parameters<typeof asking.ask>[2]) => {
        for (const [at, of] of [order[0], order[1], order[0], order[1]].entries())
          await asking.ask(of, doors[of], make(at === 0 || at === 3 ? "A" : "B"));
        asking.printRow(title);
      };
      await askBoth(`slot ${slot} block`, (letter) => blockAt(chain, slot, letter));
      const source = Math.max(0, epoch - 1);
      await askBoth(`epoch ${epoch} vote ${source} → ${epoch}`, (letter) => voteFor(chain, source, epoch, letter));
      if (epoch < 3) continue;
      await askBoth(`epoch ${epoch} around ${epoch - 3} → ${epoch}`, (letter) =>
        voteFor(chain, epoch - 3, epoch, letter),
      );
    }
    const pairs = asking.conclude();
    if (pairs.length > 0) return { code: 1, why: "TWO SIGNERS SIGNED WHAT A VALIDATOR IS SLASHED FOR" };
    const kinds = ["block", "attestation"].filter((kind) =>
      asking.asked.some(({ message, outcome }) => message.kind === kind && outcome === "signed"),
    );
    if (kinds.length < 2)
      return { code: 1, why: `signed: ${kinds.join(", ") || "nothing"}; that is too little to show anything` };
    return { code: 0, why: "two signers over one store signed nothing that a validator is slashed for" };
  } finally {
    for (const door of Object.values(doors)) door.close();
    await clone.stop();
  }
}

const secondsUntil = ({ slotNow, slotMs }: Run["chain"], slot: number) =>
  Math.ceil(((slot - slotNow() + 1) * slotMs) / 1000);
