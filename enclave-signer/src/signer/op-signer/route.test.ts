// op-node, op-batcher and kona-node, which change nothing but a URL: every encoding, error code and HTTP form that they know of op-signer.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keccak256, recoverAddress } from "viem";
import { payloadOf } from "../../../../test/harness/op-payload.ts";
import { addresses, clientNamed, openNumbers, openTestOpSigner } from "../../../../test/harness/op-signer.ts";
import type { Client, Route, SignerRequest } from "../door/route.ts";
import { onTimeBy } from "../sign-on-time.ts";
import { openEvidenceRoute } from "./evidence-route.ts";

const zeros = new Array<number>(32).fill(0);
const hashHex = "0xeea6bb6591d20b52f2b6574fb20bf7279cd03d581613d8ea1e88c82b8400144b";
const hashBase64 = "7qa7ZZHSC1LytldPsgv3J5zQPVgWE9jqHojIK4QAFEs=";
const domain = [0x7b, 0x2a, ...zeros.slice(2)];
const domainHex = `0x7b2a${"00".repeat(30)}`;
const signature =
  "0xe780e40a60638c683d9c4760ce2547856cd528c8de9f79165dce75b1b8e2cd262fa1a63ff7f45ad34e137d0836082d1ee21486504e0d47345607ed8c20df6e4000";
const signingHash = "c724de7aefa316a12cbbd5edc39d512830598cce5d6ac81d1b518ef69450ad77";
const v1 = { domain, chainId: 100, payloadHash: hashBase64, senderAddress: addresses[0] };
const v2 = { domain: domainHex, chainId: "100", payloadHash: hashHex, senderAddress: addresses[0] };
const on100 = { sequencers: [{ chainId: 100 }] };

