// Attacker: has certificates from a sloppy authority, or edits the form of good ones. Every one here has a valid signature by the
// one above it, so only the rule under test can refuse it.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { CertificateParts, NitroIssuer, Position } from "../../test/harness/nitro-issuer.ts";
import {
  ascii,
  authority,
  createNitroIssuer,
  der,
  ecdsaWithSha384,
  extension,
  keyUsage,
  name,
  notAuthority,
  utcTime,
} from "../../test/harness/nitro-issuer.ts";
import type { RefusalCode } from "./errors.ts";
import { verifyDocument } from "./verify.ts";

type Attack = readonly [what: string, position: Position, parts: CertificateParts, code: RefusalCode];

const at = 1_767_225_600;
const leafUsage = keyUsage(6, 0xc0);
const caUsage = keyUsage(1, 0x86);
const generalized = (text: string) => der(0x18, ascii(text));
const utc = (text: string) => der(0x17, ascii(text));
const life = (...times: Uint8Array[]) => ({ validity: der(0x30, ...times) });
const bytes = (digits: string) => Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
const ecdsaWithSha256 = der(0x30, bytes("06082a8648ce3d040302"));
const p256Generator =
  "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c2964fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5";
const unknownOid = "2a0304";

const attacks: readonly Attack[] = [
  // Version, serial number, algorithms.
  ["version 1, by leaving it out", "leaf", { version: new Uint8Array() }, "CERTIFICATE_VERSION"],
  ["version 2", "leaf", { version: der(0xa0, Uint8Array.of(2, 1, 1)) }, "CERTIFICATE_VERSION"],
  ["version 4", "zonal", { version: der(0xa0, Uint8Array.of(2, 1, 3)) }, "CERTIFICATE_VERSION"],
  ["two versions in one wrapper", "leaf", { version: der(0xa0, Uint8Array.of(2, 1, 2, 2, 1, 2)) }, "DER_MALFORMED"],
  ["a negative serial number", "leaf", { serial: Uint8Array.of(2, 1, 0x80) }, "DER_MALFORMED"],
  ["serial number 0", "leaf", { serial: Uint8Array.of(2, 1, 0) }, "CERTIFICATE_MALFORMED"],
  ["a serial number with a needless zero", "leaf", { serial: Uint8Array.of(2, 2, 0, 1) }, "DER_MALFORMED"],
  ["a serial number of 21 bytes", "leaf", { serial: der(2, new Uint8Array(21).fill(1)) }, "CERTIFICATE_MALFORMED"],
  ["ecdsa-with-SHA256 in both places", "leaf", { innerAlgorithm: ecdsaWithSha256 }, "CERTIFICATE_ALGORITHM"],
  ["another algorithm outside than inside", "leaf", { outerAlgorithm: ecdsaWithSha256 }, "CERTIFICATE_ALGORITHM"],
  [
    "another algorithm inside than outside",
    "leaf",
    { innerAlgorithm: ecdsaWithSha256, outerAlgorithm: ecdsaWithSha384 },
    "CERTIFICATE_ALGORITHM",
  ],
  [
    "parameters behind the algorithm",
    "leaf",
    { innerAlgorithm: der(0x30, bytes("06082a8648ce3d040303"), Uint8Array.of(5, 0)) },
    "CERTIFICATE_ALGORITHM",
  ],
  // Names.
  ["an issuer by another name", "leaf", { issuer: name("test zonal") }, "CERTIFICATE_ISSUER"],
  [
    "an issuer of the same text in another string type",
    "leaf",
    { issuer: der(0x30, der(0x31, der(0x30, bytes("0603550403"), der(0x13, ascii("test instance"))))) },
    "CERTIFICATE_ISSUER",
  ],
  ["an empty name", "leaf", { subject: der(0x30) }, "CERTIFICATE_MALFORMED"],
  ["a name with an empty part", "leaf", { subject: der(0x30, der(0x31)) }, "CERTIFICATE_MALFORMED"],
  [
    "a name with three parts where two belong",
    "leaf",
    { subject: der(0x30, der(0x31, der(0x30, bytes("0603550403"), der(0x0c, ascii("a")), der(0x0c, ascii("b"))))) },
    "CERTIFICATE_MALFORMED",
  ],
  [
    "a name that is a number",
    "leaf",
    { subject: der(0x30, der(0x31, der(0x30, bytes("0603550403"), Uint8Array.of(2, 1, 1)))) },
    "CERTIFICATE_MALFORMED",
  ],
  // Time.
  ["30 February", "leaf", life(utc("250230000000Z"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["29 February of a year without one", "leaf", life(utc("250229000000Z"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["month 13", "leaf", life(utc("241301000000Z"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["24 o'clock", "leaf", life(utc("250101240000Z"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["second 60", "leaf", life(utc("250101000060Z"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["no seconds", "leaf", life(utc("2501010000Z"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["an offset in place of Z", "leaf", life(utc("250101000000+0000"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["letters among the digits", "leaf", life(utc("25010100000aZ"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["GeneralizedTime before 2050", "leaf", life(generalized("20250101000000Z"), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["fractions of a second", "leaf", life(utcTime(at - 60), generalized("20500101000000.5Z")), "CERTIFICATE_TIME"],
  ["three times", "leaf", life(utcTime(at - 60), utcTime(at + 60), utcTime(at + 60)), "CERTIFICATE_TIME"],
  ["an end before its beginning", "leaf", life(utcTime(at + 60), utcTime(at - 60)), "CERTIFICATE_NOT_YET_VALID"],
  ["one second over", "instance", life(utcTime(at - 60), utcTime(at - 1)), "CERTIFICATE_EXPIRED"],
  ["one second early", "regional", life(utcTime(at + 1), utcTime(at + 60)), "CERTIFICATE_NOT_YET_VALID"],
  ["1950, which two digits also say", "leaf", life(utcTime(at - 60), utc("500101000000Z")), "CERTIFICATE_EXPIRED"],
  // Key.
  [
    "a key on P-256",
    "instance",
    { spki: bytes(`3059301306072a8648ce3d020106082a8648ce3d03010703420004${p256Generator}`) },
    "CERTIFICATE_KEY",
  ],
  [
    "a compressed point",
    "leaf",
    {
      spki: der(
        0x30,
        bytes("301006072a8648ce3d020106052b81040022"),
        der(3, Uint8Array.of(0, 2), new Uint8Array(48).fill(1)),
      ),
    },
    "CERTIFICATE_KEY",
  ],
  [
    "a point off the curve",
    "leaf",
    {
      spki: der(
        0x30,
        bytes("301006072a8648ce3d020106052b81040022"),
        der(3, Uint8Array.of(0, 4), new Uint8Array(96).fill(1)),
      ),
    },
    "CERTIFICATE_KEY",
  ],
  [
    "coordinates beyond p",
    "leaf",
    {
      spki: der(
        0x30,
        bytes("301006072a8648ce3d020106052b81040022"),
        der(3, Uint8Array.of(0, 4), new Uint8Array(96).fill(0xff)),
      ),
    },
    "CERTIFICATE_KEY",
  ],
  // Extensions.
  ["no extension at all", "leaf", { extensionsField: new Uint8Array() }, "CERTIFICATE_MALFORMED"],
  ["an empty list of extensions", "leaf", { extensions: [] }, "CERTIFICATE_EXTENSION"],
  [
    "two lists of extensions",
    "leaf",
    { extensionsField: der(0xa3, der(0x30, notAuthority), der(0x30, leafUsage)) },
    "DER_MALFORMED",
  ],
  [
    "an unknown critical extension",
    "leaf",
    { extensions: [notAuthority, leafUsage, extension(unknownOid, true, Uint8Array.of(5, 0))] },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "an unknown critical extension on an authority",
    "regional",
    { extensions: [authority(2), caUsage, extension(unknownOid, true, Uint8Array.of(5, 0))] },
    "CERTIFICATE_EXTENSION",
  ],
  ["key usage twice", "leaf", { extensions: [notAuthority, leafUsage, leafUsage] }, "CERTIFICATE_EXTENSION"],
  [
    "basic constraints twice, the first saying no",
    "instance",
    { extensions: [notAuthority, authority(0), caUsage] },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "an unknown extension twice",
    "leaf",
    {
      extensions: [
        notAuthority,
        leafUsage,
        extension(unknownOid, false, Uint8Array.of(5, 0)),
        extension(unknownOid, false, Uint8Array.of(5, 0)),
      ],
    },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "name constraints that nobody evaluates",
    "zonal",
    { extensions: [authority(1), caUsage, extension("551d1e", false, der(0x30))] },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "an extended key usage that nobody evaluates",
    "leaf",
    { extensions: [notAuthority, leafUsage, extension("551d25", false, der(0x30))] },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "critical as 01 in place of ff",
    "leaf",
    {
      extensions: [
        notAuthority,
        der(0x30, bytes("0603551d0f"), Uint8Array.of(1, 1, 1), der(4, Uint8Array.of(3, 2, 6, 0xc0))),
      ],
    },
    "DER_MALFORMED",
  ],
  [
    "critical: false written out",
    "leaf",
    {
      extensions: [
        notAuthority,
        der(0x30, bytes("0603551d0f"), Uint8Array.of(1, 1, 0), der(4, Uint8Array.of(3, 2, 6, 0xc0))),
      ],
    },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "an extension of four parts",
    "leaf",
    {
      extensions: [
        notAuthority,
        der(0x30, bytes("0603551d0f"), Uint8Array.of(1, 1, 0xff), der(4, Uint8Array.of(3, 2, 6, 0xc0)), der(4)),
      ],
    },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "CA as 01 in place of ff",
    "instance",
    { extensions: [extension("551d13", true, der(0x30, Uint8Array.of(1, 1, 1))), caUsage] },
    "DER_MALFORMED",
  ],
  [
    "CA: false written out",
    "leaf",
    { extensions: [extension("551d13", true, der(0x30, Uint8Array.of(1, 1, 0))), leafUsage] },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "a path length without CA",
    "instance",
    { extensions: [extension("551d13", true, der(0x30, Uint8Array.of(2, 1, 5))), caUsage] },
    "DER_MALFORMED",
  ],
  ["a negative path length", "zonal", { extensions: [authority(0x81), caUsage] }, "DER_MALFORMED"],
  [
    "a path length that wraps in 64 bits",
    "zonal",
    {
      extensions: [
        extension("551d13", true, der(0x30, Uint8Array.of(1, 1, 0xff), der(2, Uint8Array.of(1), new Uint8Array(8)))),
        caUsage,
      ],
    },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "bytes behind the basic constraints",
    "instance",
    { extensions: [extension("551d13", true, Uint8Array.of(0x30, 3, 1, 1, 0xff, 0)), caUsage] },
    "DER_MALFORMED",
  ],
  [
    "key usage with a dangling zero bit",
    "leaf",
    { extensions: [notAuthority, keyUsage(5, 0xc0)] },
    "CERTIFICATE_EXTENSION",
  ],
  [
    "key usage with a bit in the unused ones",
    "leaf",
    { extensions: [notAuthority, keyUsage(7, 0xc0)] },
    "CERTIFICATE_EXTENSION",
  ],
  ["key usage with 8 unused bits", "leaf", { extensions: [notAuthority, keyUsage(8, 0x80)] }, "CERTIFICATE_EXTENSION"],
  [
    "key usage that names nothing",
    "leaf",
    { extensions: [notAuthority, extension("551d0f", true, Uint8Array.of(3, 1, 0))] },
    "CERTIFICATE_EXTENSION",
  ],
  // Who may do what.
  ["an authority that is none", "zonal", { extensions: [notAuthority, caUsage] }, "CERTIFICATE_NOT_CA"],
  ["an authority without basic constraints", "instance", { extensions: [caUsage] }, "CERTIFICATE_NOT_CA"],
  [
    "an authority without keyCertSign",
    "regional",
    { extensions: [authority(2), keyUsage(7, 0x80)] },
    "CERTIFICATE_KEY_USAGE",
  ],
  ["an authority without key usage", "regional", { extensions: [authority(2)] }, "CERTIFICATE_KEY_USAGE"],
  [
    "an authority with more below than it may have",
    "regional",
    { extensions: [authority(1), caUsage] },
    "CERTIFICATE_PATH_LENGTH",
  ],
  ["a leaf that is an authority", "leaf", { extensions: [authority(), leafUsage] }, "LEAF_IS_CA"],
  ["a leaf that may sign certificates", "leaf", { extensions: [notAuthority, keyUsage(2, 0x84)] }, "LEAF_KEY_USAGE"],
  ["a leaf that may not sign", "leaf", { extensions: [notAuthority, keyUsage(6, 0x40)] }, "LEAF_KEY_USAGE"],
  // Signature and outer form.
  ["unused bits in the signature", "leaf", { signature: (sound) => sound.with(2, 1) }, "CERTIFICATE_SIGNATURE_FORMAT"],
  [
    "a signature that is not DER",
    "leaf",
    { signature: () => der(3, Uint8Array.of(0, 1, 2, 3)) },
    "CERTIFICATE_SIGNATURE_FORMAT",
  ],
  [
    "an r of zero",
    "leaf",
    { signature: () => der(3, Uint8Array.of(0), der(0x30, Uint8Array.of(2, 1, 0), Uint8Array.of(2, 1, 1))) },
    "CERTIFICATE_SIGNATURE_FORMAT",
  ],
  [
    "an r of 49 bytes",
    "leaf",
    {
      signature: () => der(3, Uint8Array.of(0), der(0x30, der(2, new Uint8Array(49).fill(1)), Uint8Array.of(2, 1, 1))),
    },
    "CERTIFICATE_SIGNATURE_FORMAT",
  ],
  [
    "an r with a needless zero",
    "leaf",
    { signature: () => der(3, Uint8Array.of(0), der(0x30, Uint8Array.of(2, 2, 0, 1), Uint8Array.of(2, 1, 1))) },
    "CERTIFICATE_SIGNATURE_FORMAT",
  ],
  [
    "a negative s",
    "leaf",
    { signature: () => der(3, Uint8Array.of(0), der(0x30, Uint8Array.of(2, 1, 1), Uint8Array.of(2, 1, 0x80))) },
    "CERTIFICATE_SIGNATURE_FORMAT",
  ],
  [
    "three integers in a signature",
    "leaf",
    { signature: () => der(3, Uint8Array.of(0), der(0x30, Uint8Array.of(2, 1, 1, 2, 1, 1, 2, 1, 1))) },
    "CERTIFICATE_SIGNATURE_FORMAT",
  ],
  [
    "somebody else's signature",
    "leaf",
    { signature: () => der(3, Uint8Array.of(0), der(0x30, Uint8Array.of(2, 1, 1), Uint8Array.of(2, 1, 1))) },
    "CERTIFICATE_SIGNATURE",
  ],
  ["a byte behind the certificate", "leaf", { whole: (sound) => Uint8Array.of(...sound, 0) }, "DER_MALFORMED"],
  [
    "a length in more bytes than it needs",
    "leaf",
    { whole: (sound) => Uint8Array.of(0x30, 0x83, 0, ...sound.subarray(2)) },
    "DER_MALFORMED",
  ],
  [
    "an indefinite length",
    "leaf",
    { whole: (sound) => Uint8Array.of(0x30, 0x80, ...sound.subarray(4), 0, 0) },
    "DER_MALFORMED",
  ],
  [
    "a fourth member",
    "leaf",
    { whole: (sound) => der(0x30, sound.subarray(4), Uint8Array.of(5, 0)) },
    "CERTIFICATE_MALFORMED",
  ],
  ["more than 1024 bytes", "leaf", { subject: name("x".repeat(900)) }, "CERTIFICATE_SIZE"],
  ["a cut certificate", "leaf", { whole: (sound) => sound.subarray(0, -1) }, "DER_MALFORMED"],
  ["nothing", "leaf", { whole: () => new Uint8Array() }, "CERTIFICATE_SIZE"],
];

describe("a certificate that its authority signed all the same", () => {
  let issuer: NitroIssuer;
  before(async () => {
    issuer = await createNitroIssuer();
  });
  const verify = async (position: Position, parts: CertificateParts) =>
    verifyDocument(await issuer.document({ certificates: { [position]: parts } }), { at, roots: [issuer.root] });

  for (const [what, position, parts, code] of attacks)
    test(`${position}: ${what}`, async () => {
      const report = await verify(position, parts);
      assert.deepEqual([report.accepted, report.code], [false, code]);
    });

  test("control: a sound chain is accepted, made again or as it was", async () => {
    assert.equal((await verify("leaf", {})).accepted, true);
    assert.equal((await verify("zonal", {})).accepted, true);
  });

  for (const [what, position, parts] of [
    [
      "an unknown extension that is not critical",
      "leaf",
      { extensions: [notAuthority, leafUsage, extension(unknownOid, false, Uint8Array.of(5, 0))] },
    ],
    ["a leaf without basic constraints, which is no authority", "leaf", { extensions: [leafUsage] }],
    ["extensions in another order", "instance", { extensions: [caUsage, authority(0)] }],
    ["a path length that is larger than needed", "zonal", { extensions: [authority(0x7f), caUsage] }],
    ["GeneralizedTime from 2050 on", "instance", life(utcTime(at - 60), generalized("20500101000000Z"))],
    ["valid in this second only", "leaf", life(utcTime(at), utcTime(at))],
    ["29 February of a leap year", "leaf", life(utc("240229000000Z"), utcTime(at + 60))],
    [
      "a serial number of 20 bytes with the highest bit set",
      "leaf",
      { serial: der(2, Uint8Array.of(0), new Uint8Array(20).fill(0xff)) },
    ],
  ] as const satisfies readonly (readonly [string, Position, CertificateParts])[])
    test(`control: ${what} is accepted`, async () => {
      const report = await verify(position, parts);
      assert.equal(report.accepted, true, `${report.code}`);
    });
});
