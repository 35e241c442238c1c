// `inkan drill outage`: the store goes away under a signer and comes back. A signer and a store of the drill's own, with the deployment's program,
// configuration and NSM (but for a window log on a chain: a file then): the running signer is not touched.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SignerConfig } from "@inkan/enclave-signer";
import { openAsking } from "./asking.ts";
import { openDrillStore, startClone } from "./clone.ts";
import type { Deployment } from "./deployment.ts";
import { makeDrillKey } from "./drill-key.ts";
import { blockAt } from "./message.ts";
import type { Run, Verdict } from "./run.ts";

const recoverMsMax = 20_000;
/** What must be left of an epoch when the store is cut: a window may end with its epoch, and then nothing could be signed in the outage. */
const slotsLeftMin = 3;

export async function outageDrill({ deployment: running, chain, place, signal, tell }: Run): Promise<Verdict> {
  const deployment = withLogOfItsOwn(running, place);
  const directory = join(place, "store");
  mkdirSync(directory, { mode: 0o700 });
  const store = await openDrillStore(place, directory, deployment);
  try {
    const clone = await startClone(deployment, place, store.address, signal);
    const admin = deployment.admin(clone.where);
    const door = deployment.client(clone.where);
    try {
      const asking = openAsking(await makeDrillKey(admin));
      const askNext = async () => {
        const slot = chain.slotNow() + 1;
        await chain.reach(slot, signal);
        const answer = await asking.ask("signer", door, blockAt(chain, slot, "A"));
        asking.printRow(`slot ${slot}, epoch ${chain.epochOf(slot)} (${Math.round(answer.ms)} ms)`);
        return answer;
      };

      const { windowEpochs } = deployment.config.windowLog;
      tell("a signer runs over a store of the drill's own; until it has claimed a window:");
      let first = await askNext();
      for (
        const end = chain.slotNow() + 6 + slotsLeftMin;
        chain.slotNow() < end && (first.outcome !== "signed" || chain.slotsLeftInEpoch() < slotsLeftMin);
        first = await askNext()
      );
      if (first.outcome !== "signed")
        return { code: 1, why: `it does not sign with the store there: ${first.outcome}` };

      await store.cut();
      const slots = (windowEpochs + 1) * chain.slotsPerEpoch + 1;
      tell(
        `the store is cut; within the claimed window signing goes on, ${Math.ceil((slots * chain.slotMs) / 1000)} s at most:`,
      );
      let signedWhileCut = 0;
      let last = await askNext();
      for (
        const end = chain.slotNow() + slots;
        last.outcome === "signed" && chain.slotNow() < end;
        last = await askNext()
      )
        signedWhileCut++;
      if (last.outcome !== "WINDOW_UNAVAILABLE")
        return { code: 1, why: `beyond its window it should say WINDOW_UNAVAILABLE, not: ${last.outcome}` };

      await store.mend();
      const mendedAt = performance.now();
      tell("the store is back:");
      let back = await askNext();
      while (back.outcome !== "signed" && performance.now() - mendedAt < recoverMsMax) back = await askNext();
      const recovered = ((performance.now() - mendedAt) / 1000).toFixed(1);
      const pairs = asking.conclude();
      if (pairs.length > 0 || back.outcome !== "signed") return { code: 1, why: `it did not recover: ${back.outcome}` };
      const why = `${signedWhileCut} blocks signed while the store was cut, then WINDOW_UNAVAILABLE; it signed again ${recovered} s after the store came back`;
      return { code: signedWhileCut > 0 ? 0 : 1, why };
    } finally {
      admin.close();
      door.close();
      await clone.stop();
    }
  } finally {
    await store.cut();
  }
}

/** In a log on a chain the drill would take windows away from the running signer: its own signer keeps a file instead. */
function withLogOfItsOwn(deployment: Deployment, place: string): Deployment {
  const { windowLog } = deployment.config;
  if (windowLog.kind === "file") return deployment;
  const { group, windowEpochs, predecessors } = windowLog;
  const config: SignerConfig = { ...deployment.config, windowLog: { kind: "file", group, windowEpochs, predecessors } };
  const configFile = join(place, "signer.json");
  writeFileSync(configFile, JSON.stringify(config), { mode: 0o600 });
  return { ...deployment, config, configFile, onChain: undefined };
}
