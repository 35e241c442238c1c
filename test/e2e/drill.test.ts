// User: an operator who wants to see that protection holds on what runs, before stake hangs on it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { chainOf } from "../../cli/src/drill/chain.ts";
import { blockAt, voteFor } from "../../cli/src/drill/message.ts";
import { slashablePairs } from "../../cli/src/drill/slashable.ts";
import type { SignerConfig } from "../../enclave-signer/src/enclave/config.ts";
import { type SignerSystem, startSignerSystem } from "../harness/signer-system.ts";

const main = join(import.meta.dirname, "..", "..", "cli", "src", "main.ts");
/** Eight slots are an epoch: 3.2 s. */
const slotDurationMs = 400;

describe("inkan drill", () => {
  let system: SignerSystem;
  before(async () => {
    system = await startSignerSystem({
      ethereum: { slotDurationMs, genesisTime: Math.floor(Date.now() / 1000) - 40 },
      config: { windowLog: { kind: "file", windowEpochs: 1 } },
    });
  });
  after(() => system?.stop());

  function started(...args: readonly string[]) {
    const file = (name: string) => join(system.directory, name);
    const flags = {
      config: file("signer.json"),
      nsm: `simulated:${file("nsm")}`,
      egress: `unix:${file("egress.sock")}`,
      store: `unix:${file("store.sock")}`,
      "store-directory": file("store"),
      ca: system.caFile,
      cert: system.certFile("client"),
      key: system.keyFile("client"),
      "admin-cert": system.certFile("admin"),
      "admin-key": system.keyFile("admin"),
      "token-file": system.tokenFile,
    };
    const deployment = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
    const end = Promise.withResolvers<{ code: number; stdout: string; stderr: string }>();
    const child = execFile(process.execPath, [main, "drill", ...args, ...deployment], (error, stdout, stderr) =>
      end.resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
    return { child, ended: end.promise };
  }
  const drill = (...args: readonly string[]) => started(...args).ended;

  test("clone: two live signers over one store sign nothing slashable, and the drill's key is gone afterwards", async () => {
    const { code, stdout, stderr } = await drill("clone");
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /exclusivity of the window log: none/);
    assert.match(stdout, / 0 slashable pairs/);
    assert.match(stdout, /clone +block +BELOW_WINDOW|running +block +BELOW_WINDOW/);
    assert.match(stdout, /the drill's key: deleted/);
    assert.equal((await system.ask("/api/v1/eth2/publicKeys")).body, "[]");
  });

  test("rollback: what a development log can't promise is shown, and is no success unless that is accepted", async () => {
    const { code, stdout, stderr } = await drill("rollback");
    assert.equal(code, 1, stdout + stderr);
    assert.match(stdout, /signed before its boot +clone B BELOW_BOOT_FLOOR +clone B BELOW_BOOT_FLOOR/);
    assert.match(stdout, /exclusivity: none\nheld: .*\ndid not hold: /);
    assert.match(stdout, /SLASHABLE: double proposal: block A at slot (\d+) and block B at slot \1\n/);
    assert.match(stdout, /SLASHABLE: double vote/);
  });

  test("outage: signing goes on inside the window, is refused beyond it, and comes back", async () => {
    const { code, stdout, stderr } = await drill("outage");
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout, /WINDOW_UNAVAILABLE/);
    assert.match(stdout, /held: [1-9]\d* blocks signed while the store was cut/);
  });

  test("Ctrl-C ends the second signer and deletes the drill's key", async () => {
    const { child, ended } = started("clone");
    child.stdout?.on("data", (text: string) => text.includes("a second signer runs") && child.kill("SIGINT"));
    const { code, stdout } = await ended;
    assert.equal(code, 1);
    assert.match(stdout, /the drill's key: deleted/);
    assert.equal((await system.ask("/api/v1/eth2/publicKeys")).body, "[]");
  });

  test("what it can't begin is said with exit code 2", async () => {
    for (const args of [[], ["fire"], ["clone", "twice"]]) assert.equal((await drill(...args)).code, 2);
    await system.importKeys([new Uint8Array(32).fill(7)]);
    const { code, stderr } = await drill("clone");
    assert.deepEqual([code, /1 keys are active here/.test(stderr)], [2, true]);
  });
});

describe("the drill's own judgement", () => {
  const chain = chainOf({
    ethereum: {
      ...{ preset: "minimal", genesisValidatorsRoot: "0x00", genesisTime: 0, slotDurationMs },
      forks: [{ name: "fulu", version: "0x06000000", epoch: 0 }],
    } as unknown as NonNullable<SignerConfig["ethereum"]>,
  });
  const offences = (...messages: Parameters<typeof slashablePairs>[0]) =>
    slashablePairs(messages).map(({ offence }) => offence);
  const vote = (source: number, target: number, letter = "A") => voteFor(chain, source, target, letter);

  test("each offence is found in either order, and its harmless neighbour is not", () => {
    assert.deepEqual(offences(blockAt(chain, 5, "A"), blockAt(chain, 5, "B")), ["double proposal"]);
    assert.deepEqual(offences(blockAt(chain, 5, "A"), blockAt(chain, 5, "A"), blockAt(chain, 6, "B")), []);
    assert.deepEqual(offences(vote(1, 2), vote(1, 2, "B")), ["double vote"]);
    assert.deepEqual(offences(vote(1, 2), vote(0, 2)), ["double vote"]);
    assert.deepEqual(offences(vote(1, 4), vote(2, 3)), ["surround vote"]);
    assert.deepEqual(offences(vote(2, 3), vote(1, 4)), ["surround vote"]);
    assert.deepEqual(offences(vote(1, 2), vote(1, 2), vote(2, 3), vote(2, 4)), []);
  });
});
