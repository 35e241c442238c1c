// Attacker: a client with a sequencer's or a batcher's certificate, or whoever sits between it and the signer's door and can write its requests.
// Wants: a signature over anything but what the request says and the configuration allows.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
  type Hex,
  keccak256,
  parseTransaction,
  recoverAddress,
  recoverTransactionAddress,
  serializeTransaction,
  type TransactionSerializable,
} from "viem";
import { payloadOf } from "../harness/op-payload.ts";
import { addresses, clientNamed, openTestOpSigner, type RpcReply, testClock } from "../harness/op-signer.ts";

const seed = Number(process.env.INKAN_SEED ?? 20_261_124);
function random(state: number) {
  return (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const mutations = 100;
const clock = testClock();
const block = payloadOf({ number: 1_000, timestamp: clock.unixMs() / 1_000 });
const hex = (bytes: Uint8Array): Hex => `0x${Buffer.from(bytes).toString("hex")}`;
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const zeros = new Array<number>(32).fill(0);

/** Each as its client sends it. */
const blockRequests: Readonly<
  Record<string, { readonly method: string; readonly params: unknown; readonly mode: "payload" | "blind-hash" }>
> = {
  "V1, op-node": {
    ...{ method: "opsigner_signBlockPayload", mode: "blind-hash" },
    params: [{ domain: zeros, chainId: 10, payloadHash: base64(block.hash), senderAddress: addresses[0] }],
  },
  V2: {
    ...{ method: "opsigner_signBlockPayloadV2", mode: "blind-hash" },
    params: [{ domain: `0x${"00".repeat(32)}`, chainId: "10", payloadHash: hex(block.hash), senderAddress: null }],
  },
  "by name, kona-node": {
    ...{ method: "opsigner_signBlockPayload", mode: "blind-hash" },
    params: { domain: `0x${"00".repeat(32)}`, chainId: 10, payloadHash: hex(block.hash), senderAddress: addresses[0] },
  },
  "with the payload": {
    ...{ method: "opsigner_signBlockPayload", mode: "payload" },
    params: [{ domain: zeros, chainId: 10, payloadHash: base64(block.hash), payloadBytes: base64(block.bytes) }],
  },
};

const to = `0x${"aa".repeat(20)}` as const;
const transaction = {
  ...{ from: addresses[0], to, gas: "0x5208", maxFeePerGas: "0x77359400", maxPriorityFeePerGas: "0x3b9aca00" },
  ...{
    value: "0x64",
    nonce: "0x7",
    input: "0xdeadbeef",
    accessList: [{ address: to, storageKeys: [hex(block.hash)] }],
  },
  chainId: "0x539",
};
const transactionRequests: Readonly<Record<string, Record<string, unknown>>> = {
  "type 2": transaction,
  "type 3": { ...transaction, blobVersionedHashes: [`0x01${"c0".repeat(31)}`], maxFeePerBlobGas: "0x9" },
};

/** One character changed, inserted or taken away: what is no JSON any more is a mutation too. */
function mutate(text: string, next: (below: number) => number): string {
  const at = next(text.length);
  const character = '0123456789abcdefxAF",:{}[]null+/='[next(33)] ?? "0";
  const kinds = [text.slice(0, at) + character + text.slice(at + 1), text.slice(0, at) + character + text.slice(at)];
  return next(3) === 2 ? text.slice(0, at) + text.slice(at + 1) : (kinds[next(2)] ?? text);
}

type BlockArgs = Record<"domain" | "chainId" | "payloadHash", unknown>;

/** What the request says, read by this test's own reader. */
function wantedDigest(text: string): Hex {
  const { params } = JSON.parse(text) as { params: unknown };
  const { domain, chainId, payloadHash } = (Array.isArray(params) ? params[0] : params) as BlockArgs;
  const domainBytes = Array.isArray(domain) ? Buffer.from(domain) : Buffer.from(String(domain).slice(2), "hex");
  const hashText = String(payloadHash);
  const hash = hashText.length === 44 ? Buffer.from(hashText, "base64") : Buffer.from(hashText.slice(2), "hex");
  const chain = Buffer.from(
    BigInt(chainId as string | number)
      .toString(16)
      .padStart(64, "0"),
    "hex",
  );
  return keccak256(Buffer.concat([domainBytes, chain, hash]));
}

async function replyTo(asked: ReturnType<typeof openTestOpSigner>, text: string): Promise<RpcReply> {
  const { status, body } = await asked.post(text, clientNamed("op-batcher"));
  const { result } = body.length === 0 ? { result: undefined } : (JSON.parse(String(body)) as { result?: unknown });
  return { status, result };
}

describe(`${mutations} mutations of each request, seed ${seed}: signed is only what the request says`, () => {
  for (const [name, { method, params, mode }] of Object.entries(blockRequests))
    test(name, async () => {
      const next = random(seed);
      const honest = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      let signatures = 0;
      for (let round = 0; round <= mutations; round++) {
        const text = round === 0 ? honest : mutate(honest, next);
        const opSigner = openTestOpSigner({ clock, sequencers: [{ mode }] });
        const { result } = await replyTo(opSigner, text);
        const signature = typeof result === "object" ? (result as { signature?: string }).signature : result;
        if (typeof signature !== "string" || opSigner.signed.length === 0) {
          assert.deepEqual(opSigner.signed, [], text);
          assert.notEqual(round, 0, "control: the honest request is signed");
          continue;
        }
        signatures++;
        const hash = wantedDigest(text);
        assert.deepEqual(opSigner.signed, [hash.slice(2)], text);
        const [r, s] = [signature.slice(2, 66), signature.slice(66, 130)];
        const yParity = Number(signature.slice(131));
        const signer = await recoverAddress({ hash, signature: { r: `0x${r}`, s: `0x${s}`, yParity } });
        assert.equal(signer.toLowerCase(), addresses[0], text);
        // With the payload there is one hash, whatever else was changed; the domain is the client's to choose.
        if (mode === "payload") assert.ok(text.includes(base64(block.hash)), text);
      }
      assert.ok(signatures >= 1);
    });

  for (const [name, args] of Object.entries(transactionRequests))
    test(`eth_signTransaction, ${name}`, async () => {
      const next = random(seed);
      const honest = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_signTransaction", params: [args] });
      let signatures = 0;
      for (let round = 0; round <= mutations; round++) {
        const text = round === 0 ? honest : mutate(honest, next);
        const opSigner = openTestOpSigner({ transactions: [{ toAddresses: [to], maxValue: "100" }] });
        const { result } = await replyTo(opSigner, text);
        if (typeof result !== "string" || opSigner.signed.length === 0) {
          assert.deepEqual(opSigner.signed, [], text);
          assert.notEqual(round, 0, "control: the honest request is signed");
          continue;
        }
        signatures++;
        const raw = result as `0x02${string}`;
        const said = (JSON.parse(text) as { params: [Record<string, never>] }).params[0];
        const numbers = Object.fromEntries(
          ["gas", "maxFeePerGas", "maxPriorityFeePerGas", "value", "maxFeePerBlobGas"].flatMap((member) =>
            said[member] === undefined ? [] : [[member, BigInt(said[member] ?? 0)]],
          ),
        );
        const wanted = {
          ...numbers,
          ...{ to: said.to, data: said.input, accessList: said.accessList ?? [] },
          ...{ chainId: Number(said.chainId), nonce: Number(said.nonce) },
          ...(said.blobVersionedHashes === undefined
            ? { type: "eip1559" }
            : { type: "eip4844", blobVersionedHashes: said.blobVersionedHashes }),
        } as unknown as TransactionSerializable;
        assert.equal(keccak256(serializeTransaction(wanted)).slice(2), opSigner.signed[0], text);
        const sent = parseTransaction(raw);
        assert.ok((sent.value ?? 0n) <= 100n && sent.to === to && sent.chainId === 1337, text);
        assert.equal((await recoverTransactionAddress({ serializedTransaction: raw })).toLowerCase(), addresses[0]);
      }
      assert.ok(signatures >= 1);
    });
});

describe("a client that has one certificate and wants more", () => {
  const args = { domain: zeros, chainId: 10, payloadHash: base64(block.hash) };

  test("recorded requests give recorded signatures: nothing new", async () => {
    const { call, signed } = openTestOpSigner();
    const asked = { ...args, senderAddress: addresses[0] };
    const replies = new Set<unknown>();
    for (let time = 0; time < 50; time++) replies.add((await call("opsigner_signBlockPayload", [asked])).result);
    assert.equal(replies.size, 1);
    assert.equal(new Set(signed).size, 1);
  });

  test("a chain of another sequencer's key, and the key of another chain's", async () => {
    const { call, signed } = openTestOpSigner({
      sequencers: [{ chainId: 10 }, { chainId: 20, address: addresses[1] }],
    });
    for (const [chainId, senderAddress] of [
      [20, addresses[0]],
      [10, addresses[1]],
    ] as const)
      assert.equal(
        (await call("opsigner_signBlockPayload", [{ ...args, chainId, senderAddress }])).refused,
        "BLOCK_PAYLOAD_UNAUTHORIZED",
      );
    assert.deepEqual(signed, []);
    await call("opsigner_signBlockPayload", [{ ...args, chainId: 20, senderAddress: addresses[1] }]);
    assert.equal(signed.length, 1, "control: each key on its own chain");
  });

  test("one batch of conflicting blocks: one is signed", async () => {
    const { post, signed } = openTestOpSigner({ clock, sequencers: [{ mode: "payload" }] });
    const batch = Array.from({ length: 64 }, (_, salt) => {
      const { hash, bytes } = payloadOf({ number: 1_000, timestamp: clock.unixMs() / 1_000, salt });
      const params = [{ ...args, payloadHash: base64(hash), payloadBytes: base64(bytes) }];
      return { jsonrpc: "2.0", id: salt, method: "opsigner_signBlockPayload", params };
    });
    const { body } = await post(JSON.stringify(batch));
    const replies = JSON.parse(String(body)) as { error?: { data: { code: string } } }[];
    assert.equal(signed.length, 1);
    assert.equal(replies.filter(({ error }) => error?.data.code === "PAYLOAD_CONFLICT").length, 63);
  });

  test("conflicting blocks asked for at once, on 100 connections: one is signed", async () => {
    const { signPayload, signed } = openTestOpSigner({ clock, sequencers: [{ mode: "payload" }] });
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, salt) =>
        signPayload(payloadOf({ number: 1_000, timestamp: clock.unixMs() / 1_000, salt })),
      ),
    );
    assert.equal(signed.length, 1);
    assert.equal(answers.filter((answer) => answer === "PAYLOAD_CONFLICT").length, 99);
  });

  test("refusals say nothing of keys, and a client's own text does not come back", async () => {
    const { post } = openTestOpSigner();
    const canary = "c0ffee-canary";
    for (const params of [
      [{ ...args, domain: canary }],
      [{ ...args, senderAddress: canary }],
      { [canary]: 1 },
      [canary],
    ]) {
      const call = { jsonrpc: "2.0", id: 1, method: "opsigner_signBlockPayload", params };
      const { body } = await post(JSON.stringify(call));
      assert.doesNotMatch(String(body), /canary|ac0974be/);
    }
  });
});
