// A user who compares with Web3Signer: every root and signature that it publishes (../shared/reference/signers.md, section 7) comes out here too,
// and the published root as `signingRoot` is agreed with.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { aggregateAndProof, signRequests } from "../../../../test/harness/sign-requests.ts";
import {
  bodyOf,
  type EthereumInput,
  ethereumConfig,
  publishedForkInfo,
  startTestWeb3signer,
} from "../../../../test/harness/web3signer.ts";
import { openChain } from "./chain.ts";
import { AttestationData, BeaconBlockHeader } from "./containers/phase0.ts";
import { computeDomain } from "./domain.ts";
import { web3signerLimits } from "./limits.ts";
import { openSignRequestReader } from "./read-sign-request.ts";

const rootOf = (request: unknown, ethereum: EthereumInput = {}) => {
  const read = openSignRequestReader(openChain(ethereumConfig(ethereum)), web3signerLimits, 1 << 24);
  return `0x${Buffer.from(read(Buffer.from(JSON.stringify(request))).signingRoot).toString("hex")}`;
};
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;

describe("worked examples", () => {
  const examples = [
    {
      name: "A, ATTESTATION",
      request: signRequests.ATTESTATION,
      object: AttestationData.ssz.hashTreeRoot(
        AttestationData.read(signRequests.ATTESTATION.attestation, "attestation"),
      ),
      objectRoot: "0x9da60a55ce18b9b1e5875795118ab978f2ca5c0b907bdbd1b8b237a73dbeece6",
      domainType: 1,
      domain: "0x01000000e7a75d5a9f3f331a669f33fe87d35b0735dce47180b272ed244e3053",
      signingRoot: "0x548c9a015f4c96cb8b1ddbbdfca85846f85bf9f344a434c140f378cdfb5341f0",
      signature:
        "0xae3c0db74040e659d212c96aa38dd5e703f420750f9e88c18df64d9626ee2fa1224a04fa18183b2d9747cf3e3e96410008e51b87a6ba04984c95aa675ff91e3cd520b2e13b3c0c136bc69d4f27cbc9baa2c0099e31447924889308ed37871c31",
    },
    {
      name: "B, BLOCK_V2",
      request: signRequests.BLOCK_V2,
      object: BeaconBlockHeader.ssz.hashTreeRoot(
        BeaconBlockHeader.read(signRequests.BLOCK_V2.beacon_block.block_header, "block_header"),
      ),
      objectRoot: "0x037d03a71ec93abd268eb24796860dc633721e40d333a64019569880eab8da7a",
      domainType: 0,
      domain: "0x00000000e7a75d5a9f3f331a669f33fe87d35b0735dce47180b272ed244e3053",
      signingRoot: "0xaa2e0c465c1a45d7b6637fcce4ad6ceb71fc12064b548078d619a411f0de8adc",
      signature:
        "0x876351b7fb6d2e58e48bc3ed71a9532b39a194d778784a33acb018316b4b87fe64eb93259e1008d54a474ec86f03cd5e1435a7461eae9c1890cfdbe63f6881b4ef4db9e18299013eaee4fb194ea79fb0f78066e3c3ff805cd5579c630cebc6bb",
    },
  ] as const;
  for (const { name, request, object, objectRoot, domainType, domain, signingRoot, signature } of examples)
    test(name, async () => {
      const version = Buffer.from("00000001", "hex");
      const chainRoot = Buffer.from(publishedForkInfo.genesis_validators_root.slice(2), "hex");
      assert.equal(hex(object), objectRoot);
      assert.equal(hex(computeDomain(Uint8Array.of(domainType, 0, 0, 0), version, chainRoot)), domain);
      assert.equal(rootOf(request), signingRoot);
      const answer = await startTestWeb3signer().sign({ ...request, signingRoot });
      assert.equal(bodyOf(answer), JSON.stringify({ signature }));
    });
});

