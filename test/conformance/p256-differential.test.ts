// Random signatures and random damage: the P-256 of the receipts' contract says exactly what OpenSSL says. INKAN_P256_CASES asks for more of them.
import assert from "node:assert/strict";
import { createHash, createPublicKey, generateKeyPairSync, randomBytes, randomInt, sign, verify } from "node:crypto";
import { after, before, test } from "node:test";
import { p256, spkiOfPoint, toBigInt } from "@inkan/attestation";
import { type Abi, type Address, type Hex, toHex } from "viem";
import { compiledContract } from "../harness/compiled-contract.ts";
import { startReceiptChain } from "../harness/receipt-chain.ts";

const cases = Number(process.env.INKAN_P256_CASES ?? 2_000);
const batch = 250;
const { n } = p256;
const coordinateBytes = 32;

type Signed = {
  readonly message: Uint8Array;
  readonly r: Uint8Array;
  readonly s: Uint8Array;
  readonly x: Uint8Array;
  readonly y: Uint8Array;
};

const word = (value: bigint) => new Uint8Array(Buffer.from(value.toString(16).padStart(64, "0"), "hex"));

function flipped(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const bit = randomInt(8 * copy.length);
  copy[bit >> 3]! ^= 1 << (bit & 7);
  return copy;
}

/** Each takes a valid signature. `undefined`: OpenSSL decides alone. */
const damages: readonly { damage(signed: Signed): Signed; readonly expected: boolean | undefined }[] = [
  { damage: (signed) => signed, expected: true },
  { damage: (signed) => ({ ...signed, s: word(n - toBigInt(signed.s)) }), expected: true },
  { damage: (signed) => ({ ...signed, message: flipped(signed.message) }), expected: false },
  { damage: (signed) => ({ ...signed, r: flipped(signed.r) }), expected: undefined },
  { damage: (signed) => ({ ...signed, s: flipped(signed.s) }), expected: undefined },
  { damage: (signed) => ({ ...signed, r: signed.s, s: signed.r }), expected: undefined },
  { damage: (signed) => ({ ...signed, x: flipped(signed.x) }), expected: false },
  { damage: (signed) => ({ ...signed, x: signed.y, y: signed.x }), expected: false },
  { damage: (signed) => ({ ...signed, r: word(0n) }), expected: false },
  { damage: (signed) => ({ ...signed, s: word(n) }), expected: false },
  { damage: (signed) => ({ ...signed, r: word(2n ** 256n - 1n) }), expected: false },
];

let key = newKey();

function newKey() {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const point = publicKey.export({ format: "der", type: "spki" }).subarray(-2 * coordinateBytes);
  const [x, y] = [point.subarray(0, coordinateBytes), point.subarray(coordinateBytes)].map((part) =>
    Uint8Array.from(part),
  );
  return { privateKey, x: x!, y: y! };
}

function question(index: number) {
  if (index % 16 === 0) key = newKey();
  const message = Uint8Array.from(randomBytes(1 + randomInt(200)));
  const signature = sign("sha256", message, { key: key.privateKey, dsaEncoding: "ieee-p1363" });
  const [r, s] = [signature.subarray(0, 32), signature.subarray(32)].map((part) => Uint8Array.from(part));
  const { damage, expected } = damages[index % damages.length]!;
  return { signed: damage({ message, r: r!, s: s!, x: key.x, y: key.y }), expected };
}

function opensslSays({ message, r, s, x, y }: Signed): boolean {
  try {
    const spki = Buffer.from(spkiOfPoint(p256, Uint8Array.of(4, ...x, ...y)));
    const publicKey = createPublicKey({ key: spki, format: "der", type: "spki" });
    return verify("sha256", message, { key: publicKey, dsaEncoding: "ieee-p1363" }, Buffer.concat([r, s]));
  } catch {
    return false; // a point that is not on the curve
  }
}

let chain: Awaited<ReturnType<typeof startReceiptChain>>;
let probe: { readonly address: Address; readonly abi: Abi };
before(async () => {
  chain = await startReceiptChain();
  const { abi, bytecode } = await compiledContract("test/probes/P256Probe.sol");
  const hash = await chain.wallet.deployContract({ abi, bytecode });
  const { contractAddress } = await chain.reader.waitForTransactionReceipt({ hash });
  assert.ok(contractAddress);
  probe = { address: contractAddress, abi };
});
after(() => chain?.stop());

test(`P-256 beside OpenSSL: ${cases} signatures`, { timeout: 3_600_000 }, async () => {
  const counts = { accepted: 0, refused: 0 };
  for (let done = 0; done < cases; ) {
    const questions = Array.from({ length: Math.min(batch, cases - done) }, (_, at) => question(done + at));
    const asked = questions.map(({ signed: { message, r, s, x, y } }) => {
      const hash: Hex = `0x${createHash("sha256").update(message).digest("hex")}`;
      return { hash, r: toHex(r), s: toHex(s), x: toHex(x), y: toHex(y) };
    });
    const answers = (await chain.reader.readContract({
      ...probe,
      functionName: "verifyAll",
      args: [asked],
    })) as boolean[];
    for (const [at, { signed, expected }] of questions.entries()) {
      const told = () => JSON.stringify(asked[at]);
      assert.equal(answers[at], opensslSays(signed), told());
      if (expected !== undefined) assert.equal(answers[at], expected, told());
      counts[answers[at] ? "accepted" : "refused"]++;
    }
    done += questions.length;
  }
  console.log(`p256: ${counts.accepted} accepted and ${counts.refused} refused, as OpenSSL`);
  assert.equal(counts.accepted + counts.refused, cases);
  assert.ok(counts.accepted > 0 && counts.refused > 0, "both kinds were run");
});
