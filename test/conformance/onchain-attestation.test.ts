// A contract that relies on NitroAttestation: the same answer as the TypeScript verifier's to every document, genuine, forged or mutated.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { Report, Root } from "@inkan/attestation";
import { registration, toHex, verifyDocument } from "@inkan/attestation";
import { keccak256 } from "viem";
import type { Anvil } from "../harness/anvil.ts";
import { startAnvil } from "../harness/anvil.ts";
import type { Fixture } from "../harness/attestation-fixtures.ts";
import { readFixtures, fixturesSkip as skip, timeOf } from "../harness/attestation-fixtures.ts";
import type { Answer, DeployedNitroAttestation } from "../harness/nitro-attestation.ts";
import { deployNitroAttestation, deployP384Verifier, osaka } from "../harness/nitro-attestation.ts";
import { createNitroIssuer } from "../harness/nitro-issuer.ts";
import type { Mutant } from "../harness/nitro-mutations.ts";
import { mutant, mutateBytes } from "../harness/nitro-mutations.ts";
import { RegistrationCalls } from "../harness/registration-calls.ts";
import { type Choices, seeded } from "../simulation/seeded.ts";

/** The whole run is 10,000: INKAN_MUTATIONS=10000. */
const mutations = Number(process.env.INKAN_MUTATIONS ?? "1000");
const seed = Number(process.env.INKAN_SEED ?? "384");
/** Questions to the development chain at once. */
const concurrency = 16;
/** Nobody else's policy: the time of checking is the block's, and freshness is the caller's to judge. */
const futureSkewSeconds = 2 ** 53;

const all = readFixtures();

describe("NitroAttestation and the TypeScript verifier", { skip }, () => {
  let anvil: Anvil;
  const deployed = new Map<Root, DeployedNitroAttestation>();
  let p384Verifier: `0x${string}`;

  before(async () => {
    anvil = await startAnvil({ extraArgs: osaka });
    p384Verifier = await deployP384Verifier(anvil);
    for (const root of new Set(all.map((fixture) => fixture.root)))
      deployed.set(root, await deployNitroAttestation(anvil, { root, p384Verifier }));
  });
  after(() => anvil?.stop());

  const counts = new Map<string, number>();
  const calls = new RegistrationCalls();
  for (const fixture of all)
    test(`${fixture.name}: ${fixture.expectation.expect}`, async () => {
      const at = timeOf(fixture, all);
      const report = await verifyDocument(fixture.bytes, { at, roots: [fixture.root], futureSkewSeconds });
      const answer = await deployed.get(fixture.root)!.ask(await calls.of(fixture.bytes), at);
      requireSame(fixture.name, report, answer);
      const accepted = "document" in answer;
      if (fixture.expectation.expect !== "policy") assert.equal(accepted, fixture.expectation.expect === "accept");
      if (accepted) assert.equal(answer.document.notAfter > BigInt(at), true);
      const said = `${fixture.expectation.expect} -> ${accepted ? "verified" : "refused"}`;
      counts.set(said, (counts.get(said) ?? 0) + 1);
    });

  test(`${mutations} mutated documents`, async () => {
    const choose = seeded(seed);
    const issuer = await createNitroIssuer();
    const cold = await deployNitroAttestation(anvil, { root: issuer.root, p384Verifier });
    const warm = await deployNitroAttestation(anvil, { root: issuer.root, p384Verifier });
    const control = await issuer.document();
    // One instance knows the issuer's sound chain: what is cached must not change an answer.
    await warm.send(await registration(control), issuer.at);
    const sound = all.filter(({ expectation }) => expectation.expect === "accept");
    const calls = new RegistrationCalls();
    await calls.of(control);
    const cached = calls.known();

    const kinds = new Map<string, { accepted: number; refused: number }>();
    const errors = new Map<string, number>();
    const compare = async ({ what, bytes, at, fixture, isWarm, number }: Numbered) => {
      const root = fixture?.root ?? issuer.root;
      const contract = fixture === undefined ? (isWarm ? warm : cold) : deployed.get(root)!;
      const report = await verifyDocument(bytes, { at, roots: [root], futureSkewSeconds });
      const call = await calls.of(bytes, { sound: fixture?.bytes ?? control, cached: isWarm ? cached : undefined });
      const answer = await contract.ask(call, at);
      const where = `seed ${seed}, mutation ${number} (${what}, ${isWarm ? "warm" : "cold"})`;
      requireSame(`${where}: ${toHex(bytes)}`, report, answer);

      const kind = what.split(":")[0]!;
      const count = kinds.get(kind) ?? { accepted: 0, refused: 0 };
      count["document" in answer ? "accepted" : "refused"]++;
      kinds.set(kind, count);
      if ("error" in answer) errors.set(answer.error, (errors.get(answer.error) ?? 0) + 1);
    };
    for (let made = 0; made < mutations; ) {
      const some: Numbered[] = [];
      for (; some.length < concurrency && made < mutations; made++) {
        const isFixture = choose.chance(15);
        const one: Made = isFixture ? mutatedFixture(choose, sound, all) : await mutant(choose, issuer);
        some.push({ ...one, isWarm: !isFixture && choose.chance(50), number: made });
      }
      await Promise.all(some.map(compare));
    }

    console.log(`mutations: ${mutations}, seed ${seed}; INKAN_MUTATIONS=10000 for the whole run`);
    for (const [kind, { accepted, refused }] of kinds)
      console.log(`mutations: ${kind}: ${accepted} verified, ${refused} refused by both`);
    const named = [...errors].sort(([, a], [, b]) => b - a).map(([name, count]) => `${name} ${count}`);
    console.log(`mutations: refused by ${errors.size} errors: ${named.join(", ")}`);
    assert.ok(
      [...kinds.values()].some(({ accepted }) => accepted > 0),
      "control: some mutations are sound",
    );
  });

  after(() => {
    for (const [said, count] of [...counts].sort()) console.log(`on chain: ${count} ${said}`);
    assert.equal(
      [...counts.values()].reduce((sum, count) => sum + count, 0),
      all.length,
    );
  });
});

