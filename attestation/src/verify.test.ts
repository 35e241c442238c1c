// Attacker: root on the parent. It hands out whatever bytes it likes as an attestation document, genuine ones of other enclaves included.
// Wants: a verifier who believes. Documents come from a test PKI that signs everything, so only the rule under test can refuse them.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { DocumentParts, NitroIssuer } from "../../test/harness/nitro-issuer.ts";
import { createNitroIssuer, soundPcrs } from "../../test/harness/nitro-issuer.ts";
import { concatBytes, fromHex, toBigInt, toHex } from "./bytes.ts";
import type { CborValue } from "./cbor.ts";
import { encodeCbor } from "./cbor-encode.ts";
import { checkTable } from "./checks.ts";
import { p384 } from "./ecdsa.ts";
import type { RefusalCode } from "./errors.ts";
import { attestationLimits } from "./limits.ts";
import type { Report } from "./report.ts";
import { verifyDocument } from "./verify.ts";

let issuer: NitroIssuer;
let sound: Uint8Array;
before(async () => {
  issuer = await createNitroIssuer();
  sound = await issuer.document();
});

const verify = (bytes: Uint8Array) => verifyDocument(bytes, { at: issuer.at, roots: [issuer.root] });
const refuse = (report: Report, code: RefusalCode) => assert.deepEqual([report.accepted, report.code], [false, code]);

describe("verifyDocument, handed anything", () => {
  test("control: a sound document is accepted, with every check once", async () => {
    const report = await verify(sound);
    assert.equal(report.accepted, true, `${report.code}`);
    assert.deepEqual(
      report.checks.map(({ id }) => id),
      Object.keys(checkTable),
    );
    assert.deepEqual(report.root, { name: issuer.root.name, aws: false });
    assert.equal(report.document?.moduleId, "i-0123456789abcdef0-enc0123456789abcdef");
  });

  test("a document cut anywhere is refused", async () => {
    for (let cut = 0; cut < sound.length; cut++) {
      const { accepted, code } = await verify(sound.subarray(0, cut));
      assert.equal(accepted, false);
      assert.equal(code, cut === 0 ? "DOCUMENT_SIZE" : "CBOR_TRUNCATED");
    }
  });

  test("a document with any byte changed is refused", async () => {
    // Every 11th byte, another bit each time: the whole of it takes minutes of P-384.
    for (let at = 0; at < sound.length; at += 11) {
      const report = await verify(sound.with(at, sound[at]! ^ (1 << (at % 8))));
      assert.equal(report.accepted, false, `byte ${at}`);
      assert.notEqual(report.code, "INTERNAL", `byte ${at}`);
    }
  });

  test("a document with a byte more is refused", async () => {
    refuse(await verify(concatBytes(sound, Uint8Array.of(0))), "CBOR_TRAILING_BYTES");
  });

  test("random bytes, empty ones and huge ones are refused without an exception", async () => {
    for (const length of [
      0,
      1,
      2,
      100,
      attestationLimits.documentBytesMax,
      attestationLimits.documentBytesMax + 1,
      1_000_000,
    ]) {
      const bytes = new Uint8Array(length);
      for (let at = 0; at < length; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536));
      const report = await verify(bytes);
      assert.equal(report.accepted, false);
      assert.notEqual(report.code, "INTERNAL");
    }
    refuse(await verify(new Uint8Array(attestationLimits.documentBytesMax + 1)), "DOCUMENT_SIZE");
  });

  test("bytes that change while they are checked change nothing", async () => {
    const bytes = new Uint8Array(sound);
    const pending = verify(bytes);
    bytes.fill(0);
    assert.equal((await pending).accepted, true);
  });

  test("the twin signature (r, n - s) is accepted too: a document's bytes are no identity", async () => {
    const twin = await issuer.document({
      signature: (rs) => {
        const s = p384.n - toBigInt(rs.subarray(48));
        return concatBytes(rs.subarray(0, 48), fromHex(s.toString(16).padStart(96, "0"))!);
      },
    });
    assert.equal((await verify(twin)).accepted, true);
  });
});

