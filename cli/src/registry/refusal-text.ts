// What a contract's typed error means to the person whose transaction it stops. The errors themselves stand in contracts/src/*.sol.

type Text = (args: readonly unknown[]) => string;

const at = (seconds: unknown) => `${new Date(Number(seconds) * 1000).toISOString().replace(".000", "")}`;
const atMs = (ms: unknown) => at(Number(ms) / 1000);
const states = ["was never proposed", "is pending", "is in force", "is revoked"];
const state = (value: unknown) => states[Number(value)] ?? "is in a state that this program does not know";

export const refusalTexts: Readonly<Record<string, Text>> = {
  // Everywhere.
  OwnableUnauthorizedAccount: ([account]) => `${account} is not the owner`,
  OwnableInvalidOwner: () => "an owner is needed",
  OwnershipNotRenounceable: () => "ownership can be handed over, not given up",
  DeployerMissing: ([deployer]) =>
    `this chain has no deterministic deployer at ${deployer}: send its presigned transaction first`,
  CreationReverted: ([address]) => `the contract for ${address} could not be created: its constructor refused`,
  Reverted: ([hash]) => `the transaction ${hash} failed in its block`,
  // PcrRegistry.
  NotProposer: ([account]) => `${account} is not the registry's proposer`,
  NotRebuilder: ([account]) => `${account} is none of the registry's rebuilders`,
  RebuilderIsProposer: ([account]) => `${account} proposed this release: somebody else has to rebuild it`,
  NeitherOwnerNorGuardian: ([account]) => `${account} is neither the registry's owner nor its guardian`,
  ReleaseAlreadyKnown: ([id, seen]) => `release ${id} was proposed before, and ${state(seen)}`,
  ReleaseNotPending: ([id, seen]) => `release ${id} is not pending: it ${state(seen)}`,
  ReleaseNotRevocable: ([id, seen]) => `release ${id} can't be revoked: it ${state(seen)}`,
  RevocationInFuture: ([now, since]) => `a revocation takes effect now (${at(now)}) or earlier, not at ${at(since)}`,
  RevocationNotEarlier: ([id, known]) =>
    `release ${id} is revoked since ${at(known)} already; only an earlier time adds to that`,
  ImageHashMismatch: ([id, required, seen]) =>
    `release ${id} was proposed with the image ${required}; you built ${seen}`,
  BuildAlreadyAttested: ([id, account]) => `${account} has attested the build of ${id} already`,
  QuorumMissing: ([id, required, seen]) => `release ${id} needs ${required} rebuilders that agree, and has ${seen}`,
  NoticePeriodRunning: ([id, readyAt]) => `release ${id} can be activated from ${at(readyAt)} on`,
  PcrLengthInvalid: ([index, required, seen]) => `PCR${index} has ${seen} bytes, not ${required}`,
  PcrAllZero: ([index]) => `PCR${index} is all zero, as in debug mode`,
  SourceCommitMissing: () => "the source commit is missing",
  LocatorCountInvalid: ([min, max, seen]) => `there must be ${min} to ${max} source locators, not ${seen}`,
  ImageHashLengthInvalid: ([seen]) => `an image hash has 32 or 48 bytes, not ${seen}`,
  TextLengthInvalid: ([min, max, seen]) => `a text must have ${min} to ${max} bytes, not ${seen}`,
  NoticePeriodTooLong: ([max, seen]) => `a notice period has at most ${max} seconds, not ${seen}`,
  QuorumTooLarge: ([max, seen]) => `a quorum is at most ${max}, not ${seen}`,
  RebuilderAlreadyKnown: ([account]) => `${account} is a rebuilder already`,
  TooManyRebuilders: ([max]) => `there are ${max} rebuilders, and can be no more`,
  // OperatorPolicy and its factory.
  AlreadyAccepted: ([id]) => `the policy accepts release ${id} with this configuration already`,
  NotAccepted: ([id]) => `the policy does not accept release ${id} with this configuration`,
  OriginDiffers: ([required, seen]) => `this configuration was accepted with the origin ${required}, not ${seen}`,
  OriginInvalid: ([max, seen]) => `an origin is 1 to ${max} characters of printable ASCII without spaces, not ${seen}`,
  RemovalTimeInvalid: ([from, now, since]) =>
    `a removal takes effect from ${at(from)} to ${at(now)}, not at ${at(since)}`,
  LifetimeInvalid: ([min, max, seen]) => `a registration lives ${min} to ${max} seconds, not ${seen}`,
  PolicyExists: ([policy]) => `the policy ${policy} was made already`,
  // EnclaveRegistry.
  OperatorUnknown: ([operator]) =>
    `${operator} is no policy of this registry's factory: 'inkan registry policy create' makes it`,
  DocumentTooOld: ([oldest, seen]) =>
    `the document is of ${atMs(seen)}; the oldest that is taken is of ${atMs(oldest)}`,
  DocumentFromFuture: ([newest, seen]) =>
    `the document is of ${atMs(seen)}, and the chain is at ${atMs(newest)} at the latest: compare clocks`,
  NonceMismatch: () => "the document is for another operator, registry or chain, or for no registration",
  ConfigurationNotMeasured: () => "the document has no locked PCR16: nobody can tell the enclave's configuration",
  ReleaseNotInForce: ([id]) => `the enclave runs release ${id}, which is not in force`,
  Pcr8Mismatch: () => "the enclave's image is signed by another certificate than the release",
  ConfigurationNotAccepted: ([id, pcr16Hash]) =>
    `the operator's policy does not accept release ${id} with the configuration whose PCR16 hashes to ${pcr16Hash}`,
  OriginMismatch: () => "the enclave states another origin than the operator's policy has for its configuration",
  PurposeNotRegister: () => "the document was not made for a registration",
  UserDataMalformed: ([position]) => `the document's user_data is malformed at byte ${position}`,
  ResponseKeyMalformed: ([required, seen]) => `the response key is no P-256 key of ${required} bytes: ${seen}`,
  BootAddressInvalid: ([, seen]) => `a signer states a boot address and a relay none; this one states ${seen}`,
  ResponseKeyMismatch: () => "the document names two different response keys",
  BootAddressTaken: ([bootAddress]) => `the boot address ${bootAddress} was registered by another enclave`,
  KeyElsewhere: ([keyId]) => `key ${keyId} was registered with another release, configuration or operator`,
  DocumentNotNewer: ([known, seen]) =>
    `a document of ${atMs(known)} is registered already, and this one is of ${atMs(seen)}`,
};

/** @param code Name of the Solidity error. @param args Its values. */
export function refusalText(code: string, args: readonly unknown[]): string {
  const text = refusalTexts[code];
  return text === undefined ? `${code}(${args.map(String).join(", ")})` : `${text(args)} [${code}]`;
}
