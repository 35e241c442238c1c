// Attacker: a client with a certificate for everything, or whoever sits between it and us, who changes a request in any way.
// Wants: a signature over anything but the root that follows from the object as the specification reads it.
// Each mutation ends in a refusal or in the signature over the root that an independent reader computes of the same bytes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { SecretKey } from "@chainsafe/blst";
import { independentSigningRoot } from "../harness/independent-root.ts";
import { aggregateAndProofElectra, altairBlock, signRequests } from "../harness/sign-requests.ts";
import {
  bodyOf,
  publishedForks,
  publishedGenesisValidatorsRoot,
  publishedSecretKey,
  startTestWeb3signer,
} from "../harness/web3signer.ts";

const seed = Number(process.env.INKAN_SEED ?? 20_261_124);
const mutationsOfEach = 100;
const schedule = ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas"];
const chains = {
  "one fork": { genesisValidatorsRoot: publishedGenesisValidatorsRoot, forks: publishedForks },
  "Electra since epoch 1": {
    genesisValidatorsRoot: publishedGenesisValidatorsRoot,
    forks: schedule.slice(0, 6).map((name) => ({ name, version: "0x00000001", epoch: name === "electra" ? 1 : 0 })),
  },
  "Gloas since epoch 1": {
    genesisValidatorsRoot: publishedGenesisValidatorsRoot,
    forks: schedule.map((name) => ({ name, version: "0x00000001", epoch: name === "gloas" ? 1 : 0 })),
  },
} as const;

type Subject = { readonly name: string; readonly chain: keyof typeof chains; readonly request: object };
const aggregate = {
  ...signRequests.AGGREGATE_AND_PROOF_V2,
  aggregate_and_proof: aggregateAndProofElectra("0x0100000000000000"),
};
const subjects: readonly Subject[] = [
  ...Object.entries(signRequests).map(([name, request]) => ({ name, chain: "one fork", request }) as const),
  {
    name: "BLOCK_V2 (Altair)",
    chain: "one fork",
    request: { ...signRequests.BLOCK_V2, beacon_block: { version: "ALTAIR", block: altairBlock } },
  },
  { name: "AGGREGATE_AND_PROOF_V2 (Electra)", chain: "Electra since epoch 1", request: aggregate },
  { name: "AGGREGATE_AND_PROOF_V2 (Gloas)", chain: "Gloas since epoch 1", request: aggregate },
];

