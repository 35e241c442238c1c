// Attestation documents that are wrong in one or two places, and signed all the same: what a verifier must tell apart by its rules.
// One in six is sound after all: a rule that refuses too much is found as well as one that refuses too little.
import type { CborValue } from "@inkan/attestation";
import { concatBytes, decodeCbor, encodeCbor, p384, toHex } from "@inkan/attestation";
import type { Choices } from "../simulation/seeded.ts";
import type { CertificateParts, DocumentParts, NitroIssuer, Position } from "./nitro-issuer.ts";
import {
  ascii,
  authority,
  der,
  derInteger,
  ecdsaWithSha384,
  extension,
  keyUsage,
  name,
  notAuthority,
  soundPcrs,
  utcTime,
} from "./nitro-issuer.ts";

export type Mutant = {
  /** What was done, for the message of a failed comparison. */
  readonly what: string;
  readonly bytes: Uint8Array;
  /** Unix seconds to verify at. */
  readonly at: number;
};

const bytesOf = (length: number, fill = 7) => new Uint8Array(length).fill(fill);
const raw = (...bytes: readonly number[]) => Uint8Array.of(...bytes);

// --- bytes of any document

/** Flips, cuts, repeats and inserts bytes: almost always a false signature, rarely the same meaning. */
export function mutateBytes(choose: Choices, bytes: Uint8Array): Uint8Array {
  const at = choose.below(bytes.length);
  const copy = new Uint8Array(bytes);
  switch (choose.below(8)) {
    case 0:
      return copy.slice(0, at);
    case 1:
      return concatBytes(copy, bytesOf(1 + choose.below(3), choose.below(256)));
    case 2:
      return concatBytes(copy.subarray(0, at), copy.subarray(at + 1));
    case 3:
      return concatBytes(copy.subarray(0, at), raw(choose.below(256)), copy.subarray(at));
    case 4:
      copy[choose.below(Math.min(120, bytes.length))]! ^= 1 << choose.below(8); // where the structure is
      return copy;
    default:
      copy[at]! ^= 1 << choose.below(8);
      return copy;
  }
}

/** The other signature of the same key over the same bytes: r, n - s. Every verifier that takes high s takes both. */
export function twinSignature(signature: Uint8Array): Uint8Array {
  const s = BigInt(`0x${toHex(signature.subarray(48))}`);
  const other = (p384.n - s).toString(16).padStart(96, "0");
  return concatBytes(
    signature.subarray(0, 48),
    Uint8Array.from(other.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)),
  );
}

/** The BIT STRING of a certificate's signature with the twin of it. */
export function twinBitString(bitString: Uint8Array): Uint8Array {
  const { r, s } = integersOf(bitString);
  const twin = twinSignature(concatBytes(padded(r), padded(s)));
  return der(0x03, raw(0), der(0x30, derInteger(twin.subarray(0, 48)), derInteger(twin.subarray(48))));
}

function integersOf(bitString: Uint8Array): { r: Uint8Array; s: Uint8Array } {
  const sequence = bitString.subarray(3); // header and unused bits; always short here
  const rBytes = sequence[3]!;
  return { r: sequence.subarray(4, 4 + rBytes), s: sequence.subarray(6 + rBytes) };
}

function padded(integer: Uint8Array): Uint8Array {
  const magnitude = integer[0] === 0 ? integer.subarray(1) : integer;
  return concatBytes(new Uint8Array(48 - magnitude.length), magnitude);
}

// --- the payload, signed as it becomes

type Entry = { readonly key: Uint8Array; readonly value: Uint8Array };

const text = (value: string) => encodeCbor(value);
const certificateSizes = [0, 1, 1024, 1025];

