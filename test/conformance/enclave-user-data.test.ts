// EnclaveUserData.sol and attestation's decodeUserData must take the same bytes: what enclaves write, and thousands of changed ones.
// Attacker: whoever brings user data to one of the two that the other would read otherwise.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { decodeUserData, encodeUserData } from "@inkan/attestation";
import { createWalletClient, type Hex, http, keccak256, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../harness/anvil.ts";
import { type AnvilClient, anvilClient } from "../harness/anvil-client.ts";
import { compiledContract } from "../harness/compiled-contract.ts";

const mutants = 4_000;
const perCall = 500;
const digest = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());
const optional = ["tls", "hpke", "boot", "bootAddress"] as const;

/** Every set of keys, with origins at each bound of a length's forms. */
const honest = Array.from({ length: 16 }, (_, set) =>
  ["o", "o".repeat(23), "o".repeat(24), "o".repeat(255)].map((origin) => {
    const others = optional.flatMap((name, bit) => ((set >> bit) & 1 ? [[name, digest(name)] as const] : []));
    return {
      origin,
      keys: { response: digest("response"), ...Object.fromEntries(others) },
      purpose: "register",
    } as const;
  }),
)
  .flat()
  // At most 512 bytes: all keys with the longest origin are too much for an enclave, too.
  .flatMap((statement) => {
    try {
      return [{ ...statement, bytes: encodeUserData(statement) }];
    } catch {
      return [];
    }
  });

describe("user data, read by both", () => {
  let anvil: Anvil;
  let probe: { readonly address: Hex; readonly abi: Awaited<ReturnType<typeof compiledContract>>["abi"] };
  let chain: AnvilClient;
  before(async () => {
    anvil = await startAnvil();
    chain = anvilClient(anvil.rpcUrl);
    const account = mnemonicToAccount("test test test test test test test test test test test junk");
    const wallet = createWalletClient({ account, chain: foundry, transport: http(anvil.rpcUrl) });
    const compiled = await compiledContract("test/probes/EnclaveUserDataProbe.sol");
    const { contractAddress } = await chain.waitForTransactionReceipt({ hash: await wallet.deployContract(compiled) });
    if (!contractAddress) throw new Error("the probe was not deployed");
    probe = { address: contractAddress, abi: compiled.abi };
  });
  after(() => anvil?.stop());

  test("what enclaves write is read alike", async () => {
    assert.ok(honest.length > 50, `${honest.length}`);
    for (const { bytes, origin, keys } of honest) {
      const seen = (await chain.readContract({ ...probe, functionName: "decode", args: [toHex(bytes)] })) as Record<
        string,
        unknown
      >;
      assert.equal(seen.responseKey, toHex(keys.response));
      assert.equal(seen.originHash, keccak256(toHex(origin)));
      assert.deepEqual([seen.hasBoot, seen.hasBootAddress], ["boot" in keys, "bootAddress" in keys]);
      if ("bootAddress" in keys)
        assert.equal(String(seen.bootAddress).toLowerCase(), `0x${toHex(digest("bootAddress")).slice(-40)}`);
    }
  });

  test(`${mutants} changed ones are taken or refused alike`, async () => {
    const changed = Array.from({ length: mutants }, (_, seed) => mutate(seed));
    const both = { taken: 0, refused: 0 };
    for (let from = 0; from < mutants; from += perCall) {
      const page = changed.slice(from, from + perCall);
      const taken = (await chain.readContract({
        ...probe,
        functionName: "decodable",
        args: [page.map((bytes) => toHex(bytes))],
      })) as boolean[];
      for (const [index, bytes] of page.entries()) {
        assert.equal(taken[index], isTaken(bytes), Buffer.from(bytes).toString("hex"));
        both[taken[index] ? "taken" : "refused"]++;
      }
    }
    // Control: neither says the same of all.
    assert.ok(both.taken > 100 && both.refused > 1_000, JSON.stringify(both));
  });
});

function isTaken(bytes: Uint8Array): boolean {
  try {
    return decodeUserData(bytes).purpose === "register";
  } catch {
    return false;
  }
}

/** One of the honest ones with a byte changed, cut, doubled, moved or exchanged with another's: by the seed alone. */
function mutate(seed: number): Uint8Array {
  const random = createHash("sha256").update(`user data ${seed}`).digest();
  const at = (index: number, below: number) => random.readUInt32LE(4 * index) % below;
  const bytes = [...honest[at(0, honest.length)]!.bytes];
  const position = at(1, bytes.length);
  const other = [...honest[at(2, honest.length)]!.bytes];
  const digests = at(3, 2) === 0;
  switch (at(4, 7)) {
    case 0:
      bytes[position] = at(3, 256);
      break;
    case 1:
      bytes[position] = bytes[position]! ^ (1 << at(3, 8));
      break;
    case 2:
      bytes.splice(position, 1 + at(3, 3));
      break;
    case 3:
      bytes.splice(position, 0, ...bytes.slice(position, position + 1 + at(3, 40)));
      break;
    case 4:
      // The front of one and the back of another.
      return Uint8Array.from([...bytes.slice(0, position), ...other.slice(at(5, other.length))]);
    case 5:
      // A head in a longer form than it needs.
      bytes.splice(position, 1, digests ? 0x78 : 0x58, bytes[position]! & 0x1f);
      break;
    default:
      // Inside a digest or an origin: what it says is not this reader's matter.
      bytes[digests ? 40 : bytes.length - 30] = 0x21 + at(3, 94);
  }
  return Uint8Array.from(bytes);
}