describe("the envelope", () => {
  const attacks: readonly (readonly [string, DocumentParts, RefusalCode])[] = [
    ["ES256", { protectedHeader: fromHex("a10126")! }, "COSE_ALGORITHM"],
    ["ES384 in a longer form", { protectedHeader: fromHex("a101390022")! }, "COSE_ALGORITHM"],
    ["ES384 and a critical header", { protectedHeader: fromHex("a2013822028101")! }, "COSE_ALGORITHM"],
    ["no protected header", { protectedHeader: new Uint8Array() }, "COSE_ALGORITHM"],
    ["a signature of 97 bytes", { signature: (rs) => concatBytes(rs, Uint8Array.of(0)) }, "COSE_SIGNATURE_FORMAT"],
    ["r = 0", { signature: (rs) => concatBytes(new Uint8Array(48), rs.subarray(48)) }, "COSE_SIGNATURE_FORMAT"],
    [
      "s = n",
      { signature: (rs) => concatBytes(rs.subarray(0, 48), fromHex(p384.n.toString(16))!) },
      "COSE_SIGNATURE_FORMAT",
    ],
    ["all zero", { signature: () => new Uint8Array(96) }, "DOCUMENT_UNSIGNED"],
    ["no byte of a signature", { signature: () => new Uint8Array() }, "DOCUMENT_UNSIGNED"],
    ["zeros but for one bit", { signature: () => new Uint8Array(96).with(95, 1) }, "COSE_SIGNATURE_FORMAT"],
    ["r = s = 1", { signature: () => new Uint8Array(96).with(47, 1).with(95, 1) }, "DOCUMENT_SIGNATURE"],
    ["an empty payload", { payload: () => new Uint8Array() }, "PAYLOAD_SIZE"],
    ["a payload that is a list", { payload: () => Uint8Array.of(0x80) }, "PAYLOAD_NOT_A_MAP"],
    ["bytes behind the payload's map", { payload: (map) => concatBytes(map, Uint8Array.of(0)) }, "CBOR_TRAILING_BYTES"],
    ["an indefinite map inside the payload", { payload: () => fromHex("a16470637273bfff")! }, "CBOR_INDEFINITE"],
  ];
  for (const [what, parts, code] of attacks)
    test(`${what} is refused`, async () => refuse(await verify(await issuer.document(parts)), code));

  const remade = (change: (members: [CborValue, CborValue, CborValue, CborValue]) => CborValue) => async () => {
    const body = sound.subarray(1);
    // [bstr 4, map 0, bstr payload, bstr 96]: fixed offsets around the payload.
    const payload = body.subarray(6 + 3, body.length - 98);
    return encodeCbor(change([body.subarray(1, 5), new Map(), payload, body.subarray(body.length - 96)]));
  };
  for (const [what, make, code] of [
    ["an unprotected header", remade(([a, , c, d]) => [a, new Map([[1, -35]]), c, d]), "COSE_UNPROTECTED"],
    ["a detached payload", remade(([a, b, , d]) => [a, b, null, d]), "COSE_MALFORMED"],
    ["a fifth member", remade((members) => [...members, 0]), "COSE_MALFORMED"],
    ["a missing member", remade(([a, b, c]) => [a, b, c]), "COSE_MALFORMED"],
    ["an object in its place", remade(() => new Map()), "COSE_MALFORMED"],
    ["tag 17 in front", async () => concatBytes(Uint8Array.of(0xd1), sound), "COSE_TAG"],
    ["tag 18 in its long form", async () => concatBytes(Uint8Array.of(0xd8, 18), sound), "COSE_TAG"],
    ["tag 18 twice", async () => concatBytes(Uint8Array.of(0xd2, 0xd2), sound), "CBOR_TYPE_FORBIDDEN"],
  ] as const)
    test(`${what} is refused`, async () => refuse(await verify(await make()), code));
  test("control: taken apart and put together it is the same document; tag 18 in front is allowed", async () => {
    assert.deepEqual(await remade((members) => members)(), sound);
    assert.equal((await verify(concatBytes(Uint8Array.of(0xd2), sound))).accepted, true);
  });
});