describe("published signing roots", () => {
  const roots = [
    ["AGGREGATION_SLOT", "0x1fb90dd6e8b2670e6949347bc4eaacd37f9b6cc6e42c559973e362c800e853b9"],
    ["RANDAO_REVEAL", "0x3d047c51a8b03630781dc4c5519c17f7de87174246ff2deed0f195c6c775f91e"],
    ["VOLUNTARY_EXIT", "0x38e9f1cfe7926ce5366b633b7fc7113129025737394002d2637faaeefc56913d"],
    ["SYNC_COMMITTEE_MESSAGE", "0xa6f60df2817ea5b52eed1fefebbad746ef64c6249fc05c90c9e0f520cc75bb95"],
    ["SYNC_COMMITTEE_SELECTION_PROOF", "0x50d85c783ab27c1eb3f3efa914b91cb93ffd677137b15c27ba5bb548306e6963"],
    ["DEPOSIT", "0x3a49cdd70862ee95fed10e7494a8caa16af1be2f53612fc74dad27260bb2d711"],
    ["VALIDATOR_REGISTRATION", "0xe4d2b3dd1e23807b90af0b1768cc7de12d4353320adb486f1bdaeed6b67009ea"],
  ] as const;
  for (const [type, signingRoot] of roots)
    test(type, () => assert.equal(rootOf({ ...signRequests[type], signingRoot }), signingRoot));

  test("VALIDATOR_REGISTRATION with mainnet's genesis fork", () => {
    const forks = [{ name: "phase0", version: "0x00000000", epoch: 0 }];
    assert.equal(
      rootOf(signRequests.VALIDATOR_REGISTRATION, { forks }),
      "0xfa482848f32fe505da2520765cec8805a5c187ad352ccb04a80d035dac85e3a2",
    );
  });

  const published = {
    root: "0x100814c335d0ced5014cfa9d2e375e6d9b4e197381f8ce8af0473200fdc917fd",
    signature:
      "0xa627242e4a5853708f4ebf923960fb8192f93f2233cd347e05239d86dd9fb66b721ceec1baeae6647f498c9126074f1101a87854d674b6eebc220fd8c3d8405bdfd8e286b707975d9e00a56ec6cbbf762f23607d490f0bbb16c3e0e483d51875",
    selectionProof:
      "0xa63f73a03f1f42b1fd0a988b614d511eb346d0a91c809694ef76df5ae021f0f144d64e612d735bc8820950cf6f7f84cd0ae194bfe3d4242fe79688f83462e3f69d9d33de71aab0721b7dab9d6960875e5fdfd26b171a75fb51af822043820c47",
  };
  const aggregate = {
    ...aggregateAndProof,
    aggregate: {
      aggregation_bits: "0x00000101",
      data: {
        slot: "0",
        index: "0",
        beacon_block_root: published.root,
        source: { epoch: "0", root: `0x${"00".repeat(32)}` },
        target: { epoch: "0", root: published.root },
      },
      signature: published.signature,
    },
    selection_proof: published.selectionProof,
  };
  const aggregateSigningRoot = "0x8d777156899cb02e0e66217afd832886239752a59a393218f6c603bcf615b4f8";
  for (const type of ["AGGREGATE_AND_PROOF", "AGGREGATE_AND_PROOF_V2"])
    for (const [form, aggregate_and_proof] of [
      ["bare", aggregate],
      ["wrapped", { version: "DENEB", data: aggregate }],
    ] as const)
      test(`${type} before Electra, ${form}`, () =>
        assert.equal(rootOf({ type, fork_info: publishedForkInfo, aggregate_and_proof }), aggregateSigningRoot));

  test("SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF, whose example is of the minimal preset, and only there", () => {
    const contribution_and_proof = {
      aggregator_index: "11",
      selection_proof:
        "0x8f5c34de9e22ceaa7e8d165fc0553b32f02188539e89e2cc91e2eb9077645986550d872ee3403204ae5d554eae3cac12124e18d2324bccc814775316aaef352abc0450812b3ca9fde96ecafa911b3b8bfddca8db4027f08e29c22a9c370ad933",
      contribution: {
        slot: "0",
        beacon_block_root: "0x235bc3400c2839fd856a524871200bd5e362db615fc4565e1870ed9a2a936464",
        subcommittee_index: "1",
        aggregation_bits: "0x24",
        signature:
          "0x9005ed0936f527d416609285b355fe6b9610d730c18b9d2f4942ba7d0eb95ba304ff46b6a2fb86f0c756bf09274db8e11399b7642f9fc5ae50b5bd9c1d87654277a19bfc3df78d36da16f44a48630d9550774a4ca9f3a5b55bbf33345ad2ec71",
      },
    };
    const type = "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF";
    const request = { type, fork_info: publishedForkInfo, contribution_and_proof };
    assert.equal(
      rootOf(request, { preset: "minimal" }),
      "0xae94702468b584a3b1c422bc1b39cc523d9175ba3b9ac1cccb699c00507cc1a5",
    );
    assert.throws(() => rootOf(request), { code: "REQUEST_MALFORMED" });
  });
});

