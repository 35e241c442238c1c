// Lodestar's own `Validator`, with every key in a remote signer, against a beacon node that gives each validator one attestation an epoch,
// each slot a block, and all of them the sync committee. What it publishes is printed as one JSON object a line, with the signing root that
// Lodestar's own code computes. Preset by LODESTAR_PRESET; settings in SETTINGS, JSON.
import { readFileSync } from "node:fs";
import https from "node:https";
import { toHexString } from "@chainsafe/ssz";
import { chainConfigToJson, createIBeaconConfig, createIChainForkConfig } from "@lodestar/config";
import { chainConfig } from "@lodestar/config/default";
import { activePreset, presetToJson, SLOTS_PER_EPOCH } from "@lodestar/params";
import { ssz } from "@lodestar/types";
import { externalSignerGetKeys, SignerType, SlashingProtection, Validator } from "@lodestar/validator";

const settings = JSON.parse(process.env.SETTINGS);
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

// The client's fetch is node:https underneath, and takes its certificate from here.
https.globalAgent = new https.Agent({
  keepAlive: true,
  ca: readFileSync(settings.ca),
  cert: readFileSync(settings.cert),
  key: readFileSync(settings.key),
});

const version = (hex) => Uint8Array.from(Buffer.from(hex.slice(2), "hex"));
const chain = {
  ...chainConfig,
  SECONDS_PER_SLOT: settings.secondsPerSlot,
  GENESIS_FORK_VERSION: version(settings.forks.phase0),
  ALTAIR_FORK_EPOCH: 0,
  ALTAIR_FORK_VERSION: version(settings.forks.altair),
  BELLATRIX_FORK_EPOCH: 0,
  BELLATRIX_FORK_VERSION: version(settings.forks.bellatrix),
  CAPELLA_FORK_EPOCH: settings.capellaEpoch,
  CAPELLA_FORK_VERSION: version(settings.forks.capella),
};
const genesisValidatorsRoot = version(settings.genesisValidatorsRoot);
const forkConfig = createIChainForkConfig(chain);
const config = createIBeaconConfig(forkConfig, genesisValidatorsRoot);

const pubkeys = await externalSignerGetKeys(settings.url);
const indexOf = (pubkey) => pubkeys.indexOf(typeof pubkey === "string" ? pubkey : toHexString(pubkey));
say({ event: "keys", count: pubkeys.length });

const ok = (response) => ({ ok: true, status: 200, response });
const data = (value) => ok({ data: value });
const rootOf = (slot) => new Uint8Array(32).fill((slot % 250) + 1);
const attestationData = (slot, index) => {
  const epoch = Math.floor(slot / SLOTS_PER_EPOCH);
  const start = (epoch) => Math.max(0, epoch) * SLOTS_PER_EPOCH;
  return {
    slot,
    index,
    beaconBlockRoot: rootOf(slot),
    source: { epoch: Math.max(0, epoch - 1), root: rootOf(start(epoch - 1)) },
    target: { epoch, root: rootOf(start(epoch)) },
  };
};

const published = (event, root, domain, index, slot, signature, extra = {}) => {
  const signingRoot = ssz.phase0.SigningData.hashTreeRoot({ objectRoot: root, domain });
  say({
    event,
    pubkey: pubkeys[index],
    slot,
    signingRoot: toHexString(signingRoot),
    signature: toHexString(signature),
    ...extra,
  });
};

const domainNames = { attester: 0x01, proposer: 0x00, syncCommittee: 0x07, aggregate: 0x06, contribution: 0x09 };
const domain = (name, slot) => config.getDomain(slot, Uint8Array.of(domainNames[name], 0, 0, 0));

