// Attacker: an enclave program of somebody else's, or another version of ours, whose user_data must not pass for something that it isn't.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { concatBytes, fromHex, toHex } from "./bytes.ts";
import type { CborValue } from "./cbor.ts";
import { encodeCbor } from "./cbor-encode.ts";
import { decodeUserData, encodeUserData } from "./user-data.ts";

const digest = (byte: number) => new Uint8Array(32).fill(byte);
const sound = {
  purpose: "challenge",
  origin: "https://rpc.example",
  keys: { response: digest(1), tls: digest(2) },
} as const;
const map = (changes: Record<string, CborValue | undefined> = {}): Map<string, CborValue> => {
  const members: Record<string, CborValue | undefined> = {
    version: 1,
    purpose: sound.purpose,
    origin: sound.origin,
    keys: new Map([
      ["response", digest(1)],
      ["tls", digest(2)],
    ]),
    ...changes,
  };
  return new Map(Object.entries(members).filter((entry): entry is [string, CborValue] => entry[1] !== undefined));
};

describe("user_data", () => {
  test("control: what an enclave states comes back", () => {
    assert.deepEqual(decodeUserData(encodeUserData(sound)), { version: 1, ...sound });
    const alone = { ...sound, purpose: "register" as const, keys: { response: digest(3) } };
    assert.deepEqual(decodeUserData(encodeUserData(alone)), { version: 1, ...alone });
    const signer = { ...alone, keys: { response: digest(3), tls: digest(4), boot: digest(5), bootAddress: digest(6) } };
    assert.deepEqual(decodeUserData(encodeUserData(signer)), { version: 1, ...signer });
  });

  test("its bytes are fixed: verifiers of other makes depend on them", () => {
    assert.equal(
      toHex(encodeUserData(sound)),
      `a4${"646b657973"}a2${"63746c73"}5820${"02".repeat(32)}${"68726573706f6e7365"}5820${"01".repeat(32)}` +
        `${"666f726967696e"}73${toHex(new TextEncoder().encode(sound.origin))}${"67707572706f7365"}69${toHex(new TextEncoder().encode("challenge"))}` +
        `${"6776657273696f6e"}01`,
    );
    assert.equal(toHex(encodeCbor(map())), toHex(encodeUserData(sound)), "the map below is written the same");
  });

  for (const [what, changes] of [
    ["another version", { version: 2 }],
    ["no version", { version: undefined }],
    ["a version that is text", { version: "1" }],
    ["an unknown purpose", { purpose: "anything" }],
    ["a purpose that every object has", { purpose: "toString" }],
    ["no purpose", { purpose: undefined }],
    ["no origin", { origin: undefined }],
    ["an empty origin", { origin: "" }],
    ["an origin with a space", { origin: "https://rpc.example /" }],
    ["an origin that looks like another", { origin: "https://rpc.еxample" }],
    ["an origin with a line break", { origin: "https://rpc.example\n" }],
    ["an origin that is too long", { origin: `https://${"x".repeat(300)}` }],
    ["keys that are a list", { keys: [digest(1)] }],
    ["no keys", { keys: undefined }],
    ["no response key", { keys: new Map([["tls", digest(2)]]) }],
    [
      "a key of an unknown name",
      {
        keys: new Map([
          ["response", digest(1)],
          ["ssh", digest(2)],
        ]),
      },
    ],
    [
      "a key named __proto__",
      {
        keys: new Map([
          ["response", digest(1)],
          ["__proto__", digest(2)],
        ]),
      },
    ],
    [
      "a key numbered, not named",
      {
        keys: new Map<string | number, CborValue>([
          ["response", digest(1)],
          [0, digest(2)],
        ]),
      },
    ],
    ["a digest of 31 bytes", { keys: new Map([["response", new Uint8Array(31)]]) }],
    ["a digest that is text", { keys: new Map([["response", "0".repeat(32)]]) }],
    ["a member more", { note: "" }],
    ["a member under a number", { 0: 0 }],
  ] as const satisfies readonly (readonly [string, Record<string, CborValue | undefined>])[])
    test(`${what} is refused`, () => {
      assert.throws(() => decodeUserData(encodeCbor(map(changes))), { code: "USER_DATA_MALFORMED" });
    });

  const bytes = encodeUserData(sound);
  const [keys, origin, purpose, version] = [
    concatBytes(encodeCbor("keys"), encodeCbor(map().get("keys")!)),
    concatBytes(encodeCbor("origin"), encodeCbor(sound.origin)),
    concatBytes(encodeCbor("purpose"), encodeCbor(sound.purpose)),
    concatBytes(encodeCbor("version"), Uint8Array.of(1)),
  ];
  const header = Uint8Array.of(0xa4);
  for (const [what, form] of [
    ["another order of members", concatBytes(header, version, purpose, origin, keys)],
    [
      "another order of keys",
      concatBytes(
        header,
        fromHex(`646b657973a268726573706f6e73655820${"01".repeat(32)}63746c735820${"02".repeat(32)}`)!,
        origin,
        purpose,
        version,
      ),
    ],
    [
      "a map of indefinite length",
      concatBytes(Uint8Array.of(0xbf), keys, origin, purpose, version, Uint8Array.of(0xff)),
    ],
    [
      "the version in two bytes",
      concatBytes(header, keys, origin, purpose, encodeCbor("version"), Uint8Array.of(0x18, 1)),
    ],
    ["a byte behind", concatBytes(bytes, Uint8Array.of(0))],
    ["nothing", new Uint8Array()],
    ["513 bytes", new Uint8Array(513)],
    ["JSON of the same content", new TextEncoder().encode('{"version":1}')],
  ] as const)
    test(`the same in another form is refused: ${what}`, () => {
      assert.throws(() => decodeUserData(form), { code: "USER_DATA_MALFORMED" });
    });
  test("control: the parts, put together in order, are the bytes", () => {
    assert.deepEqual(concatBytes(header, keys, origin, purpose, version), bytes);
  });

  test("cut anywhere it is refused, and no changed byte makes it the same statement", () => {
    for (let cut = 0; cut < bytes.length; cut++)
      assert.throws(() => decodeUserData(bytes.subarray(0, cut)), { code: "USER_DATA_MALFORMED" });
    for (let at = 0; at < bytes.length; at++)
      for (let bit = 0; bit < 8; bit++) {
        const changed = bytes.with(at, bytes[at]! ^ (1 << bit));
        try {
          assert.notDeepEqual(decodeUserData(changed), { version: 1, ...sound });
        } catch (thrown) {
          assert.equal((thrown as { code?: string }).code, "USER_DATA_MALFORMED");
        }
      }
  });

  test("an enclave does not state what would not be read", () => {
    assert.throws(() => encodeUserData({ ...sound, origin: "" }), RangeError);
    assert.throws(() => encodeUserData({ ...sound, keys: { response: new Uint8Array(20) } }), RangeError);
  });
});
