// Users of `inkan registry`: whoever deploys, proposes, rebuilds, guards and operates, on a real chain with the real contracts and a real P-384
// verification of a test PKI's document. And whoever watches, and must hear of a revocation.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createHash, generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { encodeUserData } from "@inkan/attestation";
import { createPublicClient, http, keccak256, toHex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { enclaveRegistryAbi } from "../../contracts/src/index.ts";
import { type Anvil, startAnvil } from "../harness/anvil.ts";
import { createNitroIssuer, type NitroIssuer, soundPcrs } from "../harness/nitro-issuer.ts";

type Ran = { readonly status: number; readonly stdout: string; readonly stderr: string };

const main = join(import.meta.dirname, "../../cli/src/main.ts");
const origin = "https://rpc.example";
const account = (addressIndex: number) =>
  mnemonicToAccount("test test test test test test test test test test test junk", { addressIndex });
const keyOf = (index: number) => Buffer.from(account(index).getHdKey().privateKey!).toString("hex");
const [owner, rebuilder] = [account(0).address, account(1).address];
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("inkan registry", () => {
  const directory = mkdtempSync(join(tmpdir(), "inkan-registry-"));
  const file = (name: string) => join(directory, name);
  let anvil: Anvil;
  let issuer: NitroIssuer;
  before(async () => {
    issuer = await createNitroIssuer();
    anvil = await startAnvil({ extraArgs: ["--hardfork", "osaka", "--timestamp", String(issuer.at)] });
    writeFileSync(file("owner.key"), `0x${keyOf(0)}\n`, { mode: 0o600 });
    writeFileSync(file("root.der"), issuer.root.der);
  });
  after(async () => {
    await anvil?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  /** As the owner, by a key file, unless `key` is another's in the environment, or `input` is one on standard input. */
  const run = (args: readonly string[], { key, input }: { key?: string; input?: string } = {}) =>
    new Promise<Ran>((resolve) => {
      const from =
        input !== undefined ? ["--key-file", "-"] : key !== undefined ? [] : ["--key-file", file("owner.key")];
      const env = {
        ...process.env,
        INKAN_RPC_URL: anvil.rpcUrl,
        ...(key === undefined ? {} : { INKAN_REGISTRY_KEY: key }),
      };
      const child = execFile(
        process.execPath,
        [main, "registry", ...args, ...from],
        { env },
        (error, stdout, stderr) => {
          const status = typeof error?.code === "number" ? error.code : error === null ? 0 : -1;
          for (const secret of [keyOf(0), keyOf(1)])
            assert.ok(!`${stdout}${stderr}`.includes(secret), "a key was printed");
          resolve({ status, stdout, stderr });
        },
      );
      child.stdin?.end(input ?? "");
    });
  const json = async (args: readonly string[], as = {}) => {
    const ran = await run([...args, "--json"], as);
    assert.equal(ran.status, 0, ran.stdout + ran.stderr);
    return JSON.parse(ran.stdout) as {
      readonly [member: string]: unknown;
      readonly contracts: Readonly<Record<string, string>>;
      readonly transactions: readonly { readonly hash: string | null; readonly gasUsed: string | null }[];
    };
  };
  const transactionsOf = (address: string) =>
    createPublicClient({ transport: http(anvil.rpcUrl) }).getTransactionCount({ address: address as never });

  test("from a deployment to a registered enclave, and to its revocation", async () => {
    const terms = [
      "deploy",
      "--owner",
      owner,
      "--guardian",
      owner,
      "--notice-period",
      "0",
      "--quorum",
      "1",
      "--root",
      file("root.der"),
    ];
    const tried = await json([...terms, "--dry-run"]);
    assert.equal(await transactionsOf(owner), 0, "a dry run sends nothing");
    const { contracts } = await json(terms);
    assert.deepEqual(tried.contracts, contracts, "the addresses were known before");
    assert.deepEqual((await json(terms)).transactions, [], "again, nothing is left to do");
    const [pcrRegistry, enclaveRegistry] = [contracts.pcrRegistry!, contracts.enclaveRegistry!];
    const at = ["--pcr-registry", pcrRegistry, "--enclave-registry", enclaveRegistry];

    // A release is proposed, and rebuilt by somebody else.
    await json(["change", "add-rebuilder", rebuilder, ...at]);
    const pcrs = soundPcrs({ 16: new Uint8Array(48).fill(0x16) });
    writeFileSync(
      file("pcrs.json"),
      JSON.stringify({ relay: Object.fromEntries([0, 1, 2].map((n) => [`pcr${n}`, hex(pcrs.get(n)!)])) }),
    );
    const image = "ab".repeat(48);
    const proposal = [
      ...[
        "propose",
        "--role",
        "relay",
        "--pcrs",
        file("pcrs.json"),
        "--pcr8",
        hex(pcrs.get(8)!),
        "--image-hash",
        image,
      ],
      ...["--source-commit", "11".repeat(20), "--source-locator", "https://example.org/inkan.git", ...at],
    ];
    const before = await transactionsOf(owner);
    const dry = await run([...proposal, "--dry-run"]);
    assert.equal(dry.status, 0, dry.stderr);
    assert.match(dry.stdout, /would send: propose release 0x[0-9a-f]{64}\n.* gas at .* gwei: .* ETH/);
    assert.equal(await transactionsOf(owner), before, "a dry run sends nothing");
    const release = String((await json(proposal)).release);
    assert.equal(release, keccak256(Buffer.concat([0, 1, 2].map((n) => pcrs.get(n)!))));
    const again = await run([...proposal, "--dry-run"]);
    assert.equal(again.status, 3);
    assert.match(again.stderr, /was proposed before, and is pending \[ReleaseAlreadyKnown\]/);

    const early = await run(["activate", release, ...at]);
    assert.equal(early.status, 3);
    assert.match(early.stderr, /needs 1 rebuilders that agree, and has 0/);
    const wrongImage = await run(["attest-build", release, "--image-hash", "cd".repeat(48), ...at], { key: keyOf(1) });
    assert.match(wrongImage.stderr, /ImageHashMismatch/);
    await json(["attest-build", release, "--image-hash", image, ...at], { key: keyOf(1) });
    await json(["activate", release, ...at], { input: keyOf(1) });
    const listed = await run(["list", "releases", ...at]);
    assert.match(listed.stdout, new RegExp(`${release}  relay  in-force  since `));

    // An operator accepts it with its configuration.
    const policy = String((await json(["policy", "create", ...at])).policy);
    const mine = [...at, "--policy", policy];
    const nothingYet = await run(["watch", "--once", ...mine]);
    assert.equal(nothingYet.status, 4);
    assert.match(nothingYet.stdout, /^TOO_FEW_VALID /m);
    const accepted = ["--release", release, "--pcr16", hex(pcrs.get(16)!)];
    await json(["policy", "allow", ...accepted, "--origin", origin, "--on-revocation", "stop", ...mine]);
    const strange = await run(["policy", "lifetime", "7200", ...mine], { key: keyOf(1) });
    assert.equal(strange.status, 3);
    assert.match(strange.stderr, /is not the owner/);
    assert.match(
      (await run(["policy", "show", ...mine])).stdout,
      new RegExp(`release ${release}\n.*\n  origin ${origin}\n`),
    );

    // Anybody registers its enclave.
    const responseKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
      format: "der",
      type: "spki",
    });
    const reader = createPublicClient({ transport: http(anvil.rpcUrl) });
    const registry = { address: enclaveRegistry as `0x${string}`, abi: enclaveRegistryAbi } as const;
    const nonce = await reader.readContract({
      ...registry,
      functionName: "registrationNonce",
      args: [policy as never],
    });
    const keyId = toHex(createHash("sha256").update(responseKey).digest());
    const documentWith = (nonceBytes: Uint8Array) =>
      issuer.document({
        fields: {
          pcrs,
          public_key: new Uint8Array(responseKey),
          nonce: nonceBytes,
          user_data: encodeUserData({
            purpose: "register",
            origin,
            keys: { response: Buffer.from(keyId.slice(2), "hex") },
          }),
        },
      });
    writeFileSync(file("other.cbor"), await documentWith(new Uint8Array(32).fill(7)));
    const claimed = await run(["register", "--document", file("other.cbor"), ...mine], { key: keyOf(1) });
    assert.equal(claimed.status, 3);
    assert.match(claimed.stderr, /for another operator, registry or chain/);
    writeFileSync(file("register.cbor"), await documentWith(Buffer.from(nonce.slice(2), "hex")));
    const registered = await json(["register", "--document", file("register.cbor"), ...mine], { key: keyOf(1) });
    const gasUsed = Number(registered.transactions[0]?.gasUsed);
    console.log(`registry: a cold registration by the command line used ${gasUsed} gas`);
    assert.ok(gasUsed > 1_000_000, "control: P-384 was computed");
    assert.equal(await reader.readContract({ ...registry, functionName: "isValid", args: [keyId] }), true);
    const well = await run(["watch", "--once", ...mine]);
    assert.equal(well.status, 0, well.stdout + well.stderr);
    const soon = await run(["watch", "--once", "--expiring-within", "864000", ...mine]);
    assert.equal(soon.status, 4);
    assert.match(soon.stdout, /^ENCLAVE_EXPIRING /m);

    // It is revoked, in its block.
    const reasonless = await run(["revoke", release, ...at]);
    assert.equal(reasonless.status, 2);
    await json(["revoke", release, "--reason", "the image leaks its key", ...at]);
    assert.equal(await reader.readContract({ ...registry, functionName: "isValid", args: [keyId] }), false);
    const revoked = await json(["watch", "--once", ...mine]).catch((thrown: Error) => thrown.message);
    assert.match(String(revoked), /RELEASE_REVOKED.*ENCLAVE_NOT_VALID.*TOO_FEW_VALID/s);
    const enclaves = await run(["list", "enclaves", ...mine]);
    assert.match(enclaves.stdout, new RegExp(`${keyId}  not valid`));
  });

  test("what it needs and is not given, it asks for, and says nothing of keys", async () => {
    for (const [args, as, said] of [
      [["activate", `0x${"11".repeat(32)}`, "--pcr-registry", owner], {}, /there is no contract at/],
      [
        ["deploy", "--owner", owner, "--notice-period", "0", "--quorum", "1"],
        { key: "not a key" },
        /holds no private key/,
      ],
      [["activate", "0x11"], {}, /must be 32 bytes/],
      [["watch", "--once"], {}, /--pcr-registry or --expect is needed|--pcr-registry is needed/],
      [["policy", "allow", "--unknown"], {}, /Unknown option/],
    ] as const) {
      const { status, stderr } = await run(args, as);
      assert.notEqual(status, 0, args.join(" "));
      assert.match(stderr, said);
    }
    const keyless = await run(["deploy", "--owner", owner, "--notice-period", "0", "--quorum", "2", "--chain-id", "1"]);
    assert.match(keyless.stderr, /is of chain 31337, not 1/);
  });
});
