// Attacker: root on the parent, between a real enclave's answers and a client in somebody's program.
// Wants: that the program gets one value that the enclave did not send it now, for this call.
// The server signs with a real key and shows a real document of a test PKI; the attacker sits in its way out.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { FetchRequest, JsonRpcProvider } from "ethers";
import { createPublicClient, RpcRequestError } from "viem";
import { Web3 } from "web3";
import { createNitroIssuer, type NitroIssuer } from "../../test/harness/nitro-issuer.ts";
import { canonicalJson, configPcr16, encodeUserData, signedNonceBytes } from "./index.ts";
import {
  acceptSignatureNonce,
  type EnclaveExpectations,
  type ProvenOptions,
  proofHeaders,
  provenFetch,
  provenProvider,
  signatureField,
} from "./proof/index.ts";
import { InkanTransportError, inkanTransport } from "./transport.ts";

type Answer = { status: number; headers: Record<string, string>; body: string };
type Key = { readonly privateKey: KeyObject; readonly spki: Uint8Array };

const fill = (byte: number) => new Uint8Array(48).fill(byte);
const measurement = { pcr0: fill(0x10), pcr1: fill(0x11), pcr2: fill(0x12) };
const utf8 = (text: string) => new TextEncoder().encode(text);
const sha256 = (bytes: Uint8Array | string) => new Uint8Array(createHash("sha256").update(bytes).digest());
const newKey = (): Key => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { privateKey, spki: new Uint8Array(publicKey.export({ format: "der", type: "spki" })) };
};
const ecdsa = (data: Uint8Array, key: Key) =>
  new Uint8Array(sign("sha256", data, { key: key.privateKey, dsaEncoding: "ieee-p1363" }));

let issuer: NitroIssuer;
let server: Server;
let origin: string;
let configuration: string;
/** The enclave's, and what the attacker does to what leaves it. */
let key = newKey();
let now = 0;
let tamper: (answer: Answer, request: IncomingMessage) => Answer | Promise<Answer> = (answer) => answer;
let seen: string[] = [];
const history: Answer[] = [];

