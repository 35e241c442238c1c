// Verifies a log record by record and folds it into what it means. Whatever does not fit ends it: nothing is skipped.
import { openWindows, type Windows } from "../slashing-protection/window.ts";
import { type Admitted, type Authority, bootNonce } from "./authority.ts";
import type { WindowLogLimits } from "./limits.ts";
import { LogError } from "./log-error.ts";
import { type DecodedRecord, decodeRecord, hashOf, noPrevious, type RecordPlace, type WindowRecord } from "./record.ts";

export type LogReader = {
  /** Place of the record that comes next. */
  next(): RecordPlace;
  readonly windows: Windows;
  /** Digest of the sealed key store's current bytes. */
  readonly keyStoreDigest: string | undefined;
  /** Whether a boot of our own program and configuration gave up for ever. */
  readonly isRetired: boolean;
  /** Whether our own boot record was read. */
  readonly isIntroduced: boolean;
  /** Whether another boot recorded a key store after we came: keys that we hold may have been deleted and moved elsewhere. */
  readonly isSuperseded: boolean;
  /** @throws {LogError} The log is not to be believed from here on; the reader is of no use any more. */
  take(bytes: Uint8Array): Promise<WindowRecord>;
};

export function openReader(group: string, authority: Authority, limits: WindowLogLimits): LogReader {
  const windows = openWindows(authority.boot, limits.ownClaimsMax);
  const boots = new Map<string, Admitted>();
  const retired = new Set<string>();
  let n = 0;
  let previous = noPrevious;
  let keyStoreDigest: string | undefined;
  let isSuperseded = false;

  function requirePlace({ record }: DecodedRecord): void {
    if (record.group !== group) throw new LogError("RECORD_GROUP", record.group);
    if (record.n !== n) throw new LogError("RECORD_NUMBER", `${record.n} at ${n}`);
    if (record.previous !== previous) throw new LogError("RECORD_CHAIN", `record ${n}`);
  }

  async function writerOf({ boot, body }: WindowRecord): Promise<Admitted> {
    const known = boots.get(boot);
    if (body.kind !== "boot") {
      if (known === undefined) throw new LogError("BOOT_UNKNOWN");
      if (windows.hasEnded(boot) || retired.has(known.identity)) throw new LogError("BOOT_ENDED");
      return known;
    }
    if (known !== undefined) throw new LogError("BOOT_REPEATED");
    if (hashOf(Buffer.from(body.spki, "base64")) !== boot) throw new LogError("BOOT_DOCUMENT", "another key's");
    const admitted = await authority.admit(body.spki, body.document, bootNonce(group, previous));
    if (retired.has(admitted.identity)) throw new LogError("BOOT_ENDED", "its program gave up for ever");
    return admitted;
  }

  function fold({ boot, body }: WindowRecord, writer: Admitted): void {
    if (body.kind === "boot") boots.set(boot, writer);
    else if (body.kind === "keys") {
      keyStoreDigest = body.digest;
      isSuperseded ||= boot !== authority.boot && boots.has(authority.boot);
    } else windows.apply({ kind: body.kind === "claim" ? "claim" : "end", boot, maxima: body.maxima });
    if (body.kind === "retire") retired.add(writer.identity);
  }

  return {
    next: () => ({ group, n, previous }),
    windows,
    get keyStoreDigest() {
      return keyStoreDigest;
    },
    get isRetired() {
      return retired.has(authority.identity);
    },
    get isIntroduced() {
      return boots.has(authority.boot);
    },
    get isSuperseded() {
      return isSuperseded;
    },
    async take(bytes) {
      if (n >= limits.recordsMax) throw new LogError("LOG_TOO_LONG", `${n} records`);
      const decoded = decodeRecord(bytes, limits.recordBytesMax);
      requirePlace(decoded);
      const { record, signed, signature } = decoded;
      const writer = await writerOf(record);
      if (!writer.isSignedBy(signed, signature)) throw new LogError("RECORD_SIGNATURE", `record ${n}`);
      fold(record, writer);
      n++;
      previous = hashOf(bytes);
      return record;
    },
  };
}
