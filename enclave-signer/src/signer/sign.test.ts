// Attackers: a client that floods, repeats, and asks for what was refused; a machine that computes wrongly.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { PublicKey, Signature, verify } from "@chainsafe/blst";
import { BlsSigningKey } from "./bls.ts";
import { openKeyRing } from "./keys/key-ring.ts";
import { priorities } from "./schedule.ts";
import { Secp256k1SigningKey } from "./secp256k1.ts";
import { openSigner } from "./sign.ts";
import type { Decision, SlashingProtection } from "./slashing-protection/protection.ts";

const secret = () => Buffer.from("3ee2224386c82ffea477e2adf28a2929f5c349165a4196158c7f3a2ecca40f35", "hex");
const root = (byte: number) => new Uint8Array(32).fill(byte);
const block = (slot: bigint) => ({ kind: "block", slot }) as const;

function signerWith(decide: SlashingProtection["decide"], signaturesWaitingMax = 100) {
  const keys = openKeyRing();
  const signing = BlsSigningKey.take(secret());
  const publicKey = signing.publicKeyHex;
  keys.addValidator({ publicKey, group: undefined, derivationPath: "", signing });
  const protection: SlashingProtection = { cover: () => undefined, decide };
  return { keys, publicKey, signer: openSigner({ keys, protection, signaturesWaitingMax }) };
}

const allow = (): Decision => "new";

