// What is measured of a signer: who may use which keys for what, the chains that it signs for, and what stops a second signature.
import { z } from "zod";
import {
  address,
  bytes4,
  bytes32,
  chainId,
  common,
  name,
  pem,
  sha256,
  tls,
  upstreamTrust,
  urlOf,
} from "./config-members.ts";
import { keyArnPattern } from "./kms/key-arn.ts";

/** The `type`s of Web3Signer's API (ethereum/remote-signing-api, `signing/schemas.yaml`), in their own spelling. */
export const ethereumSignTypes = [
  "BLOCK",
  "BLOCK_V2",
  "ATTESTATION",
  "RANDAO_REVEAL",
  "AGGREGATION_SLOT",
  "AGGREGATE_AND_PROOF",
  "AGGREGATE_AND_PROOF_V2",
  "SYNC_COMMITTEE_MESSAGE",
  "SYNC_COMMITTEE_SELECTION_PROOF",
  "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF",
  "VALIDATOR_REGISTRATION",
  "PAYLOAD_ATTESTATION_MESSAGE",
  "PROPOSER_PREFERENCES",
  "EXECUTION_PAYLOAD_ENVELOPE",
  "EXECUTION_PAYLOAD_BID",
  "BUILDER_REQUEST_AUTH",
  "DEPOSIT",
  "VOLUNTARY_EXIT",
] as const;

/** What a certificate may be allowed to do: sign types, calls of op-signer's API, and the work of an administrator. */
export const operations = [
  ...ethereumSignTypes,
  "opsigner_signBlockPayload",
  "eth_signTransaction",
  "list-keys",
  "import-keys",
  "delete-keys",
  "export-keys",
  "slashing-protection",
  "fee-recipients",
  "reload",
  "metrics",
] as const;

/** What changes keys or state: for certificates of the administrators' authority alone. */
export const adminOperations: readonly Operation[] = [
  "import-keys",
  "delete-keys",
  "export-keys",
  "slashing-protection",
  "reload",
];

/** What is done with one key, so that a permission is asked for with it. */
export const keyedOperations: ReadonlySet<Operation> = new Set<Operation>([
  ...ethereumSignTypes,
  "opsigner_signBlockPayload",
  "eth_signTransaction",
  "export-keys",
]);

/** `duties` stands for every sign type but DEPOSIT and VOLUNTARY_EXIT, and for `list-keys`. */
const operation = z.enum(["duties", ...operations]);

/** Implicit deny: a certificate that matches no entry may do nothing; one that matches several may do what any of them allows. */
const permission = z.strictObject({
  name,
  /** First DNS name of the certificate's subjectAltName, as op-signer takes it, or SHA-256 of its DER, as Web3Signer's known clients. */
  certificate: z.union([z.strictObject({ dns: z.string().min(1).max(253) }), z.strictObject({ fingerprint: sha256 })]),
  /** `admin`: the certificate must be issued by one of `adminAuthorities`, else by one of `authorities`; never both. */
  authority: z.enum(["client", "admin"]).default("client"),
  /** `*`, a public key or address in lower case, a prefix of one that ends in `*`, or `group:NAME`. */
  keys: z
    .array(z.string().regex(/^(\*|0x[0-9a-f]{1,96}\*?|group:[a-z0-9][a-z0-9-]{0,31})$/))
    .max(1024)
    .default([]),
  operations: z.array(operation).min(1).max(64),
});

const clients = z.strictObject({
  /** PEM authorities that issue clients' certificates: each certificate is issued by one of them itself, or is one of them. */
  authorities: z.array(pem).max(8).default([]),
  /** The same for administrators: other keys than those of clients. */
  adminAuthorities: z.array(pem).max(8).default([]),
  permissions: z.array(permission).max(256).default([]),
  /** SHA-256 of the bearer token of the key manager API (ethereum/keymanager-APIs); `null`: that API is off. */
  keyManagerTokenSha256: sha256.nullable().default(null),
});

const epoch = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** The consensus chain that validators sign for (consensus-specs, `configs/`). */
const ethereum = z.strictObject({
  preset: z.enum(["mainnet", "minimal"]).default("mainnet"),
  genesisValidatorsRoot: bytes32,
  /** Unix seconds. */
  genesisTime: z.int().min(0).max(0xffff_ffff),
  slotDurationMs: z.int().min(100).max(60_000).default(12_000),
  /** In their order; a fork that isn't scheduled is left out. */
  forks: z
    .array(
      z.strictObject({
        name: z.enum(["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas"]),
        version: bytes4,
        epoch,
      }),
    )
    .min(1)
    .max(8),
  /** Lower-case addresses that blocks and builder registrations may pay; `null`: any. */
  feeRecipients: z.array(address).max(256).nullable().default(null),
  /** Demands a Merkle proof of the fee recipient with every block (Nimbus' verifying-web3signer). */
  feeRecipientProofRequired: z.boolean().default(false),
});

