// Attacker: whoever answers in KMS's place. The structures are OpenSSL's own (`openssl cms`), definite and indefinite, and mutations of them:
// what is accepted must mean to us what it means to OpenSSL, and the rest must end in a typed error, soon.
// INKAN_CMS_MUTATIONS sets how many mutations; the seed is printed.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { ciphertextForRecipient } from "../../../../cli/src/kms-stand-in/ciphertext-for-recipient.ts";
import { readEnvelopedData } from "./enveloped-data.ts";
import { kmsErrorTable } from "./kms-error.ts";
import { openEnvelopedData } from "./recipient-key.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-cms-"));
const file = (name: string) => join(directory, name);
after(() => rmSync(directory, { recursive: true, force: true }));
const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: ["ignore", "pipe", "pipe"] });

let key: KeyObject;
const plain = randomBytes(32);
const structures: { readonly name: string; readonly bytes: Buffer }[] = [];

const oaep = ["rsa_padding_mode:oaep", "rsa_oaep_md:sha256", "rsa_mgf1_md:sha256"];
/** As KMS envelopes: key identifier, OAEP with SHA-256, AES-256-CBC; `more` changes one thing. */
function encrypt(bytes: Uint8Array, ...more: string[]): Buffer {
  writeFileSync(file("plain"), bytes);
  const options = more.includes("-keyopt") ? more : [...more, ...oaep.flatMap((option) => ["-keyopt", option])];
  const cipher = more.some((each) => each.startsWith("-aes") || each === "-des3") ? [] : ["-aes-256-cbc"];
  const identifier = more.includes("-no-keyid") ? [] : ["-keyid"];
  return openssl(
    ...["cms", "-encrypt", "-binary", "-outform", "DER", "-in", file("plain"), ...cipher, ...identifier],
    // Options of a key stand behind its certificate.
    ...["-recip", file("cert.pem"), ...options.filter((each) => each !== "-no-keyid")],
  );
}

before(() => {
  openssl(
    ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", file("key.pem"), "-out", file("cert.pem")],
    ...["-subj", "/CN=cms", "-days", "1"],
  );
  key = createPrivateKey(openssl("pkey", "-in", file("key.pem")));
  const spki = createPublicKey(key).export({ type: "spki", format: "der" });
  structures.push(
    { name: "definite (DER)", bytes: encrypt(plain) },
    { name: "indefinite, in chunks (-stream)", bytes: encrypt(plain, "-stream") },
    { name: "indefinite, as the stand-in for KMS writes it", bytes: Buffer.from(ciphertextForRecipient(plain, spki)) },
  );
});

const open = (bytes: Uint8Array) => openEnvelopedData(bytes, key).use((opened) => Buffer.from(opened));