describe("opsigner_signBlockPayload", () => {
  const encodings: readonly (readonly [string, object])[] = [
    ["V1 as op-node sends it", v1],
    ["V2", v2],
    ["chain id in hexadecimal", { ...v2, chainId: "0x64" }],
    ["no sender", { ...v1, senderAddress: null }],
    ["sender left out", { domain, chainId: 100, payloadHash: hashBase64 }],
    ["sender in mixed case", { ...v2, senderAddress: "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266" }],
    [
      "the payload in the former member of V1",
      { ...v1, PayloadBytes: Buffer.from("arbitraryData").toString("base64") },
    ],
    ["encodings mixed", { ...v1, domain: domainHex, chainId: "100" }],
  ];
  for (const method of ["opsigner_signBlockPayload", "opsigner_signBlockPayloadV2"])
    for (const [name, args] of encodings)
      test(`${method}, ${name}: the vector's signature`, async () => {
        const { call, signed } = openTestOpSigner(on100);
        assert.deepEqual(await call(method, [args]), { status: 200, result: signature });
        assert.deepEqual(signed, [signingHash]);
        // kona-node: parameters by name, an object back.
        assert.deepEqual(await call(method, args), { status: 200, result: { signature } });
      });

  test("one hash in 4,096 looks like hexadecimal in base64, and is signed like any other", async () => {
    const hash = Buffer.from("d31".padEnd(64, "7"), "hex");
    assert.match(hash.toString("base64"), /^0x/);
    const { call } = openTestOpSigner(on100);
    const { result } = await call("opsigner_signBlockPayload", [{ ...v1, payloadHash: hash.toString("base64") }]);
    assert.equal(typeof result, "string");
  });

  const wrong: readonly (readonly [string, object, number, string])[] = [
    ["no chain id", { ...v1, chainId: null }, -32012, "BLOCK_PAYLOAD_INVALID"],
    ["chain id 0", { ...v1, chainId: 0 }, -32012, "BLOCK_PAYLOAD_INVALID"],
    ["a fraction of a chain", { ...v1, chainId: 1.5 }, -32012, "BLOCK_PAYLOAD_INVALID"],
    ["chain id with leading zeros", { ...v1, chainId: "0100" }, -32012, "BLOCK_PAYLOAD_INVALID"],
    ["another chain", { ...v1, chainId: 10 }, -32013, "BLOCK_PAYLOAD_UNAUTHORIZED"],
    ["a hash of zeros", { ...v2, payloadHash: `0x${"00".repeat(32)}` }, -32012, "BLOCK_PAYLOAD_INVALID"],
    ["a short hash", { ...v2, payloadHash: "0xeea6" }, -32012, "BLOCK_PAYLOAD_INVALID"],
    [
      "base64 that is not canonical",
      { ...v1, payloadHash: hashBase64.replace("s=", "t=") },
      -32012,
      "BLOCK_PAYLOAD_INVALID",
    ],
    ["a domain of 31 integers", { ...v1, domain: zeros.slice(1) }, -32012, "BLOCK_PAYLOAD_INVALID"],
    ["a domain of 256", { ...v1, domain: [256, ...zeros.slice(1)] }, -32012, "BLOCK_PAYLOAD_INVALID"],
    ["another payload than the hash's", { ...v1, payloadBytes: "YWJj" }, -32012, "BLOCK_PAYLOAD_INVALID"],
    ["a sender that is no key here", { ...v1, senderAddress: `0x${"11".repeat(20)}` }, -32000, "CLIENT_NOT_PERMITTED"],
  ];
  for (const [name, args, code, refused] of wrong)
    test(`${name}: ${code}, ${refused}`, async () => {
      const { call, signed } = openTestOpSigner(on100);
      assert.deepEqual(await call("opsigner_signBlockPayload", [args]), { status: 200, code, refused });
      assert.deepEqual(signed, []);
    });

  test("a certificate without the permission is refused, and one with it for another key too", async () => {
    const { call, signed } = openTestOpSigner(on100);
    const client = (may: Client["may"]): Client => ({ names: ["op-node"], may });
    for (const may of [
      () => false,
      (operation: string) => operation === "eth_signTransaction",
      (_: string, key?: { readonly publicKey: string }) => key?.publicKey === addresses[1],
    ])
      assert.equal((await call("opsigner_signBlockPayload", [v1], client(may))).refused, "CLIENT_NOT_PERMITTED");
    assert.deepEqual(signed, []);
    const right = client(
      (operation, key) => operation === "opsigner_signBlockPayload" && key?.publicKey === addresses[0],
    );
    assert.equal((await call("opsigner_signBlockPayload", [v1], right)).result, signature, "control");
  });

  test("without a sender, several keys of one chain are not guessed among", async () => {
    const { call } = openTestOpSigner({ sequencers: [{ chainId: 100 }, { chainId: 100, address: addresses[1] }] });
    const { refused } = await call("opsigner_signBlockPayload", [{ ...v1, senderAddress: null }]);
    assert.equal(refused, "BLOCK_PAYLOAD_INVALID");
  });

  test("a domain that spells the beginning of a transfer is refused: a block's key signs blocks", async () => {
    // 96 bytes that hash to the signing hash, chosen so that they are an unsigned EIP-1559 transaction around the fixed chain id.
    const { call, signed } = openTestOpSigner({ sequencers: [{ chainId: 10 }] });
    const head = Buffer.from(`02f85d0a80018252089400000000000000000000000000000000000000beef80b8`.slice(0, 64), "hex");
    for (const first of [
      head,
      Buffer.concat([Buffer.from("f85e", "hex"), head.subarray(2)]),
      Buffer.from("19".padEnd(64, "0"), "hex"),
    ]) {
      const args = { ...v2, chainId: "10", domain: `0x${first.toString("hex").padEnd(64, "0")}` };
      assert.equal((await call("opsigner_signBlockPayload", [args])).refused, "BLOCK_PAYLOAD_INVALID");
    }
    assert.deepEqual(signed, []);
  });
});