function otherFields(choose: Choices): Readonly<Record<string, CborValue | undefined>> {
  const optional = (): CborValue | undefined =>
    choose.of<CborValue | undefined>([null, undefined, bytesOf(0), bytesOf(1), bytesOf(1024), bytesOf(1025), "x", 1]);
  const pcrsOf = (): CborValue => {
    const index = choose.of([0, 1, 2, 3, 8, 15, 16, 23, 24, 31, 32, -1]);
    const value = choose.of([
      bytesOf(48),
      bytesOf(48),
      new Uint8Array(48),
      bytesOf(47),
      bytesOf(49),
      bytesOf(32),
      bytesOf(64),
    ]);
    const pcrs = new Map<string | number, CborValue>(soundPcrs());
    if (choose.chance(15)) pcrs.delete(choose.below(5));
    else if (choose.chance(20)) for (let at = 0; at < choose.of([31, 32, 33]); at++) pcrs.set(at, bytesOf(48, at + 1));
    else if (choose.chance(10)) for (const at of [0, 1, 2].slice(choose.below(3))) pcrs.set(at, new Uint8Array(48));
    else pcrs.set(choose.chance(5) ? "0" : index, value);
    return choose.chance(4) ? new Map() : pcrs;
  };
  const moduleId = (): CborValue =>
    choose.of<CborValue>([
      "",
      "i",
      "i".repeat(128),
      "i".repeat(129),
      "i 0",
      "i\u007f",
      "i\u00e9",
      "~!",
      "i-0123-tpm0000000000000000",
      "-tpm0123456789abcdef",
      "-tpm0123456789abcdeF",
      "-tpm0123456789abcde",
      "-tpm0123456789abcdef0",
      "i-tpm0123456789abcdef-enc0",
      1,
      bytesOf(4),
    ]);
  const timestamp = (): CborValue =>
    choose.of<CborValue>([0, 1, 23, 24, 255, 256, 65_535, 65_536, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, -1, "1", true]);
  const one = (): [string, CborValue | undefined] =>
    choose.of<() => [string, CborValue | undefined]>([
      () => ["public_key", optional()],
      () => ["user_data", optional()],
      () => ["nonce", optional()],
      () => [
        "pcrs",
        choose.chance(90) ? pcrsOf() : choose.of<CborValue | undefined>([undefined, null, [], bytesOf(3)]),
      ],
      () => ["pcrs", pcrsOf()],
      () => ["module_id", choose.chance(95) ? moduleId() : undefined],
      () => ["timestamp", choose.chance(95) ? timestamp() : undefined],
      () => ["digest", choose.of<CborValue | undefined>(["SHA384", "SHA256", "SHA3840", "sha384", "", undefined, 1])],
      () => [
        "certificate",
        choose.of<CborValue | undefined>([undefined, null, bytesOf(choose.of(certificateSizes)), "x"]),
      ],
      () => [
        "cabundle",
        choose.of<CborValue | undefined>([undefined, null, [], new Map(), [bytesOf(choose.of(certificateSizes))]]),
      ],
      () => [
        choose.of(["nitrotpm_pcrs", "extra", "", "digest2", "noncf", "x".repeat(23), "x".repeat(24)]),
        choose.of<CborValue>([null, 1]),
      ],
    ])();
  return Object.fromEntries(choose.chance(70) ? [one()] : [one(), one()]);
}

