// User: a contract, which recovers an address from a signature and looks for it in a registry.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { inspect } from "node:util";
import { getPublicKey } from "@noble/secp256k1";
import { keccak256 } from "viem";
import { privateKeyToAddress } from "viem/accounts";
import { createBootAddressKey } from "./boot-address-key.ts";
import { mixedRandom } from "./random.ts";

const random = mixedRandom(randomBytes(64));
const hex = (bytes: Uint8Array): `0x${string}` => `0x${Buffer.from(bytes).toString("hex")}`;

describe("a boot's key on chain", () => {
  test("its address and digest are what other implementations derive from the scalar", () => {
    for (let index = 0; index < 16; index++) {
      const { scalar, digest, address } = createBootAddressKey(random);
      const secret = scalar.use((bytes) => Uint8Array.from(bytes));
      assert.equal(address, privateKeyToAddress(hex(secret)).toLowerCase());
      assert.equal(hex(digest), keccak256(getPublicKey(secret, false).subarray(1)));
    }
  });

  test("each boot has another one, and none is printed", () => {
    const keys = [createBootAddressKey(random), createBootAddressKey(random)] as const;
    assert.notEqual(keys[0].address, keys[1].address);
    const secret = keys[0].scalar.use((bytes) => Buffer.from(bytes).toString("hex"));
    assert.ok(!JSON.stringify(keys[0]).includes(secret) && !inspect(keys[0]).includes(secret));
  });
});
