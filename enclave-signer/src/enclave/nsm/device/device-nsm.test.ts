// The bytes that go to /dev/nsm and come back, against what QEMU's virtio-nsm took and gave through Linux's driver. Attacker: none, the
// NSM is believed; but a device that answers otherwise than the API says is not the one that is.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { sharedMaterial } from "../../../../../test/harness/shared-material.ts";
import { documentTimestampMs } from "../../attest/timestamp.ts";
import { type Nsm, NsmError, type NsmErrorCode } from "../nsm.ts";
import { openNsm } from "../open.ts";
import { deviceLimits, deviceNsm } from "./device-nsm.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (value: string) => new TextEncoder().encode(value);
const zeros = "00".repeat(48);

/** A device that gives one recorded answer, and keeps what it was asked. */
function answering(response: string) {
  const asked: string[] = [];
  const nsm = deviceNsm({
    async request(bytes) {
      asked.push(hex(bytes));
      return new Uint8Array(Buffer.from(response, "hex"));
    },
  });
  return { nsm, asked };
}

const extended16 = "8de728af19344abc8e6c053c9d69b2e3bf10fbc86c56388bcc94b7da64d3125178f0d3ef5bfe6f56e1c4e5238a479d0e";
const extendedEmpty =
  "8f0d145c0368ad6b70be22e41c400eea91b971d96ba220fec9fae25a58dffdaaf72dbe8f6783d55128c9df4efaf6f8a7";
const described = {
  versionMajor: 1,
  versionMinor: 0,
  versionPatch: 0,
  maxPcrs: 32,
  digest: "SHA384",
} as const;

type Vector = readonly [
  name: string,
  call: (nsm: Nsm) => Promise<unknown>,
  request: string,
  response: string,
  result: unknown,
];

const vectors: readonly Vector[] = [
  [
    "DescribeNSM on microvm",
    (nsm) => nsm.describeNsm(),
    "6b44657363726962654e534d",
    "a16b44657363726962654e534da76664696765737466534841333834686d61785f706372731820696d6f64756c655f69646d692d3233342d656e63353637386b6c6f636b65645f70637273806d76657273696f6e5f6d616a6f72016d76657273696f6e5f6d696e6f72006d76657273696f6e5f706174636800",
    { ...described, moduleId: "i-234-enc5678", lockedPcrs: [] },
  ],
  [
    "DescribeNSM on nitro-enclave",
    (nsm) => nsm.describeNsm(),
    "6b44657363726962654e534d",
    "a16b44657363726962654e534da76664696765737466534841333834686d61785f706372731820696d6f64756c655f69646c746573742d656e636c6176656b6c6f636b65645f7063727390000102030405060708090a0b0c0d0e0f6d76657273696f6e5f6d616a6f72016d76657273696f6e5f6d696e6f72006d76657273696f6e5f706174636800",
    { ...described, moduleId: "test-enclave", lockedPcrs: [...Array(16).keys()] },
  ],
  [
    "GetRandom",
    (nsm) => nsm.getRandom().then(hex),
    "6947657452616e646f6d",
    `a16947657452616e646f6da16672616e646f6d590100${"5a".repeat(256)}`,
    "5a".repeat(256),
  ],
  [
    "DescribePCR 0",
    (nsm) => nsm.describePcr(0).then(({ lock, data }) => [lock, hex(data)]),
    "a16b4465736372696265504352a165696e64657800",
    `a16b4465736372696265504352a264646174615830${zeros}646c6f636bf4`,
    [false, zeros],
  ],
  [
    "DescribePCR 0, locked",
    (nsm) => nsm.describePcr(0).then(({ lock }) => lock),
    "a16b4465736372696265504352a165696e64657800",
    `a16b4465736372696265504352a264646174615830${zeros}646c6f636bf5`,
    true,
  ],
  [
    "ExtendPCR 16",
    (nsm) => nsm.extendPcr(16, text("config-digest")).then(hex),
    "a169457874656e64504352a265696e6465781064646174614d636f6e6669672d646967657374",
    `a169457874656e64504352a164646174615830${extended16}`,
    extended16,
  ],
  [
    "ExtendPCR 20 with nothing",
    (nsm) => nsm.extendPcr(20, new Uint8Array(0)).then(hex),
    "a169457874656e64504352a265696e64657814646461746140",
    `a169457874656e64504352a164646174615830${extendedEmpty}`,
    extendedEmpty,
  ],
  ["LockPCR 16", (nsm) => nsm.lockPcr(16), "a1674c6f636b504352a165696e64657810", "674c6f636b504352", undefined],
  ["LockPCRs 18", (nsm) => nsm.lockPcrs(18), "a1684c6f636b50435273a16572616e676512", "684c6f636b50435273", undefined],
];