const beacon = {
  getGenesis: async () =>
    data({ genesisTime: settings.genesisTime, genesisValidatorsRoot, genesisForkVersion: chain.GENESIS_FORK_VERSION }),
  getStateValidators: async (_state, { id }) =>
    data(
      id
        .filter((pubkey) => indexOf(pubkey) >= 0)
        .map((pubkey) => ({
          index: indexOf(pubkey),
          balance: 32e9,
          status: "active_ongoing",
          validator: { pubkey: version(pubkeys[indexOf(pubkey)]) },
        })),
    ),
  getBlockRoot: async () =>
    data({ root: rootOf(Math.floor((Date.now() / 1000 - settings.genesisTime) / settings.secondsPerSlot)) }),
  async publishBlock({ message, signature }) {
    const root = config.getForkTypes(message.slot).BeaconBlock.hashTreeRoot(message);
    published("block", root, domain("proposer", message.slot), message.proposerIndex, message.slot, signature);
    return ok();
  },
  publishBlindedBlock: async () => ok(),
  async submitPoolAttestations(attestations) {
    for (const { data, signature } of attestations) {
      const root = ssz.phase0.AttestationData.hashTreeRoot(data);
      const extra = { source: data.source.epoch, target: data.target.epoch };
      published("attestation", root, domain("attester", data.slot), data.index, data.slot, signature, extra);
    }
    return ok();
  },
  async submitPoolSyncCommitteeSignatures(messages) {
    for (const { slot, beaconBlockRoot, validatorIndex, signature } of messages)
      published(
        "sync-committee-message",
        beaconBlockRoot,
        domain("syncCommittee", slot),
        validatorIndex,
        slot,
        signature,
      );
    return ok();
  },
  submitPoolVoluntaryExit: async () => ok(),
};

const validator = {
  getProposerDuties: async (epoch) =>
    ok({
      dependentRoot: toHexString(rootOf(0)),
      executionOptimistic: false,
      data: Array.from({ length: SLOTS_PER_EPOCH }, (_, at) => epoch * SLOTS_PER_EPOCH + at)
        .filter((slot) => slot > 0)
        .map((slot) => ({
          slot,
          validatorIndex: slot % pubkeys.length,
          pubkey: version(pubkeys[slot % pubkeys.length]),
        })),
    }),
  // The committee's index is the validator's: so an attestation tells whose it is.
  getAttesterDuties: async (epoch, indices) =>
    ok({
      dependentRoot: toHexString(rootOf(0)),
      executionOptimistic: false,
      data: indices.map((index) => ({
        pubkey: version(pubkeys[index]),
        validatorIndex: index,
        committeeIndex: index,
        committeeLength: 1,
        committeesAtSlot: 64,
        validatorCommitteeIndex: 0,
        slot: epoch * SLOTS_PER_EPOCH + (index % SLOTS_PER_EPOCH),
      })),
    }),
  getSyncCommitteeDuties: async (_epoch, indices) =>
    ok({
      executionOptimistic: false,
      data: indices.map((index) => ({
        pubkey: version(pubkeys[index]),
        validatorIndex: index,
        validatorSyncCommitteeIndices: [index],
      })),
    }),
  prepareSyncCommitteeSubnets: async () => ok(),
  prepareBeaconCommitteeSubnet: async () => ok(),
  prepareBeaconProposer: async () => ok(),
  async registerValidator(registrations) {
    for (const { message } of registrations) say({ event: "registration", pubkey: toHexString(message.pubkey) });
    return ok();
  },
  produceAttestationData: async (index, slot) => data(attestationData(slot, index)),
  async produceBlockV2(slot, randaoReveal) {
    const block = config.getForkTypes(slot).BeaconBlock.defaultValue();
    block.slot = slot;
    block.proposerIndex = slot % pubkeys.length;
    block.parentRoot = rootOf(slot - 1);
    block.body.randaoReveal = randaoReveal;
    return ok({ data: block, version: config.getForkName(slot), blockValue: 1n });
  },
  produceBlindedBlock: async () => ({ ok: false, status: 404, error: { message: "no builder", code: 404 } }),
  getAggregatedAttestation: async (dataRoot, slot) => {
    const index = pubkeys.findIndex((_, index) =>
      Buffer.from(ssz.phase0.AttestationData.hashTreeRoot(attestationData(slot, index))).equals(Buffer.from(dataRoot)),
    );
    const aggregate = ssz.phase0.Attestation.defaultValue();
    aggregate.data = attestationData(slot, index);
    return data(aggregate);
  },
  async publishAggregateAndProofs(aggregates) {
    for (const { message, signature } of aggregates) {
      const { slot } = message.aggregate.data;
      const root = ssz.phase0.AggregateAndProof.hashTreeRoot(message);
      published("aggregate-and-proof", root, domain("aggregate", slot), message.aggregatorIndex, slot, signature);
    }
    return ok();
  },
  produceSyncCommitteeContribution: async (slot, subcommitteeIndex, beaconBlockRoot) => {
    const contribution = ssz.altair.SyncCommitteeContribution.defaultValue();
    return data({ ...contribution, slot, subcommitteeIndex, beaconBlockRoot });
  },
  async publishContributionAndProofs(contributions) {
    for (const { message, signature } of contributions) {
      const { slot } = message.contribution;
      const root = ssz.altair.ContributionAndProof.hashTreeRoot(message);
      published("contribution-and-proof", root, domain("contribution", slot), message.aggregatorIndex, slot, signature);
    }
    return ok();
  },
  getLiveness: async () => data([]),
};