/** The same fields in other CBOR: order, length forms, keys twice, wrong heads. */
function otherCbor(choose: Choices, sound: Uint8Array): Uint8Array {
  const fields = decodeCbor(sound, { cborDepthMax: 4, cborItemsMax: 256 }) as ReadonlyMap<string, CborValue>;
  let entries: Entry[] = [...fields].map(([key, value]) => ({ key: text(key), value: encodeCbor(value) }));
  let indefinite = choose.chance(50);
  let count = entries.length;
  const at = choose.below(entries.length);
  const replace = (entry: Partial<Entry>) => {
    entries[at] = { ...entries[at]!, ...entry };
  };
  const pcrs = pcrsOf(fields.get("pcrs"));
  const set = (name: string, value: Uint8Array) => {
    entries = entries.map((entry) => (toHex(entry.key) === toHex(text(name)) ? { ...entry, value } : entry));
  };
  let tail: Uint8Array = new Uint8Array();
  switch (choose.below(14)) {
    case 0:
      entries = entries
        .map((entry) => ({ entry, order: choose.below(1000) }))
        .sort((a, b) => a.order - b.order)
        .map(({ entry }) => entry);
      break;
    case 1: // a key twice
      entries.splice(choose.below(entries.length + 1), 0, entries[at]!);
      count = entries.length;
      break;
    case 2: // a count that is not true
      indefinite = false;
      count += choose.of([-1, 1]);
      break;
    case 3: // a head one size too long
      replace({ value: longerHead(entries[at]!.value) });
      break;
    case 4:
      replace({ key: longerHead(entries[at]!.key) });
      break;
    case 5: // a string in chunks
      replace({ value: concatBytes(raw(0x5f), encodeCbor(bytesOf(3)), raw(0xff)) });
      break;
    case 6:
      replace({
        value: choose.of([
          raw(0xf6),
          raw(0xf7),
          raw(0xf4),
          raw(0xf9, 0, 0),
          raw(0xd8, 24, 0x41, 0),
          raw(0x1c),
          raw(0xff),
          raw(0xf8, 0x16),
        ]),
      });
      break;
    case 7:
      replace({ key: choose.of([raw(0x00), raw(0x41, 0x61), raw(0xf6), raw(0x61, 0xff), raw(0x20)]) });
      break;
    case 8:
      tail = choose.of([raw(0x00), raw(0xff), raw(0xf6)]);
      break;
    case 9: {
      // pcrs in indefinite form, or a PCR twice
      const twice = concatBytes(raw(0xa0 + pcrs.length + 1), ...pcrs.flat(), ...(pcrs[0] ?? []));
      set("pcrs", choose.chance(50) ? concatBytes(raw(0xbf), ...pcrs.flat(), raw(0xff)) : twice);
      break;
    }
    case 10: {
      // the index of a PCR in two bytes
      const longer = pcrs.flatMap(([index, value]) => [choose.chance(80) ? index : longerHead(index), value]);
      set("pcrs", concatBytes(raw(0xa0 + pcrs.length), ...longer));
      break;
    }
    case 11: // cabundle in indefinite form
      set("cabundle", concatBytes(raw(0x9f), ...listOf(fields.get("cabundle")).map(encodeCbor), raw(0xff)));
      break;
    default:
  }
  const body = entries.flatMap(({ key, value }) => [key, value]);
  const mapHead = choose.chance(3) ? longerHead(raw(0xa0 + count)) : raw(0xa0 + count);
  const missingBreak = choose.chance(3);
  return indefinite
    ? concatBytes(raw(0xbf), ...body, missingBreak ? new Uint8Array() : raw(0xff), tail)
    : concatBytes(mapHead, ...body, tail);
}

const listOf = (value: CborValue | undefined): readonly CborValue[] => (Array.isArray(value) ? value : []);

function pcrsOf(value: CborValue | undefined): (readonly [index: Uint8Array, value: Uint8Array])[] {
  const pairs: readonly (readonly [CborValue, CborValue])[] = value instanceof Map ? [...value] : [];
  return pairs.slice(0, 22).map(([index, pcr]) => [encodeCbor(index), encodeCbor(pcr)]);
}

/** The same item with its argument in more bytes than it needs. */
function longerHead(item: Uint8Array): Uint8Array {
  const first = item[0]!;
  const info = first & 0x1f;
  const major = first & 0xe0;
  if (info < 24) return concatBytes(raw(major | 24, info), item.subarray(1));
  if (info === 24) return concatBytes(raw(major | 25, 0), item.subarray(1));
  if (info === 25) return concatBytes(raw(major | 26, 0, 0), item.subarray(1));
  if (info === 26) return concatBytes(raw(major | 27, 0, 0, 0, 0), item.subarray(1));
  return item;
}

// --- the envelope, around a sound payload