describe("eth_signTransaction", () => {
  const to = `0x${"ab".repeat(20)}`;
  const args = {
    ...{ from: addresses[0], to, gas: "0x5208", maxFeePerGas: "0x2", maxPriorityFeePerGas: "0x1", value: "0x64" },
    ...{ nonce: "0x0", input: "0x", accessList: null, chainId: "0x539" },
  };
  const batcher = clientNamed("op-batcher");
  const wrong: readonly (readonly [string, object, number, string])[] = [
    ["gasPrice", { gasPrice: "0x1" }, -32010, "TRANSACTION_INVALID"],
    ["no gas", { gas: null }, -32010, "TRANSACTION_INVALID"],
    ["no nonce", { nonce: undefined }, -32010, "TRANSACTION_INVALID"],
    ["no chain id", { chainId: undefined }, -32010, "TRANSACTION_INVALID"],
    ["a tip above the fee", { maxPriorityFeePerGas: "0x3" }, -32010, "TRANSACTION_INVALID"],
    ["data and input differ", { data: "0x01" }, -32010, "TRANSACTION_INVALID"],
    ["no recipient, no data", { to: null }, -32010, "TRANSACTION_INVALID"],
    ["an empty list of blobs", { blobVersionedHashes: [], maxFeePerBlobGas: "0x1" }, -32010, "TRANSACTION_INVALID"],
    ["blobs without a fee", { blobVersionedHashes: [`0x01${"00".repeat(31)}`] }, -32010, "TRANSACTION_INVALID"],
    ["a blob fee without blobs", { maxFeePerBlobGas: "0x1" }, -32010, "TRANSACTION_INVALID"],
    [
      "a blob transaction that creates a contract",
      { to: null, input: "0x00", blobVersionedHashes: [`0x01${"00".repeat(31)}`], maxFeePerBlobGas: "0x1" },
      -32010,
      "TRANSACTION_INVALID",
    ],
    [
      "a blob of version 2",
      { blobVersionedHashes: [`0x02${"00".repeat(31)}`], maxFeePerBlobGas: "0x1" },
      -32010,
      "TRANSACTION_INVALID",
    ],
    [
      "storage keys under another name",
      { accessList: [{ address: to, storageKey: [] }] },
      -32010,
      "TRANSACTION_INVALID",
    ],
    ["an access list without storage keys", { accessList: [{ address: to }] }, -32010, "TRANSACTION_INVALID"],
    ["an authorization list (type 4)", { authorizationList: [] }, -32010, "TRANSACTION_INVALID"],
    ["a decimal value", { value: "100" }, -32010, "TRANSACTION_INVALID"],
    ["a nonce of 65 bits", { nonce: "0x10000000000000000" }, -32010, "TRANSACTION_INVALID"],
    ["another chain", { chainId: "0x1" }, -32011, "TRANSACTION_UNAUTHORIZED"],
    ["another recipient", { to: `0x${"cd".repeat(20)}` }, -32011, "TRANSACTION_UNAUTHORIZED"],
    ["a contract, where recipients are listed", { to: null, input: "0x00" }, -32011, "TRANSACTION_UNAUTHORIZED"],
    ["one wei above maxValue", { value: "0x65" }, -32011, "TRANSACTION_UNAUTHORIZED"],
    ["another sender", { from: addresses[1] }, -32000, "CLIENT_NOT_PERMITTED"],
  ];
  const policy = { toAddresses: [to], maxValue: "100" };
  for (const [name, change, code, refused] of wrong)
    test(`${name}: ${code}, ${refused}`, async () => {
      const { call, signed } = openTestOpSigner({ transactions: [policy] });
      assert.deepEqual(await call("eth_signTransaction", [{ ...args, ...change }], batcher), {
        status: 200,
        code,
        refused,
      });
      assert.deepEqual(signed, []);
    });

  test("control: within the policy it is signed; recipients are compared without case", async () => {
    const { call } = openTestOpSigner({ transactions: [policy] });
    const upper = { ...args, to: `0x${"AB".repeat(20)}` };
    assert.match(String((await call("eth_signTransaction", [upper], batcher)).result), /^0x02/);
  });

  test("nothing is signed while the machine's clock is wrong", async () => {
    const onTime = onTimeBy({ isRight: async () => false });
    const { call, signed } = openTestOpSigner({ transactions: [policy], onTime });
    assert.deepEqual(await call("eth_signTransaction", [args], batcher), {
      ...{ status: 503, code: -32000, refused: "SYSTEM_CLOCK_WRONG" },
    });
    assert.deepEqual(signed, []);
  });

  test("without a list of recipients a contract may be created, and type may be said", async () => {
    const { call } = openTestOpSigner({ transactions: [{}] });
    const creation = { ...args, to: null, input: "0x6000", type: "0x2" };
    assert.match(String((await call("eth_signTransaction", [creation], batcher)).result), /^0x02/);
    assert.equal(
      (await call("eth_signTransaction", [{ ...creation, type: "0x3" }], batcher)).refused,
      "TRANSACTION_INVALID",
    );
  });

  test("a certificate without the permission, or with it for another key, is refused though the policy names it", async () => {
    const { call, signed } = openTestOpSigner({ transactions: [policy] });
    const client = (may: Client["may"]): Client => ({ names: ["op-batcher"], may });
    for (const may of [
      () => false,
      (operation: string) => operation === "opsigner_signBlockPayload",
      (_: string, key?: { readonly publicKey: string }) => key?.publicKey === addresses[1],
    ])
      assert.equal((await call("eth_signTransaction", [args], client(may))).refused, "CLIENT_NOT_PERMITTED");
    assert.deepEqual(signed, []);
    const right = client((operation, key) => operation === "eth_signTransaction" && key?.publicKey === addresses[0]);
    assert.match(String((await call("eth_signTransaction", [args], right)).result), /^0x02/, "control");
  });

  test("recipient and value must be of one entry, and the entry of this client", async () => {
    const other = `0x${"cd".repeat(20)}`;
    const { call } = openTestOpSigner({
      transactions: [
        { toAddresses: [to], maxValue: "1" },
        { toAddresses: [other], maxValue: "100" },
        { client: "op-proposer", toAddresses: [] },
      ],
    });
    assert.equal((await call("eth_signTransaction", [args], batcher)).refused, "TRANSACTION_UNAUTHORIZED");
    assert.match(String((await call("eth_signTransaction", [{ ...args, to: other }], batcher)).result), /^0x02/);
    assert.match(String((await call("eth_signTransaction", [args], clientNamed("op-proposer"))).result), /^0x02/);
    assert.equal((await call("eth_signTransaction", [args], clientNamed("op-node"))).refused, "CLIENT_NOT_PERMITTED");
  });
});

