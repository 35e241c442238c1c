// Attacker: a validator client that was taken over, and builds blocks that pay an address of its own. It sends any header and any proof.
// The bodies are real containers of each fork, the proofs made by their own library.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createProof, type Node, ProofType, type SingleProof } from "@chainsafe/persistent-merkle-tree";
import { ssz } from "@lodestar/types";
import type { EthereumConfig } from "../../enclave/signer-config.ts";
import { openFeeRecipients } from "./fee-recipients.ts";
import { type feeRecipientIndex, feeRecipientIndexOf } from "./generalized-index.ts";

type BodyType = {
  defaultValue(): object;
  toView(value: object): { readonly node: Node };
  hashTreeRoot(value: object): Uint8Array;
  getPathInfo(path: string[]): { readonly gindex: bigint };
};
type Members = { [name: string]: Members | Uint8Array };

const ours = `0x${"ab".repeat(20)}`;
const other = `0x${"cd".repeat(20)}`;
const payload = ["executionPayload", "feeRecipient"];
const header = ["executionPayloadHeader", "feeRecipient"];
const bid = ["signedExecutionPayloadBid", "message", "feeRecipient"];
const bodies: readonly [name: string, fork: keyof typeof feeRecipientIndex, type: unknown, path: string[]][] = [
  ["bellatrix", "bellatrix", ssz.bellatrix.BeaconBlockBody, payload],
  ["capella", "capella", ssz.capella.BeaconBlockBody, payload],
  ["deneb", "deneb", ssz.deneb.BeaconBlockBody, payload],
  ["electra", "electra", ssz.electra.BeaconBlockBody, payload],
  ["fulu", "fulu", ssz.fulu.BeaconBlockBody, payload],
  ["gloas", "gloas", ssz.gloas.BeaconBlockBody, bid],
  ["bellatrix, blinded", "bellatrix", ssz.bellatrix.BlindedBeaconBlockBody, header],
  ["capella, blinded", "capella", ssz.capella.BlindedBeaconBlockBody, header],
  ["deneb, blinded", "deneb", ssz.deneb.BlindedBeaconBlockBody, header],
  ["electra, blinded", "electra", ssz.electra.BlindedBeaconBlockBody, header],
];
const ethereum = (feeRecipientProofRequired: boolean): EthereumConfig => ({
  preset: "mainnet",
  genesisValidatorsRoot: `0x${"00".repeat(32)}`,
  genesisTime: 0,
  slotDurationMs: 12_000,
  forks: [{ name: "phase0", version: "0x00000000", epoch: 0 }],
  feeRecipients: [ours],
  feeRecipientProofRequired,
});
const openWith = (required: boolean, list: readonly string[] | null = [ours]) =>
  openFeeRecipients(ethereum(required), () => (list === null ? undefined : new Set(list)));

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;

/** A body that pays `address`, and the proof of it as Nimbus sends it: a string, hashes, no value. */
function bodyThatPays(address: string, untyped: unknown, path: readonly string[]) {
  const type = untyped as BodyType;
  const body = type.defaultValue() as Members;
  let holder = body;
  for (const name of path.slice(0, -1)) holder = holder[name] as Members;
  holder.feeRecipient = Buffer.from(address.slice(2), "hex");
  (body as { graffiti: Uint8Array }).graffiti = Buffer.alloc(32, 7);
  const { gindex } = type.getPathInfo([...path]);
  const proof = createProof(type.toView(body).node, { type: ProofType.single, gindex }) as SingleProof;
  const sent = { index: String(gindex), proof: proof.witnesses.map(hex) };
  return { bodyRoot: type.hashTreeRoot(body), sent, gindex };
}

const notListed = { code: "FEE_RECIPIENT_NOT_LISTED" };
const invalid = { code: "FEE_RECIPIENT_PROOF_INVALID" };

describe("the fee recipient of a block, proven", () => {
  for (const [name, fork, type, path] of bodies)
    test(`${name}: ours passes, another is refused`, () => {
      const version = fork.toUpperCase();
      const { bodyRoot, sent, gindex } = bodyThatPays(ours, type, path);
      assert.equal(BigInt(feeRecipientIndexOf(version)!), gindex);
      const { checkBlock } = openWith(true);
      checkBlock({ version, bodyRoot, proofs: [sent] });
      checkBlock({ version, bodyRoot, proofs: [{ ...sent, value: ours }] });
      checkBlock({
        version,
        bodyRoot,
        proofs: [{ ...sent, index: Number(sent.index), value: `${ours}${"00".repeat(12)}` }],
      });

      const theirs = bodyThatPays(other, type, path);
      const refused = (proofs: unknown, code: { code: string }) =>
        assert.throws(() => checkBlock({ version, bodyRoot: theirs.bodyRoot, proofs }), code);
      refused([theirs.sent], invalid);
      refused([{ ...theirs.sent, value: other }], notListed);
      refused([{ ...theirs.sent, value: ours }], invalid);
      refused([sent], invalid);
      refused([sent, theirs.sent], invalid);
      refused([], invalid);
      refused(undefined, invalid);
    });
});

