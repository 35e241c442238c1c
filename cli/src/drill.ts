// `inkan drill`: shows on a running deployment what protection does against a second signer, an old store, and a store that goes away.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chainOf } from "./drill/chain.ts";
import { cloneDrill } from "./drill/clone-drill.ts";
import { type DeploymentValues, deploymentHelp, deploymentOptions, openDeployment } from "./drill/deployment.ts";
import { deleteDrillKey, lookAt, makeDrillKey } from "./drill/drill-key.ts";
import { outageDrill } from "./drill/outage-drill.ts";
import { rollbackDrill } from "./drill/rollback-drill.ts";
import type { Run, Verdict } from "./drill/run.ts";
import { parse, UsageError } from "./usage.ts";

const help = `usage: inkan drill clone|rollback|outage [options]

clone     starts a second signer over the same store, asks both for conflicting blocks and attestations, and looks for a slashable pair
rollback  the same over an old copy of the store, while the running signer signs on
outage    takes the store away from a signer of the drill's own, and gives it back

Each makes a key for itself inside the signer and deletes it at the end; no validator's key is asked for anything. 0: protection held.
clone and rollback take one to three epochs, outage as many as a window has. Run them on the machine that runs the gateway.

  --with-live-keys        clone, although other keys are active: the second signer may take windows away from them, so that they miss duties
                          until the drill ends
  --accept-development-log  rollback: exit with 0 although a log of exclusivity 'none' does not stop the clone after its boot
${deploymentHelp}`;

const flag = { type: "boolean", default: false } as const;
const options = { ...deploymentOptions, "with-live-keys": flag, "accept-development-log": flag } as const;

type Values = DeploymentValues & { readonly "with-live-keys": boolean; readonly "accept-development-log": boolean };

export async function drill(args: string[]): Promise<number> {
  const { values, positionals } = parse(args, options, help, true);
  const [name = "", ...more] = positionals;
  if (!["clone", "rollback", "outage"].includes(name) || more.length > 0) throw new UsageError(help);
  const deployment = openDeployment(values);
  const chain = chainOf(deployment.config);
  chain.blockVersionAt(chain.epochOf(chain.slotNow()));

  const ended = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => ended.abort());
  const place = mkdtempSync(join(tmpdir(), "inkan-drill-"));
  const startedAt = performance.now();
  const tell = (line: string) => console.log(`\n[${((performance.now() - startedAt) / 1000).toFixed(1)} s] ${line}`);
  try {
    const run: Run = { deployment, chain, place, signal: ended.signal, tell };
    const { code, why } = name === "outage" ? await outageDrill(run) : await withDrillKey(name, run, values);
    tell(`${code === 0 ? "held" : "DID NOT HOLD"}: ${why}`);
    return code;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function withDrillKey(name: string, run: Run, values: Values): Promise<Verdict> {
  const admin = run.deployment.admin(run.deployment.running);
  try {
    const { exclusivity, keys } = await lookAt(admin);
    if (name === "clone" && keys > 0 && !values["with-live-keys"])
      throw new UsageError(
        `${keys} keys are active here, which may miss duties meanwhile; say --with-live-keys to do it`,
      );
    const publicKey = await makeDrillKey(admin);
    run.tell(`exclusivity of the window log: ${exclusivity}; the drill's key: ${publicKey}`);
    try {
      if (name === "clone") return await cloneDrill(run, publicKey);
      return await rollbackDrill(run, publicKey, {
        exclusivity,
        acceptDevelopmentLog: values["accept-development-log"],
      });
    } finally {
      run.tell(`the drill's key: ${await deleteDrillKey(admin, publicKey)}`);
    }
  } finally {
    admin.close();
  }
}
