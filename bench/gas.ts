// `npm run gas`: what it costs to verify a genuine production document on chain, measured in transactions of a fresh development chain
// under Osaka's rules. One JSON object on stdout and nothing else; `--write` puts it into the snapshot that a test compares.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import {
  type AttestationDocument,
  concatBytes,
  fromHex,
  registration,
  toHex,
  verifyDocument,
} from "@inkan/attestation";
import type { Abi, Address, Hex } from "viem";
import { decodeFunctionResult, encodeFunctionData, hexToBytes } from "viem";
import { nitroAttestationAbi } from "../contracts/abi/nitro-attestation.ts";
import { p384VerifierAbi } from "../contracts/abi/p384-verifier.ts";
import { contractsFolder, forgeEnvironment, forgeProgram } from "../contracts/script/forge.ts";
import { type Anvil, startAnvil } from "../test/harness/anvil.ts";
import { type Fixture, fixturesSkip, readFixtures } from "../test/harness/attestation-fixtures.ts";
import { clientsOf, deployNitroAttestation, deployP384Verifier } from "../test/harness/nitro-attestation.ts";
import { registryGas } from "./registry-gas.ts";

export type GasFigures = {
  /** One transaction on a chain that knows no certificate of it: five signatures, and all that is kept. */
  readonly coldRegistration: number;
  /** One transaction, all certificates known: one signature. */
  readonly warmRegistration: number;
  /** The dearest certificate of the chain in a transaction of its own, its parents known. */
  readonly certificate: number;
  /** One ECDSA verification of the document's signature, without the hash and without what a transaction costs before it runs. */
  readonly p384: number;
  /** SHA-384 of what the document's signature signs, without what a transaction costs before it runs. */
  readonly sha384: number;
};

export type GasReport = {
  /** The fixture that was verified. */
  readonly document: string;
  readonly gas: GasFigures;
  /** What `EnclaveRegistry.register` adds to any of the two registrations: see registry-gas.ts. */
  readonly registry: number;
};

/** What {@link measureGas} gave when the contracts were last changed. */
export const snapshotFile = join(contractsFolder, "gas-snapshot.json");

const osaka = ["--hardfork", "osaka", "--timestamp", "1600000000"] as const;
/** "Signature1", the protected header and no external data, as COSE_Sign1 signs them before the payload. */
const signedStart = fromHex("846a5369676e61747572653144a101382240")!;
/** SubjectPublicKeyInfo for secp384r1, up to the coordinates. */
const keyStart = "3076301006072a8648ce3d020106052b8104002203620004";

/**
 * Measures on a chain of its own.
 *
 * @returns `undefined` when the fixtures are missing.
 */
export async function measureGas(): Promise<GasReport | undefined> {
  const fixture = newestGenuine(readFixtures());
  if (fixture === undefined) return undefined;
  const anvil = await startAnvil({ extraArgs: osaka });
  try {
    const p384Verifier = await deployP384Verifier(anvil);
    const gas = await measure(anvil, p384Verifier, fixture);
    return { document: fixture.name, gas, registry: Number(await registryGas(anvil, p384Verifier)) };
  } finally {
    await anvil.stop();
  }
}

/** The latest production document: what AWS signs now. */
function newestGenuine(all: readonly Fixture[]): Fixture | undefined {
  return all
    .filter(({ name, expectation }) => name.startsWith("bin/") && expectation.expect === "accept")
    .sort((a, b) => b.expectation.at! - a.expectation.at!)[0];
}