/** A sequencer's key: op-signer's `auth` entries, and what stops a second block. */
const sequencer = z.strictObject({
  /** Lower-case address of the key. */
  address,
  chainId,
  mode: z.enum(["payload", "blind-hash"]).default("blind-hash"),
  blockTimeMs: z.int().min(50).max(600_000).default(2_000),
  /** `blind-hash`: distinct payload hashes that may be signed in one block time. */
  distinctHashesPerBlockTime: z.int().min(1).max(64).default(3),
  /** `payload`: distinct hashes at one number; 1: strict. Receivers tolerate 5. */
  payloadsPerNumberMax: z.int().min(1).max(5).default(1),
  /** `payload`: blocks that a number may go back; 0: never. */
  rewindBlocksMax: z.int().min(0).max(100_000).default(0),
  /** What a rewind needs besides: the parent of the block among those signed, or the operators' approval. */
  rewindRequires: z.enum(["parent-known", "approval"]).default("approval"),
  futureTimestampMsMax: z.int().min(0).max(600_000).default(5_000),
  onConflict: z.enum(["refuse", "alert-and-sign"]).default("refuse"),
});

/** op-signer's transaction policy for one key and one client. */
const transactions = z.strictObject({
  /** Name of a permission above. */
  client: name,
  fromAddress: address,
  chainId,
  /** Lower-case; empty: any recipient, but no contract creation is ever signed where it is not empty. */
  toAddresses: z.array(address).max(1024).default([]),
  /** Wei, decimal; `null`: no bound. */
  maxValue: z
    .string()
    .regex(/^\d{1,78}$/)
    .nullable()
    .default(null),
});

const pcr = z.string().regex(/^[0-9a-f]{96}$/);

const windowMembers = {
  /** All keys of a group share their windows. */
  group: name.default("default"),
  /** Epochs that one claim covers from the one that made it necessary. A crash costs at most so many, and those of the lead. */
  windowEpochs: z.int().min(1).max(64).default(4),
  /** Measurements of earlier images of this signer, in lower-case hexadecimal: their records in the log are believed besides those of its own. */
  predecessors: z
    .array(z.strictObject({ pcr0: pcr, pcr1: pcr, pcr2: pcr }))
    .max(64)
    .default([]),
};

/** A development log that the gateway keeps, with exclusivity `none`. */
const fileLog = z.strictObject({ kind: z.literal("file"), ...windowMembers });

/** The contract `SigningWindows`, with exclusivity `once-only`: what it says is read out of proofs against final headers. */
const chainLog = z.strictObject({
  kind: z.literal("chain"),
  ...windowMembers,
  chainId,
  contract: address,
  /** Nodes that are asked for headers, proofs and records: `https:`; `http:` to loopback, for development. */
  upstreams: z
    .array(z.strictObject({ name, url: urlOf("https:", "http:"), ...upstreamTrust }))
    .min(1)
    .max(8),
  /** So many upstreams must name the same final header: more than half, and 1 only where there is one, which `verify` labels. */
  agreement: z.int().min(1).max(8).default(2),
  /** Which blocks are final: those that the nodes call so, or, on a development chain, those under so many others. */
  finality: z
    .union([z.literal("finalized"), z.strictObject({ confirmations: z.int().min(1).max(1_000) })])
    .default("finalized"),
  /** From a record's sending until it counts, in the common case: claims are made so much ahead. Ethereum: two to three epochs of finality. */
  finalityMs: z.int().min(100).max(7_200_000).default(1_200_000),
  /** Between two looks at the chain's head. */
  pollMs: z.int().min(50).max(60_000).default(6_000),
});

/** A bucket of another account, with exclusivity `once-only`: what is written there stays, whoever may write. */
const s3Log = z.strictObject({
  kind: z.literal("s3"),
  ...windowMembers,
  /** Without dots: AWS's certificate covers one label. */
  bucket: z.string().regex(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, "a bucket's name, without dots"),
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d{1,2}$/, "a region, such as eu-central-1"),
  /** Whose bucket it is: a name alone could be another's by now. */
  accountId: z.string().regex(/^\d{12}$/, "12 digits"),
  /** Before the group's name in every key. */
  prefix: z
    .string()
    .regex(/^([A-Za-z0-9][A-Za-z0-9_-]{0,63}\/){1,4}$/, "names, each with a / behind it")
    .default("windows/"),
  /** How long each record is locked from when it is written. A log whose first record is older can't be read. S3: at most 100 years. */
  retentionDays: z.int().min(1).max(36_500).default(3_650),
  /** A server of one's own that speaks S3's protocol; `null`: AWS. */
  endpoint: urlOf("https:").nullable().default(null),
  ...upstreamTrust,
});

