// The points that formulas for curves get wrong, and hints from somebody who wants a false signature taken for a true one.
// Digests are chosen, not hashed, so that u1 and u2 can be; @noble/curves says what is right.
import assert from "node:assert/strict";
import { createHash, randomBytes, randomInt } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { p384 as curve, fromHex, p384HintBytes, p384HintsOfDigest } from "@inkan/attestation";
import { p384 as noble } from "@noble/curves/nist.js";
import type { Address } from "viem";
import { BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, http, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../harness/anvil.ts";
import { compiledContract } from "../harness/compiled-contract.ts";

const { p, n } = curve;
const { Point } = noble;
const G = Point.BASE;
type Point = InstanceType<typeof Point>;
type Claim = { readonly e: bigint; readonly r: bigint; readonly s: bigint; readonly Q: Point };

const mod = (a: bigint, m = n) => ((a % m) + m) % m;
const bytes48 = (value: bigint) => fromHex(value.toString(16).padStart(96, "0"))!;
const inverse = (a: bigint) => noble.Point.Fn.inv(mod(a));
const times = (k: bigint, P: Point) => (mod(k) === 0n ? Point.ZERO : P.multiply(mod(k)));
const random = () => mod(BigInt(`0x${randomBytes(48).toString("hex")}`), n - 1n) + 1n;
const join = (...parts: readonly Uint8Array[]) => Uint8Array.from(Buffer.concat(parts));

/** The signature by Q, whoever has its key, for which u1 and u2 are these. */
function withMultipliers(u1: bigint, u2: bigint, Q: Point): Claim {
  const r = mod(times(u1, G).add(times(u2, Q)).toAffine().x);
  const s = mod(r * inverse(u2));
  return { e: mod(u1 * s), r, s, Q };
}

/** FIPS 186-5, section 6.4.1, with key d and nonce k. */
function withKeys(e: bigint, d: bigint, k: bigint): Claim {
  const r = mod(times(k, G).toAffine().x);
  return { e, r, s: mod((e + r * d) * inverse(k)), Q: times(d, G) };
}

function nobleSays({ e, r, s, Q }: Claim): boolean {
  if (r <= 0n || r >= n || s <= 0n || s >= n) return false;
  const options = { prehash: false, lowS: false, format: "compact" } as const;
  return noble.verify(join(bytes48(r), bytes48(s)), bytes48(e), Q.toBytes(false), options);
}

function hintsFor({ e, r, s, Q }: Claim): Uint8Array {
  return p384HintsOfDigest(e, r, s, Q.toAffine());
}

describe("P-384 at its edges", () => {
  let anvil: Anvil;
  let address: Address;
  let probe: Awaited<ReturnType<typeof compiledContract>>;
  let client: ReturnType<typeof createPublicClient>;

  before(async () => {
    probe = await compiledContract("test/probes/P384Probe.sol");
    anvil = await startAnvil({ extraArgs: ["--hardfork", "osaka"] });
    client = createPublicClient({ chain: foundry, transport: http(anvil.rpcUrl) });
    const account = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");
    const wallet = createWalletClient({ chain: foundry, transport: http(anvil.rpcUrl), account });
    const hash = await wallet.deployContract({ abi: probe.abi, bytecode: probe.bytecode });
    const { contractAddress } = await client.waitForTransactionReceipt({ hash, pollingInterval: 50 });
    assert.ok(contractAddress);
    address = contractAddress;
  });
  after(() => anvil?.stop());

  async function ask(functionName: string, args: readonly unknown[]): Promise<unknown> {
    try {
      return await client.readContract({ address, abi: probe.abi, functionName, args });
    } catch (error) {
      const reverted = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
      if (!(reverted instanceof ContractFunctionRevertedError) || reverted.data === undefined) throw error;
      return `${reverted.data.errorName}(${reverted.data.args?.join(", ")})`;
    }
  }
  /** True, false, or the error in words. */
  function contractSays({ e, r, s, Q }: Claim, hints: Uint8Array): Promise<unknown> {
    const { x, y } = Q.toAffine();
    const [digest, signature, key] = [bytes48(e), join(bytes48(r), bytes48(s)), join(bytes48(x), bytes48(y))];
    return ask("verify", [
      BigInt(toHex(digest.subarray(0, 16))),
      BigInt(toHex(digest.subarray(16))),
      toHex(signature),
      toHex(key),
      toHex(hints),
    ]);
  }
  async function agrees(claim: Claim, expected: boolean, what: string): Promise<void> {
    assert.equal(nobleSays(claim), expected, `${what}: @noble/curves`);
    assert.equal(await contractSays(claim, hintsFor(claim)), expected, what);
  }

  test("small keys and nonces, of either sign: Q and R are small multiples of G, sums are doublings", async () => {
    const small = [1n, 2n, 3n, 15n, 16n, n - 1n, n - 2n, n - 3n, (n + 1n) / 2n];
    let count = 0;
    for (const d of small)
      for (const k of small) {
        const claim = withKeys(random(), d, k);
        await agrees(claim, true, `d ${d} k ${k}`);
        await agrees({ ...claim, s: n - claim.s }, true, `twin of d ${d} k ${k}`);
        await agrees({ ...claim, e: mod(claim.e + 1n) }, false, `d ${d} k ${k}, digest one more`);
        count += 3;
      }
    console.log(`p384 edges: ${count} signatures with small multiples`);
  });

  test("u1 is zero: the digest is 0 or n", async () => {
    const { r, s, Q } = withMultipliers(0n, random(), times(random(), G));
    for (const e of [0n, n]) await agrees({ e, r, s, Q }, true, `e ${e}`);
    await agrees({ e: 1n, r, s, Q }, false, "e 1");
  });

  test("digests of n and more are taken modulo n", async () => {
    for (const e of [1n, 2n ** 100n, 2n ** 189n]) {
      const claim = withKeys(e, random(), random());
      await agrees({ ...claim, e: e + n }, true, `e ${e} + n`);
      await agrees({ ...claim, e: e + n + 1n }, false, `e ${e} + n + 1`);
    }
    const largest = 2n ** 384n - 1n;
    await agrees({ ...withKeys(mod(largest), random(), random()), e: largest }, true, "largest digest");
  });

  test("u1 G equals u2 Q, and equals its negative: the sum is a doubling, and infinity", async () => {
    for (let round = 0; round < 3; round++) {
      const [u1, u2] = [random(), random()];
      await agrees(withMultipliers(u1, u2, times(u1 * inverse(u2), G)), true, "doubling");
      const Q = times(-u1 * inverse(u2), G);
      assert.ok(times(u1, G).add(times(u2, Q)).is0());
      const r = random();
      const s = mod(r * inverse(u2));
      await agrees({ e: mod(u1 * s), r, s, Q }, false, "infinity");
    }
  });

  test("u2 small, of one half, and n less a little: w is short, v is 1, w is negative", async () => {
    const Q = times(random(), G);
    for (const u2 of [
      1n,
      2n,
      16n,
      2n ** 191n,
      2n ** 192n - 1n,
      2n ** 192n,
      2n ** 193n,
      n - 1n,
      n - 2n ** 191n,
      (n + 1n) / 2n,
    ]) {
      await agrees(withMultipliers(random(), u2, Q), true, `u2 ${u2}`);
      await agrees(withMultipliers(0n, u2, Q), true, `u1 0, u2 ${u2}`);
    }
  });

  test("s is 1, and n - 1", async () => {
    for (const s of [1n, n - 1n]) {
      const [e, k] = [random(), random()];
      const r = mod(times(k, G).toAffine().x);
      await agrees({ e, r, s, Q: times((s * k - e) * inverse(r), G) }, true, `s ${s}`);
    }
  });

  test("zero, n, and more than n for r and s are refused before the hints are looked at", async () => {
    const { e, r, s, Q } = withKeys(random(), random(), random());
    for (const out of [0n, n, n + 1n, 2n ** 384n - 1n]) {
      assert.equal(await contractSays({ e, r: out, s, Q }, new Uint8Array()), false, `r ${out}`);
      assert.equal(await contractSays({ e, r, s: out, Q }, new Uint8Array()), false, `s ${out}`);
    }
    await agrees({ e, r, s, Q }, true, "control");
  });

  test("R has an x of n or more, of which r is the rest", async () => {
    let found = 0;
    for (let x = n; found < 3; x++) {
      const R = pointWithX(x);
      if (R === undefined) continue;
      found++;
      const [u1, u2] = [random(), random()];
      const Q = times(inverse(u2), R.subtract(times(u1, G)));
      const claim = withMultipliers(u1, u2, Q);
      if (claim.r === 0n) continue; // x is n itself
      assert.equal(claim.r, x - n);
      const hints = hintsFor(claim);
      assert.equal(hints[0]! & 2, 2, "the hint says so");
      await agrees(claim, true, `x n + ${x - n}`);
      const denied = Uint8Array.from(hints);
      denied[0]! &= 1;
      assert.notEqual(await contractSays(claim, denied), true, "without the flag, x is r, and y is no hint for it");
    }
    const claim = withKeys(random(), random(), random());
    const hints = hintsFor(claim);
    hints[0]! |= 2;
    assert.equal(await contractSays(claim, hints), "HintRefused(0)", "r + n is not below p");
  });

  test("coordinates next to p, for which the quick arithmetic gives way to the exact", async () => {
    let found = 0;
    for (const from of [0n, 1n << 200n])
      for (let x = p - 1n - from; found % 4 !== 3 || from === 0n; x--) {
        const Q = pointWithX(x);
        if (Q === undefined) continue;
        for (const u2 of [2n ** 191n, 2n ** 190n + 1n, n - 2n ** 191n, random()]) {
          const claim = withMultipliers(random(), u2, Q);
          await agrees(claim, true, `x p - ${p - x}, u2 ${u2}`);
          await agrees({ ...claim, e: mod(claim.e + 1n) }, false, `x p - ${p - x}, u2 ${u2}, another digest`);
        }
        if (++found % 4 === 3) break;
      }
    for (const x of [0n, 1n, 2n, 3n, 4n, 5n]) {
      const Q = pointWithX(x);
      if (Q !== undefined) await agrees(withMultipliers(random(), 2n ** 191n, Q), true, `x ${x}`);
    }
  });

  test("a key that is no point is refused before the hints are looked at", async () => {
    const { e, r, s, Q } = withKeys(random(), random(), random());
    const { x, y } = Q.toAffine();
    const fake = (fx: bigint, fy: bigint) => ({ toAffine: () => ({ x: fx, y: fy }) }) as unknown as Point;
    for (const [fx, fy] of [
      [x, y ^ 1n],
      [0n, 0n],
      [x + p < 2n ** 384n ? x + p : p, y],
      [x, p],
      [p, p],
    ] as const)
      assert.equal(await contractSays({ e, r, s, Q: fake(fx, fy) }, new Uint8Array()), false);
    const onCurve = await contractSays({ e, r, s, Q }, new Uint8Array());
    assert.equal(onCurve, `HintsWrongLength(${p384HintBytes}, 0)`, "control: a key of the curve needs hints");
  });

  describe("hostile hints", () => {
    const claim = withKeys(random(), random(), random());
    const hints = hintsFor(claim);
    const altered = (offset: number, bytes: Uint8Array | number[]) => {
      const copy = Uint8Array.from(hints);
      copy.set(bytes, offset);
      return copy;
    };
    const ones = (length: number) => new Uint8Array(length).fill(0xff);

    test("control: they verify as they are", async () => assert.equal(await contractSays(claim, hints), true));

    test("of another length", async () => {
      for (const length of [0, 1, 912, 914, 2000]) {
        const other = new Uint8Array(length);
        other.set(hints.subarray(0, length));
        assert.equal(await contractSays(claim, other), `HintsWrongLength(913, ${length})`);
      }
    });

    test("each out of its range, or not what its equation asks for, is named", async () => {
      for (const [offset, bytes, refused] of [
        [0, [hints[0]! | 4], 0],
        [0, [0x80], 0],
        [0, [hints[0]! ^ 1], 25],
        [1, new Uint8Array(24), 1],
        [1, ones(24), 25],
        [25, new Uint8Array(24), 25],
        [25, ones(24), 25],
        [49, new Uint8Array(48), 49],
        [49, ones(48), 49],
        [49, bytes48(n), 49],
        [97, ones(48), 97],
        [97, bytes48(p), 97],
      ] as readonly (readonly [number, Uint8Array | number[], number])[])
        assert.equal(
          await contractSays(claim, altered(offset, bytes)),
          `HintRefused(${refused})`,
          `${offset}: ${bytes}`,
        );
      for (let offset = 145; offset < p384HintBytes; offset += 48)
        for (const bytes of [new Uint8Array(48), ones(48), bytes48(p), randomBytes(48)])
          assert.equal(await contractSays(claim, altered(offset, bytes)), `HintRefused(${offset})`);
    });

    test("any single bit: only the true ones verify", async () => {
      for (let round = 0; round < 200; round++) {
        const bit = randomInt(8 * p384HintBytes);
        const other = altered(bit >> 3, [hints[bit >> 3]! ^ (1 << (bit & 7))]);
        assert.notEqual(await contractSays(claim, other), true, `bit ${bit}`);
      }
    });

    test("minus y, zero, random, and another signature's", async () => {
      const y = BigInt(toHex(hints.subarray(97, 145)));
      assert.notEqual(await contractSays(claim, altered(97, bytes48(p - y))), true);
      assert.notEqual(await contractSays(claim, new Uint8Array(p384HintBytes)), true);
      for (let round = 0; round < 20; round++)
        assert.notEqual(await contractSays(claim, Uint8Array.from(randomBytes(p384HintBytes))), true);
      const others = hintsFor(withKeys(random(), random(), random()));
      assert.notEqual(await contractSays(claim, others), true);
    });

    test("every part of an honest prover's hints for a false signature, put together with a true one's", async () => {
      const falses: Claim[] = [
        { ...claim, e: mod(claim.e + 1n) },
        { ...claim, s: mod(claim.s + 1n) },
        { ...claim, Q: claim.Q.negate() },
        { ...claim, Q: times(2n, claim.Q) },
      ];
      const bounds = [0, 1, 25, 49, 97, 145, 529, 913];
      for (const lie of falses) {
        const own = hintsFor(lie);
        assert.equal(await contractSays(lie, own), false, "its own hints: answered, and refused");
        for (let choice = 0; choice < 1 << 7; choice += 1 + randomInt(3)) {
          const mixed = Uint8Array.from(own);
          for (let part = 0; part < 7; part++)
            if ((choice >> part) & 1) mixed.set(hints.subarray(bounds[part], bounds[part + 1]), bounds[part]!);
          assert.notEqual(await contractSays(lie, mixed), true, `parts ${choice.toString(2)}`);
        }
      }
    });

    test("twice v, w and z verify too: no hint is the only one", async () => {
      // Needs v and w with a bit to spare: about one signature of four has them.
      for (;;) {
        const other = withKeys(random(), random(), random());
        const own = hintsFor(other);
        const [v, w, z] = [own.subarray(1, 25), own.subarray(25, 49), own.subarray(49, 97)].map((b) =>
          BigInt(toHex(b)),
        );
        if (v! >= 1n << 191n || w! >= 1n << 191n) continue;
        const twice = join(
          own.subarray(0, 1),
          bytes48(2n * v!).subarray(24),
          bytes48(2n * w!).subarray(24),
          bytes48(mod(2n * z!)),
          own.subarray(97),
        );
        assert.equal(await contractSays(other, twice), true);
        break;
      }
    });
  });

  test("SHA-384 beside OpenSSL: every length to 300, some long, from calldata and from memory", async () => {
    const lengths = [...Array.from({ length: 301 }, (_, length) => length), 1023, 1024, 4400, 5000];
    for (const length of lengths) {
      const message = randomBytes(length);
      const digest = createHash("sha384").update(message).digest("hex");
      for (const name of ["digestOfCalldata", "digestOfMemory"]) {
        const [high, low] = (await ask(name, [toHex(message)])) as [bigint, bigint];
        assert.equal(
          high.toString(16).padStart(32, "0") + low.toString(16).padStart(64, "0"),
          digest,
          `${name} ${length}`,
        );
      }
    }
    console.log(`sha384: ${lengths.length} lengths, twice`);
  });

  test("calling the table does nothing but fail", async () => {
    const table = (await ask("basePointTable", [])) as Address;
    assert.equal((await client.getCode({ address: table }))?.length, 2 + 2 * 24_576);
    await assert.rejects(client.call({ to: table, data: "0x" }));
  });
});

function pointWithX(x: bigint): Point | undefined {
  try {
    return Point.fromBytes(join(Uint8Array.of(2), bytes48(x)));
  } catch {
    return undefined;
  }
}
