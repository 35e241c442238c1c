// Decide → record → sign → verify → answer: the one place where a validator's or a sequencer's key is used (a test holds the imports).
import type { Signature } from "@inkan/native/bls";
import { areOwnSignatures, type SignedRoot } from "./bls.ts";
import type { KeyRing } from "./keys/key-ring.ts";
import { Refusal } from "./refusal.ts";
import { openSchedule, type Priority, priorities } from "./schedule.ts";
import { type RecoverableSignature, recoversTo } from "./secp256k1.ts";
import type { SlashableDuty } from "./slashing-protection/duty.ts";
import type { SlashingProtection } from "./slashing-protection/protection.ts";

export type RootToSign = {
  /** Lower case with 0x. */
  readonly publicKey: string;
  /** 32 bytes that this enclave computed itself, never a client's. */
  readonly signingRoot: Uint8Array;
  readonly priority: Priority;
  /** What slashing protection judges; `undefined` only for messages that nobody is slashed for. */
  readonly duty: SlashableDuty | undefined;
};

export type DigestToSign = {
  /** Lower case with 0x. */
  readonly address: string;
  /** 32 bytes that this enclave computed itself. */
  readonly digest: Uint8Array;
};

export type Signer = {
  /**
   * @returns 96 bytes, compressed, verified.
   * @throws {Refusal} `KEY_NOT_FOUND`, `OVERLOADED`, `SIGNATURE_FAULT`, and what slashing protection says.
   */
  signRoot(request: RootToSign): Promise<Uint8Array>;
  /** What may be signed is decided and recorded by the caller's guard before. @throws {Refusal} `KEY_NOT_FOUND`, `SIGNATURE_FAULT`. */
  signDigest(request: DigestToSign): RecoverableSignature;
  readonly waiting: number;
};

export type SignerParts = {
  readonly keys: KeyRing;
  readonly protection: SlashingProtection;
  readonly signaturesWaitingMax: number;
};

/** Requests whose signatures are verified together at most; refused ones count, lest they keep the others waiting. */
const batchMax = 32;

type Job = RootToSign & { readonly resolve: (signature: Uint8Array) => void; readonly reject: (why: unknown) => void };
type Signed = SignedRoot & { readonly job: Job };

export function openSigner({ keys, protection, signaturesWaitingMax }: SignerParts): Signer {
  const schedule = openSchedule<Job>(signaturesWaitingMax, ({ reject }) => reject(new Refusal("OVERLOADED")));
  const signed: Signed[] = [];
  let judged = 0;
  let isRunning = false;

  /**
   * Signs what waits, and as long as each turn of the event loop brings more, signs that too, so that as many as can be are verified together.
   * What is urgent waits for nobody.
   */
  const run = () => {
    const taken = schedule.take(batchMax - judged);
    judged += taken.length;
    for (const job of taken) signed.push(...signOne(job));
    const isUrgent = taken.some(({ priority }) => priority === priorities.block);
    if (taken.length === 0 || isUrgent || judged >= batchMax) {
      answer(signed.splice(0));
      judged = 0;
    }
    if (taken.length > 0 || schedule.waiting > 0) setImmediate(run);
    else isRunning = false;
  };

  /** Decides and records before the key is touched; nothing is awaited in between. */
  function signOne(job: Job): Signed[] {
    try {
      const key = keys.validator(job.publicKey);
      if (key === undefined) throw new Refusal("KEY_NOT_FOUND");
      if (job.duty !== undefined) {
        const decision = protection.decide(job.publicKey, job.duty, job.signingRoot);
        if (typeof decision === "object") throw new Refusal(decision.refused, decision.detail);
      }
      const signature = key.signing.sign(job.signingRoot);
      return [{ job, publicKey: key.signing.publicKey, signingRoot: job.signingRoot, signature }];
    } catch (thrown) {
      job.reject(thrown);
      return [];
    }
  }

  return {
    async signRoot(request) {
      if (keys.validator(request.publicKey) === undefined) throw new Refusal("KEY_NOT_FOUND");
      const covering = request.duty === undefined ? undefined : protection.cover(request.duty);
      if (covering !== undefined) await covering;
      return new Promise<Uint8Array>((resolve, reject) => {
        schedule.add({ ...request, resolve, reject }, request.priority);
        if (isRunning) return;
        isRunning = true;
        setImmediate(run);
      });
    },
    signDigest({ address, digest }) {
      const key = keys.account(address);
      if (key === undefined) throw new Refusal("KEY_NOT_FOUND");
      const signature = key.signing.sign(digest);
      if (!recoversTo(address, digest, signature)) throw new Refusal("SIGNATURE_FAULT");
      return signature;
    },
    get waiting() {
      return schedule.waiting;
    },
  };
}

/** All of one root are verified with one pairing check; only when that fails is each looked at by itself. */
function answer(batch: readonly Signed[]): void {
  for (const sameRoot of Map.groupBy(batch, ({ signingRoot }) =>
    Buffer.from(signingRoot).toString("latin1"),
  ).values()) {
    const areRight = areOwnSignatures(sameRoot);
    for (const signed of sameRoot) {
      if (areRight || areOwnSignatures([signed])) signed.job.resolve(bytesOf(signed.signature));
      else signed.job.reject(new Refusal("SIGNATURE_FAULT"));
    }
  }
}

const bytesOf = (signature: Signature): Uint8Array => signature.toBytes();