function otherEnvelope(choose: Choices, document: Uint8Array): Uint8Array {
  // 84 44 a1013822 a0 59 LLLL payload 58 60 signature
  const payload = document.subarray(10, -98);
  const signature = document.subarray(-96);
  const start = raw(0x84, 0x44, 0xa1, 0x01, 0x38, 0x22);
  const length = raw(payload.length >> 8, payload.length & 0xff);
  const member = concatBytes(raw(0x59), length, payload);
  const signed = concatBytes(raw(0x58, 0x60), signature);
  return choose.of<() => Uint8Array>([
    () => concatBytes(raw(choose.of([0xd2, 0xd1, 0xd8, 0xc1])), document),
    () => concatBytes(raw(0xd8, 0x12), document),
    () => concatBytes(raw(0xd2, 0xd2), document),
    () => concatBytes(raw(0x85), document.subarray(1), raw(0xf6)),
    () => concatBytes(raw(0x9f), document.subarray(1), raw(0xff)),
    () => concatBytes(start, raw(0xa1, 0x04, 0x41, 0x01), member, signed),
    () => concatBytes(start, raw(0xbf, 0xff), member, signed),
    () => concatBytes(start, raw(0xf6), member, signed),
    () => concatBytes(start, raw(0xb8, 0x00), member, signed),
    () => concatBytes(start, raw(0xa0, 0x5a, 0, 0), length, payload, signed),
    () => concatBytes(start, raw(0xa0, 0x79), length, payload, signed),
    () => concatBytes(start, raw(0xa0), member, raw(0x59, 0x00, 0x60), signature),
    () => concatBytes(start, raw(0xa0), member, raw(0x58, 0x61), signature, raw(0)),
    () => concatBytes(start, raw(0xa0), member, raw(0x58, 0x60), twinSignature(signature)),
    () => concatBytes(start, raw(0xa0), member, raw(0x58, 0x60), signature.subarray(48), signature.subarray(0, 48)),
    () => concatBytes(raw(0x84, 0x58, 0x04), document.subarray(2)),
  ])();
}

// --- certificates, signed by the one above

const soundAuthorityUsage = keyUsage(1, 0x86);
const soundLeafUsage = keyUsage(6, 0xc0);
const spkiPrefix = (spki: Uint8Array) => spki.subarray(0, 23);

/** What may stand in a time: pairs of DER and nothing else said of them. */
function otherTime(choose: Choices, at: number): Uint8Array {
  const utc = (value: string) => der(0x17, ascii(value));
  const generalized = (value: string) => der(0x18, ascii(value));
  return choose.of<() => Uint8Array>([
    () => utcTime(at + choose.of([-1, 0, 1, 60, 86_400])),
    () =>
      generalized(
        choose.of([
          "20500101000000Z",
          "20491231235959Z",
          "99991231235959Z",
          "20600229120000Z",
          "21000229000000Z",
          "24000229000000Z",
        ]),
      ),
    () =>
      utc(
        choose.of([
          "491231235959Z",
          "500101000000Z",
          "700101000000Z",
          "691231235959Z",
          "240229000000Z",
          "250229000000Z",
          "260431000000Z",
        ]),
      ),
    () =>
      utc(
        choose.of([
          "261301000000Z",
          "260001000000Z",
          "260100000000Z",
          "260132000000Z",
          "260101240000Z",
          "260101006000Z",
          "260101000060Z",
        ]),
      ),
    () =>
      utc(
        choose.of([
          "2601010000Z",
          "260101000000",
          "260101000000+0000",
          "26010100000aZ",
          "2601010000 0Z",
          "260101000000z",
          "",
        ]),
      ),
    () => der(0x16, ascii("300101000000Z")),
  ])();
}

function otherName(choose: Choices, sound: Uint8Array): Uint8Array {
  const attribute = (tag: number, value: Uint8Array) => der(0x30, raw(6, 3, 0x55, 4, 3), der(tag, value));
  return choose.of<() => Uint8Array>([
    () => sound,
    () => der(0x30),
    () => der(0x30, der(0x31)),
    () => der(0x30, der(0x31, der(0x30))),
    () => der(0x30, der(0x31, attribute(choose.of([0x0c, 0x13, 0x16, 0x14, 0x1e, 0x04, 0x0d]), ascii("x")))),
    () => der(0x30, der(0x31, attribute(0x0c, ascii("x")), attribute(0x13, new Uint8Array()))),
    () => der(0x30, der(0x31, der(0x30, raw(6, 3, 0x55, 4, 3)))),
    () => der(0x30, der(0x31, der(0x30, raw(6, 0), der(0x0c), raw(5, 0)))),
    () => der(0x30, der(0x31, der(0x30, raw(4, 1, 0), der(0x0c)))),
    () => der(0x31, der(0x31, attribute(0x0c, ascii("x")))),
    () => der(0x30, ...Array.from({ length: 20 }, () => der(0x31, attribute(0x0c, ascii("x"))))),
  ])();
}