describe("EIP-7044: exits of Deneb and later are of Capella's version for good", () => {
  const forks = ["phase0", "altair", "bellatrix", "capella", "deneb", "electra"].map((name, at) => ({
    name,
    version: `0x0${at}000000`,
    epoch: at * 10,
  }));
  const exit = (previous: number, current: number, forkEpoch: string) => ({
    type: "VOLUNTARY_EXIT",
    fork_info: {
      fork: { previous_version: `0x0${previous}000000`, current_version: `0x0${current}000000`, epoch: forkEpoch },
      genesis_validators_root: publishedForkInfo.genesis_validators_root,
    },
    voluntary_exit: { epoch: "55", validator_index: "9" },
  });
  const capella = rootOf(exit(3, 3, "50"), { forks });

  test("the fork of the state, as Teku, Prysm and Nimbus send it", () =>
    assert.equal(rootOf(exit(4, 5, "50"), { forks }), capella));
  test("Capella's versions with its own epoch, as Lighthouse sends them", () =>
    assert.equal(rootOf(exit(2, 3, "30"), { forks }), capella));
  test("the signing slot's epoch with Capella's versions, as Lodestar sends them", () =>
    assert.equal(rootOf(exit(3, 3, "55"), { forks }), capella));
  test("control: before Deneb the version is the fork's", () =>
    assert.notEqual(rootOf(exit(1, 2, "20"), { forks }), capella));
  test("a version of no fork is refused", () =>
    assert.throws(() => rootOf(exit(8, 9, "20"), { forks }), { code: "FORK_NOT_IN_SCHEDULE" }));
});

test("the preset says how many slots an epoch has, and so which fork a slot is of", () => {
  const forks = [
    { name: "phase0", version: "0x00000001", epoch: 0 },
    { name: "altair", version: "0x00000002", epoch: 1 },
  ];
  const aggregation = {
    type: "AGGREGATION_SLOT",
    fork_info: {
      ...publishedForkInfo,
      fork: { previous_version: "0x00000001", current_version: "0x00000002", epoch: "1" },
    },
    aggregation_slot: { slot: "8" },
  };
  const [first, second] = [rootOf(aggregation, { forks }), rootOf(aggregation, { forks, preset: "minimal" })];
  assert.notEqual(first, second);
  const inAltair = {
    ...aggregation,
    fork_info: {
      ...aggregation.fork_info,
      fork: { previous_version: "0x00000002", current_version: "0x00000002", epoch: "0" },
    },
  };
  assert.equal(rootOf(inAltair, { forks, preset: "minimal" }), second);
  assert.throws(() => rootOf(inAltair, { forks }), { code: "FORK_NOT_IN_SCHEDULE" });
});
