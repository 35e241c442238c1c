// Who may come in, and how often: quotas by pseudonym, in memory. Several gateways that share quotas would put the buckets into
// Redis behind the same type.
import { createHmac, randomBytes } from "node:crypto";
import net from "node:net";
import type { GatewayLimits } from "../limits.ts";

export type Quota = {
  /** Requests (HTTP) and new streams (TLS, WebSocket) per second of one pseudonym; 0: no bound, for a gateway that sees only its load balancer's address. */
  readonly requestsPerSecond: number;
  /** How many may come at once after a pause. */
  readonly burst: number;
  /** Connections of one pseudonym, open at a time, all doors together. */
  readonly connectionsMax: number;
};

export const defaultQuota: Quota = { requestsPerSecond: 2_000, burst: 8_000, connectionsMax: 8_192 };

/** One open connection of somebody. */
export type Visitor = {
  /** 16 bytes: HMAC-SHA-256 of the address under this hour's key. */
  readonly pseudonym: Uint8Array;
  /** Counts one request. @returns 0, or after how many whole seconds to come again. */
  take(): number;
  /** Once, when the connection has closed. */
  leave(): void;
};

export type Admission = {
  /** @returns `undefined`: too many connections of this pseudonym, or too many pseudonyms. */
  enter(address: string): Visitor | undefined;
};

type Bucket = { tokens: number; atMs: number; connections: number };

/** @param nowMs A monotonic clock. */
export function openAdmission(quota: Quota, limits: GatewayLimits, nowMs: () => number): Admission {
  const buckets = new Map<string, Bucket>();
  let key = randomBytes(32);
  let keyUntilMs = nowMs() + limits.pseudonymKeyLifeMs;

  const refill = (bucket: Bucket, now: number) => {
    bucket.tokens = Math.min(quota.burst, bucket.tokens + ((now - bucket.atMs) / 1_000) * quota.requestsPerSecond);
    bucket.atMs = now;
  };
  const forgetSome = (now: number) => {
    let swept = 0;
    for (const [name, bucket] of buckets) {
      if (swept++ === limits.pseudonymsSweptMax) return;
      refill(bucket, now);
      buckets.delete(name);
      // What still counts goes to the end, so that the next sweep sees others. A full bucket says nothing that a new one doesn't.
      if (bucket.connections > 0 || bucket.tokens < quota.burst) buckets.set(name, bucket);
    }
  };
  const bucketOf = (name: string, now: number): Bucket | undefined => {
    const known = buckets.get(name);
    if (known !== undefined) return known;
    if (buckets.size >= limits.pseudonymsMax) forgetSome(now);
    if (buckets.size >= limits.pseudonymsMax) return undefined;
    const fresh = { tokens: quota.burst, atMs: now, connections: 0 };
    buckets.set(name, fresh);
    return fresh;
  };

  return {
    enter(address) {
      const now = nowMs();
      if (now >= keyUntilMs) {
        key = randomBytes(32);
        keyUntilMs = now + limits.pseudonymKeyLifeMs;
      }
      const pseudonym = createHmac("sha256", key).update(networkOf(address)).digest().subarray(0, 16);
      const bucket = bucketOf(pseudonym.toString("latin1"), now);
      if (bucket === undefined || bucket.connections >= quota.connectionsMax) return undefined;
      bucket.connections++;
      return {
        pseudonym,
        take() {
          if (quota.requestsPerSecond === 0) return 0;
          refill(bucket, nowMs());
          if (bucket.tokens < 1) return Math.max(1, Math.ceil((1 - bucket.tokens) / quota.requestsPerSecond));
          bucket.tokens--;
          return 0;
        },
        leave() {
          bucket.connections--;
        },
      };
    },
  };
}

/** An IPv4 address, also one mapped into IPv6, counts whole; of IPv6 the first 64 bits, since one host has all addresses behind them. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped) return mapped[1]!;
  if (!net.isIPv6(address)) return address;
  const [before = "", after] = address.split("%")[0]!.split("::");
  const left = before === "" ? [] : before.split(":");
  const right = after === undefined || after === "" ? [] : after.split(":");
  const zeros = after === undefined ? [] : Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...zeros, ...right].slice(0, 4).join(":");
}