type Made = Mutant & { readonly fixture?: Fixture };
type Numbered = Made & { readonly isWarm: boolean; readonly number: number };
function mutatedFixture(choose: Choices, sound: readonly Fixture[], all: readonly Fixture[]): Made {
  const fixture = choose.of(sound);
  const bytes = mutateBytes(choose, fixture.bytes);
  return { what: `fixture: ${fixture.name}`, bytes, at: timeOf(fixture, all), fixture };
}

function requireSame(what: string, report: Report, answer: Answer): void {
  const solidity = "document" in answer ? "accepted" : answer.error;
  const typescript = report.accepted ? "accepted" : `${report.code}`;
  assert.equal("document" in answer, report.accepted, `Solidity: ${solidity}, TypeScript: ${typescript}; ${what}`);
  if (!("document" in answer)) return;

  const { document } = report;
  assert.ok(document !== undefined);
  const { pcrs } = document;
  const hex = (bytes: Uint8Array | undefined) => `0x${toHex(bytes ?? new Uint8Array())}`;
  const pcr8 = pcrs.get(8);
  const { leafId: _, notAfter: __, ...said } = answer.document;
  assert.deepEqual(
    said,
    {
      timestampMs: BigInt(document.timestampMs),
      moduleIdHash: keccak256(new TextEncoder().encode(document.moduleId)),
      measurementId: keccak256(Uint8Array.from([0, 1, 2].flatMap((index) => [...pcrs.get(index)!]))),
      pcr8Hash: pcr8 === undefined || pcr8.every((byte) => byte === 0) ? `0x${"00".repeat(32)}` : keccak256(pcr8),
      pcr16: hex(pcrs.get(16)),
      publicKey: hex(document.publicKey),
      userData: hex(document.userData),
      nonce: hex(document.nonce),
    },
    what,
  );
}