describe("the fields", () => {
  const pcr = (length: number) => new Uint8Array(length).fill(1);
  const attacks: readonly (readonly [string, Readonly<Record<string, CborValue | undefined>>, RefusalCode])[] = [
    ...["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle"].flatMap((name) => [
      [`no ${name}`, { [name]: undefined }, "FIELD_MISSING"] as const,
      [`${name}: null`, { [name]: null }, "FIELD_MISSING"] as const,
      [`${name}: true`, { [name]: true }, "FIELD_TYPE"] as const,
    ]),
    ["nitrotpm_pcrs in place of pcrs", { nitrotpm_pcrs: new Map([[0, pcr(48)]]), pcrs: undefined }, "NITROTPM"],
    ["nitrotpm_pcrs besides pcrs", { nitrotpm_pcrs: new Map() }, "NITROTPM"],
    ["a NitroTPM's module_id", { module_id: "i-0123456789abcdef0-tpm0000000000000000" }, "NITROTPM"],
    ["an unknown field", { extra: 1 }, "FIELD_UNKNOWN"],
    ["an empty module_id", { module_id: "" }, "MODULE_ID"],
    ["a module_id that writes to a terminal", { module_id: "i-0\u001b[2J" }, "MODULE_ID"],
    ["a long module_id", { module_id: "i".repeat(129) }, "MODULE_ID"],
    ["SHA256", { digest: "SHA256" }, "DIGEST"],
    ["sha384", { digest: "sha384" }, "DIGEST"],
    ["timestamp 0", { timestamp: 0 }, "TIMESTAMP"],
    ["timestamp -1", { timestamp: -1 }, "TIMESTAMP"],
    ["no PCR", { pcrs: new Map() }, "PCR_COUNT"],
    ["33 PCRs", { pcrs: new Map(Array.from({ length: 33 }, (_, index) => [index, pcr(48)])) }, "PCR_COUNT"],
    ["PCR32", { pcrs: soundPcrs({ 32: pcr(48) }) }, "PCR_INDEX"],
    ["PCR-1", { pcrs: new Map<number, CborValue>([...soundPcrs(), [-1, pcr(48)]]) }, "PCR_INDEX"],
    ["a PCR under text", { pcrs: new Map<string | number, CborValue>([...soundPcrs(), ["5", pcr(48)]]) }, "PCR_INDEX"],
    ["a PCR of 32 bytes", { pcrs: soundPcrs({ 5: pcr(32) }) }, "PCR_LENGTH"],
    ["a PCR that is text", { pcrs: new Map<number, CborValue>([...soundPcrs(), [5, "x".repeat(48)]]) }, "FIELD_TYPE"],
    ["no PCR2", { pcrs: new Map([0, 1].map((index) => [index, pcr(48)])) }, "PCR_MISSING"],
    ["an empty cabundle", { cabundle: [] }, "CABUNDLE_COUNT"],
    ["nine certificates", { cabundle: Array.from({ length: 9 }, () => pcr(600)) }, "CABUNDLE_COUNT"],
    ["a certificate of no bytes", { certificate: new Uint8Array() }, "CERTIFICATE_SIZE"],
    ["a certificate of 1025 bytes", { cabundle: [pcr(1025)] }, "CERTIFICATE_SIZE"],
    ["public_key of 1025 bytes", { public_key: pcr(1025) }, "PUBLIC_KEY_SIZE"],
    ["user_data of 1025 bytes", { user_data: pcr(1025) }, "USER_DATA_SIZE"],
    ["nonce of 1025 bytes", { nonce: pcr(1025) }, "NONCE_SIZE"],
    ["a nonce that is text", { nonce: "nonce" }, "FIELD_TYPE"],
  ];
  for (const [what, fields, code] of attacks)
    test(`${what} is refused`, async () => refuse(await verify(await issuer.document({ fields })), code));

  test("control: the largest and the smallest of everything is accepted", async () => {
    const full = new Map(Array.from({ length: 32 }, (_, index) => [index, pcr(48)]));
    const large = {
      pcrs: full,
      public_key: pcr(1024),
      user_data: pcr(1024),
      nonce: pcr(1024),
      module_id: "i".repeat(128),
    };
    assert.equal((await verify(await issuer.document({ fields: large }))).accepted, true);
    const small = { public_key: undefined, user_data: undefined, nonce: undefined };
    const { accepted, document } = await verify(await issuer.document({ fields: small }));
    assert.deepEqual([accepted, document?.nonce], [true, undefined]);
    const empty = await verify(await issuer.document({ fields: { nonce: new Uint8Array() } }));
    assert.deepEqual([empty.accepted, empty.document?.nonce], [true, new Uint8Array()]);
  });
});