function otherExtensions(
  choose: Choices,
  position: Position,
): Pick<CertificateParts, "extensions" | "extensionsField"> {
  const isLeaf = position === "leaf";
  const constraints = () =>
    choose.of<() => Uint8Array[]>([
      () => [authority()],
      () => [authority(choose.of([0, 1, 2, 3, 127]))],
      () => [notAuthority],
      () => [],
      () => [extension("551d13", choose.chance(50), der(0x30, raw(1, 1, 0xff), raw(2, 1, 2)))],
      () => [extension("551d13", true, der(0x30, raw(1, 1, choose.of([0x00, 0x01]))))],
      () => [extension("551d13", true, der(0x30, raw(2, 1, 0)))],
      () => [
        extension(
          "551d13",
          true,
          der(
            0x30,
            raw(1, 1, 0xff),
            choose.of([raw(2, 2, 0, 0x80), raw(2, 2, 1, 0), raw(2, 1, 0x80), raw(2, 0), raw(2, 2, 0, 1)]),
          ),
        ),
      ],
      () => [extension("551d13", true, der(0x30, raw(1, 1, 0xff), raw(2, 1, 2), raw(5, 0)))],
      () => [extension("551d13", true, concatBytes(der(0x30, raw(1, 1, 0xff)), raw(0)))],
      () => [authority(3), authority(3)],
    ])();
  const usages = () =>
    choose.of<() => Uint8Array[]>([
      () => [soundAuthorityUsage],
      () => [soundLeafUsage],
      () => [],
      () => [keyUsage(choose.below(9), choose.below(256))],
      () => [keyUsage(2, 0x04), keyUsage(2, 0x04)],
      () => [extension("551d0f", choose.chance(50), raw(3, 3, 7, 0x84, 0x80))],
      () => [
        extension(
          "551d0f",
          true,
          choose.of([raw(3, 1, 0), raw(3, 4, 0, 0x84, 0x80, 1), raw(3, 2, 1, 0x86, 0), raw(4, 2, 1, 0x86)]),
        ),
      ],
      () => [extension("551d0f", true, raw(3, 2, 7, 0x80))],
    ])();
  const more = () =>
    choose.of<() => Uint8Array[]>([
      () => [],
      () => [],
      () => [extension("551d1f", false, raw(4, 1, 0))],
      () => [extension("551d1f", true, raw(4, 1, 0))],
      () => [
        extension(
          choose.of(["551d1e", "551d24", "551d25", "551d36", "551d20", "551d0e"]),
          choose.chance(30),
          raw(0x30, 0),
        ),
      ],
      () => [extension("551d1f", false, raw()), extension("551d1f", false, raw(1))],
      () => [der(0x30, raw(6, 3, 0x55, 0x1d, 0x1f), raw(1, 1, 0), der(4, raw(0)))],
      () => [der(0x30, raw(6, 3, 0x55, 0x1d, 0x1f), raw(4, 0), raw(4, 0))],
      () => [der(0x30, raw(6, 3, 0x55, 0x1d, 0x1f))],
      () => [der(0x31, raw(6, 3, 0x55, 0x1d, 0x1f), raw(4, 0))],
      () =>
        Array.from({ length: choose.of([12, 13, 14, 15, 16]) }, (_, at) =>
          extension(`2a${(0x10 + at).toString(16)}`, false, raw()),
        ),
    ])();
  const sound = isLeaf
    ? [notAuthority, soundLeafUsage]
    : [authority(3 - ["root", "regional", "zonal", "instance"].indexOf(position)), soundAuthorityUsage];
  if (choose.chance(4))
    return {
      extensionsField: choose.of([
        new Uint8Array(),
        der(0xa3),
        der(0xa3, der(0x30)),
        der(0xa3, der(0x30), raw(5, 0)),
        der(0xa2, der(0x30)),
      ]),
    };
  return {
    extensions: choose.of<() => Uint8Array[]>([
      () => [...constraints(), sound[1]!],
      () => [sound[0]!, ...usages()],
      () => [...sound, ...more()],
      () => [...sound, ...more()],
      () => [...constraints(), ...usages(), ...more()],
    ])(),
  };
}