describe("the wire", () => {
  const ask = (change: Partial<SignerRequest>): SignerRequest => ({
    ...{ method: "GET", path: "/", query: "", accept: undefined, contentType: undefined, authorization: undefined },
    ...{ body: new Uint8Array(0), client: undefined },
    ...change,
  });
  const health = { jsonrpc: "2.0", id: 1, method: "health_status" };

  test("health_status is a string, /healthz needs no certificate", async () => {
    const { call, route } = openTestOpSigner();
    assert.deepEqual(await call("health_status", undefined), { status: 200, result: "0.1.0" });
    assert.deepEqual(await route.answer(ask({ path: "/healthz" })), {
      ...{ status: 200, contentType: "application/json", body: '{"version":"0.1.0"}' },
    });
  });

  test("without a certificate: 401 and op-signer's sentence", async () => {
    const { route } = openTestOpSigner();
    assert.deepEqual(await route.answer(ask({ method: "POST", body: Buffer.from(JSON.stringify(health)) })), {
      ...{ status: 401, contentType: "text/plain; charset=utf-8", body: "client certificate was not provided\n" },
    });
  });

  test("a batch is answered in its order, notifications are not carried out, and garbage beside them spoils nothing", async () => {
    const { post, signed } = openTestOpSigner(on100);
    const sign = { jsonrpc: "2.0", method: "opsigner_signBlockPayload", params: [v1] };
    const batch = [{ ...health, id: "a" }, sign, 7, { ...sign, id: 2 }, { ...health, id: 3, method: "eth_sign" }];
    const { status, body } = await post(JSON.stringify(batch));
    assert.equal(status, 200);
    assert.deepEqual(
      (JSON.parse(String(body)) as { id: unknown; error?: { code: number } }[]).map(({ id, error }) => [
        id,
        error?.code,
      ]),
      [
        ["a", undefined],
        [null, -32600],
        [2, undefined],
        [3, -32601],
      ],
    );
    assert.equal(signed.length, 1);
  });

  test("other clients have their turn between the calls of a batch, and while a long transaction is hashed", async () => {
    const { post } = openTestOpSigner({ ...on100, transactions: [{}] });
    const turnsOf = async (calls: readonly object[], client?: Client) => {
      let turns = 0;
      let isDone = false;
      const count = () => {
        turns++;
        if (!isDone) setImmediate(count);
      };
      setImmediate(count);
      const { status } = await post(JSON.stringify(calls), client);
      isDone = true;
      assert.equal(status, 200);
      return turns;
    };
    const sign = { jsonrpc: "2.0", id: 1, method: "opsigner_signBlockPayload", params: [v1] };
    assert.ok((await turnsOf(new Array(64).fill(sign))) >= 63);
    const fees = { gas: "0x5208", maxFeePerGas: "0x2", maxPriorityFeePerGas: "0x1", nonce: "0x0", chainId: "0x539" };
    const long = { ...fees, from: addresses[0], to: addresses[1], input: `0x${"ab".repeat(1_000_000)}` };
    const send = { jsonrpc: "2.0", id: 1, method: "eth_signTransaction", params: [long] };
    assert.ok((await turnsOf([send], clientNamed("op-batcher"))) >= 15);
  });

  test("base64 with a sign that Node passes over, or of another alphabet, is not the payload", async () => {
    const { call } = openTestOpSigner(on100);
    // Node reads the same bytes from all of these, so the hash alone would not tell.
    for (const bytes of ["arbitraryData", "an even one", "of three length"].map((name) =>
      Buffer.from(`\xff\xfe${name}`, "latin1"),
    )) {
      const text = bytes.toString("base64");
      const args = { ...v1, payloadHash: keccak256(bytes) };
      const reply = async (payloadBytes: string) =>
        (await call("opsigner_signBlockPayload", [{ ...args, payloadBytes }])).refused ?? "signed";
      assert.equal(await reply(text), "signed");
      const put = [...text, ""].flatMap((_, at) =>
        ["@", " ", "\n"].map((sign) => `${text.slice(0, at)}${sign}${text.slice(at)}`),
      );
      const others = [`${text}=`, text.replace(/=+$/, ""), bytes.toString("base64url"), text.replace("/", "_")];
      for (const changed of [...put, ...others]) {
        assert.deepEqual(Buffer.from(changed, "base64"), bytes);
        if (changed !== text) assert.equal(await reply(changed), "BLOCK_PAYLOAD_INVALID", JSON.stringify(changed));
      }
    }
  });

  for (const [name, body, code] of [
    ["no JSON", "{", -32700],
    ["a member twice", '{"jsonrpc":"2.0","id":1,"method":"health_status","method":"eth_sign"}', -32700],
    ["an empty batch", "[]", -32600],
    ["65 calls", JSON.stringify(new Array(65).fill(health)), -32600],
    ["nothing but depth", `${"[".repeat(30_000)}`, -32700],
    [
      "more values than reading may take time for",
      `{"jsonrpc":"2.0","id":1,"method":"health_status","params":[${"0,".repeat(40_000)}0]}`,
      -32600,
    ],
  ] as const)
    test(`${name}: one error, ${code}`, async () => {
      const { status, body: answer } = await openTestOpSigner().post(body);
      assert.equal(status, 400);
      assert.equal((JSON.parse(String(answer)) as { error: { code: number } }).error.code, code);
    });

  test("what passes in a moment is HTTP 503, so that kona-node asks again", async () => {
    const { Refusal } = await import("../refusal.ts");
    const cover = () => Promise.reject(new Refusal("WINDOW_UNAVAILABLE"));
    const { call, clock } = openTestOpSigner({
      ...{ sequencers: [{ mode: "payload" }], windows: { ...openNumbers, cover } },
    });
    const { hash, bytes } = payloadOf({ number: 1, timestamp: clock.unixMs() / 1000 });
    const args = { ...v2, domain: zeros, chainId: 10, payloadHash: `0x${Buffer.from(hash).toString("hex")}` };
    const reply = await call("opsigner_signBlockPayload", {
      ...args,
      payloadBytes: Buffer.from(bytes).toString("base64"),
    });
    assert.deepEqual(reply, { status: 503, code: -32000, refused: "WINDOW_UNAVAILABLE" });
  });

  test("while the machine's clock is wrong no number is taken: afterwards any payload of it is signed, and one only", async () => {
    let isRight = false;
    const { call, clock, signed } = openTestOpSigner({
      sequencers: [{ mode: "payload" }],
      onTime: onTimeBy({ isRight: async () => isRight }),
    });
    const ask = (salt: number) => {
      const timestamp = clock.unixMs() / 1000;
      const { hash, bytes } = payloadOf({ number: 1, timestamp, salt });
      return call("opsigner_signBlockPayload", {
        ...{ ...v2, domain: zeros, chainId: 10, payloadHash: `0x${Buffer.from(hash).toString("hex")}` },
        payloadBytes: Buffer.from(bytes).toString("base64"),
      });
    };
    assert.deepEqual(await ask(1), { status: 503, code: -32000, refused: "SYSTEM_CLOCK_WRONG" });
    assert.deepEqual(signed, []);
    isRight = true;
    assert.equal((await ask(2)).status, 200);
    assert.equal((await ask(1)).refused, "PAYLOAD_CONFLICT");
    assert.equal(signed.length, 1);
  });

  test("what is counted names the permission and the refusal, nothing else", async () => {
    const { call, observed } = openTestOpSigner(on100);
    await call("opsigner_signBlockPayload", [v1]);
    await call("eth_signTransaction", [{}]);
    assert.deepEqual(observed, [
      { what: "blockpayload", client: "op-node", refused: undefined },
      { what: "transaction", client: "op-node", refused: "TRANSACTION_INVALID" },
    ]);
  });

  test("v is 0 or 1 and s is low: the signer is recovered from what op-node gossips", async () => {
    const { call } = openTestOpSigner(on100);
    const { result } = await call("opsigner_signBlockPayload", [v1]);
    const hash = `0x${signingHash}` as const;
    const text = String(result) as `0x${string}`;
    const recovered = await recoverAddress({
      hash,
      signature: {
        r: `0x${text.slice(2, 66)}`,
        s: `0x${text.slice(66, 130)}`,
        yParity: Number(`0x${text.slice(130)}`),
      },
    });
    assert.equal(recovered.toLowerCase(), addresses[0]);
  });

  test("evidence and how each key is guarded are for administrators", () => {
    const { opSigner } = openTestOpSigner({ sequencers: [{ mode: "payload" }, { address: addresses[1] }] });
    const route: Route = openEvidenceRoute(opSigner);
    const path = "/inkan/v1/sequencer/evidence";
    const client = (may: boolean): Client => ({
      names: [],
      may: (operation) => may && operation === "slashing-protection",
    });
    assert.throws(() => route.answer(ask({ path })), { code: "CERTIFICATE_MISSING" });
    assert.throws(() => route.answer(ask({ path, client: client(false) })), { code: "CLIENT_NOT_PERMITTED" });
    const answer = route.answer(ask({ path, client: client(true) }));
    assert.ok(!(answer instanceof Promise));
    const { sequencers, evidence } = JSON.parse(String(answer.body)) as { sequencers: unknown; evidence: unknown };
    assert.deepEqual(sequencers, [
      { address: addresses[0], chainId: 10, mode: "payload", exclusivity: "test" },
      { address: addresses[1], chainId: 10, mode: "blind-hash", exclusivity: "none" },
    ]);
    assert.deepEqual(evidence, { signed: [], signedDisplaced: 0, refused: [], refusedOnlyCounted: 0 });
  });
});
