// NitroAttestation on a development chain: a document in, the contract's answer out, at a time that the test chooses.
import type { CertificateKeys, Registration, Root } from "@inkan/attestation";
import { fromHex, toHex } from "@inkan/attestation";
import type { Abi, Address, Hex } from "viem";
import {
  createPublicClient,
  createTestClient,
  createWalletClient,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  http,
  keccak256,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { nitroAttestationAbi, nitroAttestationBytecode } from "../../contracts/abi/nitro-attestation.ts";
import { p384VerifierAbi, p384VerifierBytecode } from "../../contracts/abi/p384-verifier.ts";
import type { Anvil } from "./anvil.ts";

/**
 * Rules of 2026, and calls without the bound of a block: what a transaction may use is measured in its own test. The chain begins in
 * 2020, before every document, so that a block can be of any document's time.
 */
export const osaka = ["--hardfork", "osaka", "--gas-limit", "1000000000", "--timestamp", "1600000000"] as const;

/** The first account of the well-known test mnemonic. */
export const deployer = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

export type Verified = {
  readonly timestampMs: bigint;
  readonly moduleIdHash: Hex;
  readonly measurementId: Hex;
  readonly pcr8Hash: Hex;
  readonly pcr16: Hex;
  readonly publicKey: Hex;
  readonly userData: Hex;
  readonly nonce: Hex;
  readonly leafId: Hex;
  readonly notAfter: bigint;
};

/** What the contract says: a document, or the name of the typed error that it reverts with. */
export type Answer = { readonly document: Verified } | { readonly error: string };

export type DeployedNitroAttestation = {
  readonly address: Address;
  /** Without a transaction: nothing is cached by it. @param at Unix seconds of the block. */
  ask(call: Registration, at: number): Promise<Answer>;
  /** In a transaction of a block of that time. @returns Gas used. @throws {Error} When it reverts. */
  send(call: Registration, at: number): Promise<bigint>;
  isCached(keys: readonly CertificateKeys[]): Promise<readonly boolean[]>;
};

const errors: Abi = [...nitroAttestationAbi, ...p384VerifierAbi].filter(({ type }) => type === "error");
const hex = (bytes: Uint8Array): Hex => `0x${toHex(bytes)}`;

export function clientsOf(anvil: Anvil) {
  const transport = http(anvil.rpcUrl, { timeout: 120_000 });
  return {
    client: createPublicClient({ transport, pollingInterval: 20 }),
    wallet: createWalletClient({ account: deployer, transport }),
    chain: createTestClient({ mode: "anvil", transport }),
  };
}

export async function deployP384Verifier(anvil: Anvil): Promise<Address> {
  const { client, wallet } = clientsOf(anvil);
  const hash = await wallet.deployContract({ abi: p384VerifierAbi, bytecode: p384VerifierBytecode, chain: null });
  return (await client.waitForTransactionReceipt({ hash })).contractAddress!;
}

export async function deployNitroAttestation(
  anvil: Anvil,
  { root, p384Verifier }: { readonly root: Root; readonly p384Verifier: Address },
): Promise<DeployedNitroAttestation> {
  const { client, wallet, chain } = clientsOf(anvil);
  const hash = await wallet.deployContract({
    abi: nitroAttestationAbi,
    bytecode: nitroAttestationBytecode,
    args: [p384Verifier, keccak256(root.der), deployer.address, deployer.address],
    chain: null,
  });
  const address = (await client.waitForTransactionReceipt({ hash })).contractAddress!;

  return {
    address,
    async ask(call, at) {
      const response = await fetch(anvil.rpcUrl, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          jsonrpc: "2.0",
          id: 1,
          method: "eth_call",
          params: [
            { from: deployer.address, to: address, data: verifyData(call), gas: "0x38000000" },
            "latest",
            {},
            { time: `0x${at.toString(16)}` },
          ],
        }),
      });
      const said = (await response.json()) as {
        readonly result?: Hex;
        readonly error?: { readonly message: string; readonly data?: Hex };
      };
      if (said.result !== undefined) return { document: decodeVerified(said.result) };
      return { error: errorName(said.error?.data, said.error?.message) };
    },
    async send(call, at) {
      await chain.setNextBlockTimestamp({ timestamp: BigInt(at) });
      const sent = await wallet.sendTransaction({ to: address, data: verifyData(call), gas: 16_777_216n, chain: null });
      const { status, gasUsed } = await client.waitForTransactionReceipt({ hash: sent });
      if (status !== "success") throw new Error(`verify reverted after ${gasUsed} gas`);
      return gasUsed;
    },
    isCached: (keys) =>
      Promise.all(
        keys.map(async ({ parentId, bytesHash }) => {
          const id = await client.readContract({
            address,
            abi: nitroAttestationAbi,
            functionName: "idOfBytes",
            args: [hex(parentId), hex(bytesHash)],
          });
          return fromHex(id)!.some((byte) => byte !== 0);
        }),
      ),
  };
}

export function verifyData({ document, hints }: Registration): Hex {
  return encodeFunctionData({
    abi: nitroAttestationAbi,
    functionName: "verify",
    args: [hex(document), hints.map(hex)],
  });
}

function decodeVerified(data: Hex): Verified {
  return decodeFunctionResult({ abi: nitroAttestationAbi, functionName: "verify", data });
}

/** @throws {Error} For whatever is not a typed error of the contracts: running out of gas, a panic, nothing at all. */
function errorName(data: Hex | undefined, message: string | undefined): string {
  if (data === undefined || data === "0x") throw new Error(`reverted without a reason: ${message}`);
  return decodeErrorResult({ abi: errors, data }).errorName;
}
