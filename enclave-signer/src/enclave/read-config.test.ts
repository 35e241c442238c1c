// Attacker: the parent, which hands the enclave its configuration. It wants one that is understood otherwise than it is measured.
// User: an operator who made a mistake and is told where.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import type { BootError } from "./boot-error.ts";
import { enclaveLimits } from "./limits.ts";
import { readConfig } from "./read-config.ts";

const address = `0x${"11".repeat(20)}`;
const valid = () => ({
  version: 1,
  role: "relay",
  origin: "https://rpc.example",
  registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
  operator: address,
  frontDoors: ["enclave"] as string[],
  tls: {
    names: ["rpc.example"],
    certificateAuthority: { kind: "development", url: "http://127.0.0.1:1/" },
  } as unknown,
  chains: [
    { name: "eth", chainId: 1, aliases: ["mainnet"], upstreams: [{ name: "a", url: "https://a.example/" }] },
    { name: "base", chainId: 8453, aliases: [] as string[], upstreams: [{ name: "b", url: "https://b.example/" }] },
  ],
});
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value));
const read = (value: unknown) => readConfig(bytesOf(value), "relay");

describe("a sound configuration", () => {
  test("is measured with its defaults written out, whatever order and space it came in", () => {
    const { configText, configDigest, config } = read(valid());
    assert.equal(config.limits.batchMax, 1_000);
    assert.match(configText, /"batchMax":1000/);
    assert.deepEqual(configDigest, new Uint8Array(createHash("sha384").update(configText).digest()));
    const reversed = Object.fromEntries(Object.entries(valid()).reverse());
    assert.equal(readConfig(Buffer.from(JSON.stringify(reversed, null, 3)), "relay").configText, configText);
  });

  test("read again from its own canonical text is the same", () => {
    const { configText } = read(valid());
    assert.equal(readConfig(Buffer.from(configText), "relay").configText, configText);
  });

  test("with any one value changed is measured otherwise", () => {
    const digest = (value: unknown) => Buffer.from(read(value).configDigest).toString("hex");
    const changed = valid();
    changed.chains[0]!.upstreams[0]!.url = "https://a.example/x";
    assert.notEqual(digest(changed), digest(valid()));
    assert.notEqual(digest({ ...valid(), limits: { batchMax: 999 } }), digest(valid()));
    assert.equal(digest({ ...valid(), limits: { batchMax: 1_000 } }), digest(valid())); // control
  });
});

describe("a wrong configuration is refused, and the message names the member", () => {
  const cases: readonly [name: string, change: (config: ReturnType<typeof valid>) => unknown, path: RegExp][] = [
    ["an unknown member", (config) => ({ ...config, debug: true }), /debug: unknown member/],
    [
      "an unknown member deep inside",
      ({ chains: [first], ...config }) => ({
        ...config,
        chains: [{ ...first, upstreams: [{ ...first!.upstreams[0], header: "x" }] }],
      }),
      /chains\[0\]\.upstreams\[0\]\.header: unknown member/,
    ],
    ["a missing member", ({ operator: _, ...config }) => config, /operator: /],
    ["a URL with a user", (config) => ({ ...config, origin: "https://u@rpc.example" }), /origin: a URL/],
    [
      "two chains with one name",
      (config) => ({ ...config, chains: [config.chains[0], config.chains[0]] }),
      /chains\[1\]\.name/,
    ],
    [
      "an alias that is another chain's id",
      ({ chains: [first, second], ...config }) => ({ ...config, chains: [first, { ...second, aliases: ["1"] }] }),
      /chains\[1\]\.aliases\[0\]: another chain/,
    ],
    ["TLS in the enclave without a certificate", (config) => ({ ...config, tls: null }), /tls: the front door/],
    ["a certificate without TLS in the enclave", (config) => ({ ...config, frontDoors: ["host"] }), /tls: without/],
    [
      "one front door twice",
      (config) => ({ ...config, frontDoors: ["enclave", "enclave"] }),
      /frontDoors: named twice/,
    ],
    [
      "no upstream",
      ({ chains: [first], ...config }) => ({ ...config, chains: [{ ...first, upstreams: [] }] }),
      /chains\[0\]\.upstreams/,
    ],
    ["a bound beyond its bound", (config) => ({ ...config, limits: { batchMax: 10_001 } }), /limits\.batchMax/],
  ];
  for (const [name, change, path] of cases)
    test(name, () => {
      assert.throws(
        () => read(change(valid())),
        (error: BootError) => error.code === "CONFIG_INVALID" && path.test(error.message),
      );
      read(valid()); // control
    });

  test("for another role", () => {
    assert.throws(() => readConfig(bytesOf(valid()), "signer"), { code: "CONFIG_WRONG_ROLE" });
  });

  for (const [name, text] of [
    ["a member twice", JSON.stringify(valid()).replace("{", '{"version":1,')],
    ["the same member under an escape", JSON.stringify(valid()).replace("{", '{"\\u0076ersion":1,')],
    ["something behind it", `${JSON.stringify(valid())} {}`],
    ["a byte order mark", `\uFEFF${JSON.stringify(valid())}`],
    ["nothing", ""],
    ["nesting without end", "[".repeat(100_000)],
  ] as const)
    test(`strict JSON: ${name}`, () => {
      assert.throws(() => readConfig(Buffer.from(text), "relay"), { code: "CONFIG_NOT_JSON" });
    });

  test("a member called __proto__", () => {
    const text = JSON.stringify(valid()).replace("{", '{"__proto__":{"proof":false},');
    assert.throws(() => readConfig(Buffer.from(text), "relay"), { code: "CONFIG_INVALID" });
  });

  test("one byte more than 256 KiB; exactly 256 KiB is read", () => {
    const text = JSON.stringify(valid());
    const padded = (bytes: number) => Buffer.from(text + " ".repeat(bytes - text.length));
    readConfig(padded(enclaveLimits.configBytesMax), "relay");
    assert.throws(() => readConfig(padded(enclaveLimits.configBytesMax + 1), "relay"), { code: "CONFIG_TOO_LARGE" });
  });

  test("a message lists at most eight of a thousand mistakes", () => {
    const mistakes = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`m${at}`, 1]));
    assert.throws(() => read({ ...valid(), ...mistakes }), /and 992 more/);
  });
});
