// Every bound of a log on S3. Sizes in bytes, inclusive.

export type S3LogLimits = {
  /** For one request, connecting included. */
  readonly requestDeadlineMs: number;
  /** Sendings of one request: S3 asks to slow down, or an answer is lost. */
  readonly attemptsMax: number;
  /** Requests under way at once. */
  readonly connectionsMax: number;
  /** Entries of one page; S3 gives no more than 1,000. */
  readonly entriesPerPage: number;
  /** Pages that one record is looked for on: whoever may write to the bucket can put other objects between. */
  readonly pagesMax: number;
  /** Versions of one record that are read. An honest log has one. */
  readonly versionsPerRecordMax: number;
  /** A list as S3 writes it: XML, some 700 bytes an entry. */
  readonly answerBytesMax: number;
};

export const s3LogLimits: S3LogLimits = {
  requestDeadlineMs: 5_000,
  attemptsMax: 3,
  connectionsMax: 16,
  entriesPerPage: 1_000,
  pagesMax: 8,
  versionsPerRecordMax: 16,
  answerBytesMax: 4_194_304,
};
