// Web3Signer's API without a door: its routes over a real signer that holds the key of Web3Signer's published examples. Requests go in as a door
// would hand them on.
import type { Operation } from "../../enclave-signer/src/enclave/signer-config.ts";
import { signerConfig } from "../../enclave-signer/src/enclave/signer-config.ts";
import type { Approvals } from "../../enclave-signer/src/signer/approvals/approvals.ts";
import { BlsSigningKey } from "../../enclave-signer/src/signer/bls.ts";
import type { Client, Route, SignerAnswer, SignerRequest } from "../../enclave-signer/src/signer/door/route.ts";
import type { FeeRecipients } from "../../enclave-signer/src/signer/fee-recipients/fee-recipients.ts";
import { type KeyRing, openKeyRing } from "../../enclave-signer/src/signer/keys/key-ring.ts";
import { openSigner } from "../../enclave-signer/src/signer/sign.ts";
import type { SlashingProtection } from "../../enclave-signer/src/signer/slashing-protection/protection.ts";
import { type Web3signerParts, web3signerRoutes } from "../../enclave-signer/src/signer/web3signer/routes.ts";

/** Consensys/web3signer, acceptance tests. */
export const publishedSecretKey = "3ee2224386c82ffea477e2adf28a2929f5c349165a4196158c7f3a2ecca40f35";
export const publishedPublicKey =
  "0x989d34725a2bfc3f15105f3f5fc8741f436c25ee1ee4f948e425d6bcb8c56bce6e06c269635b7e985a7ffa639e2409bf";
export const publishedGenesisValidatorsRoot = "0x04700007fabc8282644aed6d1c7c9e21d38a03a0c4ba193f3afe428824b3a673";

/** The published examples have one version for all forks. */
export const publishedForks = [{ name: "phase0", version: "0x00000001", epoch: 0 }] as const;
export const publishedForkInfo = {
  fork: { previous_version: "0x00000001", current_version: "0x00000001", epoch: "1" },
  genesis_validators_root: publishedGenesisValidatorsRoot,
};

export type EthereumInput = Partial<{
  preset: "mainnet" | "minimal";
  forks: readonly { readonly name: string; readonly version: string; readonly epoch: number }[];
  genesisValidatorsRoot: string;
}>;

/** The chain of the published examples, with what is given changed. */
export const ethereumConfig = (input: EthereumInput = {}) =>
  signerConfig.shape.ethereum
    .unwrap()
    .unwrap()
    .parse({
      genesisValidatorsRoot: publishedGenesisValidatorsRoot,
      genesisTime: 1_600_000_000,
      forks: publishedForks,
      ...input,
    });

export const allowingClient: Client = { names: ["vc"], may: () => true };
export const clientThatMay = (...operations: Operation[]): Client => ({
  names: ["vc"],
  may: (operation) => operations.includes(operation),
});

export type TestWeb3signer = {
  readonly keys: KeyRing;
  readonly routes: readonly Route[];
  /** As the door: the first route that takes it answers. */
  ask(request: Partial<SignerRequest> & { readonly path: string }): Promise<SignerAnswer>;
  /** A signing request with the published key, as JSON. */
  sign(body: unknown, request?: Partial<SignerRequest>): Promise<SignerAnswer>;
};

export type TestWeb3signerOptions = {
  readonly ethereum?: EthereumInput;
  readonly decide?: SlashingProtection["decide"];
} & Partial<Omit<Web3signerParts, "ethereum" | "keys" | "signer">>;

export const approving: Approvals = { require: () => {} };
const anyFeeRecipient: FeeRecipients = { check: () => {}, checkBlock: () => {} };

export function startTestWeb3signer({ ethereum, decide, ...parts }: TestWeb3signerOptions = {}): TestWeb3signer {
  const keys = openKeyRing();
  const signing = BlsSigningKey.take(Buffer.from(publishedSecretKey, "hex"));
  keys.addValidator({ publicKey: publishedPublicKey, group: "default", derivationPath: "", signing });
  const protection: SlashingProtection = { cover: () => undefined, decide: decide ?? (() => "new") };
  const routes = web3signerRoutes({
    ethereum: ethereumConfig(ethereum),
    keys,
    signer: openSigner({ keys, protection, signaturesWaitingMax: 1_000 }),
    approvals: approving,
    feeRecipients: anyFeeRecipient,
    clock: { unixMs: () => 1_700_000_000_000 },
    reload: async () => 0,
    status: () => ({ keysLoaded: 1, keyErrors: 0, isProtectionUp: true, isClockRight: true }),
    highWatermark: () => undefined,
    requestBytesMax: 16_777_216,
    ...parts,
  });
  const ask: TestWeb3signer["ask"] = async (request) => {
    const whole: SignerRequest = {
      method: "GET",
      query: "",
      accept: undefined,
      contentType: undefined,
      authorization: undefined,
      body: new Uint8Array(),
      client: allowingClient,
      ...request,
    };
    const route = routes.find(({ takes }) => takes(whole.method, whole.path));
    if (route === undefined) throw new TypeError(`nothing at ${whole.path}`);
    return route.answer(whole);
  };
  return {
    keys,
    routes,
    ask,
    sign: (body, request = {}) =>
      ask({
        method: "POST",
        path: `/api/v1/eth2/sign/${publishedPublicKey}`,
        contentType: "application/json",
        accept: "application/json",
        body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
        ...request,
      }),
  };
}

export const bodyOf = (answer: SignerAnswer): string => Buffer.from(answer.body).toString();