const windowLog = z.discriminatedUnion("kind", [fileLog, chainLog, s3Log]);

const approvals = z.strictObject({
  /** Relying party id of the approval page's origin (WebAuthn, section 4). */
  relyingPartyId: z.string().min(1).max(253),
  /** Origins of approval pages. */
  origins: z.array(z.string().max(253)).min(1).max(8),
  /** Distinct operators that must approve: k of n. */
  threshold: z.int().min(1).max(16),
  operators: z
    .array(
      z.strictObject({
        name,
        /** base64url credential id. */
        credentialId: z.string().regex(/^[A-Za-z0-9_-]{1,344}$/),
        /** P-256 key, DER SubjectPublicKeyInfo, base64. */
        publicKey: z.string().regex(/^[A-Za-z0-9+/]{100,140}={0,2}$/),
      }),
    )
    .min(1)
    .max(32),
  /** From the statement's issue until its last use. */
  lifeMs: z.int().min(10_000).max(86_400_000).default(900_000),
});

const keyStore = z.strictObject({
  /**
   * A store that another program or configuration sealed can't be opened. `refuse`: the boot ends. `start-empty`: for the start after a
   * change, when the keys were exported before it and will be imported again.
   */
  otherConfiguration: z.enum(["refuse", "start-empty"]).default("refuse"),
});

/** Where the key comes from that seals what the signer keeps. Its member in the configuration says who could ever open it. */
const sealing = z.discriminatedUnion("kind", [
  /** The machine's NSM itself; only a simulated one has it. */
  z.strictObject({ kind: z.literal("machine") }),
  /** A data key that AWS KMS wraps, and unwraps for this program with this configuration alone. */
  z.strictObject({
    kind: z.literal("kms"),
    /** Partition, region and account are the key's. `arn:inkan-stand-in:` is a key of a stand-in, for development. */
    keyArn: z.string().regex(keyArnPattern, "the ARN of a KMS key"),
    /** `null`: AWS's own for the key's region. */
    endpoint: urlOf("https:", "http:").nullable().default(null),
    ...upstreamTrust,
  }),
]);

const signerLimits = z.strictObject({
  requestBytesMax: z.int().min(1024).max(67_108_864).default(16_777_216),
  connectionsMax: z.int().min(1).max(16_384).default(1_024),
  /** Signatures that wait at once; past it: 503. */
  signaturesWaitingMax: z.int().min(1).max(100_000).default(8_192),
  keysMax: z.int().min(1).max(100_000).default(32_768),
});

export const signerConfig = z.strictObject({
  ...common,
  role: z.literal("signer"),
  /** `null`: no door for clients, only health and attestation through the gateway. */
  tls: tls.nullable().default(null),
  clients: clients.default(clients.parse({})),
  ethereum: ethereum.nullable().default(null),
  sequencers: z.array(sequencer).max(64).default([]),
  transactions: z.array(transactions).max(256).default([]),
  windowLog: windowLog.default(windowLog.parse({ kind: "file" })),
  sealing: sealing.default({ kind: "machine" }),
  keyStore: keyStore.default(keyStore.parse({})),
  /** `null`: what needs an approval is refused. */
  approvals: approvals.nullable().default(null),
  limits: signerLimits.default(signerLimits.parse({})),
});

export type SignerConfig = z.infer<typeof signerConfig>;
export type EthereumConfig = NonNullable<SignerConfig["ethereum"]>;
export type SequencerConfig = SignerConfig["sequencers"][number];
export type TransactionsConfig = SignerConfig["transactions"][number];
export type PermissionConfig = SignerConfig["clients"]["permissions"][number];
export type WindowLogConfig = SignerConfig["windowLog"];
export type ChainLogConfig = Extract<WindowLogConfig, { readonly kind: "chain" }>;
export type SealingConfig = SignerConfig["sealing"];
export type KmsSealingConfig = Extract<SealingConfig, { readonly kind: "kms" }>;
export type S3LogConfig = Extract<WindowLogConfig, { readonly kind: "s3" }>;
export type ApprovalsConfig = NonNullable<SignerConfig["approvals"]>;
export type EthereumSignType = (typeof ethereumSignTypes)[number];
export type Operation = (typeof operations)[number];