describe("the chain", () => {
  test("a root that nobody named is refused, whatever its name says", async () => {
    const other = await createNitroIssuer();
    const impostor = await verifyDocument(await other.document(), { at: issuer.at, roots: [issuer.root] });
    refuse(impostor, "ROOT_NOT_ACCEPTED");
    refuse(await verifyDocument(sound, { at: issuer.at }), "ROOT_NOT_ACCEPTED"); // the default: AWS's alone
    refuse(await verifyDocument(sound, { at: issuer.at, roots: [] }), "ROOT_NOT_ACCEPTED");
  });

  for (const [what, chain, code] of [
    ["no root in front", ([, ...rest]: readonly Uint8Array[]) => rest, "ROOT_NOT_ACCEPTED"],
    ["a certificate left out", ([a, b, , d, e]: readonly Uint8Array[]) => [a!, b!, d!, e!], "CERTIFICATE_ISSUER"],
    ["two in the wrong order", ([a, b, c, d, e]: readonly Uint8Array[]) => [a!, c!, b!, d!, e!], "CERTIFICATE_ISSUER"],
    ["the root alone", ([a]: readonly Uint8Array[]) => [a!, a!], "LEAF_IS_CA"],
    ["the leaf in the bundle, too", (all: readonly Uint8Array[]) => [...all, all.at(-1)!], "CERTIFICATE_ISSUER"],
  ] as const)
    test(`${what} is refused`, async () => refuse(await verify(await issuer.document({ chain })), code));

  test("control: the root twice is accepted, since it did sign itself and nothing is gained by it", async () => {
    const twice = await issuer.document({ chain: ([root, ...rest]) => [root!, root!, ...rest] });
    assert.equal((await verify(twice)).accepted, true);
  });

  test("time comes from the verifier alone: the same document before, in and after its life", async () => {
    for (const [at, code] of [
      [issuer.at - 61, "CERTIFICATE_NOT_YET_VALID"],
      [issuer.at - 60, undefined],
      [issuer.at + 10_800, undefined],
      [issuer.at + 10_801, "CERTIFICATE_EXPIRED"],
      [Number.NaN, "CERTIFICATE_NOT_YET_VALID"],
      [Number.POSITIVE_INFINITY, "CERTIFICATE_EXPIRED"],
      [issuer.at * 1000, "CERTIFICATE_EXPIRED"], // milliseconds by mistake
    ] as const)
      assert.equal((await verifyDocument(sound, { at, roots: [issuer.root] })).code, code, `${at}`);
  });
});

describe("the report", () => {
  test("what an earlier failure kept from being checked is not passed, and says what failed", async () => {
    const { checks } = await verifyDocument(sound.subarray(1), {
      at: issuer.at,
      nonce: Uint8Array.of(1),
      configuration: "{}",
    });
    for (const { id, outcome, code, passed } of checks.slice(2)) {
      if (outcome === "not-asked") continue;
      assert.deepEqual([outcome, code, passed], ["not-checked", "NOT_CHECKED", false], id);
    }
    assert.match(checks.find(({ id }) => id === "nonce")?.seen ?? "", /COSE_Sign1/);
  });

  test("a document that nobody authenticated is compared with nothing", async () => {
    const forged = await issuer.document({
      signature: () => new Uint8Array(96).fill(1),
      fields: { nonce: Uint8Array.of(1, 2, 3) },
    });
    const { code, checks } = await verifyDocument(forged, {
      at: issuer.at,
      roots: [issuer.root],
      nonce: Uint8Array.of(1, 2, 3),
    });
    assert.equal(code, "DOCUMENT_SIGNATURE");
    assert.equal(checks.find(({ id }) => id === "nonce")?.outcome, "not-checked");
    const honest = await issuer.document({ fields: { nonce: Uint8Array.of(1, 2, 3) } });
    const control = await verifyDocument(honest, {
      at: issuer.at,
      roots: [issuer.root],
      nonce: Uint8Array.of(1, 2, 3),
    });
    assert.equal(control.checks.find(({ id }) => id === "nonce")?.outcome, "passed");
    assert.equal(toHex(control.document?.nonce ?? new Uint8Array()), "010203");
  });
});
