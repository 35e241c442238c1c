// A bucket of S3 for simulations: the real reading over a model of it, behind the parent's network, with an administrator who puts delete markers
// and further versions wherever they hurt. What Object Lock rules out, deleting a version, they can't.

import type { WindowLog } from "../../../enclave-signer/src/signer/window-log/log.ts";
import { s3LogLimits } from "../../../enclave-signer/src/signer/window-log/s3/limits.ts";
import type { ObjectStore } from "../../../enclave-signer/src/signer/window-log/s3/object-store.ts";
import { keyOf } from "../../../enclave-signer/src/signer/window-log/s3/record-key.ts";
import { openS3Log } from "../../../enclave-signer/src/signer/window-log/s3/s3-log.ts";
import { openMemoryBucket } from "../../harness/memory-bucket.ts";
import type { Choices } from "../seeded.ts";
import type { Sending } from "./network.ts";

export type ModelBucket = {
  /** The log as one clone reads it. */
  logOf(isAlive: () => boolean, send: Sending): WindowLog;
  /** Whoever may write to the bucket does something there. */
  step(): void;
  /** Keys with a version. */
  readonly records: number;
};

export type ModelBucketTerms = {
  readonly choices: Choices;
  readonly maliciousPercent: number;
  readonly nowMs: () => number;
};

const folder = "windows/model/";

export function openModelBucket({ choices, maliciousPercent, nowMs }: ModelBucketTerms): ModelBucket {
  const shuffled = <T>(things: readonly T[]): readonly T[] => {
    const order = [...things];
    for (let at = order.length - 1; at > 0; at--) {
      const other = choices.below(at + 1);
      [order[at], order[other]] = [order[other]!, order[at]!];
    }
    return order;
  };
  const bucket = openMemoryBucket({
    pageMax: choices.of([1_000, 3, 2]),
    order: (versions) => (choices.chance(maliciousPercent / 4) ? shuffled(versions) : versions),
  });
  const isMalicious = () => choices.chance(maliciousPercent);
  const recordCount = () => bucket.keys.filter((key) => bucket.versionsOf(key).length > 0).length;

  /** An answer is true when the request is carried out, which may be long before it comes. */
  const behind = (isAlive: () => boolean, send: Sending): ObjectStore => {
    const carry = async <T>(carryOut: () => Promise<T>): Promise<T> => {
      if (!isMalicious() || !choices.chance(30)) return send(isAlive, carryOut);
      const answer = carryOut();
      return send(isAlive, () => answer);
    };
    const { store } = bucket;
    return {
      settings: store.settings,
      put: (...asked) => carry(() => store.put(...asked)),
      list: (...asked) => carry(() => store.list(...asked)),
      get: (...asked) => carry(() => store.get(...asked)),
    };
  };

  return {
    get records() {
      return recordCount();
    },
    logOf: (isAlive, send) =>
      openS3Log({
        store: behind(isAlive, send),
        ...{ folder, group: "model", retentionDays: 3_650, unixMs: nowMs, recordBytesMax: 65_536 },
        limits: { ...s3LogLimits, pagesMax: 64 },
      }),
    step() {
      const newest = Math.max(recordCount() - 1, 0);
      const [first, second, third] = bucket.versionsOf(keyOf(folder, newest));
      // A second writer's record came over a delete marker, and now its bytes are known: below the first one, they would count as the oldest.
      if (second !== undefined && third === undefined && first !== second && choices.chance(80))
        return bucket.putBelow(keyOf(folder, newest), second);
      if (!isMalicious()) return;
      const n = choices.chance(80) ? newest : choices.below(newest + 2);
      const key = keyOf(folder, n);
      const copied = choices.of(bucket.versionsOf(key));
      const which = choices.below(100);
      if (which < 60) bucket.putDeleteMarker(key);
      else if (copied === undefined)
        return; // whatever is put at a free place ends the log, and does nothing else
      else if (which < 70) bucket.putOver(key, Buffer.from("{}"));
      else if (which < 85) bucket.putOver(key, copied);
      else bucket.putBelow(key, copied);
    },
  };
}