describe("signRoot", () => {
  test("worked example A: the published root gets the published signature", async () => {
    const { signer, publicKey } = signerWith(allow);
    const signingRoot = Buffer.from("548c9a015f4c96cb8b1ddbbdfca85846f85bf9f344a434c140f378cdfb5341f0", "hex");
    const signature = await signer.signRoot({ publicKey, signingRoot, priority: 1, duty: undefined });
    assert.equal(
      Buffer.from(signature).toString("hex"),
      "ae3c0db74040e659d212c96aa38dd5e703f420750f9e88c18df64d9626ee2fa1224a04fa18183b2d9747cf3e3e96410008e51b87a6ba04984c95aa675ff91e3cd520b2e13b3c0c136bc69d4f27cbc9baa2c0099e31447924889308ed37871c31",
    );
  });

  test("what protection refuses is not signed, and its neighbours in the batch are", async () => {
    const { signer, publicKey } = signerWith((_, duty) =>
      duty.kind === "block" && duty.slot === 2n ? { refused: "DOUBLE_BLOCK" } : "new",
    );
    const answers = await Promise.allSettled(
      [1, 2, 3].map((slot) =>
        signer.signRoot({ publicKey, signingRoot: root(slot), priority: 0, duty: block(BigInt(slot)) }),
      ),
    );
    assert.deepEqual(
      answers.map((answer) => (answer.status === "fulfilled" ? "signed" : answer.reason.code)),
      ["signed", "DOUBLE_BLOCK", "signed"],
    );
  });

  test("the decision falls before the key is used", async () => {
    const order: string[] = [];
    const { signer, keys, publicKey } = signerWith(() => {
      order.push("decide");
      return "new";
    });
    const key = keys.validator(publicKey);
    const sign = key?.signing.sign.bind(key.signing);
    assert.ok(key !== undefined && sign !== undefined);
    key.signing.sign = (signingRoot) => {
      order.push("sign");
      return sign(signingRoot);
    };
    await signer.signRoot({ publicKey, signingRoot: root(1), priority: 0, duty: block(1n) });
    assert.deepEqual(order, ["decide", "sign"]);
  });

  test("a wrong signature never leaves, and spoils none of its batch", async () => {
    const { signer, keys, publicKey } = signerWith(allow);
    const other = BlsSigningKey.take(Buffer.alloc(32, 7));
    const faulty = BlsSigningKey.take(Buffer.alloc(32, 9));
    const wrong = other.sign(root(1));
    faulty.sign = () => wrong;
    for (const signing of [other, faulty])
      keys.addValidator({ publicKey: signing.publicKeyHex, group: undefined, derivationPath: "", signing });
    const answers = await Promise.allSettled(
      [publicKey, other.publicKeyHex, faulty.publicKeyHex].map((publicKey) =>
        signer.signRoot({ publicKey, signingRoot: root(1), priority: 1, duty: undefined }),
      ),
    );
    assert.deepEqual(
      answers.map((answer) => (answer.status === "fulfilled" ? "signed" : answer.reason.code)),
      ["signed", "signed", "SIGNATURE_FAULT"],
    );
    const [first] = answers;
    assert.ok(first?.status === "fulfilled");
    assert.ok(verify(root(1), PublicKey.fromHex(publicKey), Signature.fromBytes(first.value)));
  });

  test("a client whose requests are refused as fast as they come keeps nobody's signature back", async () => {
    const { signer, publicKey } = signerWith((_, { kind }) =>
      kind === "block" ? "new" : { refused: "DOUBLE_VOTE", detail: "flood" },
    );
    const vote = { kind: "attestation", sourceEpoch: 0n, targetEpoch: 1n } as const;
    let isAnswered = false;
    const honest = signer
      .signRoot({ publicKey, signingRoot: root(1), priority: priorities.attestation, duty: block(1n) })
      .then(() => {
        isAnswered = true;
      });
    let turns = 0;
    for (; !isAnswered && turns < 500; turns++) {
      signer.signRoot({ publicKey, signingRoot: root(2), priority: 1, duty: vote }).catch(() => {});
      await new Promise(setImmediate);
    }
    assert.ok(turns < 100, `${turns} refused requests went first`);
    await honest;
  });

  test("past the bound a request is refused at once, and the waiting ones are signed", async () => {
    const { signer, publicKey } = signerWith(allow, 2);
    const ask = (byte: number) => signer.signRoot({ publicKey, signingRoot: root(byte), priority: 2, duty: undefined });
    const answers = await Promise.allSettled([ask(1), ask(2), ask(3)]);
    assert.deepEqual(
      answers.map((answer) => (answer.status === "fulfilled" ? "signed" : answer.reason.code)),
      ["signed", "signed", "OVERLOADED"],
    );
  });

  test("past the bound what is urgent takes the place of the newest that is not, and of nothing as urgent", async () => {
    const { signer, publicKey } = signerWith(allow, 3);
    const ask = (byte: number, priority: 0 | 1 | 2) =>
      signer.signRoot({ publicKey, signingRoot: root(byte), priority, duty: undefined });
    const asked = [ask(1, 2), ask(2, 2), ask(3, 1), ask(4, 0), ask(5, 0), ask(6, 0), ask(7, 0), ask(8, 1), ask(9, 2)];
    assert.equal(signer.waiting, 3);
    const answers = await Promise.allSettled(asked);
    assert.deepEqual(
      answers.map((answer) => (answer.status === "fulfilled" ? "signed" : answer.reason.code)),
      [
        "OVERLOADED",
        "OVERLOADED",
        "OVERLOADED",
        "signed",
        "signed",
        "signed",
        "OVERLOADED",
        "OVERLOADED",
        "OVERLOADED",
      ],
    );
  });

  test("blocks go before attestations, attestations before the rest", async () => {
    const order: string[] = [];
    const { signer, publicKey } = signerWith(allow);
    const ask = async (name: keyof typeof priorities) => {
      await signer.signRoot({ publicKey, signingRoot: root(1), priority: priorities[name], duty: undefined });
      order.push(name);
    };
    await Promise.all([ask("other"), ask("attestation"), ask("block")]);
    assert.deepEqual(order, ["block", "attestation", "other"]);
  });

  test("who keeps asking, turn for turn, does not keep others from their answers", async () => {
    const { signer, publicKey } = signerWith(allow);
    const ask = (byte: number, priority: 0 | 1) =>
      signer.signRoot({ publicKey, signingRoot: root(byte), priority, duty: undefined });
    let isOver = false;
    let asked = 0;
    const flood = () => {
      if (isOver) return;
      asked++;
      void ask(asked % 250, priorities.attestation);
      setImmediate(flood);
    };
    const first = ask(255, priorities.attestation);
    flood();
    await first;
    const before = asked;
    asked = 0;
    await ask(255, priorities.block);
    isOver = true;
    assert.ok(before <= 64, `${before} others were signed before the first was answered`);
    assert.ok(asked <= 3, `${asked} others were signed before a block was answered`);
  });

  test("a key that was removed while its request waited signs nothing", async () => {
    const { signer, keys, publicKey } = signerWith(allow);
    const asked = signer.signRoot({ publicKey, signingRoot: root(1), priority: 2, duty: undefined });
    keys.remove(publicKey);
    await assert.rejects(asked, { code: "KEY_NOT_FOUND" });
  });
});

test("signDigest: the vector of op-signer's payloads", () => {
  const keys = openKeyRing();
  const bytes = Buffer.from("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", "hex");
  const signing = Secp256k1SigningKey.take(bytes);
  assert.deepEqual(bytes, Buffer.alloc(32), "the bytes that it was made of are overwritten");
  keys.addAccount({ address: signing.address, group: undefined, signing });
  const protection: SlashingProtection = { cover: () => undefined, decide: allow };
  const { rs, recovery } = openSigner({ keys, protection, signaturesWaitingMax: 1 }).signDigest({
    address: "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
    digest: Buffer.from("c724de7aefa316a12cbbd5edc39d512830598cce5d6ac81d1b518ef69450ad77", "hex"),
  });
  assert.equal(
    Buffer.from(rs).toString("hex") + recovery,
    "e780e40a60638c683d9c4760ce2547856cd528c8de9f79165dce75b1b8e2cd262fa1a63ff7f45ad34e137d0836082d1ee21486504e0d47345607ed8c20df6e400",
  );
});
