// What a bucket must be so that a record that was read stays there: judged once at boot, refused otherwise. Pure.
import type { BucketSettings, VersionLock } from "./object-store.ts";

export const dayMs = 86_400_000;

/** @returns What is wrong with the bucket; `undefined` when it keeps what is written. */
export function bucketFault(settings: BucketSettings, retentionDays: number): string | undefined {
  const { versioning, objectLock, defaultRetention } = settings;
  if (versioning !== "Enabled") return `versioning is ${versioning ?? "off"}, not Enabled`;
  if (objectLock !== "Enabled") return "Object Lock is off";
  if (defaultRetention === undefined) return "Object Lock has no default retention";
  if (defaultRetention.mode !== "COMPLIANCE") return `default retention is ${defaultRetention.mode}, not COMPLIANCE`;
  if (defaultRetention.days < retentionDays)
    return `default retention is ${defaultRetention.days} days, not ${retentionDays}`;
  return undefined;
}

/** Governance is lifted by whoever has the permission, and a lock that has ended is none. */
export function isLocked(lock: VersionLock | undefined, nowMs: number): boolean {
  return lock !== undefined && lock.mode === "COMPLIANCE" && lock.untilMs > nowMs;
}