function random(state: number) {
  let s = state;
  return (below: number) => {
    s = (Math.imul(s, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((s / 2 ** 32) * below);
  };
}

type Next = ReturnType<typeof random>;
type Node = { [name: string]: unknown } | unknown[];
type Place = { readonly parent: Node; readonly name: string };

function placesOf(value: unknown): Place[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [{ parent: value as Node, name }, ...placesOf(member)]);
}
const at = ({ parent, name }: Place): unknown => (parent as { [name: string]: unknown })[name];
const put = ({ parent, name }: Place, value: unknown) => {
  (parent as { [name: string]: unknown })[name] = value;
};

const values: readonly unknown[] = [
  ...[null, true, false, 0, 1, -1, 1.5, 9007199254740991, "", "0", "00", "1", "-1", "0x", "0x0", "0x01", " 1", "1e3"],
  ...["18446744073709551615", "18446744073709551616", "1".repeat(80), `0x${"00".repeat(32)}`, `0x${"FF".repeat(32)}`],
  ...["GLOAS", "PHASE0", "ALTAIR", [], {}, [[]], { data: {} }],
];

/** Takes away, replaces, moves, adds, renames or edits, at one place. */
function mutateValue(request: object, next: Next): void {
  const places = placesOf(request);
  const place = places[next(places.length)]!;
  const value = at(place);
  switch (next(7)) {
    case 0:
      if (Array.isArray(place.parent)) place.parent.splice(Number(place.name), 1);
      else delete place.parent[place.name];
      return;
    case 1:
      put(place, values[next(values.length)]);
      return;
    case 2: {
      const other = places[next(places.length)]!;
      put(place, structuredClone(at(other)));
      return;
    }
    case 3:
      if (Array.isArray(value)) value.push(structuredClone(value[0] ?? "0x"));
      else put(place, [value]);
      return;
    case 4:
      if (!Array.isArray(place.parent)) place.parent[`${place.name}_`] = value;
      return;
    default:
      put(place, typeof value === "string" ? mutateText(value, next) : values[next(values.length)]);
  }
}

/** One bit, one character, one case, one length. */
function mutateText(text: string, next: Next): string {
  const where = next(text.length + 1);
  const digits = "0123456789abcdefABCDEFxX +";
  const digit = digits[next(digits.length)]!;
  return [
    () => text.slice(0, where) + digit + text.slice(where + 1),
    () => text.slice(0, where) + digit + text.slice(where),
    () => text.slice(0, where) + text.slice(where + 1),
    () => text.toUpperCase(),
    () => text.replace(/^0x/, ""),
    () => `${text}00`,
    () => (/^\d+$/.test(text) ? String(BigInt(text) + 1n) : text.slice(0, -2)),
  ][next(7)]!();
}

const secretKey = SecretKey.fromHex(publishedSecretKey);

test(`${mutationsOfEach} mutations of each of ${subjects.length} requests sign the recomputed root or nothing (seed ${seed})`, async () => {
  const next = random(seed);
  const outcomes: Record<string, number> = {};
  for (const { name, chain, request } of subjects) {
    const { sign } = startTestWeb3signer({ ethereum: chains[chain] });
    const whole = await sign(request);
    assert.equal(whole.status, 200, `control: ${name} as it is, is signed: ${bodyOf(whole)}`);
    let isSigned = 0;
    for (let round = 0; round < mutationsOfEach; round++) {
      const mutated = structuredClone(request);
      for (let times = 1 + next(3); times > 0; times--) mutateValue(mutated, next);
      let text = JSON.stringify(mutated);
      if (next(6) === 0) text = mutateText(text, next);
      const answer = await sign(text);
      outcomes[answer.status] = (outcomes[answer.status] ?? 0) + 1;
      if (answer.status !== 200) continue;
      isSigned++;
      const root = independentSigningRoot(JSON.parse(text), chains[chain]);
      assert.equal(
        JSON.parse(bodyOf(answer)).signature,
        `0x${Buffer.from(secretKey.sign(root).toBytes()).toString("hex")}`,
        `${name}: ${text}`,
      );
    }
    outcomes[`signed ${name}`] = isSigned;
  }
  console.log(outcomes);
  assert.ok((outcomes["200"] ?? 0) > subjects.length, "mutations that keep a request sound are signed");
  assert.ok((outcomes["400"] ?? 0) > subjects.length * 10);
});

test("one bit of any hexadecimal member, one more on any number: another root, never the old signature", async () => {
  for (const { name, chain, request } of subjects) {
    const { sign } = startTestWeb3signer({ ethereum: chains[chain] });
    const before = bodyOf(await sign(request));
    const count = placesOf(request).length;
    for (let index = 0; index < count; index++) {
      const mutated = structuredClone(request);
      const place = placesOf(mutated)[index]!;
      const value = at(place);
      if (typeof value === "boolean") put(place, !value);
      else if (typeof value !== "string" || place.name === "type" || place.name === "version") continue;
      else if (/^\d+$/.test(value)) put(place, String((BigInt(value) + 1n) % 2n ** 64n));
      else put(place, value.slice(0, -1) + (Number.parseInt(value.slice(-1), 16) ^ 1).toString(16));
      const answer = await sign(mutated);
      if (answer.status !== 200) continue;
      const root = independentSigningRoot(mutated, chains[chain]);
      const signature = `0x${Buffer.from(secretKey.sign(root).toBytes()).toString("hex")}`;
      assert.equal(JSON.parse(bodyOf(answer)).signature, signature, `${name} ${place.name}`);
      // What only names the fork (its epoch, the version that does not apply) changes no root, and the slot of a sync message none of its own.
      if (!/_version$|^epoch$/.test(place.name) && !(name === "SYNC_COMMITTEE_MESSAGE" && place.name === "slot"))
        assert.notEqual(bodyOf(answer), before, `${name} ${place.name}`);
    }
  }
});