function otherSignature(choose: Choices): (sound: Uint8Array) => Uint8Array {
  return choose.of<(sound: Uint8Array) => Uint8Array>([
    twinBitString,
    twinBitString,
    (sound) => concatBytes(raw(3, sound[1]!, 1), sound.subarray(3)),
    (sound) => {
      const { r, s } = integersOf(sound);
      return der(3, raw(0), der(0x30, der(2, raw(0), r), der(2, s)));
    },
    (sound) => {
      const { r, s } = integersOf(sound);
      return der(3, raw(0), der(0x30, der(2, s), der(2, r)));
    },
    (sound) => {
      const { r, s } = integersOf(sound);
      return der(3, raw(0), der(0x30, der(2, r), der(2, s), raw(5, 0)));
    },
    (sound) => {
      const { r } = integersOf(sound);
      return der(3, raw(0), der(0x30, der(2, r), raw(2, 1, choose.of([0, 1]))));
    },
    (sound) => {
      const { r } = integersOf(sound);
      return der(3, raw(0), der(0x30, der(2, r), der(2, bytesOf(49, 0x7f))));
    },
    () => der(3),
    (sound) => der(4, sound.subarray(2)),
    (sound) => {
      const copy = new Uint8Array(sound);
      copy[copy.length - 1]! ^= 1;
      return copy;
    },
  ]);
}

const otherSpki = (choose: Choices): Uint8Array => {
  const sound = new Uint8Array(120).fill(1);
  sound.set(
    Uint8Array.from("3076301006072a8648ce3d020106052b8104002203620004".match(/../g)!, (pair) =>
      Number.parseInt(pair, 16),
    ),
  );
  return choose.of([sound, spkiPrefix(sound), concatBytes(sound, raw(0)), der(0x30, raw(5, 0))]);
};

function otherCertificate(choose: Choices, position: Position, at: number): CertificateParts {
  return choose.of<() => CertificateParts>([
    () => otherExtensions(choose, position),
    () => otherExtensions(choose, position),
    () => otherExtensions(choose, position),
    () => ({ signature: otherSignature(choose) }),
    () => ({
      validity: der(0x30, utcTime(at + choose.of([-60, -1, 0, 1, 60])), utcTime(at + choose.of([-1, 0, 1, 60, 600]))),
    }),
    () => ({ validity: der(0x30, utcTime(at - 60), otherTime(choose, at)) }),
    () => ({ validity: der(0x30, otherTime(choose, at), utcTime(at + 600)) }),
    () => ({
      validity: choose.of([
        der(0x30),
        der(0x30, utcTime(at - 60)),
        der(0x30, utcTime(at - 60), utcTime(at + 60), utcTime(at + 60)),
      ]),
    }),
    () => ({
      serial: choose.of([
        raw(2, 1, 0),
        raw(2, 1, 1),
        raw(2, 1, 0x80),
        raw(2, 2, 0, 0x80),
        raw(2, 2, 0, 0x7f),
        raw(2, 0),
        raw(4, 1, 1),
        der(2, bytesOf(20)),
        der(2, bytesOf(21)),
        der(2, raw(0), bytesOf(20, 0x80)),
        der(2, raw(0), bytesOf(21, 0x80)),
      ]),
    }),
    () => ({
      version: choose.of([
        raw(0xa0, 3, 2, 1, 2),
        raw(0xa0, 3, 2, 1, 1),
        raw(0xa0, 4, 2, 2, 0, 2),
        raw(),
        raw(0xa0, 0x81, 3, 2, 1, 2),
      ]),
    }),
    () => ({
      innerAlgorithm: choose.of([
        ecdsaWithSha384,
        der(0x30, raw(6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2)),
        der(0x30, ecdsaWithSha384.subarray(2), raw(5, 0)),
      ]),
    }),
    () => ({
      outerAlgorithm: choose.of([
        der(0x30, raw(6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 4)),
        der(0x30, ecdsaWithSha384.subarray(2), raw(5, 0)),
      ]),
    }),
    () => ({ subject: otherName(choose, name(`test ${position}`)) }),
    () => ({ issuer: otherName(choose, name(`test ${position}`)) }),
    () => ({ spki: otherSpki(choose) }),
    () => ({
      whole: choose.of<(sound: Uint8Array) => Uint8Array>([
        (sound) => concatBytes(sound, raw(0)),
        (sound) => concatBytes(raw(0x30, 0x83, 0), sound.subarray(2)),
        (sound) => concatBytes(raw(0x30, 0x80), sound.subarray(4), raw(0, 0)),
        (sound) => concatBytes(raw(0x31), sound.subarray(1)),
        (sound) => sound.subarray(0, -1),
      ]),
    }),
  ])();
}