async function evidence(nonce: Uint8Array, signed: boolean): Promise<string> {
  const document = await issuer.document({
    fields: {
      timestamp: now * 1000,
      nonce: signed ? null : nonce,
      public_key: key.spki,
      user_data: encodeUserData({ purpose: "challenge", origin, keys: { response: sha256(key.spki) } }),
      pcrs: new Map([
        [0, measurement.pcr0],
        [1, measurement.pcr1],
        [2, measurement.pcr2],
        [16, await configPcr16(utf8(configuration))],
      ]),
    },
  });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  return JSON.stringify({
    version: 1,
    type: "aws-nitro-enclave",
    role: "relay",
    frontDoor: "host",
    document: base64(document),
    nonce: Buffer.from(nonce).toString("hex"),
    keys: { response: base64(key.spki), tls: null },
    configuration,
    registry: { chainId: 31337, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
    nonceSignature: signed ? base64(ecdsa(await signedNonceBytes(nonce, document), key)) : null,
  });
}

function resultOf(method: string): object {
  if (method === "eth_chainId") return { result: "0x7a69" };
  if (method === "net_version") return { result: "31337" };
  if (method === "eth_blockNumber") return { result: "0x2a" };
  if (method === "eth_call") return { error: { code: 3, message: "execution reverted", data: "0x08c379a0" } };
  return { result: "0x64" };
}

function answerTo(request: IncomingMessage, content: string): Answer {
  const { id, method } = JSON.parse(content) as { id: unknown; method: string };
  seen.push(method);
  const body = JSON.stringify({ jsonrpc: "2.0", id, ...resultOf(method) });
  const proof = proofHeaders({
    method: "POST",
    authority: request.headers.host!,
    path: request.url!,
    status: 200,
    contentType: "application/json",
    contentSha256: sha256(body),
    requestSha256: sha256(content),
    source: "upstream",
    level: "relayed",
    block: 42n,
    ageSeconds: 0,
    created: now,
    nonce: acceptSignatureNonce(request.headers["accept-signature"] as string | undefined),
    keyid: Buffer.from(sha256(key.spki)).toString("hex"),
  });
  const headers = {
    "content-type": "application/json",
    "content-digest": proof.contentDigest,
    "inkan-context": proof.inkanContext,
    "signature-input": proof.signatureInput,
    signature: signatureField(ecdsa(utf8(proof.signatureBase), key)),
  };
  return { status: 200, headers, body };
}

before(async () => {
  issuer = await createNitroIssuer();
  server = createServer(async (request, response) => {
    let content = "";
    for await (const part of request) content += part;
    const url = new URL(request.url!, origin);
    if (url.pathname === "/attestation") seen.push("attestation");
    const json = { "content-type": "application/json" };
    const honest =
      url.pathname === "/attestation"
        ? {
            status: 200,
            headers: json,
            body: await evidence(Buffer.from(url.searchParams.get("nonce")!, "hex"), false),
          }
        : answerTo(request, content);
    const { status, headers, body } = await tamper(honest, request);
    history.push({ ...honest });
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  configuration = canonicalJson({ alternativeOrigins: [], origin, version: 1 });
});
after(() => {
  server.closeAllConnections();
  server.close();
});

async function options(changed: Partial<EnclaveExpectations> = {}): Promise<ProvenOptions> {
  key = newKey();
  now = issuer.at;
  seen = [];
  tamper = (answer) => answer;
  const pcr16 = await configPcr16(utf8(configuration));
  return {
    expectations: { measurements: [measurement], pcr16, roots: [issuer.root], ...changed },
    now: () => now,
    timeoutMs: 2_000,
  };
}

async function client(changed: Partial<EnclaveExpectations> = {}, bounds: Partial<ProvenOptions> = {}) {
  return createPublicClient({ transport: inkanTransport(`${origin}/dev`, { ...(await options(changed)), ...bounds }) });
}

/** Asserts that a call is refused with `code`, and that what is thrown holds no byte of the answer. */
async function refused(call: Promise<unknown>, code: string): Promise<void> {
  await assert.rejects(call, (thrown: Error) => {
    const found =
      thrown instanceof InkanTransportError
        ? thrown
        : (thrown as { walk?: (f: (e: unknown) => boolean) => unknown }).walk?.(
            (e) => e instanceof InkanTransportError,
          );
    assert.ok(found instanceof InkanTransportError, `${thrown}`);
    assert.equal(found.code, code, found.message);
    assert.ok(!found.message.includes("0x2a") && !found.message.includes("0x64"));
    return true;
  });
}

describe("an honest endpoint", () => {
  test("answers viem, attested once, each call with a nonce of its own", async () => {
    const viem = await client();
    const nonces = new Set<unknown>();
    tamper = (answer, request) => {
      nonces.add(request.headers["accept-signature"]);
      assert.deepEqual(
        [request.headers.cookie, request.headers.authorization, request.headers.referer],
        [undefined, undefined, undefined],
      );
      return answer;
    };
    const [block, balance] = await Promise.all([
      viem.getBlockNumber(),
      viem.getBalance({ address: `0x${"22".repeat(20)}` }),
      viem.getChainId(),
    ]);
    assert.deepEqual([block, balance], [42n, 100n]);
    assert.equal(seen.filter((what) => what === "attestation").length, 1);
    assert.equal(nonces.size, 4); // three calls, and the attestation without any
  });

  test("a proven error is the endpoint's, with its data", async () => {
    const viem = await client();
    const thrown = await viem.request({ method: "eth_call", params: [{}] } as never).catch((error: unknown) => error);
    const rpc = (thrown as { walk(f: (e: unknown) => boolean): unknown }).walk((e) => e instanceof RpcRequestError);
    assert.ok(rpc instanceof RpcRequestError);
    assert.deepEqual([rpc.code, rpc.data], [3, "0x08c379a0"]);
  });

  test("answers ethers through provenFetch, and web3.js through provenProvider", async () => {
    const fetch = provenFetch(`${origin}/dev`, await options());
    const request = new FetchRequest(`${origin}/dev`);
    request.getUrlFunc = async ({ url, body }) => {
      const response = await fetch(url, { method: "POST", body: new Uint8Array(body!) });
      const headers = Object.fromEntries(response.headers);
      return {
        statusCode: response.status,
        statusMessage: "",
        headers,
        body: new Uint8Array(await response.arrayBuffer()),
      };
    };
    const ethers = new JsonRpcProvider(request, 31337, { staticNetwork: true, batchMaxCount: 1 });
    assert.equal(await ethers.getBlockNumber(), 42);
    ethers.destroy();
    const web3 = new Web3(provenProvider(`${origin}/dev`, await options()) as never);
    assert.equal(await web3.eth.getBlockNumber(), 42n);
  });

  test("past the budget of documents: an older one, and the key's signature over the nonce", async () => {
    const viem = await client();
    tamper = async (answer, request) =>
      request.url!.startsWith("/attestation")
        ? { ...answer, body: await evidence(Buffer.from(request.url!.split("=")[1]!, "hex"), true) }
        : answer;
    assert.equal(await viem.getBlockNumber(), 42n);
    const other = await client();
    tamper = async (answer, request) =>
      request.url!.startsWith("/attestation")
        ? {
            ...answer,
            body: (await evidence(new Uint8Array(32), true)).replace("00".repeat(32), request.url!.split("=")[1]!),
          }
        : answer;
    await refused(other.getBlockNumber(), "NONCE_SIGNATURE_INVALID");
  });

  test("that restarts is attested anew, and no call is sent twice", async () => {
    const viem = await client();
    assert.equal(await viem.getBlockNumber(), 42n);
    key = newKey();
    assert.equal(await viem.getChainId(), 31337);
    assert.deepEqual(seen, ["attestation", "eth_blockNumber", "eth_chainId", "attestation"]);
  });
});

describe("an endpoint whose answers pass through an attacker", () => {
  const isCall = (request: IncomingMessage) => !request.url!.startsWith("/attestation");
  const onCalls = (change: (answer: Answer) => Answer) => (answer: Answer, request: IncomingMessage) =>
    isCall(request) ? change(answer) : answer;
  const without = (...names: string[]) =>
    onCalls((answer) => ({
      ...answer,
      headers: Object.fromEntries(Object.entries(answer.headers).filter(([name]) => !names.includes(name))),
    }));

  const attacks: [name: string, change: typeof tamper, code: string][] = [
    ["strips the proof", without("signature", "signature-input", "content-digest", "inkan-context"), "PROOF_MISSING"],
    ["strips the signature", without("signature"), "FIELD_MISSING"],
    [
      "changes the answer",
      onCalls((answer) => ({ ...answer, body: answer.body.replace("0x2a", "0x2b") })),
      "CONTENT_DIGEST_MISMATCH",
    ],
    ["changes the status", onCalls((answer) => ({ ...answer, status: 500 })), "SIGNATURE_INVALID"],
    [
      "takes the nonce out",
      onCalls((answer) => ({
        ...answer,
        headers: {
          ...answer.headers,
          "signature-input": answer.headers["signature-input"]!.replace(/;nonce="[^"]+"/, ""),
        },
      })),
      "NONCE_MISMATCH",
    ],
    [
      "redirects",
      onCalls(() => ({ status: 307, headers: { location: `${origin}/other` }, body: "" })),
      "EXCHANGE_FAILED",
    ],
    [
      "answers itself",
      onCalls(() => ({
        status: 200,
        headers: { "content-type": "application/json" },
        body: '{"jsonrpc":"2.0","id":1,"result":"0x2a"}',
      })),
      "PROOF_MISSING",
    ],
    [
      "has no attestation",
      (answer, request) => (isCall(request) ? answer : { ...answer, status: 404 }),
      "EVIDENCE_MALFORMED",
    ],
    [
      "breaks the evidence",
      (answer, request) => (isCall(request) ? answer : { ...answer, body: answer.body.slice(1) }),
      "EVIDENCE_MALFORMED",
    ],
    [
      "sends endless evidence",
      (answer, request) => (isCall(request) ? answer : { ...answer, body: " ".repeat(1_048_577) }),
      "ANSWER_TOO_LARGE",
    ],
    [
      "shows another configuration",
      (answer, request) =>
        isCall(request) ? answer : { ...answer, body: answer.body.replace('\\"version\\":1', '\\"version\\":2') },
      "ATTESTATION_REFUSED",
    ],
    [
      "shows another key",
      (answer, request) =>
        isCall(request)
          ? answer
          : {
              ...answer,
              body: answer.body.replace(
                /"response":"[^"]+"/,
                `"response":"${Buffer.from(newKey().spki).toString("base64")}"`,
              ),
            },
      "ATTESTATION_REFUSED",
    ],
    [
      "calls itself a signer",
      (answer, request) => (isCall(request) ? answer : { ...answer, body: answer.body.replace('"relay"', '"signer"') }),
      "ATTESTATION_REFUSED",
    ],
  ];
  for (const [name, change, code] of attacks)
    test(`${name}: ${code}`, async () => {
      const viem = await client();
      tamper = change;
      await refused(viem.getBlockNumber(), code);
      tamper = (answer) => answer;
      assert.equal(await viem.getBlockNumber(), 42n); // control: the same client, once the attacker is gone
    });

  test("replays evidence of an earlier nonce: ATTESTATION_REFUSED", async () => {
    const viem = await client();
    const old = await evidence(new Uint8Array(32).fill(9), false);
    tamper = (answer, request) => (isCall(request) ? answer : { ...answer, body: old });
    await refused(viem.getBlockNumber(), "ATTESTATION_REFUSED");
  });

  test("replays an old answer to the same call, and swaps the answers of two calls", async () => {
    const viem = await client();
    await viem.getBlockNumber();
    const old = history.at(-1)!;
    tamper = onCalls(() => old);
    await refused(viem.getBlockNumber({ cacheTime: 0 }), "NONCE_MISMATCH");

    const swapped: ((answer: Answer) => void)[] = [];
    const held: Answer[] = [];
    tamper = async (answer) => {
      held.push(answer);
      const other = new Promise<Answer>((give) => swapped.push(give));
      if (held.length === 2) {
        swapped[0]!(held[1]!);
        swapped[1]!(held[0]!);
      }
      return other;
    };
    const calls = [viem.getBlockNumber({ cacheTime: 0 }), viem.getBalance({ address: `0x${"22".repeat(20)}` })];
    await Promise.all(calls.map((call) => refused(call, "NONCE_MISMATCH")));
  });

  test("holds an answer back, or sends it from yesterday's clock", async () => {
    const viem = await client({}, { timeoutMs: 200 });
    await viem.getBlockNumber();
    tamper = () => new Promise(() => {});
    await refused(viem.getBlockNumber({ cacheTime: 0 }), "EXCHANGE_FAILED");
    tamper = (answer) => {
      now += 121;
      return answer;
    };
    await refused(viem.getBlockNumber({ cacheTime: 0 }), "TOO_OLD");
  });

  test("puts another enclave in its place that nobody attested", async () => {
    const viem = await client();
    await viem.getBlockNumber();
    const attested = key;
    const rogue = newKey();
    tamper = async (answer, request) => {
      if (isCall(request)) return answer;
      key = attested;
      const body = await evidence(Buffer.from(request.url!.split("=")[1]!, "hex"), false);
      key = rogue;
      return { ...answer, body };
    };
    key = rogue;
    await refused(viem.getBlockNumber({ cacheTime: 0 }), "KEYID_MISMATCH");
    assert.equal(seen.filter((what) => what === "attestation").length, 2); // once more, not in a loop
  });

  test("sends a transaction that it can't prove once only", async () => {
    const viem = await client();
    tamper = without("signature");
    await refused(viem.request({ method: "eth_sendRawTransaction", params: ["0x00"] }), "FIELD_MISSING");
    assert.deepEqual(seen, ["attestation", "eth_sendRawTransaction"]);
  });

  test("sends more than the client takes", async () => {
    const viem = await client({}, { answerBytesMax: 39 });
    await refused(viem.getBlockNumber(), "ANSWER_TOO_LARGE");
    assert.equal(await (await client({}, { answerBytesMax: 40 })).getBlockNumber(), 42n); // control
  });
});

describe("expectations", () => {
  const wrong: [name: string, changed: Partial<EnclaveExpectations>][] = [
    ["another program", { measurements: [{ ...measurement, pcr2: fill(0x13) }] }],
    ["no program at all", { measurements: [] }],
    ["another configuration", { pcr16: fill(1) }],
    ["only AWS's root", { roots: undefined }],
    ["another origin", { origin: "https://rpc.example" }],
    ["TLS that ends in the enclave", { frontDoor: "enclave" }],
  ];
  for (const [name, changed] of wrong)
    test(`${name}: ATTESTATION_REFUSED, and no call is sent`, async () => {
      const viem = await client(changed);
      await refused(viem.getBlockNumber(), "ATTESTATION_REFUSED");
      assert.deepEqual(seen, ["attestation"]);
    });

  test("a program that is revoked is noticed when the evidence is asked for again", async () => {
    let allowed = [measurement];
    const viem = await client({ measurements: async () => allowed });
    await viem.getBlockNumber();
    allowed = [];
    assert.equal(await viem.getBlockNumber({ cacheTime: 0 }), 42n);
    now += 601;
    await refused(viem.getBlockNumber({ cacheTime: 0 }), "ATTESTATION_REFUSED");
  });

  test("provenFetch speaks to its endpoint only, with POST", async () => {
    const fetch = provenFetch(`${origin}/dev`, await options());
    const body = '{"jsonrpc":"2.0","id":7,"method":"eth_blockNumber","params":[]}';
    assert.deepEqual(await (await fetch(`${origin}/dev`, { method: "POST", body })).json(), {
      jsonrpc: "2.0",
      id: 7,
      result: "0x2a",
    });
    for (const call of [
      fetch(`${origin}/base`, { method: "POST", body }),
      fetch(`${origin}/dev`),
      fetch(`${origin}/dev`, { method: "POST" }),
    ])
      await assert.rejects(call, { code: "REQUEST_UNSUPPORTED" });
    for (const url of ["ftp://a/", "https://a/?key=1", "https://user@a/", "https://a/#b"])
      assert.throws(() => provenFetch(url, { expectations: { measurements: [], pcr16: "any" } }), {
        code: "REQUEST_UNSUPPORTED",
      });
  });
});
