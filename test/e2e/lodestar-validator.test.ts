// A validator's operator: Lodestar's own client, the newest that npm has, with all its keys in the signer, through gateway and mutual TLS,
// for three epochs. Every signature that it publishes is checked against the root that Lodestar itself computed.
import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, before, describe, test } from "node:test";
import { PublicKey, Signature, verify } from "@chainsafe/blst";
import { type SignerSystem, startSignerSystem } from "../harness/signer-system.ts";

const peer = join(import.meta.dirname, "../peers/lodestar");
const validators = 8;
const epochs = 3;
const slotsPerEpoch = 8; // preset `minimal`
const secondsPerSlot = 1;
/** The newest fork that this client knows; it comes while the test runs. */
const capellaEpoch = 2;
const forks = { phase0: "0x0000000e", altair: "0x0100000e", bellatrix: "0x0200000e", capella: "0x0300000e" };
const deadlineMs = 120_000;

type Published = {
  readonly event: string;
  readonly pubkey: string;
  readonly slot: number;
  readonly target?: number;
  readonly source?: number;
  readonly signingRoot: string;
  readonly signature: string;
};

/** The client has its own 260 packages, so they are installed apart, by the first run that needs them. */
function installPeer(): string | undefined {
  if (existsSync(join(peer, "node_modules/@lodestar/validator"))) return undefined;
  try {
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: peer, stdio: "ignore" });
    return undefined;
  } catch {
    return "npm could not install @lodestar/validator";
  }
}

const missing = installPeer();

describe("Lodestar's validator client", { skip: missing }, () => {
  let system: SignerSystem;
  let client: ChildProcess;
  const published: Published[] = [];
  const said: string[] = [];

  before(async () => {
    const names = ["phase0", "altair", "bellatrix", "capella"] as const;
    const schedule = names.map((name) => ({
      name,
      version: forks[name],
      epoch: name === "capella" ? capellaEpoch : 0,
    }));
    system = await startSignerSystem({ ethereum: { slotDurationMs: secondsPerSlot * 1000, forks: schedule } });
    await system.importKeys(Array.from({ length: validators }, () => Uint8Array.of(1, ...randomBytes(31))));
    client = startClient(system);
    // The boot's own epoch is left out (boot floor), and the last begun epoch is not over.
    await collect(client, published, said, (epochs + 2) * slotsPerEpoch);
  });
  after(async () => {
    client?.kill("SIGKILL");
    await system?.stop();
  });

  const of = (event: string) => published.filter((each) => each.event === event);

  test("every validator attests in each of three epochs, and proposes the blocks that are its turn", () => {
    const attested = Map.groupBy(of("attestation"), ({ target }) => target ?? -1);
    const full = [...attested].filter(([, { length }]) => length === validators);
    assert.ok(
      full.length >= epochs,
      `attestations by epoch: ${JSON.stringify([...attested].map(([target, { length }]) => [target, length]))}\n${said.join("\n")}\n${system.logs()}`,
    );
    assert.ok(of("block").length >= epochs * slotsPerEpoch, `${of("block").length} blocks\n${said.join("\n")}`);
  });

  test("aggregates, sync committee messages, contributions and registrations are signed too", () => {
    for (const event of ["aggregate-and-proof", "sync-committee-message", "contribution-and-proof"])
      assert.ok(of(event).length >= epochs * slotsPerEpoch, `${of(event).length} of ${event}`);
    assert.ok(of("registration").length >= validators);
  });

  test("each signature is one over the root that the client computed, by the key that it is published for", () => {
    const signed = published.filter(({ signature }) => signature !== undefined);
    assert.ok(signed.length > 0);
    const bytes = (hex: string) => Buffer.from(hex.slice(2), "hex");
    for (const { event, pubkey, signingRoot, signature } of signed)
      assert.ok(verify(bytes(signingRoot), PublicKey.fromHex(pubkey), Signature.fromHex(signature)), event);
    const [one, other] = signed;
    assert.ok(one !== undefined && other !== undefined);
    const root = bytes(one.signingRoot);
    const wrongRoot = root.with(0, root[0]! ^ 1);
    assert.ok(!verify(wrongRoot, PublicKey.fromHex(one.pubkey), Signature.fromHex(one.signature)), "control");
  });
});

function startClient(system: SignerSystem): ChildProcess {
  const settings = {
    url: system.url,
    ca: system.caFile,
    cert: system.certFile("client"),
    key: system.keyFile("client"),
    secondsPerSlot,
    genesisTime: system.genesisTime,
    genesisValidatorsRoot: system.genesisValidatorsRoot,
    capellaEpoch,
    forks,
    feeRecipient: `0x${"33".repeat(20)}`,
    builder: true,
  };
  return spawn(process.execPath, ["validator.mjs"], {
    cwd: peer,
    env: { ...process.env, LODESTAR_PRESET: "minimal", SETTINGS: JSON.stringify(settings) },
    stdio: ["ignore", "pipe", openSync("/dev/null", "w")],
  });
}

/** Until the client has published for the slots of so many from its first; its log goes to `said`. */
async function collect(client: ChildProcess, published: Published[], said: string[], slots: number): Promise<void> {
  let first: number | undefined;
  assert.ok(client.stdout);
  const late = setTimeout(() => client.kill("SIGKILL"), deadlineMs);
  for await (const line of createInterface({ input: client.stdout })) {
    if (!line.startsWith("{")) continue;
    const event = JSON.parse(line) as Published;
    if (event.event === "log") said.push(line.slice(0, 300));
    else published.push(event);
    if (event.slot === undefined) continue;
    first ??= event.slot;
    if (event.slot >= first + slots) return clearTimeout(late);
  }
  clearTimeout(late);
  assert.fail(`the client ended:\n${said.join("\n")}`);
}