describe("a proof that lies", () => {
  const version = "FULU";
  const { bodyRoot, sent } = bodyThatPays(ours, ssz.fulu.BeaconBlockBody, payload);
  const { checkBlock } = openWith(true);

  test("about its place: the value is true of another member", () => {
    const type = ssz.fulu.BeaconBlockBody as unknown as BodyType;
    const body = type.defaultValue() as Members;
    (body as { graffiti: Uint8Array }).graffiti = Buffer.concat([Buffer.from(ours.slice(2), "hex"), Buffer.alloc(12)]);
    const { gindex } = type.getPathInfo(["graffiti"]);
    const proof = createProof(type.toView(body).node, { type: ProofType.single, gindex }) as SingleProof;
    const graffiti = { index: String(gindex), proof: proof.witnesses.map(hex), value: ours };
    const root = type.hashTreeRoot(body);
    assert.throws(
      () => checkBlock({ version, bodyRoot: root, proofs: [graffiti] }),
      invalid,
      "of another member alone",
    );
    assert.throws(() => checkBlock({ version, bodyRoot: root, proofs: [{ ...graffiti, index: "801" }] }), invalid);
  });

  test("about its fork: the schedule says what the body looks like", () => {
    assert.throws(() => checkBlock({ version: "CAPELLA", bodyRoot, proofs: [sent] }), invalid);
    assert.throws(() => checkBlock({ version: "GLOAS", bodyRoot, proofs: [sent] }), invalid);
    checkBlock({ version, bodyRoot, proofs: [sent] }); // control
  });

  test("in any hash of its branch, or one too few or too many", () => {
    for (const at of sent.proof.keys()) {
      const changed = sent.proof.with(at, `0x${"11".repeat(32)}`);
      assert.throws(
        () => checkBlock({ version, bodyRoot, proofs: [{ ...sent, proof: changed }] }),
        invalid,
        `hash ${at}`,
      );
    }
    for (const proof of [sent.proof.slice(1), sent.proof.slice(0, -1), [...sent.proof, sent.proof[0]], []])
      assert.throws(() => checkBlock({ version, bodyRoot, proofs: [{ ...sent, proof }] }), invalid);
  });

  test("behind one that holds", () => {
    const lie = { ...sent, proof: sent.proof.with(0, `0x${"11".repeat(32)}`) };
    assert.throws(() => checkBlock({ version, bodyRoot, proofs: [sent, lie] }), invalid);
  });

  test("in its form", () => {
    const malformed: unknown[] = [
      {},
      "proof",
      [null],
      [{ ...sent, index: "0x321" }],
      [{ ...sent, index: -1 }],
      [{ ...sent, index: 801.5 }],
      [{ ...sent, index: 2 ** 31 }],
      [{ ...sent, proof: "0x" }],
      [{ ...sent, proof: ["0x00"] }],
      [{ ...sent, proof: new Array(1_000).fill(sent.proof[0]) }],
      [{ ...sent, value: 5 }],
      [{ ...sent, value: `${ours}${"01".repeat(12)}` }],
      new Array(17).fill(sent),
    ];
    for (const proofs of malformed) assert.throws(() => checkBlock({ version, bodyRoot, proofs }), invalid);
  });
});

describe("where no proof is demanded", () => {
  const version = "ELECTRA";
  const { bodyRoot, sent } = bodyThatPays(other, ssz.electra.BeaconBlockBody, payload);

  test("none is needed, but one that is sent must hold", () => {
    const { checkBlock } = openWith(false);
    checkBlock({ version, bodyRoot, proofs: undefined });
    assert.throws(() => checkBlock({ version, bodyRoot, proofs: [sent] }), invalid);
    assert.throws(() => checkBlock({ version, bodyRoot, proofs: [{ ...sent, value: other }] }), notListed);
  });

  test("without a list every address passes that is proven", () => {
    const { checkBlock } = openWith(false, null);
    checkBlock({ version, bodyRoot, proofs: [{ ...sent, value: other }] });
    checkBlock({ version, bodyRoot, proofs: [sent] });
    assert.throws(() => checkBlock({ version, bodyRoot, proofs: [{ ...sent, value: ours }] }), invalid);
  });
});

test("blocks before Bellatrix pay nobody", () => {
  openWith(true).checkBlock({ version: "ALTAIR", bodyRoot: new Uint8Array(32), proofs: undefined });
});

test("a list that operators change holds from the next block on", () => {
  const { bodyRoot, sent } = bodyThatPays(ours, ssz.fulu.BeaconBlockBody, payload);
  let list = new Set([ours, other]);
  const { checkBlock } = openFeeRecipients(ethereum(true), () => list);
  const block = { version: "FULU", bodyRoot, proofs: [sent] };
  checkBlock(block);
  list = new Set([other]);
  assert.throws(() => checkBlock(block), invalid);
});
