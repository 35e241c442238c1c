// The five validator clients as they are (../shared/reference/signers.md, sections 1.8 and 2): what each sends, and what it reads of the answer.
// The chain is mainnet; each request is one of its Fulu epochs unless it says otherwise.
import { independentSigningRoot } from "./independent-root.ts";
import { aggregateAndProof, aggregateAndProofElectra, blockHeader, phase0Block } from "./sign-requests.ts";
import { publishedPublicKey } from "./web3signer.ts";

const genesisValidatorsRoot = "0x4b363db94e286120d76eb905340fdd4e54bfe9f06bf33ff6cf5ad27f511bfe95";
const forks = [
  { name: "phase0", version: "0x00000000", epoch: 0 },
  { name: "altair", version: "0x01000000", epoch: 74_240 },
  { name: "bellatrix", version: "0x02000000", epoch: 144_896 },
  { name: "capella", version: "0x03000000", epoch: 194_048 },
  { name: "deneb", version: "0x04000000", epoch: 269_568 },
  { name: "electra", version: "0x05000000", epoch: 364_032 },
  { name: "fulu", version: "0x06000000", epoch: 411_392 },
  { name: "gloas", version: "0x07000000", epoch: 500_000 },
];
export const mainnet = { genesisValidatorsRoot, forks };

export const epoch = 420_000;
export const slot = String(epoch * 32 + 5);
const gloasEpoch = 500_001;
const gloasSlot = String(gloasEpoch * 32);
export const forkInfo = (previous: number, current: number, forkEpoch: number | string) => ({
  fork: { previous_version: `0x0${previous}000000`, current_version: `0x0${current}000000`, epoch: `${forkEpoch}` },
  genesis_validators_root: genesisValidatorsRoot,
});
export const fulu = forkInfo(5, 6, 411_392);
const gloas = forkInfo(6, 7, 500_000);
const root = (byte: string) => `0x${byte.repeat(32)}`;

export const data = {
  slot,
  index: "0",
  beacon_block_root: root("be"),
  source: { epoch: `${epoch - 1}`, root: root("50") },
  target: { epoch: `${epoch}`, root: root("7a") },
};
const header = { ...blockHeader, slot };
const electraAggregate = aggregateAndProofElectra("0x0100000000000000");
const aggregate = { ...electraAggregate, aggregate: { ...electraAggregate.aggregate, data } };
const gloasAggregate = {
  ...aggregate,
  aggregate: { ...aggregate.aggregate, data: { ...data, slot: gloasSlot, index: "1" } },
};
const contribution = {
  aggregator_index: "7",
  selection_proof: `0x${"8f".repeat(96)}`,
  contribution: {
    slot,
    beacon_block_root: root("be"),
    subcommittee_index: "1",
    aggregation_bits: `0x${"24".repeat(16)}`,
    signature: `0x${"90".repeat(96)}`,
  },
};
const registration = {
  fee_recipient: "0x6FDFab408c56b6105a76eff5c0435d09fc6ed7a9",
  gas_limit: "36000000",
  timestamp: "1790000000",
  pubkey: publishedPublicKey,
};
const payloadAttestation = {
  beacon_block_root: root("be"),
  slot: gloasSlot,
  payload_present: true,
  blob_data_available: true,
};
const preferences = {
  dependent_root: root("de"),
  proposal_slot: gloasSlot,
  validator_index: "7",
  fee_recipient: registration.fee_recipient,
  target_gas_limit: "36000000",
};

export type ValidatorClient = {
  readonly name: string;
  /** Request line aside, what its HTTP library writes; `HOST` and `LENGTH` stand for the values. */
  readonly head: readonly string[];
  readonly accept: string | undefined;
  readonly tls: "TLSv1.2" | "TLSv1.3";
  readonly identifier: string;
  readonly requests: Readonly<Record<string, object>>;
};

export const withRoot = (request: object) => ({
  ...request,
  signingRoot: `0x${independentSigningRoot(request, mainnet).toString("hex")}`,
});

export const duties = (fork_info: object) => ({
  ATTESTATION: { type: "ATTESTATION", fork_info, attestation: data },
  RANDAO_REVEAL: { type: "RANDAO_REVEAL", fork_info, randao_reveal: { epoch: `${epoch}` } },
  AGGREGATION_SLOT: { type: "AGGREGATION_SLOT", fork_info, aggregation_slot: { slot } },
  SYNC_COMMITTEE_MESSAGE: {
    type: "SYNC_COMMITTEE_MESSAGE",
    fork_info,
    sync_committee_message: { beacon_block_root: root("be"), slot },
  },
  SYNC_COMMITTEE_SELECTION_PROOF: {
    type: "SYNC_COMMITTEE_SELECTION_PROOF",
    fork_info,
    sync_aggregator_selection_data: { slot, subcommittee_index: "1" },
  },
  SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF: {
    type: "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF",
    fork_info,
    contribution_and_proof: contribution,
  },
  VALIDATOR_REGISTRATION: { type: "VALIDATOR_REGISTRATION", validator_registration: registration },
});
export const blockV2 = (fork_info: object, version = "FULU") => ({
  type: "BLOCK_V2",
  fork_info,
  beacon_block: { version, block_header: header },
});
const exit = (fork_info: object) => ({
  type: "VOLUNTARY_EXIT",
  fork_info,
  voluntary_exit: { epoch: `${epoch}`, validator_index: "7" },
});
const wrapped = (version: string, object: object) => ({ version, data: object });

/** Lodestar names the signing slot's epoch as the fork's. */
const lodestarFork = forkInfo(5, 6, epoch);

