// op-signer's API on a real key ring and a real signer, asked as a client's bytes would ask; time and windows are the test's.

import {
  type SequencerConfig,
  signerConfig,
  type TransactionsConfig,
} from "../../enclave-signer/src/enclave/signer-config.ts";
import { type Approvals, approvalsWithoutOperators } from "../../enclave-signer/src/signer/approvals/approvals.ts";
import type { Client, SignerAnswer } from "../../enclave-signer/src/signer/door/route.ts";
import { openKeyRing } from "../../enclave-signer/src/signer/keys/key-ring.ts";
import { openOpSigner, type SigningObserved } from "../../enclave-signer/src/signer/op-signer/op-signer.ts";
import { openOpSignerRoute } from "../../enclave-signer/src/signer/op-signer/route.ts";
import type { ExclusiveNumbers } from "../../enclave-signer/src/signer/op-signer/sequencer-guard/exclusive-numbers.ts";
import { Secp256k1SigningKey } from "../../enclave-signer/src/signer/secp256k1.ts";
import { openSigner } from "../../enclave-signer/src/signer/sign.ts";
import type { OnTime } from "../../enclave-signer/src/signer/sign-on-time.ts";
import type { TestPayload } from "./op-payload.ts";

/** The key of the reference's vectors, and the second of the same mnemonic. */
export const secrets = [
  "ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
  "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
] as const;
export const addresses = [
  "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266",
  "0x70997970c51812dc3a010c7d01b50e0d17dc79c8",
] as const;

export type TestClock = { unixMs(): number; monotonicMs(): number; advance(ms: number): void };

/** 2026-11-24T00:00:00Z, and only `advance` moves it. */
export function testClock(startMs = 1_795_478_400_000): TestClock {
  let passed = 0;
  return {
    unixMs: () => startMs + passed,
    monotonicMs: () => passed,
    advance: (ms) => {
      passed += ms;
    },
  };
}

export const clientNamed = (...names: string[]): Client => ({ names, may: () => true });

/** An exclusive log that has claimed every number for this boot. */
export const openNumbers: ExclusiveNumbers = {
  exclusivity: "test",
  cover: () => undefined,
  allows: () => true,
};

export type OpSignerTerms = {
  readonly sequencers?: readonly Partial<SequencerConfig>[];
  readonly transactions?: readonly Partial<TransactionsConfig>[];
  /** All numbers are this boot's, unless it says otherwise; `undefined`: there is no log. */
  readonly windows?: ExclusiveNumbers | undefined;
  readonly approvals?: Approvals;
  readonly clock?: TestClock;
  readonly onTime?: OnTime;
};

export type RpcReply = {
  readonly status: number;
  readonly result?: unknown;
  readonly code?: number;
  readonly refused?: string;
};

/** With the defaults of the measured configuration where `terms` says nothing. */
export function openTestOpSigner(terms: OpSignerTerms = {}) {
  const clock = terms.clock ?? testClock();
  const keys = openKeyRing();
  for (const secret of secrets) {
    const signing = Secp256k1SigningKey.take(Buffer.from(secret, "hex"));
    keys.addAccount({ address: signing.address, group: undefined, signing });
  }
  const config = signerConfig.pick({ sequencers: true, transactions: true }).parse({
    sequencers: (terms.sequencers ?? [{}]).map((given) => ({ address: addresses[0], chainId: 10, ...given })),
    transactions: (terms.transactions ?? []).map((given) => ({
      ...{ client: "op-batcher", fromAddress: addresses[0], chainId: 1337 },
      ...given,
    })),
  });
  const signed: string[] = [];
  const signer = openSigner({
    keys,
    protection: { cover: () => undefined, decide: () => "new" },
    signaturesWaitingMax: 8,
  });
  const observed: SigningObserved[] = [];
  const opSigner = openOpSigner({
    ...{ config, keys, clock, version: "0.1.0" },
    onTime: terms.onTime ?? (async () => {}),
    signer: {
      signDigest(request) {
        signed.push(Buffer.from(request.digest).toString("hex"));
        return signer.signDigest(request);
      },
    },
    approvals: terms.approvals ?? approvalsWithoutOperators,
    windowsOf: () => ("windows" in terms ? terms.windows : openNumbers),
    observe: (each) => observed.push(each),
  });
  const route = openOpSignerRoute(opSigner);

  async function post(
    body: string | Uint8Array,
    client: Client | undefined = clientNamed("op-node"),
  ): Promise<SignerAnswer> {
    return route.answer({
      ...{ method: "POST", path: "/", query: "", accept: undefined, contentType: "application/json" },
      ...{ authorization: undefined, body: Buffer.from(body), client },
    });
  }

  async function call(method: string, params: unknown, client?: Client): Promise<RpcReply> {
    const { status, body } = await post(JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }), client);
    const { result, error } = JSON.parse(String(body)) as {
      result?: unknown;
      error?: { code: number; data?: { code: string } };
    };
    if (error === undefined) return { status, result };
    return { status, code: error.code, ...(error.data === undefined ? {} : { refused: error.data.code }) };
  }

  return {
    ...{ opSigner, route, keys, clock, observed, post, call },
    /** Digests that the key was used for, in hexadecimal. */
    signed,
    /** As op-node asks, with our extension member. @returns `signed`, or the refusal's code. */
    async signPayload({ hash, bytes }: TestPayload, chainId = 10): Promise<string> {
      const args = {
        ...{ domain: new Array(32).fill(0), chainId, senderAddress: addresses[0] },
        payloadHash: Buffer.from(hash).toString("base64"),
        payloadBytes: Buffer.from(bytes).toString("base64"),
      };
      const { result, refused } = await call("opsigner_signBlockPayload", [args]);
      return typeof result === "string" ? "signed" : (refused ?? "no refusal");
    },
  };
}