const refused: readonly [name: string, call: (nsm: Nsm) => Promise<unknown>, response: string, code: NsmErrorCode][] = [
  ["LockPCR again", (nsm) => nsm.lockPcr(16), "a1654572726f726d526561644f6e6c79496e646578", "ReadOnlyIndex"],
  [
    "ExtendPCR when locked",
    (nsm) => nsm.extendPcr(16, text("x")),
    "a1654572726f726d526561644f6e6c79496e646578",
    "ReadOnlyIndex",
  ],
  ["DescribePCR", (nsm) => nsm.describePcr(31), "a1654572726f726c496e76616c6964496e646578", "InvalidIndex"],
  ["GetRandom", (nsm) => nsm.getRandom(), "a1654572726f7270496e76616c69644f7065726174696f6e", "InvalidOperation"],
];

describe("the NSM API's bytes", () => {
  for (const [name, call, request, response, result] of vectors)
    test(name, async () => {
      const { nsm, asked } = answering(response);
      assert.deepEqual(await call(nsm), result);
      assert.deepEqual(asked, [request]);
    });
  for (const [name, call, response, code] of refused)
    test(`${name}: ${code}`, async () => {
      await assert.rejects(call(answering(response).nsm), { name: "NsmError", code });
    });

  const page = sharedMaterial("reference/qemu-enclave.md");
  test("Attestation, its document, and the time in it", { skip: page.skip }, async () => {
    const { request, response } = attestationVector(readFileSync(page.path, "utf8"));
    const { nsm, asked } = answering(response);
    const document = await nsm.attestation({
      userData: text("user-data"),
      nonce: text("nonce-123"),
      publicKey: text("0Y"),
    });
    assert.deepEqual(asked, [request]);
    assert.equal(document.length, 1261);
    assert.ok(hex(document).startsWith("8443a10120a05904a2"));
    assert.equal(documentTimestampMs(document), 0x01a20ada10a8);
  });

  test("Attestation without anything asks with nulls", async () => {
    const { nsm, asked } = answering("a1654572726f7270496e76616c69644f7065726174696f6e");
    await assert.rejects(nsm.attestation({}), { code: "InvalidOperation" });
    assert.deepEqual(asked, [
      "a16b4174746573746174696f6ea369757365725f64617461f6656e6f6e6365f66a7075626c69635f6b6579f6",
    ]);
  });
});

/** The one exchange whose response takes many lines. */
function attestationVector(page: string) {
  const lines = page.split("\n").map((line) => line.trim());
  const at = lines.findIndex((line) => line.startsWith("a16b4174746573746174696f6ea369757365725f6461746149"));
  assert.ok(at > 0, "the reference has the vector");
  const response: string[] = [];
  for (const line of lines.slice(at + 2)) {
    if (!/^[0-9a-f]+$/.test(line)) break;
    response.push(line);
  }
  return { request: lines[at]!, response: response.join("") };
}

describe("bounds of the NSM API, held before anything is sent", () => {
  const cases: readonly [name: string, call: (nsm: Nsm) => Promise<unknown>, code: NsmErrorCode][] = [
    ["PCR 32", (nsm) => nsm.describePcr(32), "InvalidIndex"],
    ["PCR -1", (nsm) => nsm.extendPcr(-1, text("x")), "InvalidIndex"],
    ["PCR 1.5", (nsm) => nsm.lockPcr(1.5), "InvalidIndex"],
    ["33 PCRs", (nsm) => nsm.lockPcrs(33), "InvalidIndex"],
    ["4,097 bytes to extend with", (nsm) => nsm.extendPcr(16, new Uint8Array(4097)), "InputTooLarge"],
    ["513 bytes of user data", (nsm) => nsm.attestation({ userData: new Uint8Array(513) }), "InvalidArgument"],
    ["513 bytes of nonce", (nsm) => nsm.attestation({ nonce: new Uint8Array(513) }), "InvalidArgument"],
    ["1,025 bytes of public key", (nsm) => nsm.attestation({ publicKey: new Uint8Array(1025) }), "InvalidArgument"],
  ];
  for (const [name, call, code] of cases)
    test(`${name}: ${code}`, async () => {
      const { nsm, asked } = answering("684c6f636b50435273");
      await assert.rejects(call(nsm), { code });
      assert.deepEqual(asked, []);
    });

  test("control: at the bounds it is sent", async () => {
    const { nsm, asked } = answering("684c6f636b50435273");
    await nsm.lockPcrs(32);
    assert.equal(asked.length, 1);
  });
});