/** A subject that is no name can only be told from another by its form when the certificate below names it too. */
function renamed(choose: Choices): DocumentParts["certificates"] {
  const parent = choose.of<Position>(["regional", "zonal", "instance"]);
  const child = ({ regional: "zonal", zonal: "instance", instance: "leaf" } as const)[parent as "regional"];
  const subject = otherName(choose, name("another"));
  return { [parent]: { subject }, [child]: { issuer: choose.chance(90) ? subject : name("another") } };
}

function otherChain(choose: Choices): (sound: readonly Uint8Array[]) => readonly Uint8Array[] {
  return (sound) => {
    const chain = [...sound];
    const at = choose.below(chain.length);
    switch (choose.below(6)) {
      case 0:
        chain.splice(at, 1);
        break;
      case 1:
        chain.splice(at, 0, chain[at]!);
        break;
      case 2:
        [chain[at], chain[choose.below(chain.length)]] = [chain[choose.below(chain.length)]!, chain[at]!];
        break;
      case 3: // the root again: it issued itself, and has no path length
        chain.splice(1, 0, ...Array.from({ length: choose.below(6) }, () => chain[0]!));
        break;
      case 4:
        chain.reverse();
        break;
      default:
        chain[at] = chain[choose.below(chain.length)]!;
    }
    return chain;
  };
}

/** One document of the issuer's PKI, with mutations that are signed again wherever its keys can. */
export async function mutant(choose: Choices, issuer: NitroIssuer): Promise<Mutant> {
  const { at } = issuer;
  const positions = ["regional", "zonal", "instance", "leaf"] as const;
  switch (choose.below(10)) {
    case 0:
      return { what: "bytes", bytes: mutateBytes(choose, await issuer.document()), at };
    case 1:
      return { what: "envelope", bytes: otherEnvelope(choose, await issuer.document()), at };
    case 2:
    case 3:
      return { what: "fields", bytes: await issuer.document({ fields: otherFields(choose) }), at };
    case 4:
    case 5: {
      const fields = choose.chance(80) ? {} : otherFields(choose);
      return {
        what: "CBOR",
        bytes: await issuer.document({ fields, payload: (sound) => otherCbor(choose, sound) }),
        at,
      };
    }
    case 6:
      return { what: "chain", bytes: await issuer.document({ chain: otherChain(choose) }), at };
    case 7:
      return { what: "names", bytes: await issuer.document({ certificates: renamed(choose)! }), at };
    default: {
      const position = choose.of(positions);
      const parts = otherCertificate(choose, position, at);
      const second = choose.chance(20) ? choose.of(positions) : position;
      const certificates = { [second]: otherCertificate(choose, second, at), [position]: parts };
      const members = Object.entries(certificates).map(
        ([where, { signature: _, whole: __, ...rest }]) => `${where} ${Object.keys(rest).join(" ")}`,
      );
      return { what: `certificates: ${members.join(", ")}`, bytes: await issuer.document({ certificates }), at };
    }
  }
}