async function measure(
  anvil: Anvil,
  p384Verifier: Address,
  { bytes, root, expectation }: Fixture,
): Promise<GasFigures> {
  const at = expectation.at!;
  const { document } = await verifyDocument(bytes, { at, roots: [root] });
  if (document === undefined) throw new Error("the fixture is not accepted");
  // A development chain's clock goes on between blocks; a leaf lives three hours.
  let time = at;
  const next = () => {
    time += 60;
    return time;
  };
  const fresh = () => deployNitroAttestation(anvil, { root, p384Verifier });
  const [whole, stepwise] = [await fresh(), await fresh()];
  const cold = await registration(bytes);

  // The dearest of the certificates, each in a transaction after its parents'.
  const chain = [...document.cabundle, document.certificate];
  let certificate = 0n;
  for (let length = 2; length <= chain.length; length++) {
    const hints = cold.hints
      .slice(0, length - 1)
      .map((hint, place) => (place === length - 2 ? hint : new Uint8Array()));
    const data = encodeFunctionData({
      abi: nitroAttestationAbi,
      functionName: "cacheCertificates",
      args: [chain.slice(0, length).map(hexOf), hints.map(hexOf)],
    });
    const used = await gasOf(anvil, stepwise.address, data, next());
    if (used > certificate) certificate = used;
  }

  const coldRegistration = await whole.send(cold, next());
  const warm = await registration(bytes, whole.isCached);
  if (warm.hints.slice(0, -1).some(({ length }) => length > 0)) throw new Error("a certificate was not kept");
  const warmRegistration = await whole.send(warm, next());

  const signed = concatBytes(signedStart, bytes.subarray(7, -98));
  const sha384 = await sha384Gas(anvil, signed);
  const verifyData = encodeFunctionData({
    abi: p384VerifierAbi,
    functionName: "verify",
    args: [hexOf(signed), hexOf(bytes.subarray(-96)), hexOf(keyOf(document)), hexOf(cold.hints.at(-1)!)],
  });
  const both = (await gasOf(anvil, p384Verifier, verifyData, next())) - intrinsicGas(verifyData);
  return {
    coldRegistration: Number(coldRegistration),
    warmRegistration: Number(warmRegistration),
    certificate: Number(certificate),
    p384: Number(both - sha384),
    sha384: Number(sha384),
  };
}

/** Of a transaction in a block of that time. */
async function gasOf(anvil: Anvil, to: Address, data: Hex, at: number): Promise<bigint> {
  const { client, wallet, chain } = clientsOf(anvil);
  await chain.setNextBlockTimestamp({ timestamp: BigInt(at) });
  const hash = await wallet.sendTransaction({ to, data, gas: 16_777_216n, chain: null });
  const { status, gasUsed } = await client.waitForTransactionReceipt({ hash });
  if (status !== "success") throw new Error(`reverted after ${gasUsed} gas`);
  return gasUsed;
}

/** What a transaction costs before it runs (EIP-2028): the floor of EIP-7623 is below what these use. */
function intrinsicGas(data: Hex): bigint {
  return hexToBytes(data).reduce((sum, byte) => sum + (byte === 0 ? 4n : 16n), 21_000n);
}

/** Asks a contract of the tests, which measures between two `gasleft()`. */
async function sha384Gas(anvil: Anvil, message: Uint8Array): Promise<bigint> {
  const { client, wallet } = clientsOf(anvil);
  const { abi, bytecode } = await compiledProbe();
  const deployed = await wallet.deployContract({ abi, bytecode, chain: null });
  const { contractAddress } = await client.waitForTransactionReceipt({ hash: deployed });
  const data = encodeFunctionData({ abi, functionName: "digest", args: [hexOf(message)] });
  const { data: said } = await client.call({ to: contractAddress!, data });
  const [used] = decodeFunctionResult({ abi, functionName: "digest", data: said! }) as readonly [bigint];
  return used;
}

async function compiledProbe(): Promise<{ readonly abi: Abi; readonly bytecode: Hex }> {
  const folder = await mkdtemp(join(tmpdir(), "inkan-gas-"));
  try {
    const output = ["--out", join(folder, "out"), "--cache-path", join(folder, "cache")];
    await promisify(execFile)(forgeProgram(), ["build", ...output, "test/probes/Sha384Probe.sol"], {
      cwd: contractsFolder,
      // As foundry.toml has it for P384Verifier.
      env: { ...forgeEnvironment(), FOUNDRY_OPTIMIZER_RUNS: "1000000" },
      timeout: 600_000,
    });
    const artifact = await readFile(join(folder, "out", "Sha384Probe.sol", "Sha384Probe.json"), "utf8");
    const { abi, bytecode } = JSON.parse(artifact) as {
      readonly abi: Abi;
      readonly bytecode: { readonly object: Hex };
    };
    return { abi, bytecode: bytecode.object };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** x || y of the key that signed the document. */
function keyOf({ certificate }: AttestationDocument): Uint8Array {
  const digits = toHex(certificate);
  const from = digits.indexOf(keyStart) / 2 + keyStart.length / 2;
  return certificate.subarray(from, from + 96);
}

const hexOf = (bytes: Uint8Array): Hex => `0x${toHex(bytes)}`;

if (import.meta.main) {
  const report = await measureGas();
  if (report === undefined) {
    console.error(fixturesSkip);
    process.exitCode = 1;
  } else {
    console.error(`${report.document}, Anvil --hardfork osaka; EnclaveRegistry.register adds ${report.registry}`);
    console.log(JSON.stringify(report.gas));
    if (process.argv.includes("--write")) await writeFile(snapshotFile, `${JSON.stringify(report, undefined, 2)}\n`);
  }
}
