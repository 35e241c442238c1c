// Why a log is not believed. Each is final for this boot: a log that was wrong once may have been wrong before.

export const logErrorTable = {
  RECORD_MALFORMED: "a record is not canonical JSON of a known kind",
  RECORD_NUMBER: "a record stands at another number than it says",
  RECORD_GROUP: "a record belongs to another group's log",
  RECORD_CHAIN: "a record does not follow the one before it",
  RECORD_SIGNATURE: "a record is not signed by the boot that it names",
  BOOT_UNKNOWN: "a record names a boot that was not introduced before it",
  BOOT_REPEATED: "a boot is introduced twice",
  BOOT_DOCUMENT: "a boot's attestation document does not vouch for it here",
  BOOT_ENDED: "a boot goes on after its release or retirement",
  LOG_TOO_LONG: "the log has more records than are read",
  LOG_SHRUNK: "a record that was there is gone",
  LOG_FORKED: "a record that was there is another one now",
  RECORD_UNLOCKED: "a record is not locked against deletion",
  BUCKET_UNFIT: "the log's bucket does not keep what is written",
} as const;

export type LogErrorCode = keyof typeof logErrorTable;

/** Match on `code`. */
export class LogError extends Error {
  readonly code: LogErrorCode;
  override readonly name = "LogError";

  constructor(code: LogErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? logErrorTable[code] : `${logErrorTable[code]}: ${detail}`, options);
    this.code = code;
  }
}