const api = {
  beacon,
  validator,
  config: { getSpec: async () => data({ ...chainConfigToJson(chain), ...presetToJson(activePreset) }) },
  node: { getHealth: async () => ok() },
  events: {
    eventstream: async (_topics, signal, onEvent) => {
      const timer = setInterval(() => {
        const slot = Math.floor((Date.now() / 1000 - settings.genesisTime) / settings.secondsPerSlot);
        const root = toHexString(rootOf(0));
        onEvent({
          type: "head",
          message: {
            slot,
            block: toHexString(rootOf(slot)),
            state: root,
            epochTransition: false,
            previousDutyDependentRoot: root,
            currentDutyDependentRoot: root,
            executionOptimistic: false,
          },
        });
      }, settings.secondsPerSlot * 1000);
      signal.addEventListener("abort", () => clearInterval(timer));
    },
  },
};

const log = (level) => (message, context, error) =>
  say({
    event: "log",
    level,
    message,
    context: context && JSON.parse(JSON.stringify(context, (_, v) => (typeof v === "bigint" ? String(v) : v))),
    error: (error ?? context)?.message,
  });
const silent = () => {};
const logger = {
  error: log("error"),
  warn: log("warn"),
  info: silent,
  verbose: silent,
  debug: silent,
  silly: silent,
  child: () => logger,
};

/** What Lodestar keeps of its own slashing protection: this test is about the signer's, so a map is enough. */
const entries = new Map();
const keyOf = (bytes) => Buffer.from(bytes).toString("hex");
const between = (filter = {}) =>
  [...entries.keys()]
    .sort()
    .filter(
      (key) =>
        (filter.gte === undefined || key >= keyOf(filter.gte)) &&
        (filter.gt === undefined || key > keyOf(filter.gt)) &&
        (filter.lte === undefined || key <= keyOf(filter.lte)) &&
        (filter.lt === undefined || key < keyOf(filter.lt)),
    );
const controller = {
  start: async () => {},
  stop: async () => {},
  setMetrics: () => {},
  get: async (key) => entries.get(keyOf(key)) ?? null,
  put: async (key, value) => void entries.set(keyOf(key), value),
  delete: async (key) => void entries.delete(keyOf(key)),
  batchPut: async (items) => {
    for (const { key, value } of items) entries.set(keyOf(key), value);
  },
  batchDelete: async (keys) => {
    for (const key of keys) entries.delete(keyOf(key));
  },
  keys: async (filter) => between(filter).map((key) => Uint8Array.from(Buffer.from(key, "hex"))),
  values: async (filter) => between(filter).map((key) => entries.get(key)),
  entries: async (filter) =>
    between(filter).map((key) => ({ key: Uint8Array.from(Buffer.from(key, "hex")), value: entries.get(key) })),
};
const dbOps = { config: forkConfig, controller };

await Validator.initializeFromBeaconNode({
  dbOps,
  slashingProtection: new SlashingProtection(dbOps),
  api,
  logger,
  abortController: new AbortController(),
  signers: pubkeys.map((pubkey) => ({ type: SignerType.Remote, url: settings.url, pubkey })),
  processShutdownCallback: () => process.exit(1),
  valProposerConfig: {
    proposerConfig: {},
    defaultConfig: { feeRecipient: settings.feeRecipient, builder: { enabled: settings.builder } },
  },
});
say({ event: "running" });