export const validatorClients: readonly ValidatorClient[] = [
  {
    name: "Lighthouse",
    head: [
      "content-type: application/json",
      "accept: application/json",
      "user-agent: Lighthouse/v8.0.0",
      "host: HOST",
      "content-length: LENGTH",
    ],
    tls: "TLSv1.3",
    accept: "application/json",
    identifier: publishedPublicKey,
    requests: {
      ...duties(fulu),
      BLOCK_V2: blockV2(fulu),
      "aggregate, bare": { type: "AGGREGATE_AND_PROOF", fork_info: fulu, aggregate_and_proof: aggregate },
      "exit with Capella's versions": exit(forkInfo(2, 3, 194_048)),
      PAYLOAD_ATTESTATION: {
        type: "PAYLOAD_ATTESTATION",
        fork_info: gloas,
        payload_attestation_data: payloadAttestation,
      },
      PROPOSER_PREFERENCES: { type: "PROPOSER_PREFERENCES", fork_info: gloas, proposer_preferences: preferences },
      REQUEST_AUTH: { type: "REQUEST_AUTH", request_auth: { data: "0x1234", slot: gloasSlot } },
    },
  },
  {
    name: "Teku",
    head: [
      "Content-Length: LENGTH",
      "Host: HOST",
      "User-Agent: Java-http-client/21.0.8",
      "Content-Type: application/json",
    ],
    tls: "TLSv1.2",
    accept: undefined,
    identifier: publishedPublicKey,
    requests: {
      ...duties(fulu),
      BLOCK_V2: blockV2(fulu),
      "BLOCK of phase 0": { type: "BLOCK", fork_info: forkInfo(0, 0, 0), block: phase0Block },
      "aggregate, bare": { type: "AGGREGATE_AND_PROOF", fork_info: fulu, aggregate_and_proof: aggregate },
      VOLUNTARY_EXIT: exit(fulu),
      DEPOSIT: {
        type: "DEPOSIT",
        deposit: {
          pubkey: publishedPublicKey,
          withdrawal_credentials: root("01"),
          amount: "32000000000",
          genesis_fork_version: "0x00000000",
        },
      },
      PAYLOAD_ATTESTATION_MESSAGE: {
        type: "PAYLOAD_ATTESTATION_MESSAGE",
        fork_info: gloas,
        payload_attestation_message: wrapped("GLOAS", payloadAttestation),
      },
      "aggregate of Gloas": { type: "AGGREGATE_AND_PROOF", fork_info: gloas, aggregate_and_proof: gloasAggregate },
    },
  },
  {
    name: "Prysm",
    head: [
      "Host: HOST",
      "User-Agent: Go-http-client/1.1",
      "Content-Length: LENGTH",
      "Content-Type: application/json",
      "Accept-Encoding: gzip",
    ],
    tls: "TLSv1.3",
    accept: undefined,
    identifier: publishedPublicKey,
    requests: {
      ...duties(fulu),
      BLOCK_V2: blockV2(fulu),
      "aggregate, wrapped": {
        type: "AGGREGATE_AND_PROOF_V2",
        fork_info: fulu,
        aggregate_and_proof: wrapped("FULU", aggregate),
      },
      VOLUNTARY_EXIT: exit(fulu),
      PROPOSER_PREFERENCES: {
        type: "PROPOSER_PREFERENCES",
        fork_info: gloas,
        proposer_preferences: wrapped("GLOAS", preferences),
      },
    },
  },
  {
    name: "Lodestar",
    head: [
      "host: HOST",
      "connection: keep-alive",
      "Accept: application/json",
      "Content-Type: application/json",
      "accept-language: *",
      "sec-fetch-mode: cors",
      "user-agent: node",
      "accept-encoding: gzip, deflate",
      "content-length: LENGTH",
    ],
    tls: "TLSv1.3",
    accept: "application/json",
    identifier: publishedPublicKey,
    requests: {
      ...duties(lodestarFork),
      BLOCK_V2: blockV2(lodestarFork),
      "aggregate, wrapped": {
        type: "AGGREGATE_AND_PROOF_V2",
        fork_info: lodestarFork,
        aggregate_and_proof: wrapped("FULU", aggregate),
      },
      "exit with Capella's versions": exit(forkInfo(3, 3, epoch)),
      "PAYLOAD_ATTESTATION before its pull request 10071": {
        type: "PAYLOAD_ATTESTATION",
        fork_info: forkInfo(6, 7, gloasEpoch),
        payload_attestation: payloadAttestation,
      },
    },
  },
  {
    name: "Nimbus",
    head: [
      "Host: HOST",
      "User-Agent: Nimbus/v25.9.0",
      "Accept: application/json",
      "Content-Type: application/json",
      "Content-Length: LENGTH",
      "Connection: keep-alive",
    ],
    tls: "TLSv1.3",
    accept: "application/json",
    identifier: publishedPublicKey.slice(2),
    requests: {
      ...duties(fulu),
      BLOCK_V2: blockV2(fulu),
      "aggregate before Electra": {
        type: "AGGREGATE_AND_PROOF",
        fork_info: forkInfo(4, 4, 269_568),
        aggregate_and_proof: {
          ...aggregateAndProof,
          aggregate: { ...aggregateAndProof.aggregate, data: { ...data, slot: `${300_000 * 32}` } },
        },
      },
      VOLUNTARY_EXIT: exit(fulu),
      "block with verifying-web3signer's proofs": {
        ...blockV2(fulu),
        beacon_block: { ...blockV2(fulu).beacon_block, proofs: [] },
      },
    },
  },
];