describe("EnvelopedData as KMS answers it", () => {
  test("control: each form opens to the bytes that went in", () => {
    assert.equal(structures.length, 3);
    for (const { name, bytes } of structures) assert.deepEqual(open(bytes), plain, name);
    assert.equal(structures[1]?.bytes[1], 0x80, "the streamed one is of indefinite length");
  });

  test("what the stand-in writes, OpenSSL opens", () => {
    writeFileSync(file("stand-in"), structures[2]!.bytes);
    assert.deepEqual(decryptedByOpenssl("stand-in"), plain);
  });

  test("4,096 bytes, the most that KMS decrypts, open in both forms", () => {
    const most = randomBytes(4_096);
    for (const form of [[], ["-stream"]]) assert.deepEqual(open(encrypt(most, ...form)), most);
  });

  for (const [what, more] of [
    ["PKCS #1 v1.5 transport", ["-keyopt", "rsa_padding_mode:pkcs1"]],
    ["OAEP with SHA-1", ["-keyopt", "rsa_padding_mode:oaep"]],
    ["OAEP with SHA-512", ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha512"]],
    [
      "a mask of SHA-1 under OAEP with SHA-256",
      ["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256", "-keyopt", "rsa_mgf1_md:sha1"],
    ],
    [
      "a mask of SHA-512 under OAEP with SHA-256",
      [...["-keyopt", "rsa_padding_mode:oaep", "-keyopt", "rsa_oaep_md:sha256"], ...["-keyopt", "rsa_mgf1_md:sha512"]],
    ],
    ["a label", [...oaep.flatMap((option) => ["-keyopt", option]), "-keyopt", "rsa_oaep_label:6162"]],
    ["AES-128", ["-aes-128-cbc"]],
    ["triple DES", ["-des3"]],
    ["AES-256-GCM, another content type", ["-aes-256-gcm"]],
    ["an issuer and a serial number", ["-no-keyid"]],
    ["two recipients", ["-recip", "CERT"]],
  ] as const)
    test(`${what} is refused before the key is used`, () => {
      const bytes = encrypt(plain, ...more.map((each) => (each === "CERT" ? file("cert.pem") : each)));
      assert.throws(() => readEnvelopedData(bytes), { code: "CMS_UNSUPPORTED" });
    });

  test("cut anywhere, or with a byte behind, it is refused", () => {
    for (const { bytes } of structures) {
      for (let end = 0; end < bytes.length; end++)
        assert.throws(() => readEnvelopedData(bytes.subarray(0, end)), { code: /^CMS_/ });
      assert.throws(() => readEnvelopedData(Buffer.concat([bytes, Buffer.alloc(1)])), { code: "CMS_MALFORMED" });
    }
  });

  test("nesting, elements and sizes beyond the bounds are refused before they are kept", () => {
    const nested = Buffer.concat([Buffer.alloc(8_000, Buffer.from([0x30, 0x80])), Buffer.alloc(8_000)]);
    const many = Buffer.concat([
      Buffer.from([0x30, 0x80]),
      Buffer.alloc(8_000, Buffer.from([0x05, 0])),
      Buffer.alloc(2),
    ]);
    const claims = Buffer.from([0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0]);
    for (const bytes of [nested, many, claims, Buffer.alloc(16_385)])
      assert.throws(() => readEnvelopedData(bytes), { code: "CMS_MALFORMED" });
  });

  test("every failure of the decryption is one and the same error", () => {
    const { bytes } = structures[0]!;
    const { encryptedKey, encryptedContent } = readEnvelopedData(bytes);
    const seen = new Set<string>();
    for (const part of [encryptedKey, encryptedContent]) {
      const altered = Buffer.from(bytes);
      altered[altered.indexOf(part) + part.length - 1]! ^= 1;
      assert.throws(
        () => open(altered),
        (thrown: Error & { code?: string }) => {
          seen.add(`${thrown.code} ${thrown.message} ${thrown.cause}`);
          return true;
        },
      );
    }
    assert.equal(seen.size, 1);
    assert.match([...seen][0]!, /^CMS_DECRYPTION_FAILED /);
  });
});

/** Without the countermeasure that gives random bytes for a wrong key. */
function decryptedByOpenssl(name: string): Buffer {
  return openssl(
    ...["cms", "-decrypt", "-debug_decrypt", "-inform", "DER", "-in", file(name), "-inkey", file("key.pem")],
  );
}

describe("mutations", () => {
  const count = Number(process.env.INKAN_CMS_MUTATIONS ?? 2_000);
  const seed = Number(process.env.INKAN_SEED ?? 1);
  /** Of those that open, so many are put to OpenSSL. */
  const comparedMax = Math.ceil(count / 200);

  test(`${count} end in a typed error, or open to what OpenSSL says (seed ${seed})`, () => {
    const random = mulberry(seed);
    const below = (bound: number) => Math.floor(random() * bound);
    const codes = new Map<string, number>();
    let opened = 0;
    let compared = 0;
    let slowestMs = 0;
    for (let n = 0; n < count; n++) {
      const bytes = mutated(structures[below(structures.length)]!.bytes, below);
      const startedMs = performance.now();
      let plainOfOurs: Buffer | undefined;
      try {
        plainOfOurs = open(bytes);
      } catch (thrown) {
        const code = String((thrown as { code?: unknown }).code);
        assert.ok(code in kmsErrorTable, `${code} at ${n}: ${thrown}`);
        codes.set(code, (codes.get(code) ?? 0) + 1);
      }
      slowestMs = Math.max(slowestMs, performance.now() - startedMs);
      if (plainOfOurs === undefined) continue;
      opened++;
      if (compared >= comparedMax) continue;
      compared++;
      writeFileSync(file("mutant"), bytes);
      assert.deepEqual(plainOfOurs, decryptedByOpenssl("mutant"), `mutation ${n}`);
    }
    assert.ok(compared > 0 && codes.size > 1, "mutations of several kinds were seen");
    console.log(
      `# ${count} mutations: ${opened} open, ${compared} of them compared with OpenSSL; ${[...codes].map(([code, times]) => `${code} ${times}`).join(", ")}; slowest ${Math.round(slowestMs)} ms`,
    );
  });
});

/** One to three changes: a bit, a byte, a length, a piece cut out, doubled, or moved. */
function mutated(source: Buffer, below: (bound: number) => number): Buffer {
  let bytes = Buffer.from(source);
  for (let changes = 1 + below(3); changes > 0; changes--) {
    const at = below(bytes.length);
    const length = 1 + below(Math.min(64, bytes.length - at));
    switch (below(6)) {
      case 0:
        bytes[at]! ^= 1 << below(8);
        break;
      case 1:
        bytes[at] = below(256);
        break;
      case 2:
        bytes[at] = [0, 0x80, 0x81, 0x84, 0xff, 0x30, 0x24, 0x04][below(8)]!;
        break;
      case 3:
        bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
        break;
      case 4:
        bytes = Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
        break;
      default:
        bytes.copy(bytes, below(bytes.length), at, at + length);
    }
    if (bytes.length === 0) return Buffer.from(source);
  }
  return bytes;
}

function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 4_294_967_296;
  };
}