describe("a response that is none", () => {
  const empty = "a16b4465736372696265504352a264646174615830";
  for (const [name, response] of [
    ["no bytes", ""],
    ["no CBOR", "ff"],
    ["another request's", "684c6f636b50435273"],
    ["cut short", `${empty}${zeros}646c6f63`],
    ["bytes behind", `${empty}${zeros}646c6f636bf400`],
    ["a PCR of 47 bytes", `a16b4465736372696265504352a26464617461582f${"00".repeat(47)}646c6f636bf4`],
    ["no lock", `a16b4465736372696265504352a164646174615830${zeros}`],
    ["a lock that is a number", `${empty}${zeros}646c6f636b01`],
    ["a member more", `a16b4465736372696265504352a364646174615830${zeros}646c6f636bf4617800`],
    ["an error of no name", "a1654572726f7261 78".replace(" ", "")],
    ["an error beside an answer", `a2654572726f72604b${"00".repeat(11)}`],
  ] as const)
    test(name, async () => {
      await assert.rejects(answering(response).nsm.describePcr(0), { code: "InvalidResponse" });
    });
  test("random bytes that are few", async () => {
    await assert.rejects(answering(`a16947657452616e646f6da16672616e646f6d41aa`).nsm.getRandom(), {
      code: "InvalidResponse",
    });
  });
});

describe("one request at a time", () => {
  /** Answers when it is told to. */
  const held = (limits: Partial<typeof deviceLimits>) => {
    const under: { resolve(response: Uint8Array): void; reject(error: Error): void }[] = [];
    const device = {
      request: () =>
        new Promise<Uint8Array<ArrayBuffer>>((resolve, reject) => under.push({ resolve: resolve as never, reject })),
    };
    return { under, nsm: deviceNsm(device, { ...deviceLimits, ...limits }) };
  };
  const turn = () => new Promise(setImmediate);
  const locked = new Uint8Array(Buffer.from("684c6f636b50435273", "hex"));

  test("the second is sent when the first has its answer", async () => {
    const { under, nsm } = held({});
    const both = [nsm.lockPcrs(1), nsm.lockPcrs(2)];
    await turn();
    assert.equal(under.length, 1);
    under[0]!.resolve(locked);
    await both[0];
    await turn();
    assert.equal(under.length, 2);
    under[1]!.resolve(locked);
    await both[1];
  });

  test("past the bound requests are refused, and taken again when one has ended", async () => {
    const { under, nsm } = held({ requestsWaitingMax: 2 as never });
    const waiting = [nsm.lockPcrs(1), nsm.lockPcrs(2)];
    await assert.rejects(nsm.lockPcrs(3), { code: "DeviceBusy" });
    await turn();
    under[0]!.resolve(locked);
    await waiting[0];
    const fourth = nsm.lockPcrs(4);
    await turn();
    under[1]!.resolve(locked);
    await waiting[1];
    await turn();
    under[2]!.resolve(locked);
    await fourth;
  });

  test("what is late while it waits is never sent; a late answer is nobody's", async () => {
    const { under, nsm } = held({ deadlineMs: 20 as never });
    const results = await Promise.allSettled([nsm.lockPcrs(1), nsm.lockPcrs(2)]);
    for (const result of results) assert.equal((result as PromiseRejectedResult).reason.code, "DeviceTimeout");
    assert.equal(under.length, 1);
    const third = nsm.lockPcrs(3);
    await turn();
    assert.equal(under.length, 1, "the device is still held");
    under[0]!.resolve(new Uint8Array(Buffer.from("a1654572726f726c496e76616c6964496e646578", "hex")));
    await turn();
    assert.equal(under.length, 2);
    under[1]!.resolve(locked);
    await third; // the late refusal went to nobody
  });

  test("what the driver says has a code", async () => {
    for (const [errno, code] of [
      ["EMSGSIZE", "InputTooLarge"],
      ["ETIMEDOUT", "DeviceFailed"],
    ] as const) {
      const { under, nsm } = held({});
      const asked = nsm.getRandom();
      await turn();
      under[0]!.reject(Object.assign(new Error("ioctl"), { code: errno }));
      await assert.rejects(asked, (thrown) => thrown instanceof NsmError && thrown.code === code);
    }
  });
});

test("a machine without the device says so", async (t) => {
  if (existsSync("/dev/nsm")) return t.skip("this machine has an NSM");
  await assert.rejects(openNsm("device:/dev/nsm", "relay"), { code: "NSM_UNSUPPORTED" });
  await assert.rejects(openNsm("device:/etc/passwd", "relay"), { code: "NSM_UNSUPPORTED" });
  await assert.rejects(openNsm("device:/dev/null/x", "relay"), { code: "NSM_UNSUPPORTED" });
});
